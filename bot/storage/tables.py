"""The tables, as SQLAlchemy Core sees them; migrations bring a database to this state. No queries here."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
)

BASE_GUILD = 0
"""The `guild_id` of the base catalogue; every other number is a server's overlay."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment with its time zone, in UTC; SQLite itself would forget the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Refuse a moment without a zone, since nobody could say later what it meant."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give the zone back."""
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


# SQLite numbers rows by itself only where the key is spelt INTEGER.
_RowNumber = BigInteger().with_variant(Integer(), "sqlite")

entries = Table(
    "entries",
    metadata,
    Column("kind", String(32), nullable=False),
    Column("slug", String(80), nullable=False),
    Column("guild_id", BigInteger, nullable=False, comment="0 for the base, else the server whose overlay it is"),
    Column("document", Text, nullable=False, comment="compact JSON of the document"),
    Column("version", Integer, nullable=False, comment="1 for the first, one more with every revision"),
    Column("content_hash", String(64), nullable=False),
    Column("retracted", Boolean, nullable=False, server_default=false(), comment="hidden, never deleted"),
    Column("updated_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("kind", "slug", "guild_id"),
    Index(None, "guild_id", "kind"),
)

revisions = Table(
    "revisions",
    metadata,
    Column("id", _RowNumber, primary_key=True, autoincrement=True),
    Column("kind", String(32), nullable=False),
    Column("slug", String(80), nullable=False),
    Column("guild_id", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Column("before", Text, comment="the document before; empty where there was none, or a retracted one"),
    Column("after", Text, comment="the document after; empty for a retraction"),
    Column("reason", Text),
    Column("evidence_link", Text),
    Column("actor", String(80), nullable=False, comment="a member's id, or base:<content hash>"),
    Column("origin", String(20), nullable=False, comment="intake, edit, ..."),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("kind", "slug", "guild_id", "version"),
    Index(None, "guild_id", "at"),
)

meta = Table(
    "meta",
    metadata,
    Column("key", String(80), primary_key=True),
    Column("value", Text, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)

reports = Table(
    "reports",
    metadata,
    Column("id", _RowNumber, primary_key=True, autoincrement=True),
    Column("kind", String(32), nullable=False),
    Column("slug", String(80), nullable=False),
    Column("guild_id", BigInteger, nullable=False, comment="0 where it was not said in a server"),
    Column("member_id", BigInteger, nullable=False),
    Column("wrong", Text, nullable=False),
    Column("right", Text, nullable=False),
    Column("link", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index(None, "member_id", "at"),
)

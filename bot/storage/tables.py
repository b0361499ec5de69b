"""The tables, as SQLAlchemy Core sees them; migrations bring a database to this state. No queries here."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    Index,
    Integer,
    LargeBinary,
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
    Column("base_hash", String(64), comment="of the base's document that an overlay was made on; empty without one"),
    Column(
        "follows_base",
        Boolean,
        nullable=False,
        server_default=false(),
        comment="an overlay that was taken back: the base shows again",
    ),
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
    Column("effect", String(10), nullable=False, server_default="own", comment="own, hidden or base: what shows after"),
    Column("base_hash", String(64), comment="as in entries, after the revision"),
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
    Column("status", String(10), nullable=False, server_default="open", comment="open, approved or rejected"),
    Column("decided_by", BigInteger),
    Column("decided_at", UtcDateTime),
    Column("reason", Text),
    Column("folded_into", BigInteger, comment="the first one that says the same of the same entry"),
    Column("told", Boolean, comment="whether the member heard of the decision; empty until that was tried"),
    Index(None, "member_id", "at"),
    Index(None, "guild_id", "status"),
)

mutes = Table(
    "mutes",
    metadata,
    Column("guild_id", BigInteger, nullable=False),
    Column("member_id", BigInteger, nullable=False),
    Column("muted_by", BigInteger, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("guild_id", "member_id"),
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", _RowNumber, primary_key=True, autoincrement=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("member_id", BigInteger, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("slug", String(80), nullable=False),
    Column("document", Text, nullable=False, comment="JSON; need not be valid yet"),
    Column("version", Integer, nullable=False, comment="of the overlay that it was begun on"),
    Column("base_hash", String(64), comment="of the base's document that it was begun on"),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("guild_id", "member_id", "kind", "slug"),
    Index(None, "at"),
)

audit = Table(
    "audit",
    metadata,
    Column("id", _RowNumber, primary_key=True, autoincrement=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("actor", String(80), nullable=False, comment="a member's id, or the anonymous mark of one who left"),
    Column("what", String(32), nullable=False),
    Column("kind", String(32)),
    Column("slug", String(80)),
    Column("before", Text),
    Column("after", Text),
    Column("reason", Text),
    Column("link", Text),
    Column("at", UtcDateTime, nullable=False),
    Index(None, "guild_id", "at"),
)

preferences = Table(
    "preferences",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("document", Text, nullable=False, comment="what a server's administrators set, as JSON"),
    Column("version", Integer, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)

quiz_games = Table(
    "quiz_games",
    metadata,
    Column("id", _RowNumber, primary_key=True, autoincrement=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("channel_id", BigInteger, nullable=False),
    Column("language", String(10), nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime, comment="when nothing was left to do; empty while the game goes on"),
    Index(None, "ended_at"),
    Index(None, "guild_id"),
)

quiz_events = Table(
    "quiz_events",
    metadata,
    Column("game_id", BigInteger, nullable=False),
    Column("number", Integer, nullable=False, comment="0 for the start, one more with every event"),
    Column("event", Text, nullable=False, comment="JSON"),
    Column("at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("game_id", "number"),
)

quiz_results = Table(
    "quiz_results",
    metadata,
    Column("guild_id", BigInteger, nullable=False),
    Column("source", String(40), nullable=False, comment="game:<id> or daily:<day>"),
    Column("round", Integer, nullable=False),
    Column("member_id", BigInteger, nullable=False),
    Column("question_id", String(80), nullable=False),
    Column("maker", String(40), nullable=False),
    Column("subject", String(20), nullable=False),
    Column("level", Integer, nullable=False),
    Column("choice", String(20), nullable=False, comment="indexes of the options, as 2 or 1,0,2"),
    Column("right", Boolean, nullable=False),
    Column("points", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("guild_id", "source", "round", "member_id"),
    Index(None, "guild_id", "at"),
    Index(None, "guild_id", "member_id"),
    Index(None, "guild_id", "question_id"),
)

quiz_asked = Table(
    "quiz_asked",
    metadata,
    Column("guild_id", BigInteger, nullable=False),
    Column("number", Integer, nullable=False, comment="1 for the first question ever asked in this server"),
    Column("question_id", String(80), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("guild_id", "number"),
)

quiz_ratings = Table(
    "quiz_ratings",
    metadata,
    Column("question_id", String(80), primary_key=True),
    Column("rating", Float, nullable=False, comment="Elo; higher is harder"),
    Column("answers", Integer, nullable=False),
    Column("right", Integer, nullable=False),
)

quiz_members = Table(
    "quiz_members",
    metadata,
    Column("guild_id", BigInteger, nullable=False),
    Column("member_id", BigInteger, nullable=False),
    Column("name", String(100), nullable=False, comment="as it was shown when the member last answered"),
    Column("hidden", Boolean, nullable=False, server_default=false()),
    Column("rating", Float, nullable=False, comment="Elo"),
    Column("streak", Integer, nullable=False, comment="daily questions answered in a row"),
    Column("best_streak", Integer, nullable=False),
    Column("last_daily", Date),
    PrimaryKeyConstraint("guild_id", "member_id"),
)

quiz_daily = Table(
    "quiz_daily",
    metadata,
    Column("guild_id", BigInteger, nullable=False),
    Column("day", Date, nullable=False, comment="the day in the server's own time zone"),
    Column("channel_id", BigInteger, nullable=False),
    Column("question", Text, nullable=False, comment="JSON"),
    Column("language", String(10), nullable=False),
    Column("claimed_at", UtcDateTime, nullable=False),
    Column("message_id", BigInteger, comment="empty until it stands in the channel"),
    Column("revealed_at", UtcDateTime),
    PrimaryKeyConstraint("guild_id", "day"),
)

quiz_daily_answers = Table(
    "quiz_daily_answers",
    metadata,
    Column("guild_id", BigInteger, nullable=False),
    Column("day", Date, nullable=False),
    Column("member_id", BigInteger, nullable=False),
    Column("name", String(100), nullable=False),
    Column("choice", String(20), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("guild_id", "day", "member_id"),
)

practice_cards = Table(
    "practice_cards",
    metadata,
    Column("member_id", BigInteger, nullable=False),
    Column("question_id", String(80), nullable=False),
    Column("card", Text, nullable=False, comment="JSON of the fsrs library"),
    Column("due", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("member_id", "question_id"),
    Index(None, "member_id", "due"),
)

practice_turns = Table(
    "practice_turns",
    metadata,
    Column("member_id", BigInteger, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False, comment="one more with every question, so that old buttons are known"),
    Column("question", Text, nullable=False, comment="JSON"),
    Column("choice", String(20), comment="empty until it is answered"),
    Column("at", UtcDateTime, nullable=False),
)

departures = Table(
    "departures",
    metadata,
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    Column("left_at", UtcDateTime, nullable=False, comment="when the bot left, or when it was first missed there"),
    Index(None, "left_at"),
)

pending_imports = Table(
    "pending_imports",
    metadata,
    Column("id", _RowNumber, primary_key=True, autoincrement=True),
    Column("guild_id", BigInteger, nullable=False),
    Column("member_id", BigInteger, nullable=False),
    Column("name", String(200), nullable=False, comment="of the file as it was sent"),
    Column("content", LargeBinary, nullable=False, comment="its bytes"),
    Column("kind", String(32), comment="what the member said that it holds"),
    Column("model", String(80), comment="the entry that the member said a record belongs to"),
    Column("day", Date, nullable=False, comment="on which records of an index stood like this"),
    Column("at", UtcDateTime, nullable=False),
    Index(None, "at"),
)

"""Entries, their revisions, and the program's own notes."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "entries",
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("slug", sa.String(80), nullable=False),
        sa.Column(
            "guild_id", sa.BigInteger(), nullable=False, comment="0 for the base, else the server whose overlay it is"
        ),
        sa.Column("document", sa.Text(), nullable=False, comment="compact JSON of the document"),
        sa.Column("version", sa.Integer(), nullable=False, comment="1 for the first, one more with every revision"),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column(
            "retracted", sa.Boolean(), nullable=False, server_default=sa.false(), comment="hidden, never deleted"
        ),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kind", "slug", "guild_id", name=op.f("pk_entries")),
    )
    op.create_index(op.f("ix_entries_guild_id_entries_kind"), "entries", ["guild_id", "kind"])
    op.create_table(
        "revisions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("slug", sa.String(80), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("before", sa.Text(), comment="the document before; empty where there was none, or a retracted one"),
        sa.Column("after", sa.Text(), comment="the document after; empty for a retraction"),
        sa.Column("reason", sa.Text()),
        sa.Column("evidence_link", sa.Text()),
        sa.Column("actor", sa.String(80), nullable=False, comment="a member's id, or base:<content hash>"),
        sa.Column("origin", sa.String(20), nullable=False, comment="intake, edit, ..."),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revisions")),
        sa.UniqueConstraint(
            "kind", "slug", "guild_id", "version", name=op.f("uq_revisions_kind_slug_guild_id_version")
        ),
    )
    op.create_index(op.f("ix_revisions_guild_id_revisions_at"), "revisions", ["guild_id", "at"])
    op.create_table(
        "meta",
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_meta")),
    )


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("meta")
    op.drop_table("revisions")
    op.drop_table("entries")

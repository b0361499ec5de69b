"""Editing: overlays know their base, suggestions are decided, drafts, mutes and the audit."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _number() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add what is new."""
    op.add_column(
        "entries",
        sa.Column(
            "base_hash",
            sa.String(length=64),
            comment="of the base's document that an overlay was made on; empty without one",
        ),
    )
    op.add_column(
        "entries",
        sa.Column(
            "follows_base",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="an overlay that was taken back: the base shows again",
        ),
    )
    op.add_column(
        "revisions",
        sa.Column(
            "effect",
            sa.String(length=10),
            server_default="own",
            nullable=False,
            comment="own, hidden or base: what shows after",
        ),
    )
    op.add_column(
        "revisions", sa.Column("base_hash", sa.String(length=64), comment="as in entries, after the revision")
    )
    op.execute("UPDATE revisions SET effect = 'hidden' WHERE after IS NULL")
    op.add_column(
        "reports",
        sa.Column(
            "status",
            sa.String(length=10),
            server_default="open",
            nullable=False,
            comment="open, approved or rejected",
        ),
    )
    op.add_column("reports", sa.Column("decided_by", sa.BigInteger()))
    op.add_column("reports", sa.Column("decided_at", sa.DateTime(timezone=True)))
    op.add_column("reports", sa.Column("reason", sa.Text()))
    op.add_column(
        "reports",
        sa.Column("folded_into", sa.BigInteger(), comment="the first one that says the same of the same entry"),
    )
    op.add_column(
        "reports",
        sa.Column("told", sa.Boolean(), comment="whether the member heard of the decision; empty until that was tried"),
    )
    op.create_index(op.f("ix_reports_guild_id_reports_status"), "reports", ["guild_id", "status"])
    op.create_table(
        "mutes",
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("muted_by", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "member_id", name=op.f("pk_mutes")),
    )
    op.create_table(
        "drafts",
        sa.Column("id", _number(), autoincrement=True, nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("document", sa.Text(), nullable=False, comment="JSON; need not be valid yet"),
        sa.Column("version", sa.Integer(), nullable=False, comment="of the overlay that it was begun on"),
        sa.Column("base_hash", sa.String(length=64), comment="of the base's document that it was begun on"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint(
            "guild_id", "member_id", "kind", "slug", name=op.f("uq_drafts_guild_id_member_id_kind_slug")
        ),
    )
    op.create_index(op.f("ix_drafts_at"), "drafts", ["at"])
    op.create_table(
        "audit",
        sa.Column("id", _number(), autoincrement=True, nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "actor",
            sa.String(length=80),
            nullable=False,
            comment="a member's id, or the anonymous mark of one who left",
        ),
        sa.Column("what", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32)),
        sa.Column("slug", sa.String(length=80)),
        sa.Column("before", sa.Text()),
        sa.Column("after", sa.Text()),
        sa.Column("reason", sa.Text()),
        sa.Column("link", sa.Text()),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_guild_id_audit_at"), "audit", ["guild_id", "at"])


def downgrade() -> None:
    """Take it away again; overlays that followed the base go, since nothing could tell them from others."""
    op.drop_index(op.f("ix_audit_guild_id_audit_at"), table_name="audit")
    op.drop_table("audit")
    op.drop_index(op.f("ix_drafts_at"), table_name="drafts")
    op.drop_table("drafts")
    op.drop_table("mutes")
    op.drop_index(op.f("ix_reports_guild_id_reports_status"), table_name="reports")
    for column in ("told", "folded_into", "reason", "decided_at", "decided_by", "status"):
        op.drop_column("reports", column)
    op.execute(
        "DELETE FROM revisions WHERE EXISTS (SELECT 1 FROM entries WHERE entries.follows_base"
        " AND entries.kind = revisions.kind AND entries.slug = revisions.slug"
        " AND entries.guild_id = revisions.guild_id)"
    )
    op.execute("DELETE FROM entries WHERE follows_base")
    op.drop_column("revisions", "base_hash")
    op.drop_column("revisions", "effect")
    op.drop_column("entries", "follows_base")
    op.drop_column("entries", "base_hash")

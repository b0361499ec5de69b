"""Servers that the bot has left, and imports that wait for a word."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "departures",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "left_at",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="when the bot left, or when it was first missed there",
        ),
        sa.PrimaryKeyConstraint("guild_id", name=op.f("pk_departures")),
    )
    op.create_index(op.f("ix_departures_left_at"), "departures", ["left_at"])
    op.create_table(
        "pending_imports",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False, comment="of the file as it was sent"),
        sa.Column("content", sa.LargeBinary(), nullable=False, comment="its bytes"),
        sa.Column("kind", sa.String(length=32), comment="what the member said that it holds"),
        sa.Column("model", sa.String(length=80), comment="the entry that the member said a record belongs to"),
        sa.Column("day", sa.Date(), nullable=False, comment="on which records of an index stood like this"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pending_imports")),
    )
    op.create_index(op.f("ix_pending_imports_at"), "pending_imports", ["at"])


def downgrade() -> None:
    """Drop the tables."""
    op.drop_index(op.f("ix_pending_imports_at"), table_name="pending_imports")
    op.drop_table("pending_imports")
    op.drop_index(op.f("ix_departures_left_at"), table_name="departures")
    op.drop_table("departures")

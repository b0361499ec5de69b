"""Problems that members report."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "reports",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("slug", sa.String(80), nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False, comment="0 where it was not said in a server"),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("wrong", sa.Text(), nullable=False),
        sa.Column("right", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
    )
    op.create_index(op.f("ix_reports_member_id_reports_at"), "reports", ["member_id", "at"])


def downgrade() -> None:
    """Take it away again."""
    op.drop_index(op.f("ix_reports_member_id_reports_at"), table_name="reports")
    op.drop_table("reports")

"""Quizzes: games as their events, results, ratings, the daily question, practice; and servers' preferences."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "practice_cards",
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("question_id", sa.String(length=80), nullable=False),
        sa.Column("card", sa.Text(), nullable=False, comment="JSON of the fsrs library"),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("member_id", "question_id", name=op.f("pk_practice_cards")),
    )
    op.create_index(op.f("ix_practice_cards_member_id_practice_cards_due"), "practice_cards", ["member_id", "due"])
    op.create_table(
        "practice_turns",
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "number",
            sa.Integer(),
            nullable=False,
            comment="one more with every question, so that old buttons are known",
        ),
        sa.Column("question", sa.Text(), nullable=False, comment="JSON"),
        sa.Column("choice", sa.String(length=20), comment="empty until it is answered"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_practice_turns")),
    )
    op.create_table(
        "preferences",
        sa.Column("guild_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("document", sa.Text(), nullable=False, comment="what a server's administrators set, as JSON"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", name=op.f("pk_preferences")),
    )
    op.create_table(
        "quiz_asked",
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="1 for the first question ever asked in this server"),
        sa.Column("question_id", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "number", name=op.f("pk_quiz_asked")),
    )
    op.create_table(
        "quiz_daily",
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False, comment="the day in the server's own time zone"),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False, comment="JSON"),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("message_id", sa.BigInteger(), comment="empty until it stands in the channel"),
        sa.Column("revealed_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("guild_id", "day", name=op.f("pk_quiz_daily")),
    )
    op.create_table(
        "quiz_daily_answers",
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("choice", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "day", "member_id", name=op.f("pk_quiz_daily_answers")),
    )
    op.create_table(
        "quiz_events",
        sa.Column("game_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="0 for the start, one more with every event"),
        sa.Column("event", sa.Text(), nullable=False, comment="JSON"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("game_id", "number", name=op.f("pk_quiz_events")),
    )
    op.create_table(
        "quiz_games",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "ended_at", sa.DateTime(timezone=True), comment="when nothing was left to do; empty while the game goes on"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiz_games")),
    )
    op.create_index(op.f("ix_quiz_games_ended_at"), "quiz_games", ["ended_at"])
    op.create_index(op.f("ix_quiz_games_guild_id"), "quiz_games", ["guild_id"])
    op.create_table(
        "quiz_members",
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "name", sa.String(length=100), nullable=False, comment="as it was shown when the member last answered"
        ),
        sa.Column("hidden", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("rating", sa.Float(), nullable=False, comment="Elo"),
        sa.Column("streak", sa.Integer(), nullable=False, comment="daily questions answered in a row"),
        sa.Column("best_streak", sa.Integer(), nullable=False),
        sa.Column("last_daily", sa.Date()),
        sa.PrimaryKeyConstraint("guild_id", "member_id", name=op.f("pk_quiz_members")),
    )
    op.create_table(
        "quiz_ratings",
        sa.Column("question_id", sa.String(length=80), nullable=False),
        sa.Column("rating", sa.Float(), nullable=False, comment="Elo; higher is harder"),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("right", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("question_id", name=op.f("pk_quiz_ratings")),
    )
    op.create_table(
        "quiz_results",
        sa.Column("guild_id", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False, comment="game:<id> or daily:<day>"),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("question_id", sa.String(length=80), nullable=False),
        sa.Column("maker", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=20), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("choice", sa.String(length=20), nullable=False, comment="indexes of the options, as 2 or 1,0,2"),
        sa.Column("right", sa.Boolean(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("guild_id", "source", "round", "member_id", name=op.f("pk_quiz_results")),
    )
    op.create_index(op.f("ix_quiz_results_guild_id_quiz_results_at"), "quiz_results", ["guild_id", "at"])
    op.create_index(op.f("ix_quiz_results_guild_id_quiz_results_member_id"), "quiz_results", ["guild_id", "member_id"])
    op.create_index(
        op.f("ix_quiz_results_guild_id_quiz_results_question_id"), "quiz_results", ["guild_id", "question_id"]
    )


def downgrade() -> None:
    """Take them away again."""
    op.drop_index(op.f("ix_quiz_results_guild_id_quiz_results_question_id"), table_name="quiz_results")
    op.drop_index(op.f("ix_quiz_results_guild_id_quiz_results_member_id"), table_name="quiz_results")
    op.drop_index(op.f("ix_quiz_results_guild_id_quiz_results_at"), table_name="quiz_results")
    op.drop_table("quiz_results")
    op.drop_table("quiz_ratings")
    op.drop_table("quiz_members")
    op.drop_index(op.f("ix_quiz_games_guild_id"), table_name="quiz_games")
    op.drop_index(op.f("ix_quiz_games_ended_at"), table_name="quiz_games")
    op.drop_table("quiz_games")
    op.drop_table("quiz_events")
    op.drop_table("quiz_daily_answers")
    op.drop_table("quiz_daily")
    op.drop_table("quiz_asked")
    op.drop_table("preferences")
    op.drop_table("practice_turns")
    op.drop_index(op.f("ix_practice_cards_member_id_practice_cards_due"), table_name="practice_cards")
    op.drop_table("practice_cards")

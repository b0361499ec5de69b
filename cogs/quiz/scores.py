"""Who leads, how one stands oneself, and what moderators learn about questions."""

import re
from collections.abc import Sequence
from io import BytesIO
from typing import Any, Protocol, Self, cast

import discord

from bot.core.quiz.periods import Period
from bot.i18n import Words
from bot.services.quiz_scores import Leaderboard, LeaderboardRow, MemberStats, QuestionStatistics, QuizScores
from bot.storage.quiz_results import QuestionCount
from cogs.quiz.render import numbered
from cogs.quiz.views import blocks_view
from cogs.shared.actor import actor_of
from cogs.shared.client import AjarClient, client_of, words_for
from cogs.shared.errors import Mistake, Pressed
from cogs.shared.layout import CardView
from cogs.shared.pictures.bars import Bar, BarsPicture, draw_bars
from cogs.shared.pictures.render import drawn
from cogs.shared.pressing import ButtonPress
from cogs.shared.text import plain

CHART = "ajar-accuracy.png"
_MOST_QUESTIONS = 8


class _ScoresClient(AjarClient, Protocol):
    scores: QuizScores


def _scores(interaction: discord.Interaction) -> QuizScores:
    return cast(_ScoresClient, client_of(interaction)).scores


def _guild(interaction: discord.Interaction) -> int:
    if interaction.guild_id is None or not actor_of(interaction).in_server:
        raise Mistake("quiz.server_only")
    return interaction.guild_id


def _is_private(interaction: Pressed) -> bool:
    return interaction.message is not None and interaction.message.flags.ephemeral


# -- who leads


def leaderboard_view(board: Leaderboard, period: Period, text: Words, asking: int | None) -> CardView:
    """The best of a period, the leader in the first line."""
    title = f"## {text(f'board.title.{period}')}"
    if not board.rows:
        blocks = [f"{title}\n{text('board.empty')}"]
    else:
        blocks = [title, "\n".join(_row(row, text, asking) for row in board.rows)]
        if board.own is not None and board.own not in board.rows:
            blocks.append(f"…\n{_row(board.own, text, asking)}")
    turns: list[discord.ui.Item[Any]] = [
        BoardPress(other, text(f"board.button.{other}")) for other in Period if other is not period
    ]
    return blocks_view(blocks, [turns])


def _row(row: LeaderboardRow, text: Words, asking: int | None) -> str:
    name = plain(row.name, 32) if row.name is not None else text("board.hidden")
    you = f" ({text('board.you')})" if row.member_id == asking else ""
    score = text("quiz.score", points=text.many("quiz.points", row.points), right=row.right, answered=row.answered)
    return f"{numbered(row.rank)} **{name}**{you} · {score}"


async def send_leaderboard(interaction: Pressed, period: Period, *, private: bool, turn: bool = False) -> None:
    """Show who leads."""
    text = words_for(interaction, private=private)
    asking = interaction.user.id if private else None
    board = await _scores(interaction).leaderboard(_guild(interaction), period, asking=asking)
    view = leaderboard_view(board, period, text, asking)
    if turn:
        await interaction.response.edit_message(view=view)
    else:
        await interaction.response.send_message(view=view, ephemeral=private)


class BoardPress(ButtonPress, template=r"ajar:quiz-board:(?P<period>week|month|all)"):
    """Shows another period: in its place where only one member sees it, else privately."""

    def __init__(self, period: Period, label: str) -> None:
        self.period = period
        super().__init__(f"ajar:quiz-board:{period}", label)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        return cls(Period(match["period"]), label)

    async def press(self, interaction: Pressed) -> None:
        """Show it."""
        await send_leaderboard(interaction, self.period, private=True, turn=_is_private(interaction))


# -- oneself


def _chart(stats: MemberStats, text: Words) -> BarsPicture:
    bars = tuple(
        Bar(
            text(f"quiz.subject.{score.subject}"),
            score.right / score.answered if score.answered else None,
            text("quiz.of", right=score.right, answered=score.answered) if score.answered else text("stats.no_answers"),
        )
        for score in stats.by_subject
    )
    return BarsPicture(text("stats.chart"), text("stats.chart.caption"), bars, text.language)


def _stats_view(stats: MemberStats, text: Words) -> CardView:
    lines = [f"## {text('stats.title')}"]
    if not stats.answered:
        lines.append(text("stats.none"))
    else:
        share = round(100 * stats.right / stats.answered)
        lines.append(
            text(
                "stats.line",
                points=text.many("quiz.points", stats.points),
                right=stats.right,
                answered=stats.answered,
                share=share,
            )
        )
        if stats.rank is not None:
            lines.append(text("stats.rank", rank=stats.rank))
    if stats.best_streak:
        lines.append(text("stats.streak", streak=stats.streak, best=stats.best_streak))
    body: list[discord.ui.Item[Any]] = [discord.ui.TextDisplay("\n".join(lines))]
    if stats.answered:
        described = "; ".join(
            f"{text(f'quiz.subject.{score.subject}')}: {text('quiz.of', right=score.right, answered=score.answered)}"
            for score in stats.by_subject
        )
        picture = discord.MediaGalleryItem(f"attachment://{CHART}", description=described[:1000])
        body.append(discord.ui.MediaGallery(picture))
    body.append(discord.ui.TextDisplay(f"-# {text('stats.hidden' if stats.hidden else 'stats.shown')}"))
    hide = HidePress(not stats.hidden, text("stats.button.show" if stats.hidden else "stats.button.hide"))
    return CardView(body, [[hide, ErasePress(False, text("stats.button.erase"))]])


async def send_stats(interaction: Pressed, *, turn: bool = False) -> None:
    """Show a member how they stand, privately."""
    text = words_for(interaction, private=True)
    stats = await _scores(interaction).stats(_guild(interaction), interaction.user.id)
    files: list[discord.File] = []
    if stats.answered:
        files.append(discord.File(BytesIO(await drawn(draw_bars, _chart(stats, text))), CHART))
    view = _stats_view(stats, text)
    if turn:
        await interaction.response.edit_message(view=view, attachments=files)
    else:
        await interaction.response.send_message(view=view, files=files, ephemeral=True)


class HidePress(ButtonPress, template=r"ajar:quiz-hide:(?P<hide>yes|no)"):
    """Hides or shows one's name on leaderboards."""

    def __init__(self, hide: bool, label: str) -> None:
        self.hide = hide
        super().__init__(f"ajar:quiz-hide:{'yes' if hide else 'no'}", label)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        return cls(match["hide"] == "yes", label)

    async def press(self, interaction: Pressed) -> None:
        """Do it, and show how it is now."""
        await _scores(interaction).hide(_guild(interaction), interaction.user.id, self.hide)
        await send_stats(interaction, turn=True)


class ErasePress(ButtonPress, template=r"ajar:quiz-erase:(?P<sure>yes|no)"):
    """Erases one's results in this server, once asked whether one is sure."""

    def __init__(self, sure: bool, label: str) -> None:
        self.sure = sure
        style = discord.ButtonStyle.danger if sure else discord.ButtonStyle.secondary
        super().__init__(f"ajar:quiz-erase:{'yes' if sure else 'no'}", label, style)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        return cls(match["sure"] == "yes", label)

    async def press(self, interaction: Pressed) -> None:
        """Ask, or do it."""
        text = words_for(interaction, private=True)
        guild_id = _guild(interaction)
        if not self.sure:
            view = blocks_view([text("stats.erase.ask")], [[ErasePress(True, text("stats.button.erase_sure"))]])
            await interaction.response.send_message(view=view, ephemeral=True)
            return
        erased = await _scores(interaction).erase(interaction.user.id, guild_id)
        view = blocks_view([text.many("stats.erased", erased.results)], [])
        await interaction.response.edit_message(view=view)


# -- questions


def questions_view(found: QuestionStatistics, text: Words) -> CardView:
    """What moderators may want to look at: too easy, too hard, reported."""
    groups = {
        "hard": [_question_row(row, text) for row in found.too_hard],
        "easy": [_question_row(row, text) for row in found.too_easy],
        "reported": [
            f"- `{row.question_id}` · {text.many('questions.reports', len(row.reports))}" for row in found.reported
        ],
    }
    blocks = [f"## {text('questions.title')}"]
    for key, rows in groups.items():
        if rows:
            blocks.append("\n".join([f"### {text(f'questions.{key}')}", *rows[:_MOST_QUESTIONS]]))
    if len(blocks) == 1:
        blocks.append(text("questions.nothing"))
    return blocks_view(blocks, [])


def _question_row(row: QuestionCount, text: Words) -> str:
    return f"- `{row.question_id}` · {text('quiz.of', right=row.right, answered=row.answers)}"


async def send_questions(interaction: Pressed) -> None:
    """Show a server's moderators how questions fared."""
    text = words_for(interaction, private=True)
    found = await _scores(interaction).question_statistics(_guild(interaction))
    await interaction.response.send_message(view=questions_view(found, text), ephemeral=True)


PRESSES: Sequence[type[ButtonPress]] = (BoardPress, HidePress, ErasePress)
"""Everything about scores that a press can be taken up by after a restart."""

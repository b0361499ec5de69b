"""The question of the day: posted once, answered all day, revealed with the next."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol, Self, cast

import discord
import structlog

from bot.core.quiz.questions import Question
from bot.i18n import Words, language_for, words
from bot.services.daily import Daily, DailyQuestion, DailyResult, NoSuchAnswer, NoSuchDaily, TooLate
from bot.services.preferences import PreferenceKeeper
from cogs.quiz import render
from cogs.quiz.views import ORDERED, blocks_view, choice_row, completed, ordering_view, reading_row
from cogs.shared.actor import actor_of
from cogs.shared.client import AjarClient, client_of, words_for
from cogs.shared.errors import Mistake, Pressed
from cogs.shared.layout import CardView
from cogs.shared.pressing import ButtonPress

_log = structlog.stdlib.get_logger(__name__)


class DailyClient(AjarClient, Protocol):
    """What posting the question of the day asks of the bot."""

    daily: Daily
    preferences: PreferenceKeeper

    @property
    def guilds(self) -> Sequence[discord.Guild]:
        """The servers of this process."""
        ...

    def get_partial_messageable(
        self, id: int, *, guild_id: int | None = None, type: discord.ChannelType | None = None
    ) -> discord.PartialMessageable:
        """A channel by its id."""
        ...


def daily_view(
    question: Question, day: date, text: Words, before: DailyResult | None = None, note: str = ""
) -> CardView:
    """The question of a day; what was right the day before stands small above it."""
    listed = question.form == "order" or not render.on_buttons(question, text)

    def button(index: int | None, label: str) -> discord.ui.Item[Any]:
        return DailyOrderPress(day, label) if index is None else DailyPress(day, index, label)

    heading = f"-# {text('daily.heading')} · {render.marks(question, text)}"
    blocks = [f"{heading}\n{render.asked(question, text, listed=listed)}", f"-# {note or text('daily.until')}"]
    if before is not None:
        blocks.append(f"-# {_yesterday(before, text)}")
    return blocks_view(blocks, [choice_row(question, button, text)])


def _yesterday(result: DailyResult, text: Words) -> str:
    return text(
        "daily.before",
        answer=render.right_answer(result.daily.question, text),
        right=len(result.right),
        answered=len(result.answers),
    )


def revealed_view(result: DailyResult, text: Words) -> CardView:
    """The question of an earlier day with its answer."""
    question = result.daily.question
    heading = f"{text('daily.heading.answer', day=text.day(result.daily.day))} · {render.marks(question, text)}"
    if not result.answers:
        who = text("quiz.nobody_answered")
    elif not result.right:
        who = text("quiz.nobody_right")
    else:
        names = render.named([answer.name or text("board.hidden") for answer in result.right], text)
        who = text("quiz.right", names=names, right=len(result.right), answered=len(result.answers))
    counts = Counter(answer.choice for answer in result.answers)
    return blocks_view(
        render.answered_blocks(question, counts, heading, who, text), [reading_row(question, text)], apart=True
    )


async def post_due(bot: DailyClient) -> None:
    """Post the questions whose time has come, each with the answer to the one before."""
    guilds = [guild for guild in bot.guilds if bot.preferences.of(guild.id).quiz_channel is not None]
    languages = {guild.id: language_for(guild.preferred_locale.value) for guild in guilds}
    for question in await bot.daily.claim_due(languages, languages):
        try:
            await _post(bot, question)
        except discord.HTTPException as problem:
            # It stays claimed and unposted, so the next round tries again while the day lasts.
            _log.warning("daily_not_posted", guild=question.guild_id, code=problem.code, status=problem.status)
        except Exception:
            # What fails in one server must not keep the others waiting.
            _log.exception("daily_failed", guild=question.guild_id)


async def _post(bot: DailyClient, asked: DailyQuestion) -> None:
    text = words(asked.language)
    earlier = await bot.daily.to_reveal(asked.guild_id, asked.day)
    channel = bot.get_partial_messageable(asked.channel_id, guild_id=asked.guild_id)
    view = daily_view(asked.question, asked.day, text, earlier[-1] if earlier else None)
    # The nonce keeps Discord from posting twice what we try twice; it is ours alone by server and day.
    message = await channel.send(view=view, nonce=f"d{asked.guild_id:x}-{asked.day.toordinal():x}")
    await bot.daily.posted(asked.guild_id, asked.day, message.id)
    await _reveal(bot, asked.guild_id, earlier)


async def reveal_last(bot: DailyClient) -> None:
    """Reveal the last question of servers that have switched the daily question off."""
    for guild_id in await bot.daily.left_open([guild.id for guild in bot.guilds]):
        await _reveal(bot, guild_id, await bot.daily.to_reveal(guild_id, date.max))


async def _reveal(bot: DailyClient, guild_id: int, results: Sequence[DailyResult]) -> None:
    """Count questions, and show in their places what was right."""
    for result in results:
        await bot.daily.revealed(guild_id, result.daily.day)
        if result.daily.message_id is not None:
            place = bot.get_partial_messageable(result.daily.channel_id, guild_id=guild_id)
            view = revealed_view(result, words(result.daily.language))
            try:
                await place.get_partial_message(result.daily.message_id).edit(view=view)
            except discord.HTTPException as problem:
                # It is counted all the same, and where a next question comes, the answer stands there too.
                _log.info("daily_not_revealed_in_place", guild=guild_id, code=problem.code)


def _daily(interaction: discord.Interaction) -> Daily:
    return cast(DailyClient, client_of(interaction)).daily


def _guild(interaction: discord.Interaction) -> int:
    if interaction.guild_id is None or not actor_of(interaction).in_server:
        raise Mistake("quiz.server_only")
    return interaction.guild_id


async def send_today(interaction: Pressed) -> None:
    """Show a member the question that is open now, and how their days in a row stand."""
    guild_id, text = _guild(interaction), words_for(interaction, private=True)
    standing = await _daily(interaction).standing(guild_id, interaction.user.id)
    if standing is None:
        client = cast(DailyClient, client_of(interaction))
        set_up = client.preferences.of(guild_id).quiz_channel is not None
        raise Mistake("daily.not_yet" if set_up else "daily.none")
    today, notes = standing.daily, [text("daily.until")]
    if standing.choice is not None:
        notes = [text("daily.yours", choice=render.choice_text(today.question, standing.choice, text))]
    if standing.streak:
        notes.append(text.many("daily.streak", standing.streak))
    view = daily_view(today.question, today.day, text, note=" · ".join(notes))
    await interaction.response.send_message(view=view, ephemeral=True)


async def _answer(interaction: Pressed, day: date, choice: tuple[int, ...], *, edit: bool) -> None:
    guild_id, text = _guild(interaction), words_for(interaction, private=True)
    user = interaction.user
    try:
        accepted = await _daily(interaction).answer(
            guild_id, day, user.id, user.display_name, choice, interaction.created_at
        )
    except (TooLate, NoSuchDaily, NoSuchAnswer):
        raise Mistake("daily.over") from None
    question = await _question(interaction, day)
    key = "daily.changed" if accepted.changed else "daily.locked"
    message = text(key, choice=render.choice_text(question, choice, text))
    if edit:
        await interaction.response.edit_message(view=blocks_view([message], []))
    else:
        await interaction.response.send_message(message, ephemeral=True)


async def _question(interaction: Pressed, day: date) -> Question:
    asked = await _daily(interaction).question_of(_guild(interaction), day)
    if asked is None:
        raise Mistake("daily.over")
    return asked.question


class DailyPress(ButtonPress, template=r"ajar:daily:(?P<day>\d{4}-\d{2}-\d{2}):(?P<index>[0-4])"):
    """Answers the question of a day, in the server where it is pressed."""

    def __init__(self, day: date, index: int, label: str) -> None:
        self.day, self.index = day, index
        super().__init__(f"ajar:daily:{day.isoformat()}:{index}", label)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        return cls(date.fromisoformat(match["day"]), int(match["index"]), label)

    async def press(self, interaction: Pressed) -> None:
        """Lock it in."""
        await _answer(interaction, self.day, (self.index,), edit=False)


class DailyOrderPress(ButtonPress, template=r"ajar:daily-order:(?P<day>\d{4}-\d{2}-\d{2})"):
    """Begins to put in order, privately."""

    def __init__(self, day: date, label: str) -> None:
        self.day = day
        super().__init__(f"ajar:daily-order:{day.isoformat()}", label, discord.ButtonStyle.primary)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        return cls(date.fromisoformat(match["day"]), label)

    async def press(self, interaction: Pressed) -> None:
        """Ask for the first."""
        question = await _question(interaction, self.day)
        text = words_for(interaction, private=True)
        view = ordering_view(question, f"daily:{self.day.isoformat()}", (), text)
        await interaction.response.send_message(view=view, ephemeral=True)


async def _order(interaction: Pressed, rest: str, chosen: tuple[int, ...]) -> None:
    day = date.fromisoformat(rest)
    question = await _question(interaction, day)
    whole = completed(question, chosen)
    if whole is not None:
        await _answer(interaction, day, whole, edit=True)
        return
    text = words_for(interaction, private=True)
    await interaction.response.edit_message(view=ordering_view(question, f"daily:{rest}", chosen, text))


ORDERED["daily"] = _order

PRESSES: Sequence[type[ButtonPress]] = (DailyPress, DailyOrderPress)
"""Everything of the daily question that a press can be taken up by after a restart."""

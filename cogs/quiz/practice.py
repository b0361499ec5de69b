"""Practice alone: one private message that turns from question to answer to question."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any, Protocol, Self, cast

import discord

from bot.core.quiz.questions import Level, Question, Subject
from bot.core.quiz.review import Grade
from bot.i18n import Words
from bot.services.practice import NoSuchAnswer, NothingDue, Outcome, Practice, Stale, Turn
from cogs.quiz import render
from cogs.quiz.views import ORDERED, blocks_view, choice_row, completed, ordering_view, reading_row
from cogs.shared.client import AjarClient, client_of, words_for
from cogs.shared.errors import Mistake, Pressed
from cogs.shared.layout import CardView
from cogs.shared.pressing import ButtonPress

_ANY = "any"


class _PracticeClient(AjarClient, Protocol):
    practice: Practice


def _practice(interaction: discord.Interaction) -> Practice:
    return cast(_PracticeClient, client_of(interaction)).practice


def _turn_view(turn: Turn, wish: str, text: Words) -> CardView:
    question = turn.question
    due = text.many("practice.due", turn.due_count) if turn.due_count else text("practice.none_due")
    kind = text("practice.new") if turn.new else text("practice.again")
    heading = f"-# {text('practice.heading')} · {kind} · {render.marks(question, text)}"
    listed = question.form == "order" or not render.on_buttons(question, text)

    def button(index: int | None, label: str) -> discord.ui.Item[Any]:
        if index is None:
            return PracticeOrderPress(turn.number, wish, label)
        return PracticePress(turn.number, index, wish, label)

    return blocks_view(
        [f"{heading}\n{render.asked(question, text, listed=listed)}", f"-# {due}"],
        [choice_row(question, button, text)],
    )


def _outcome_view(outcome: Outcome, number: int, wish: str, text: Words, *, graded: bool) -> CardView:
    question = outcome.question
    said = text("practice.right" if outcome.right else "practice.wrong")
    chosen = "" if outcome.right else text("practice.chose", choice=render.choice_text(question, outcome.choice, text))
    when = text("practice.next_due", when=f"<t:{int(outcome.next_due.timestamp())}:R>")
    left = f" · {text.many('practice.due', outcome.due_count)}" if outcome.due_count else ""
    grades: list[discord.ui.Item[Any]] = []
    if outcome.right and not graded:
        grades = [
            GradePress(number, Grade.HARD, wish, text("practice.button.guessed")),
            GradePress(number, Grade.EASY, wish, text("practice.button.easy")),
        ]
    return blocks_view(
        [
            f"**{said}** {chosen}".rstrip() + f"\n{render.answer_lines(question, Counter(), text)}",
            render.asked(question, text, listed=False),
            render.evidence(question, text),
            f"-# {when}{left}",
        ],
        [[NextPress(wish, text("practice.button.next")), *grades], reading_row(question, text)],
        apart=True,
    )


def wish_key(subject: Subject | None, level: Level | None) -> str:
    """What a member wants to practise, for identifiers."""
    return f"{subject or _ANY}-{level or 0}"


def _wish(key: str) -> tuple[Subject | None, Level | None]:
    subject, _, level = key.partition("-")
    return (
        Subject(subject) if subject in set(Subject) else None,
        cast("Level | None", int(level) or None),
    )


async def send_turn(interaction: Pressed, wish: str, *, edit: bool) -> None:
    """Show the next question: what is due first, then something new."""
    text = words_for(interaction, private=True)
    subject, level = _wish(wish)
    try:
        turn = await _practice(interaction).next(interaction.user.id, interaction.guild_id, subject, level)
    except NothingDue as nothing:
        if nothing.next_due is None:
            raise Mistake("practice.nothing") from None
        raise Mistake("practice.all_done", when=f"<t:{int(nothing.next_due.timestamp())}:R>") from None
    except Stale:
        raise Mistake("practice.stale") from None
    view = _turn_view(turn, wish, text)
    if edit:
        await interaction.response.edit_message(view=view)
    else:
        # In our own direct messages nobody else reads along; in a group others do.
        await interaction.response.send_message(view=view, ephemeral=not interaction.context.dm_channel)


async def _answer(interaction: Pressed, number: int, choice: tuple[int, ...], wish: str) -> None:
    text = words_for(interaction, private=True)
    try:
        outcome = await _practice(interaction).answer(interaction.user.id, number, choice)
    except (Stale, NoSuchAnswer):
        raise Mistake("practice.stale") from None
    await interaction.response.edit_message(view=_outcome_view(outcome, number, wish, text, graded=False))


_WISH = r"(?P<wish>[a-z]+-[0-3])"


class PracticePress(ButtonPress, template=rf"ajar:practice:(?P<number>\d{{1,9}}):(?P<index>[0-4]):{_WISH}"):
    """Answers a practice question."""

    def __init__(self, number: int, index: int, wish: str, label: str) -> None:
        self.number, self.index, self.wish = number, index, wish
        super().__init__(f"ajar:practice:{number}:{index}:{wish}", label)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        return cls(int(match["number"]), int(match["index"]), match["wish"], label)

    async def press(self, interaction: Pressed) -> None:
        """Mark it."""
        await _answer(interaction, self.number, (self.index,), self.wish)


class PracticeOrderPress(ButtonPress, template=rf"ajar:practice-order:(?P<number>\d{{1,9}}):{_WISH}"):
    """Begins to put in order."""

    def __init__(self, number: int, wish: str, label: str) -> None:
        self.number, self.wish = number, wish
        super().__init__(f"ajar:practice-order:{number}:{wish}", label, discord.ButtonStyle.primary)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        return cls(int(match["number"]), match["wish"], label)

    async def press(self, interaction: Pressed) -> None:
        """Ask for the first."""
        await _order(interaction, f"{self.number}:{self.wish}", ())


async def _order(interaction: Pressed, rest: str, chosen: tuple[int, ...]) -> None:
    turn, _, wish = rest.partition(":")
    number = int(turn)
    question = await _question(interaction, number)
    whole = completed(question, chosen) if chosen else None
    if whole is not None:
        await _answer(interaction, number, whole, wish)
        return
    text = words_for(interaction, private=True)
    await interaction.response.edit_message(view=ordering_view(question, f"practice:{rest}", chosen, text))


async def _question(interaction: Pressed, number: int) -> Question:
    try:
        return await _practice(interaction).asked(interaction.user.id, number)
    except Stale:
        raise Mistake("practice.stale") from None


ORDERED["practice"] = _order


class GradePress(ButtonPress, template=rf"ajar:practice-grade:(?P<number>\d{{1,9}}):(?P<grade>hard|easy):{_WISH}"):
    """Says how well a right answer was known."""

    def __init__(self, number: int, grade: Grade, wish: str, label: str) -> None:
        self.number, self.grade, self.wish = number, grade, wish
        super().__init__(f"ajar:practice-grade:{number}:{grade.name.lower()}:{wish}", label)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        return cls(int(match["number"]), Grade[match["grade"].upper()], match["wish"], label)

    async def press(self, interaction: Pressed) -> None:
        """Plan the next review anew."""
        text = words_for(interaction, private=True)
        try:
            outcome = await _practice(interaction).regrade(interaction.user.id, self.number, self.grade)
        except Stale:
            raise Mistake("practice.stale") from None
        await interaction.response.edit_message(view=_outcome_view(outcome, self.number, self.wish, text, graded=True))


class NextPress(ButtonPress, template=rf"ajar:practice-next:{_WISH}"):
    """Goes on to the next question."""

    def __init__(self, wish: str, label: str) -> None:
        self.wish = wish
        super().__init__(f"ajar:practice-next:{wish}", label, discord.ButtonStyle.primary)

    @classmethod
    def taken_up(cls, match: re.Match[str], label: str) -> Self:
        """The press that an identifier stands for."""
        return cls(match["wish"], label)

    async def press(self, interaction: Pressed) -> None:
        """Turn the message."""
        await send_turn(interaction, self.wish, edit=True)


PRESSES: Sequence[type[ButtonPress]] = (PracticePress, PracticeOrderPress, GradePress, NextPress)
"""Everything in practice that a press can be taken up by after a restart."""

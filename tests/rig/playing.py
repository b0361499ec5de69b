"""How a test on the rig plays a quiz: a game is begun, answered and revealed as members do it."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from bot.i18n import words
from tests.rig import Exchange, Member, Message
from tests.rig.conftest import Town

T = TypeVar("T")
PATIENCE = 60.0
"""Seconds after which something is called a fault; a loaded machine takes its time."""


async def until(find: Callable[[], T | None], what: str) -> T:
    """Wait until something is there; AssertionError where it never is."""
    try:
        async with asyncio.timeout(PATIENCE):
            while not (found := find()):  # noqa: ASYNC110 - what is waited for lies in another process
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise AssertionError(f"it never came to be that {what}") from None
    return found


def questions(town: Town) -> list[Message]:
    """Questions that stand open in the town's channel, the oldest first."""
    return [m for m in town.guild.channel.posted if any(name.startswith("ajar:quiz-call:") for name in m.custom_ids)]


def answerable(message: Message) -> str | None:
    """The custom id of a question's first answer; None where it is put in order."""
    return next((name for name in message.custom_ids if name.startswith("ajar:quiz:")), None)


async def begin(town: Town) -> Message:
    """Let the moderator begin a game without deadlines, and wait for a first question that is answered by a button."""
    text = words("en")
    while True:
        begun = await town.rig.slash(town.guild, town.mod, "quiz start", questions=30, untimed=True)
        if begun.text != text("quiz.coming_back"):
            break
    assert text("quiz.started", name="Mod") in begun.text, begun.text
    while True:
        question = await until(lambda: next(reversed(questions(town)), None), "a question stands there")
        if answerable(question) is not None:
            return question
        await reveal(town, question)


async def reveal(town: Town, question: Message) -> None:
    """Let the moderator end a question, and wait for what was right."""
    call = next(name for name in question.custom_ids if name.startswith("ajar:quiz-call:"))
    await town.rig.press(question, call, town.mod)
    await until(lambda: question not in questions(town), "the question is revealed")


async def answer(town: Town, question: Message, member: Member) -> Exchange:
    """Give the first answer, once more where Ajar has only just come back, and wait for what the member hears."""
    name = answerable(question)
    assert name is not None
    while True:
        told = await town.rig.press(question, name, member)
        if told.text != words("en")("quiz.coming_back"):
            return told


def locked(exchange: Exchange) -> bool:
    """Whether the member was told that their answer counts."""
    text = words("en")
    ends = [text(key, choice="\0").split("\0")[-1] for key in ("quiz.locked", "quiz.changed")]
    return exchange.text.endswith(tuple(ends))


def stored_answers(town: Town, member: Member) -> int:
    """How many answers of a member are in the database."""
    asked = "SELECT count(*) FROM quiz_events WHERE json_extract(event, '$.kind') = 'press' AND event LIKE ?"
    return town.rows(asked, f'%"member":{member.id},%')[0][0]

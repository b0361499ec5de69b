"""Playing quizzes on the simulated Discord: chosen questions, presses, time that passes; what is shown and stored."""

import random
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any, cast

import discord
import simcord
from simcord.backend.models import Overwrite
from simcord.enums import OverwriteType
from sqlalchemy import select

from bot.core.catalogue.documents import InBoth
from bot.core.quiz.events import GRACE
from bot.core.quiz.game import Game
from bot.core.quiz.pool import Wish
from bot.core.quiz.questions import Cited, Level, Name, Option, Question, Subject
from bot.services.quizzes import LiveGame
from bot.storage.tables import quiz_events, quiz_results
from tests.cogs.discord_world import World, labels, options, parts, seen

SECONDS = 20
PAUSE = 8
RIGHT, WRONG = "B", "A"
LATE = GRACE.total_seconds() + 0.5
"""How long after the deadline the reveal stands in the channel for certain."""


def choice(number: int, level: Level = 1, subject: Subject = Subject.MODELS) -> Question:
    """A question of four short options whose second one is right."""
    return Question(
        id=f"marsh-{number}",
        maker="written",
        subject=subject,
        level=level,
        prompt=InBoth.model_validate({"en": f"Which bird is number {number}?", "zh-CN": f"第 {number} 号是哪种鸟？"}),
        options=tuple(Option(said=Name(text=f"Bird {number}{letter}")) for letter in "wxyz"),
        answer=(1,),
        explanation=InBoth.model_validate({"en": f"It is bird {number}x.", "zh-CN": f"是 {number}x。"}),
        sources=(Cited(title=Name(text="The marsh book"), link="https://marsh.example/birds"),),
    )


def order(number: int, level: Level = 2) -> Question:
    """A question of four things whose right order is the one from the last to the first."""
    return choice(number, level).model_copy(update={"form": "order", "answer": (3, 2, 1, 0)})


class Pool:
    """As `QuestionPool`, over a few questions that are asked in their order."""

    def __init__(self, questions: Sequence[Question]) -> None:
        self.questions = list(questions)

    @property
    def seeds(self) -> Mapping[str, tuple[str, Subject, Level]]:
        """What can be asked."""
        return {each.id: (each.maker, each.subject, each.level) for each in self.questions}

    def get(self, id: str, chance: random.Random) -> Question | None:  # noqa: ARG002
        """One of them by its id."""
        return next((each for each in self.questions if each.id == id), None)

    def choose(
        self,
        wish: Wish,
        recent: Collection[str],
        levels: Mapping[str, Level],  # noqa: ARG002
        chance: random.Random,  # noqa: ARG002
    ) -> tuple[Question, ...]:
        """The first of them that were not asked lately."""
        fresh = [each for each in self.questions if each.id not in recent and wish.subject in (None, each.subject)]
        return tuple(fresh[: wish.count])


@dataclass
class Quiz:
    """A world in which chosen questions are asked."""

    world: World
    pool: Pool
    counter: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def channel(self) -> simcord.ChannelHandle:
        """Where it is played."""
        return self.world.channel

    @property
    def live(self) -> LiveGame:
        """The game in the channel."""
        found = self.world.bot.quizzes.in_channel(self.channel.id)
        assert found is not None, "no game is on"
        return found

    @property
    def game(self) -> Game:
        """Its newest state."""
        return self.live.game

    # -- doing

    async def start(self, **given: Any) -> Any:
        """Ann starts five questions of twenty seconds, unless said otherwise."""
        given = {"questions": 5, "seconds": SECONDS, **given}
        return (await self.world.ann.slash(self.channel, "quiz start", **given)).response

    async def press(self, member: simcord.MemberActor, letter: str, message: Any = None) -> Any:
        """Press the option of that letter on the newest question; answers what the member alone is told."""
        shown = message or self.question()
        label = next(label for label in labels(shown) if label == letter or label.startswith(f"{letter} "))
        return (await member.click(shown, label=label)).response

    async def press_button(self, member: simcord.MemberActor, label: str, message: Any) -> Any:
        """Press the button of that label."""
        return (await member.click(message, label=label)).response

    async def put_in_order(self, member: simcord.MemberActor, letters: str, message: Any = None) -> Any:
        """Put the options in that order, one choice after the other."""
        answer = (await member.click(message or self.question(), label="Put in order")).response
        for letter in letters[:-1]:
            answer = (await member.select(answer, [str("ABCDE".index(letter))])).response
        return answer

    async def wait(self, seconds: float) -> None:
        """Let time pass."""
        env = self.world.env
        env.settle_timeout, usual = 60.0, env.settle_timeout
        try:
            await env.advance_time(seconds)
        finally:
            env.settle_timeout = usual

    async def reveal(self) -> Any:
        """Let the open question close; answers its message."""
        message = self.question()
        await self.wait(SECONDS + LATE)
        return self.again(message)

    async def to_next(self) -> Any:
        """Let the pause go by; answers the next message."""
        await self.wait(PAUSE + 0.5)
        return self.newest()

    async def play(self, questions: int, *answers: tuple[simcord.MemberActor, str]) -> None:
        """Play so many questions, each with the same answers, up to what follows the last."""
        for _ in range(questions):
            for member, letter in answers:
                await self.press(member, letter)
            await self.reveal()
            await self.to_next()

    # -- reading

    def messages(self) -> list[discord.Message]:
        """What everybody in the channel sees, the oldest first."""
        return [message for message in self.channel.history() if not message.flags.ephemeral]

    def newest(self) -> discord.Message:
        """The newest message that everybody sees."""
        return self.messages()[-1]

    def question(self) -> discord.Message:
        """The newest message that asks something."""
        return next(m for m in reversed(self.messages()) if any(":quiz" in i for i in identifiers(m)))

    def again(self, message: Any) -> discord.Message:
        """A message as it is now."""
        return next(each for each in self.channel.history() if each.id == message.id)

    def count(self, words: str) -> int:
        """How many messages say that."""
        return sum(words in seen(message) for message in self.messages())

    async def results(self) -> dict[tuple[int, int], tuple[int, bool]]:
        """What is on disk: points and whether it was right, by round and member."""
        rows = await self._rows(select(quiz_results))
        return {(row["round"], row["member_id"]): (row["points"], row["right"]) for row in rows}

    async def events(self) -> list[str]:
        """The events that are on disk, in their order."""
        rows = await self._rows(select(quiz_events).order_by(quiz_events.c.game_id, quiz_events.c.number))
        return [row["event"] for row in rows]

    async def _rows(self, query: Any) -> list[Any]:
        database = self.world.bot.database
        assert database is not None
        async with database.reading() as connection:
            return list((await connection.execute(query)).mappings())


def field_named(form: Any, label: str) -> str:
    """The identifier of the field of a form whose label begins so."""
    fields = {part["label"]: part["custom_id"] for part in parts(form.modal["components"]) if "custom_id" in part}
    return next(identifier for name, identifier in fields.items() if name.startswith(label))


def identifiers(message: Any) -> list[str]:
    """The identifiers of everything that can be pressed."""
    return [str(part["custom_id"]) for part in parts(message.components) if part.get("custom_id")]


def mute(quiz: Quiz, *permissions: str) -> None:
    """Take permissions from the bot in the channel."""
    backend: Any = quiz.world.env.backend
    denied = discord.Permissions(**dict.fromkeys(permissions, True)).value
    me = backend.bot_user.id
    backend.set_overwrite(quiz.channel.id, Overwrite(target_id=me, type=OverwriteType.MEMBER, deny=denied))


async def gateway(quiz: Quiz, event: str) -> None:
    """Let discord.py say that the only shard lost its connection, or has it again."""
    env: Any = quiz.world.env
    # What follows is the bot's own work, in its own time.
    with env._bot_scope():
        quiz.world.bot.dispatch(event, 0)
    await quiz.wait(0.01)


@contextmanager
def made_at(world: World, moment: datetime) -> Iterator[None]:
    """Whatever is pressed now, Discord made at that moment: it has been on its way since."""
    backend: Any = world.env.backend
    original, numbers = backend.new_interaction, count(1)

    def earlier(*given: Any) -> Any:
        backend.snowflake = lambda: discord.utils.time_snowflake(moment) + next(numbers)
        try:
            return original(*given)
        finally:
            del backend.snowflake

    backend.new_interaction = earlier
    try:
        yield
    finally:
        del backend.new_interaction


@contextmanager
def nonces(world: World) -> Iterator[None]:
    """Post once what carries one nonce, as Discord does for some minutes; simcord itself reads none."""
    backend: Any = world.env.backend
    commit, posted = backend.commit_message, cast("dict[tuple[int, str], Any]", {})

    def once(message: Any, **named: Any) -> Any:
        body = backend.http_requests[-1].json if backend.http_requests else None
        nonce = body.get("nonce") if isinstance(body, dict) and message.author_id == backend.bot_user.id else None
        if nonce is None:
            return commit(message, **named)
        if (message.channel_id, nonce) not in posted:
            posted[message.channel_id, nonce] = commit(message, **named)
        return posted[message.channel_id, nonce]

    backend.commit_message = once
    try:
        yield
    finally:
        del backend.commit_message


__all__ = [
    "LATE",
    "PAUSE",
    "RIGHT",
    "SECONDS",
    "WRONG",
    "Pool",
    "Quiz",
    "choice",
    "field_named",
    "gateway",
    "identifiers",
    "labels",
    "made_at",
    "mute",
    "nonces",
    "options",
    "order",
    "parts",
    "seen",
]

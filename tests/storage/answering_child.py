"""Plays quizzes on a database until it is killed: `python -m tests.storage.answering_child DATABASE [PLACE NUMBER]`.

It says each thing in a line of its own at the moment it happens: `ask` before an answer is handed in, `commit`
before and `committed` after a transaction, `ack` when the service has returned from an answer, `counted` when it
has returned from a reveal. At the given place, the so-manieth time, it stands still with all that it has in hand.
"""

import asyncio
import os
import signal
import sys
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.editing.policy import Actor
from bot.core.quiz.events import Press, Rules, Shown, Tick
from bot.core.quiz.questions import Question
from bot.services.preferences import PreferenceKeeper
from bot.services.quizzes import LiveGame, Quizzes
from bot.storage.database import Database
from tests.core.quiz_samples import question

SERVER, PLAYERS, TURNS, ROUNDS = 10, 5, 4, 6

_halt_at: tuple[str, int] | None = None
_said: Counter[str] = Counter()


def say(place: str, *more: object) -> None:
    """Write a line past all buffers; stand still where it was asked for."""
    os.write(1, (" ".join(map(str, (place, *more))) + "\n").encode())
    _said[place] += 1
    if (place, _said[place]) == _halt_at:
        signal.pause()


class Telling(Database):
    """A database that says when it commits."""

    @asynccontextmanager
    async def writing(self) -> AsyncGenerator[AsyncConnection]:
        async with super().writing() as connection:
            yield connection
            say("commit")
        say("committed")


class Endless:
    """Always has questions."""

    def __init__(self) -> None:
        self.given = 0

    def choose(self, *_wish: Any) -> tuple[Question, ...]:
        self.given += ROUNDS
        return tuple(question(number) for number in range(self.given - ROUNDS, self.given))


async def play(url: str) -> None:
    """One game after the other, five players pressing at once."""
    database = await Telling.open(url)
    pool: Any = Endless()
    clock = [datetime(2026, 11, 22, tzinfo=UTC)]
    quizzes = Quizzes(database, lambda _: pool, PreferenceKeeper(database), lambda: clock[0])
    channel = 0
    while True:
        channel += 1
        wish: Any = None
        live, _ = await quizzes.start(
            guild_id=SERVER,
            channel_id=channel,
            actor=Actor(member_id=1, guild_id=SERVER),
            name="Ann",
            language="en",
            wish=wish,
            rules=Rules(),
        )
        while not live.game.over:
            number = live.game.number
            await asyncio.gather(*(answer(quizzes, live, number, member, clock[0]) for member in range(PLAYERS)))
            clock[0] = live.game.due or clock[0]
            await quizzes.apply(live.id, Tick())
            await quizzes.apply(live.id, Shown(what="reveal"))
            say("counted", live.id, number)
            clock[0] = live.game.due or clock[0]
            await quizzes.apply(live.id, Tick())
            await quizzes.apply(live.id, Shown(what="podium"))


async def answer(quizzes: Quizzes, live: LiveGame, number: int, member: int, now: datetime) -> None:
    """Answer, and change the answer a few times."""
    for turn in range(TURNS):
        at = now + timedelta(milliseconds=turn)
        press = Press(member=member, name=f"M{member}", round=number, choice=((turn + member) % 4,), at=at)
        say("ask", live.id, number, member, turn)
        await quizzes.apply(live.id, press)
        say("ack", live.id, number, member, turn)


if __name__ == "__main__":
    if len(sys.argv) > 2:
        _halt_at = (sys.argv[2], int(sys.argv[3]))
    asyncio.run(play(sys.argv[1]))

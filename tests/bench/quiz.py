"""How fast games go: steps of the engine, and answers that are stored and acknowledged with 200 games at once."""

import asyncio
import tempfile
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

from bot.core.editing.policy import Actor
from bot.core.quiz.events import Press, Rules, Shown, Tick
from bot.core.quiz.game import begin, step
from bot.core.quiz.pool import Wish
from bot.core.quiz.questions import Level, Question
from bot.services.preferences import PreferenceKeeper
from bot.services.quizzes import Quizzes
from bot.storage.database import Database
from bot.storage.group_commit import MOST_AT_ONCE, GroupCommit
from bot.storage.migrations import upgrade
from tests.bench.timing import share
from tests.core.quiz_samples import NOW, question, start

GAMES = 200
PLAYERS = 5
PRESSES = 12
"""Each player answers, and changes the answer again and again."""
GUILD = 1
LONGEST = 30
"""Questions in the longest game."""
ALONE = 300
"""Answers one after another, nobody else being there."""


class _Pool:
    """Hands out made-up questions, so that only the storing is measured."""

    def choose(
        self, wish: Wish, recent: Collection[str], levels: Mapping[str, Level], chance: Random
    ) -> tuple[Question, ...]:
        del levels, chance
        first = len(recent)
        return tuple(question(number) for number in range(first, first + wish.count))


def run() -> dict[str, float]:
    """Steps a second; answers a second and milliseconds until the acknowledgement, shared commits and single ones."""
    shared, shared_taken = asyncio.run(_answers(GAMES, PLAYERS, PRESSES, MOST_AT_ONCE))
    # One commit an answer is slow; fewer answers are enough to know how slow.
    single, single_taken = asyncio.run(_answers(GAMES, PLAYERS, PRESSES // 6, 1))
    _, alone_taken = asyncio.run(_answers(1, 1, ALONE, MOST_AT_ONCE))
    return {
        "engine_steps_a_second": round(_steps()),
        "answers_a_second": round(shared),
        "answers_a_second_one_commit_each": round(single),
        "times_as_many": round(shared / single, 1),
        "acknowledged_alone_p50_ms": share(alone_taken, 0.5),
        "acknowledged_alone_p99_ms": share(alone_taken, 0.99),
        "acknowledged_p50_ms": share(shared_taken, 0.5),
        "acknowledged_p99_ms": share(shared_taken, 0.99),
        "one_commit_each_p50_ms": share(single_taken, 0.5),
        "one_commit_each_p99_ms": share(single_taken, 0.99),
    }


def _steps() -> float:
    """Steps a second of the longest games with five players who all answer and change their minds once."""
    done, begun = 0, perf_counter()
    while perf_counter() - begun < 1:
        game, _ = begin(start(LONGEST), NOW)
        now = NOW
        while not game.over:
            number = game.number
            for turn in range(2 * PLAYERS):
                choice = ((turn + turn // PLAYERS) % 4,)
                press = Press(member=turn % PLAYERS, name="Ann", round=number, choice=choice, at=now)
                game, _ = step(game, press, now)
            now = game.due or now
            for event in (Tick(), Shown(what="reveal")):
                game, _ = step(game, event, now)
            now = game.due or now
            for event in (Tick(), Shown(what="podium")):
                game, _ = step(game, event, now)
            done += 2 * PLAYERS + 4
    return done / (perf_counter() - begun)


async def _answers(games: int, players: int, presses: int, most_at_once: int) -> tuple[float, list[float]]:
    """Answers a second and the milliseconds that each took, ascending."""
    with tempfile.TemporaryDirectory() as folder:
        database = await Database.open(f"sqlite:///{(Path(folder) / 'bench.sqlite3').as_posix()}")
        await upgrade(database)
        writes = GroupCommit(database, most_at_once)
        pool: Any = _Pool()
        clock = [datetime(2026, 11, 22, tzinfo=UTC)]
        quizzes = Quizzes(database, lambda _: pool, PreferenceKeeper(database), lambda: clock[0], writes)
        for channel in range(games):
            await quizzes.start(
                guild_id=GUILD,
                channel_id=channel,
                actor=Actor(member_id=1, guild_id=GUILD),
                name="Ann",
                language="en",
                wish=Wish(None, None, 5),
                rules=Rules(),
            )
        taken: list[float] = []

        async def play(game: int, member: int) -> None:
            for turn in range(presses):
                press = Press(member=member, name="Ann", round=0, choice=(turn % 4,), at=clock[0])
                begun = perf_counter()
                await quizzes.apply(game, press)
                taken.append((perf_counter() - begun) * 1000)

        begun = perf_counter()
        await asyncio.gather(*(play(live.id, member) for live in quizzes.all() for member in range(players)))
        seconds = perf_counter() - begun
        await quizzes.close()
        await database.close()
    assert len(taken) == games * players * presses
    return len(taken) / seconds, sorted(taken)

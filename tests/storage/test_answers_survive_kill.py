"""An answer that was acknowledged is on disk, once, whenever the process or the database's server is killed."""

import asyncio
import os
import random
import shutil
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from bot.core.quiz.events import Press, event_adapter
from bot.core.quiz.game import Game, Phase
from bot.core.quiz.scoring import results
from bot.services.preferences import PreferenceKeeper
from bot.services.quizzes import Quizzes
from bot.storage import games
from bot.storage.database import Database
from bot.storage.migrations import upgrade
from bot.storage.tables import quiz_games
from bot.storage.tables import quiz_results as kept
from tests.postgresql import TEMPLATE, Server
from tests.storage.answering_child import PLAYERS, SERVER, TURNS

KILLS = int(os.environ.get("AJAR_TEST_KILLS", "16"))
"""How often a process is killed; more show more."""
AT_ONCE = 2
PLACES = ("committed", "commit", "ask", "ack", "counted", "anywhere", "anywhere", "anywhere")
Line = tuple[str, ...]


async def played_until_killed(url: str, place: str, number: int) -> list[Line]:
    """What a child said before it was killed.

    `anywhere`: in full flight, after so many lines of any sort. Else it stands still at that place, so that the
    kill falls there for certain: after the commit and before the acknowledgement, for one.
    """
    halt = [] if place == "anywhere" else [place, str(number)]
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.storage.answering_child",
        url,
        *halt,
        cwd=Path(__file__).parents[2],
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert child.stdout is not None
    said: list[Line] = []
    try:
        while True:
            line = await child.stdout.readline()
            if not line.endswith(b"\n"):
                break
            said.append(tuple(line.decode().split()))
            if place in ("anywhere", said[-1][0]):
                number -= 1
            if number == 0:
                break
    finally:
        if child.returncode is None:
            child.kill()
        # What it said between our last look and its end was said too.
        rest, errors = await child.communicate()
    assert child.returncode == -9, errors.decode()
    whole = rest[: rest.rfind(b"\n") + 1]
    return said + [tuple(line.split()) for line in whole.decode().splitlines()]


async def killed_once(number: int, url: str) -> tuple[int, int]:
    """Kill a child and look at what it left; how many acknowledgements there were, and answers stored beyond them."""
    chance = random.Random(number)
    place = PLACES[number % len(PLACES)]
    after = {"anywhere": (1, 400), "ask": (1, 120), "ack": (1, 120), "counted": (1, 6)}.get(place, (2, 50))
    said = await played_until_killed(url, place, chance.randint(*after))
    database = await Database.open(url)
    try:
        return await looked_at(database, said)
    finally:
        await database.close()


async def looked_at(database: Database, said: list[Line]) -> tuple[int, int]:
    acknowledged = {line[1:] for line in said if line[0] == "ack"}
    asked = {line[1:] for line in said if line[0] == "ask"}
    counted = {(int(line[1]), int(line[2])) for line in said if line[0] == "counted"}
    async with database.reading() as connection:
        if database.dialect == "sqlite":
            assert (await connection.execute(text("PRAGMA integrity_check"))).scalar() == "ok"
        ids = list((await connection.execute(select(quiz_games.c.id))).scalars())
        stored = await games.events_of(connection, ids)
        found = Counter(
            (row.source, row.round) for row in await connection.execute(select(kept).where(kept.c.guild_id == SERVER))
        )
    presses: Counter[tuple[str, ...]] = Counter()
    for game, events in stored.items():
        assert [event.number for event in events] == list(range(len(events))), "no event is missing, none is doubled"
        for each in events:
            event = event_adapter.validate_json(each.text)
            if isinstance(event, Press):
                turn = event.at.microsecond // 1000
                presses[str(game), str(event.round), str(event.member), str(turn)] += 1
    assert acknowledged <= set(presses), "what was acknowledged is stored"
    assert set(presses) <= asked, "nothing is stored that nobody asked for"
    assert set(presses.values()) <= {1}, "and it is stored once"
    for game, number in counted:
        assert found[f"game:{game}", number] == PLAYERS
    assert set(found.values()) <= {PLAYERS}, "a round is counted whole or not at all"
    await goes_on(database, acknowledged, found)
    return len(acknowledged), len(set(presses) - acknowledged)


async def goes_on(database: Database, acknowledged: set[Line], found: Counter[Any]) -> None:
    """The game that was on is taken up with what was acknowledged, and what was counted is what it counts."""
    no_pool: Any = None
    quizzes = Quizzes(database, no_pool, PreferenceKeeper(database), lambda: datetime(2026, 11, 22, 1, tzinfo=UTC))
    restored = await quizzes.restore()
    await quizzes.close()
    assert len(restored) <= 1
    for live, _ in restored:
        for line in acknowledged:
            game, number, member, turn = map(int, line)
            if game == live.id and live.game.rounds[number].answers[member].at.microsecond // 1000 == turn:
                assert live.game.rounds[number].answers[member].choice == ((turn + member) % 4,)
        newest = {tuple(map(int, line[1:3])): int(line[3]) for line in sorted(acknowledged) if int(line[0]) == live.id}
        for (number, member), turn in newest.items():
            assert turn <= live.game.rounds[number].answers[member].at.microsecond // 1000 < TURNS
        assert counted_rounds(live.game) == {number for source, number in found if source == f"game:{live.id}"}


def counted_rounds(game: Game) -> set[int]:
    awaited = game.number if game.phase is Phase.REVEALING else None
    return {number for number in range(len(game.rounds)) if results(game, number) and number != awaited}


@pytest.mark.timeout(60 + 2 * KILLS)
@pytest.mark.skipif(sys.platform == "win32", reason="nothing there kills as SIGKILL does")
async def test_an_answer_that_was_acknowledged_is_stored_once_whenever_the_process_is_killed(tmp_path: Path) -> None:
    template = tmp_path / "template.sqlite3"
    database = await Database.open(f"sqlite:///{template.as_posix()}")
    await upgrade(database)
    await database.close()
    free = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> tuple[int, int]:
        async with free:
            file = tmp_path / f"{number}.sqlite3"
            shutil.copy(template, file)
            return await killed_once(number, f"sqlite:///{file.as_posix()}")

    judged(await asyncio.gather(*(one(number) for number in range(KILLS))))


def judged(found: Sequence[tuple[int, int]]) -> None:
    assert sum(acknowledged for acknowledged, _ in found) >= len(found), "there was something to lose"
    assert len(PLACES) > len(found) or any(beyond for _, beyond in found), "some were killed between the two"


@pytest.mark.timeout(60 + 2 * KILLS)
async def test_on_postgresql_it_is_stored_once_whenever_the_process_is_killed(postgresql: Server) -> None:
    async def one(number: int) -> tuple[int, int]:
        with postgresql.database(TEMPLATE) as url:
            return await killed_once(number, url)

    judged([await one(number) for number in range(KILLS // 2)])


@pytest.mark.timeout(60 + 4 * KILLS)
async def test_it_is_stored_once_whenever_postgresql_itself_is_killed(own_server: Server) -> None:
    """Even on a server that would by its own settings confirm what is not on disk yet."""
    own_server.sql("ALTER SYSTEM SET synchronous_commit = off")
    # What is committed and not written yet is written at the latest after three times this.
    own_server.sql("ALTER SYSTEM SET wal_writer_delay = '10s'")
    own_server.sql("SELECT pg_reload_conf()")
    acknowledged = 0
    for number in range(max(2, KILLS // 8)):
        with own_server.database() as url:
            database = await Database.open(url)
            await upgrade(database)
            await database.close()
            said = await played_until_server_dies(own_server, url, random.Random(number).randint(20, 400))
            await asyncio.to_thread(own_server.start)
            database = await Database.open(url)
            acknowledged += (await looked_at(database, said))[0]
            await database.close()
    assert acknowledged > 0, "there was something to lose"


async def played_until_server_dies(server: Server, url: str, number: int) -> list[Line]:
    """What a child said before its server was killed, in the middle, after so many acknowledgements."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.storage.answering_child", url,
        cwd=Path(__file__).parents[2], stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    assert child.stdout is not None
    said: list[Line] = []
    while line := await child.stdout.readline():
        said.append(tuple(line.decode().split()))
        if said[-1][0] == "ack":
            number -= 1
            if number == 0:
                await asyncio.to_thread(server.kill)
    # It ends by itself: nothing that it wants to store can be stored any more.
    assert await child.wait() == 1
    return said

"""A thousand games at once, five players each, for minutes; then more and more answers until a member has to wait."""

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

from sqlalchemy import make_url

from bot.storage.copying import copy
from bot.storage.database import Database
from tests.bench.wire import bots, load
from tests.bench.wire.games import (
    EVENTS,
    answers_of,
    presses_among,
    presses_on,
    question_in,
    start_games,
    stored_presses,
)
from tests.bench.wire.load import megabytes
from tests.postgresql import Server
from tests.rig import Channel, Member, Message, Process, Rig
from tests.rig.databases import folder_with
from tests.rig.interactions import COMPONENT, component_data

QUESTIONS = 15
"""As many as the minutes that are measured take; ten are usual."""
SECONDS_A_QUESTION = 13
"""With the pause after it, a question comes about every 20 s."""
ANSWERED_WITHIN = 11.0
"""Players answer at random moments of this many seconds after a question appears."""
LOOKING = 0.4
SLOW_MS = 2_500.0
"""Discord gives up after 3 s; a process whose p99 is beyond this is at its end."""


@dataclass
class Played:
    """What members saw."""

    taken: list[float] = field(default_factory=list[float])
    lost: int = 0
    pressed: set[tuple[int, int, int]] = field(default_factory=set[tuple[int, int, int]])
    """Game, round and member of every answer that was acknowledged."""
    refused: int = 0
    """Acknowledged with a word that it came too late."""
    closed: int = 0
    """Never sent, since the buttons were gone by then: Discord offers no way to press them."""


async def play(
    folder: Path,
    filled: Path,
    *,
    games: int,
    seconds: float,
    processes: int = 1,
    stored: Callable[[], set[tuple[int, int, int]]] | None = None,
    **settings: Any,
) -> dict[str, Any]:
    """Play, and tell how long members waited, what was lost, and how memory went.

    Args:
        folder: where the processes run.
        filled: a database to copy, for SQLite.
        games: how many go on at once.
        seconds: for how long they are watched.
        processes: how many share the servers, each with one shard; more than one needs PostgreSQL in `settings`.
        stored: tells which answers the database holds, where that is not the first process's SQLite file.
        settings: of Ajar.
    """
    async with Rig(shards=processes) as rig:
        rig.rest.kept, rig.rest.keep_files = 5_000, False
        # A server each, since a server is not asked the same question twice in a while.
        guilds = [rig.add_guild(f"Server {n}", shard=n % processes) for n in range(games)]
        running = [
            await rig.start_ajar(
                folder_with(filled, folder / f"process-{shard}"),
                connected=False,
                **(settings | ({"shard_count": processes, "shard_ids": str(shard)} if processes > 1 else {})),
            )
            for shard in range(processes)
        ]
        for process in running:
            await process.until_said('"ready"', seconds=180)
        tables = await start_games(rig, guilds, games, seconds=SECONDS_A_QUESTION, questions=QUESTIONS)
        played, memory = Played(), [[megabytes(process)] for process in running]
        used = [load.processor_seconds(process) for process in running]
        end = perf_counter() + seconds
        watching = asyncio.create_task(_watch(running, memory, end))
        begun = perf_counter()
        await asyncio.gather(*(_table(rig, channel, players, played, end) for channel, players in tables))
        lasted = perf_counter() - begun
        await watching
        spent = [load.processor_seconds(process) - before for process, before in zip(running, used, strict=True)]
        look = stored or partial(stored_presses, folder / "process-0" / "ajar.sqlite3")
        missing = len(played.pressed - await asyncio.to_thread(look))
    played.taken.sort()
    figures = load.Figures(lasted, len(played.taken), played.lost, played.taken)
    return {
        "games": games,
        "processes": processes,
        "answers": figures.answered,
        "rate": round(figures.rate, 1),
        "p50_ms": round(figures.within(0.5), 1),
        "p99_ms": round(figures.within(0.99), 1),
        "slowest_ms": round(figures.within(1.0), 1),
        "without_answer": played.lost,
        "too_late": played.refused,
        "not_sent": played.closed,
        "acknowledged_and_not_stored": missing,
        "cores": [round(each / lasted, 2) for each in spent],
        "cpu_ms": round(sum(spent) * 1000 / max(1, figures.answered), 3),
        "memory_mb": [[round(value, 1) for value in (row[0], row[len(row) // 2], row[-1])] for row in memory],
    }


async def _watch(running: Sequence[Process], memory: list[list[float]], end: float) -> None:
    while perf_counter() < end:
        await asyncio.sleep(5)
        for process, row in zip(running, memory, strict=True):
            row.append(megabytes(process))


async def _table(rig: Rig, channel: Channel, players: Sequence[Member], played: Played, end: float) -> None:
    """One game: for each question that appears, every player answers once at a moment of their own."""
    seen: set[str] = set()
    chance = random.Random(channel.id)
    await asyncio.sleep(chance.random() * LOOKING)
    while perf_counter() < end:
        message = question_in(channel)
        buttons = answers_of(message) if message else []
        if message is None or not buttons or buttons[0] in seen:
            await asyncio.sleep(LOOKING)
            continue
        seen.add(buttons[0])

        async def answer(player: Member, wait: float, custom_id: str, message: Message) -> None:
            await asyncio.sleep(wait)
            if custom_id not in message.custom_ids:
                played.closed += 1
                return
            data = component_data(message, custom_id, None)
            exchange = await rig.send(COMPONENT, channel, player, data, message)
            try:
                async with asyncio.timeout(load.PATIENCE):
                    await asyncio.shield(exchange.acknowledged)
            except TimeoutError:
                played.lost += 1
                return
            played.taken.append(exchange.seconds * 1000)
            _, _, game, turn, _ = custom_id.split(":")
            if _accepted(exchange.text):
                played.pressed.add((int(game), int(turn), player.id))
            else:
                played.refused += 1

        chosen = [chance.choice(buttons) for _ in players]
        await asyncio.gather(
            *(
                answer(player, chance.random() * ANSWERED_WITHIN, custom_id, message)
                for player, custom_id in zip(players, chosen, strict=True)
            )
        )


def _accepted(said: str) -> bool:
    return "is locked in" in said


async def on_postgresql(folder: Path, filled: Path, *, games: int, seconds: float) -> dict[str, Any]:
    """The same with two processes on one PostgreSQL server, which writes through to the disk as it was installed."""
    server = await asyncio.to_thread(Server)
    try:
        await asyncio.to_thread(server.start, as_installed=True)
        with server.database() as url:
            await _fill(filled, url)
            name = make_url(url).database or ""

            def stored() -> set[tuple[int, int, int]]:
                rows = (line.split("|", 1) for line in server.sql(EVENTS, name).splitlines())
                return presses_among((int(game), event) for game, event in rows)

            return await play(
                folder, filled, games=games, seconds=seconds, processes=2, stored=stored, database_url=url
            )
    finally:
        await asyncio.to_thread(server.remove)


async def _fill(filled: Path, url: str) -> None:
    source, target = await Database.open(f"sqlite+aiosqlite:///{filled.as_posix()}"), await Database.open(url)
    try:
        await copy(source, target)
    finally:
        await source.close()
        await target.close()


async def limit(folder: Path, filled: Path, *, seconds: float, games: int = 1_000) -> list[dict[str, float]]:
    """Raise the rate of answers, each on disk before it is acknowledged, until p99 passes 2.5 s."""
    found: list[dict[str, float]] = []
    async with bots.ajar(folder, filled, servers=games) as bench:
        # Every answer that still waits must find its place, or what is measured is the rig's forgetting.
        bench.rig.rest.kept = 50_000
        ask = bench.ask_presses(await presses_on(bench, games))
        rate = 250.0
        while True:
            figures = await load.ask_at(bench.process, ask, rate=rate, seconds=seconds)
            found.append({"asked": rate, **figures.plain()})
            print(found[-1], flush=True)
            if figures.within(0.99) > SLOW_MS or figures.lost or rate > 5_000:
                return found
            rate = round(rate * 1.4)

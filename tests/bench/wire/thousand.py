"""A thousand games at once, five players each, for minutes; then more and more answers until a member has to wait."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

from tests.bench.wire import bots, load
from tests.bench.wire.games import answers_of, presses_on, question_in, start_games, stored_presses
from tests.bench.wire.load import megabytes
from tests.rig import Channel, Member, Message, Process, Rig
from tests.rig.databases import folder_with
from tests.rig.interactions import COMPONENT, component_data

SECONDS_A_QUESTION = 15
"""With the pause after it, a question comes about every 20 s."""
ANSWERED_WITHIN = 12.0
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


async def play(
    folder: Path, filled: Path, *, games: int, seconds: float, processes: int = 1, **settings: Any
) -> dict[str, Any]:
    """Play, and tell how long members waited, what was lost, and how memory went.

    Args:
        folder: where the processes run.
        filled: a database to copy, for SQLite.
        games: how many go on at once.
        seconds: for how long they are watched.
        processes: how many share the servers, each with one shard; more than one needs PostgreSQL in `settings`.
        settings: of Ajar.
    """
    async with Rig(shards=processes) as rig:
        rig.rest.kept, rig.rest.keep_files = 5_000, False
        guilds = [rig.add_guild(f"Server {n}", shard=n % processes) for n in range(processes * 20)]
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
        tables = await start_games(rig, guilds, games, seconds=SECONDS_A_QUESTION, questions=30)
        played, memory = Played(), [[megabytes(process)] for process in running]
        used = [load.processor_seconds(process) for process in running]
        end = perf_counter() + seconds
        watching = asyncio.create_task(_watch(running, memory, end))
        begun = perf_counter()
        await asyncio.gather(*(_table(rig, channel, players, played, end) for channel, players in tables))
        lasted = perf_counter() - begun
        await watching
        spent = [load.processor_seconds(process) - before for process, before in zip(running, used, strict=True)]
        missing: int | str = "not looked at"
        if processes == 1 and "database_url" not in settings:
            stored = await asyncio.to_thread(stored_presses, folder / "process-0" / "ajar.sqlite3")
            missing = len(played.pressed - stored)
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
        "acknowledged_and_not_stored": missing,
        "cores": [round(each / lasted, 2) for each in spent],
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
            data = component_data(message, custom_id, None)
            await asyncio.sleep(wait)
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


async def limit(folder: Path, filled: Path, *, seconds: float) -> list[dict[str, float]]:
    """Raise the rate of answers, each on disk before it is acknowledged, until p99 passes 2.5 s."""
    found: list[dict[str, float]] = []
    async with bots.ajar(folder, filled) as bench:
        ask = bench.ask_presses(await presses_on(bench, 100))
        rate = 250.0
        while True:
            figures = await load.ask_at(bench.process, ask, rate=rate, seconds=seconds)
            found.append({"asked": rate, **figures.plain()})
            print(found[-1], flush=True)
            if figures.within(0.99) > SLOW_MS or figures.lost or rate > 5_000:
                return found
            rate = round(rate * 1.4)

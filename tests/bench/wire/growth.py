"""How memory and speed of Ajar and of the bare bot grow with servers, with the catalogue, and with games."""

import asyncio
from pathlib import Path
from typing import Any

from bot.resources import data_folder
from bot.services.answers import catalogue_of
from bot.storage.datafiles import read_folder
from tests.bench.wire import bots, games, load
from tests.bench.wire.bots import Bench
from tests.bench.wire.load import Ask

SERVERS = (0, 100, 2_500)
GAMES = (1, 100, 1_000)
AT_ONCE = 16


async def with_servers(folder: Path, filled: Path, *, seconds: float) -> dict[str, Any]:
    """Memory at rest, and how fast a constant and a suggestion come, by number of servers."""
    found: dict[str, Any] = {}
    for servers in SERVERS:
        row: dict[str, Any] = {}
        async with bots.bare(folder / f"bare-{servers}", b"", servers=servers) as bare:
            await asyncio.sleep(3)
            row["bare"] = await _measured(bare, bare.ask_command("constant", [{}]), seconds)
        async with bots.ajar(folder / f"ajar-{servers}", filled, servers=servers) as ajar:
            await asyncio.sleep(5)
            row["ajar"] = await _measured(ajar, ajar.ask_command("claim", [{"text": "BLOOM is open"}]), seconds)
        found[str(servers)] = row
    few, many = str(SERVERS[0]), str(SERVERS[-1])
    growth = {
        name: (found[many][name]["memory_mb"] - found[few][name]["memory_mb"]) * 1000 / SERVERS[-1]
        for name in ("bare", "ajar")
    }
    found["growth, kB a server"] = {name: round(value, 2) for name, value in growth.items()}
    found["growth, ratio"] = round(growth["ajar"] / growth["bare"], 2)
    return found


async def with_catalogue(folder: Path, sizes: dict[str, Path], *, seconds: float) -> dict[str, Any]:
    """Memory, suggestions and cards, by size of the catalogue."""
    names = [model.name for model in catalogue_of(read_folder(data_folder())[0]).models.values()]
    found: dict[str, Any] = {}
    for size, (label, filled) in enumerate(sizes.items()):
        async with bots.ajar(folder / f"catalogue-{size}", filled) as ajar:
            await asyncio.sleep(10)
            suggestions = ajar.ask_fresh("model profile", "name", bots.fresh_typing(names))
            row = {"suggestions, new": await _measured(ajar, suggestions, seconds)}
            row["claim check"] = await _measured(
                ajar, ajar.ask_command("claim", [{"text": "Llama 3.1 is open source"}]), seconds
            )
        found[label] = row
    return found


async def with_games(folder: Path, filled: Path, *, seconds: float) -> dict[str, Any]:
    """Quiz answers and memory, by number of games that go on."""
    found: dict[str, Any] = {}
    for count in GAMES:
        async with bots.ajar(folder / f"games-{count}", filled, servers=count) as ajar:
            before = load.megabytes(ajar.process)
            presses = await games.presses_on(ajar, count)
            row = await _measured(ajar, ajar.ask_presses(presses), seconds)
            row["kb_a_game"] = round((row["memory_mb"] - before) * 1000 / count, 1)
        found[str(count)] = row
    return found


async def _measured(bench: Bench, ask: Ask, seconds: float) -> dict[str, Any]:
    memory = load.megabytes(bench.process)
    await load.keep_asking(bench.process, ask, at_once=AT_ONCE, seconds=min(1.0, seconds))
    figures = await load.keep_asking(bench.process, ask, at_once=AT_ONCE, seconds=seconds)
    return {**figures.plain(), "memory_mb": round(memory, 1)}

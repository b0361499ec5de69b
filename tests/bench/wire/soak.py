"""Everything members do, for a long while, and whether the process grows: memory, open files, threads, tasks, views."""

import asyncio
import itertools
from pathlib import Path
from time import perf_counter
from typing import Any

import aiohttp
import psutil

from tests.bench.wire import bots, load
from tests.bench.wire.bots import Bench
from tests.bench.wire.load import Ask, Figures
from tests.rig.interactions import AUTOCOMPLETE, COMPONENT, component_data

RATE = 40.0
"""Interactions a second, all day long."""
EVERY_SECONDS = 15.0


async def run(folder: Path, filled: Path, *, seconds: float) -> dict[str, Any]:
    """Ask for so long; figures at regular moments, and how much they grew over the second half."""
    async with bots.ajar(folder, filled, health_port=0, log_level="info") as bench:
        asks = itertools.cycle(_asks(bench))
        port = next(record["port"] for record in bench.process.records if record.get("event") == "health_listening")
        quizzes = asyncio.create_task(_quizzes(bench, perf_counter() + seconds))
        rows: list[dict[str, float]] = []
        watching = asyncio.create_task(_watch(bench, port, rows, perf_counter() + seconds))
        figures = await load.ask_at(bench.process, lambda: next(asks)(), rate=RATE, seconds=seconds)
        await watching
        quizzes.cancel()
    half = rows[len(rows) // 2 :]
    return {
        "seconds": seconds,
        "asked": figures.answered,
        **Figures.plain(figures),
        "rows": rows,
        "grown over the second half": {name: round(half[-1][name] - half[0][name], 2) for name in half[0]},
    }


def _asks(bench: Bench) -> list[Ask]:
    versions = (
        "llama-3.1",
        "olmo-2",
        "gpt-oss",
        "bloom",
        "qwen3",
        "deepseek-r1",
        "pythia",
        "gemma-2",
        "phi-4",
        "grok-1",
    )
    profile = bench.ask_command("model profile", [{"name": slug} for slug in versions])
    return [
        bench.ask_fresh("model profile", "name", bots.fresh_typing([*versions, "Stable Diffusion", "Mistral Large"])),
        bench.ask_command("model profile", [{"name": f"ll{letter}"} for letter in "amx"], AUTOCOMPLETE, "name"),
        profile,
        bench.ask_command("claim", [{"text": f"{slug} is open source"} for slug in versions]),
        bench.ask_command("quote search", [{"words": word} for word in ("open", "safety", "weights")]),
        bench.ask_command("model compare", [{"first": "llama-3.1", "second": slug} for slug in versions[1:]]),
        bench.ask_command("learn term", [{"word": "open weights"}, {"word": "copyleft"}]),
        bench.ask_command("quiz practice", [{}]),
    ]


async def _quizzes(bench: Bench, end: float) -> None:
    """Short games, one after another, in ten channels, so that games begin and end all the time."""
    from tests.bench.wire.games import answers_of, question_in

    rig = bench.rig

    async def table(number: int) -> None:
        channel = rig.add_channel(bench.guild, f"soak-{number}")
        players = [rig.add_member(bench.guild, f"Soaker {number}.{place}") for place in range(bots.PLAYERS)]
        while perf_counter() < end:
            await rig.slash(channel, players[0], "quiz start", questions=5, seconds=10)
            seen: set[str] = set()
            for _ in range(600):
                message = question_in(channel)
                buttons = answers_of(message) if message else []
                if message and buttons and buttons[0] not in seen:
                    seen.add(buttons[0])
                    for place, player in enumerate(players):
                        data = component_data(message, buttons[place % len(buttons)], None)
                        await rig.send(COMPONENT, channel, player, data, message)
                if any("quiz-again" in each for posted in channel.posted[-2:] for each in posted.custom_ids):
                    break
                await asyncio.sleep(0.3)
            channel.posted.clear()

    await asyncio.gather(*(table(number) for number in range(10)))


async def _watch(bench: Bench, port: int, rows: list[dict[str, float]], end: float) -> None:
    process = psutil.Process(bench.process.pid)
    begun = perf_counter()
    async with aiohttp.ClientSession() as session:
        while perf_counter() < end:
            async with session.get(f"http://127.0.0.1:{port}/metrics") as answer:
                text = await answer.text()
            rows.append(
                {
                    "at_s": round(perf_counter() - begun),
                    "memory_mb": round(process.memory_full_info().uss / 1_000_000, 1),
                    "open_files": process.num_fds(),
                    "threads": process.num_threads(),
                    **_metrics(text),
                }
            )
            await asyncio.sleep(EVERY_SECONDS)


def _metrics(text: str) -> dict[str, float]:
    """The gauges that could grow, summed over their labels."""
    wanted = {"ajar_tasks": "tasks", "ajar_views": "views", "ajar_games_open": "games", "ajar_cache_size": "cached"}
    found: dict[str, float] = {}
    for line in text.splitlines():
        for metric, name in wanted.items():
            if line.startswith((f"{metric} ", f"{metric}{{")):
                found[name] = found.get(name, 0.0) + float(line.rsplit(" ", 1)[1])
    return found

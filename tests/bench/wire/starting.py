"""How long Ajar takes from being started to being ready, and how much memory it then holds."""

import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

import psutil

from tests.rig import Rig

STARTS = 5


async def run(folder: Path) -> dict[str, float]:
    """Seconds from the process's start to its word "ready" with an empty database and with the same one again.

    Discord is on loopback and answers at once, so this is Ajar's own time. `import discord` in a process of its own
    is what it stands beside.
    """
    imported = sorted(_import_discord() for _ in range(STARTS))[STARTS // 2]
    (first, _) = await _start(folder)
    again = [await _start(folder) for _ in range(STARTS)]
    typical = median(seconds for seconds, _ in again)
    return {
        "first_start_s": round(first, 2),
        "start_unchanged_s": round(typical, 2),
        "import_discord_s": round(imported, 2),
        "start_over_import_discord": round(typical / imported, 1),
        "memory_ready_mb": round(median(megabytes for _, megabytes in again), 1),
    }


async def _start(folder: Path) -> tuple[float, float]:
    async with Rig() as rig:
        rig.add_guild("Bench")
        begun = perf_counter()
        process = await rig.start_ajar(folder)
        await process.until_said('"ready"', seconds=180)
        seconds = perf_counter() - begun
        held = psutil.Process(process.pid).memory_info().rss / 1e6
        assert await process.stop() == 0
    return seconds, held


def _import_discord() -> float:
    begun = perf_counter()
    subprocess.run([sys.executable, "-c", "import discord"], check=True)
    return perf_counter() - begun

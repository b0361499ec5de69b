"""`make bench`: everything that is measured. See `--help`; what a full run found is in docs/performance.md."""

import argparse
import asyncio
import json
import os
import platform
import tempfile
from collections.abc import Callable, Coroutine
from importlib.metadata import version
from pathlib import Path
from typing import Any

import uvloop

from tests.bench import answers, compare, debate, names, quiz
from tests.bench.wire import contest, growth, red, soak, starting, thousand
from tests.bench.wire.catalogues import large, todays
from tests.bench.wire.plots import draw_plots
from tests.postgresql import NotInstalled

INSIDE: dict[str, Callable[[], Any]] = {
    "names": names.run,
    "answers": answers.run,
    "compare": compare.run,
    "debate": debate.run,
    "quiz": quiz.run,
}
"""What is measured in one process, without a network."""
WIRE = ("starting", "contest", "servers", "catalogue", "games", "thousand", "processes", "limit", "red", "soak")
"""What is measured from the gateway's event to the callback received."""
QUICK = (*INSIDE, "starting", "contest")


def main() -> None:
    """Run what was asked for, one after another: together they would measure each other."""
    given = _arguments()
    chosen = given.only or (QUICK if given.quick else (*INSIDE, *WIRE))
    results: dict[str, Any] = {"machine": machine()}
    for name in chosen:
        print(f"\n{name}", flush=True)
        results[name] = INSIDE[name]() if name in INSIDE else _run(_on_the_wire(name, quick=given.quick))
        _print(results[name])
        if given.json:
            given.json.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    if given.plots:
        draw_plots(results, given.plots)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="short rounds, and only what takes seconds")
    parser.add_argument("--only", nargs="+", choices=(*INSIDE, *WIRE), help="these alone")
    parser.add_argument("--json", type=Path, help="write the figures here")
    parser.add_argument("--plots", type=Path, help="draw plots of the figures into this folder")
    return parser.parse_args()


def _run(work: Coroutine[Any, Any, Any]) -> Any:
    """Run the rig and the members on the loop that costs least, so that they leave the machine to the bots."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


async def _on_the_wire(name: str, *, quick: bool) -> Any:
    with tempfile.TemporaryDirectory(prefix="ajar-bench-") as place:
        folder = Path(place)
        filled = await todays(folder)
        seconds = 1.0 if quick else 2.0
        match name:
            case "starting":
                return await starting.run(folder)
            case "contest":
                return await contest.run(folder, filled, rounds=3 if quick else 5, seconds=seconds)
            case "servers":
                return await growth.with_servers(folder, filled, seconds=seconds)
            case "catalogue":
                sizes = {"today": filled, "10,000": await large(folder)}
                return await growth.with_catalogue(folder, sizes, seconds=seconds)
            case "games":
                return await growth.with_games(folder, filled, seconds=seconds)
            case "thousand":
                return await thousand.play(folder, filled, games=1_000, seconds=20 if quick else 180)
            case "processes":
                try:
                    return await thousand.on_postgresql(folder, filled, games=1_000, seconds=20 if quick else 180)
                except NotInstalled as reason:
                    return {"not measured": str(reason)}
            case "limit":
                return await thousand.limit(folder / "limit", filled, seconds=10)
            case "red":
                try:
                    return await red.run(folder, filled, games=(100, 1_000), seconds=10 if quick else 60)
                except red.NotThere as reason:
                    return {"not measured": str(reason)}
            case _:
                return await soak.run(folder / "soak", filled, seconds=float(os.environ.get("AJAR_SOAK", "3600")))


def machine() -> dict[str, str]:
    """What the figures were measured on."""
    return {
        "processors": f"{os.cpu_count()} x {platform.machine()}",
        "system": platform.system(),
        "python": platform.python_version(),
        **{name: version(name) for name in ("discord.py", "SQLAlchemy", "aiosqlite", "rapidfuzz", "uvloop")},
    }


def _print(figures: Any) -> None:
    if isinstance(figures, dict):
        for name, figure in figures.items():
            print(f"  {str(name).replace('_', ' '):<45}{_shown(figure):>12}", flush=True)
    else:
        for row in figures:
            print(f"  {row}", flush=True)


def _shown(figure: Any) -> str:
    return f"{figure:,}" if isinstance(figure, int | float) else str(figure)


if __name__ == "__main__":
    main()

"""The plots of docs/performance.md, from the figures of a run."""

from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import pyplot

mpl.use("svg")
mpl.rcParams["svg.hashsalt"] = "ajar"
mpl.rcParams["svg.fonttype"] = "none"
mpl.rcParams["font.family"] = "sans-serif"

BARE, AJAR, PALE, AIM = "#8a8a8a", "#c15f3c", "#e6b8a2", "#1f1f1f"


def draw_plots(results: dict[str, Any], folder: Path) -> None:
    """Draw what the results have into `performance-*.svg`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, draw in {
        "contest": _ratios,
        "servers": _servers,
        "games": _games,
        "limit": _limit,
        "soak": _soak,
    }.items():
        if name in results:
            figure = draw(results)
            figure.savefig(folder / f"performance-{name}.svg", bbox_inches="tight", metadata={"Date": None})
            pyplot.close(figure)


def _ratios(results: dict[str, Any]) -> Any:
    found = results["contest"]
    rows = [(name, row) for name, row in found.items() if "ratio" in row]
    figure, axes = pyplot.subplots(figsize=(8, 0.5 * len(rows) + 1))
    places = range(len(rows))[::-1]
    axes.barh([p + 0.2 for p in places], [row["ratio"] for _, row in rows], color=AJAR, height=0.36, label="rate")
    by_cpu = [row["ratio by CPU"] for _, row in rows]
    axes.barh([p - 0.2 for p in places], by_cpu, color=PALE, height=0.36, label="processor time")
    axes.axvline(1.0, color=BARE, linewidth=2)
    for place, (_, row) in zip(places, rows, strict=True):
        if row.get("aim"):
            axes.plot([row["aim"]] * 2, [place - 0.38, place + 0.38], color=AIM, linewidth=2)
    axes.set_yticks(list(places), [name for name, _ in rows])
    axes.set_xlabel("Ajar against a bare discord.py bot in the same run, which is 1 (black: the aim for the rate)")
    axes.legend(loc="upper right", frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
    return figure


def _servers(results: dict[str, Any]) -> Any:
    found = results["servers"]
    counts = [name for name in found if name.isdigit()]
    figure, axes = pyplot.subplots(figsize=(6, 3.2))
    for bot, colour in (("bare", BARE), ("ajar", AJAR)):
        memory = [found[count][bot]["memory_mb"] for count in counts]
        axes.plot([int(count) for count in counts], memory, "o-", color=colour, label=bot)
    axes.set_xlabel("servers")
    axes.set_ylabel("memory of its own, MB")
    axes.set_ylim(bottom=0)
    axes.legend(frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
    return figure


def _games(results: dict[str, Any]) -> Any:
    found = results["games"]
    counts = list(found)
    figure, axes = pyplot.subplots(figsize=(6, 3.2))
    axes.bar(counts, [found[count]["rate"] for count in counts], color=AJAR, width=0.5)
    axes.set_xlabel("quiz games at once")
    axes.set_ylabel("answers a second, each on disk")
    axes.spines[["top", "right"]].set_visible(False)
    return figure


def _limit(results: dict[str, Any]) -> Any:
    figure, axes = pyplot.subplots(figsize=(6, 3.2))
    lines = {"Ajar": (AJAR, results["limit"]), "Red's trivia": (BARE, results.get("red", {}).get("limit", ()))}
    for name, (colour, rows) in lines.items():
        if rows:
            asked = [row["asked"] for row in rows]
            axes.plot(asked, [row["p99_ms"] for row in rows], "o-", color=colour, label=f"{name}, p99")
            axes.plot(asked, [row["p50_ms"] for row in rows], "o:", color=colour, label=f"{name}, p50")
    axes.axhline(2_500, color=AIM, linewidth=1)
    axes.set_yscale("log")
    axes.set_xlabel("quiz answers a second that members send")
    axes.set_ylabel("ms until acknowledged")
    axes.legend(frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
    return figure


def _soak(results: dict[str, Any]) -> Any:
    found = results["soak"]
    figure, axes = pyplot.subplots(figsize=(6, 3.2))
    minutes = [row["at_s"] / 60 for row in found["rows"]]
    axes.plot(minutes, [row["memory_mb"] for row in found["rows"]], color=AJAR)
    axes.set_xlabel("minutes of mixed load")
    axes.set_ylabel("memory of its own, MB")
    axes.set_ylim(bottom=0)
    axes.spines[["top", "right"]].set_visible(False)
    return figure

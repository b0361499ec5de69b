"""The plots of docs/performance.md, from the figures of a run."""

from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("svg")
mpl.rcParams["svg.hashsalt"] = "ajar"
mpl.rcParams["svg.fonttype"] = "none"
mpl.rcParams["font.family"] = "sans-serif"

from matplotlib import pyplot  # noqa: E402

BARE, AJAR, AIM = "#8a8a8a", "#c15f3c", "#1f1f1f"


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
            figure = draw(results[name])
            figure.savefig(folder / f"performance-{name}.svg", bbox_inches="tight", metadata={"Date": None})
            pyplot.close(figure)


def _ratios(found: dict[str, Any]) -> Any:
    rows = [(name, row) for name, row in found.items() if "ratio" in row]
    figure, axes = pyplot.subplots(figsize=(8, 0.5 * len(rows) + 1))
    places = range(len(rows))[::-1]
    axes.barh(list(places), [row["ratio"] for _, row in rows], color=AJAR, height=0.55, label="Ajar")
    axes.axvline(1.0, color=BARE, linewidth=2, label="bare discord.py bot")
    for place, (_, row) in zip(places, rows, strict=True):
        if row.get("aim"):
            axes.plot([row["aim"]] * 2, [place - 0.38, place + 0.38], color=AIM, linewidth=2)
    axes.set_yticks(list(places), [name for name, _ in rows])
    axes.set_xlabel("answers a second, as a share of the bare bot's in the same run (black: the aim)")
    axes.legend(loc="lower right", frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
    return figure


def _servers(found: dict[str, Any]) -> Any:
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


def _games(found: dict[str, Any]) -> Any:
    counts = list(found)
    figure, axes = pyplot.subplots(figsize=(6, 3.2))
    axes.bar(counts, [found[count]["rate"] for count in counts], color=AJAR, width=0.5)
    axes.set_xlabel("quiz games at once")
    axes.set_ylabel("answers a second, each on disk")
    axes.spines[["top", "right"]].set_visible(False)
    return figure


def _limit(found: list[dict[str, float]]) -> Any:
    figure, axes = pyplot.subplots(figsize=(6, 3.2))
    asked = [row["asked"] for row in found]
    axes.plot(asked, [row["p99_ms"] for row in found], "o-", color=AJAR, label="p99")
    axes.plot(asked, [row["p50_ms"] for row in found], "o-", color=BARE, label="p50")
    axes.axhline(2_500, color=AIM, linewidth=1)
    axes.set_yscale("log")
    axes.set_xlabel("quiz answers a second that members send")
    axes.set_ylabel("ms until acknowledged")
    axes.legend(frameon=False)
    axes.spines[["top", "right"]].set_visible(False)
    return figure


def _soak(found: dict[str, Any]) -> Any:
    figure, axes = pyplot.subplots(figsize=(6, 3.2))
    minutes = [row["at_s"] / 60 for row in found["rows"]]
    axes.plot(minutes, [row["memory_mb"] for row in found["rows"]], color=AJAR)
    axes.set_xlabel("minutes of mixed load")
    axes.set_ylabel("memory of its own, MB")
    axes.set_ylim(bottom=0)
    axes.spines[["top", "right"]].set_visible(False)
    return figure

"""Ajar beside a bare discord.py bot, in turns, so that whatever else the machine does hits both."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.core.catalogue.catalogue import Catalogue
from bot.i18n import words
from bot.resources import data_folder
from bot.services.answers import Answers, catalogue_of
from bot.storage.datafiles import read_folder
from cogs.models.picture import picture_of
from cogs.shared.pictures import draw_card
from tests.bench.wire import bots, games, load
from tests.bench.wire.bots import Bench
from tests.bench.wire.load import Ask, Figures, middle
from tests.rig.interactions import AUTOCOMPLETE

AT_ONCE = 16
"""Members who ask at the same time in the closed loop: enough that the bot never waits for them."""
STEADY = 100.0
"""Interactions a second in the open loop, far below what either bot can do."""
GAMES = 20
CLAIM = "Llama 3.1 is open source, and OLMo 2 published its training data"
KNOWN = ("llama-3.1", "olmo-2", "gpt-oss", "deepseek-r1", "bloom", "qwen3", "pythia", "gemma-3")


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that both bots do."""

    name: str
    bare: Callable[[Bench], Ask]
    ajar: Callable[[Bench], Awaitable[Ask]]
    aim: float | None = None
    """The share of the bare bot's rate that issue 7 of the project set as an aim."""


def events(catalogue: Catalogue) -> tuple[Event, ...]:
    """What is measured, each with the bare bot's nearest counterpart."""
    names = [model.name for model in catalogue.models.values()]
    prefixes = sorted({name[:length].casefold() for name in names[:60] for length in (2, 3, 4)})

    def command(path: str, *options: dict[str, Any]) -> Callable[[Bench], Awaitable[Ask]]:
        async def make(bench: Bench) -> Ask:
            return bench.ask_command(path, options)

        return make

    async def seen(bench: Bench) -> Ask:
        typed = [{"name": prefix} for prefix in prefixes]
        ask = bench.ask_command("model profile", typed, AUTOCOMPLETE, "name")
        await load.keep_asking(bench.process, ask, at_once=4, seconds=1)
        return ask

    async def fresh(bench: Bench) -> Ask:
        return bench.ask_fresh("model profile", "name", bots.fresh_typing(names))

    async def remembered(bench: Bench) -> Ask:
        ask = bench.ask_command("model profile", [{"name": slug} for slug in KNOWN])
        await load.keep_asking(bench.process, ask, at_once=2, seconds=3)
        return ask

    async def made(bench: Bench) -> Ask:
        # Every version once: none of these pictures has been drawn before in this process.
        return bench.ask_command("model profile", [{"name": slug} for slug in sorted(catalogue.models)])

    async def presses(bench: Bench) -> Ask:
        return bench.ask_presses(await games.presses_on(bench, GAMES))

    def constant(bench: Bench) -> Ask:
        return bench.ask_command("constant", [{}])

    def choices(bench: Bench) -> Ask:
        return bench.ask_command("constant", [{"word": prefix} for prefix in prefixes], AUTOCOMPLETE, "word")

    def picture(bench: Bench) -> Ask:
        return bench.ask_command("picture", [{}])

    return (
        Event("autocomplete, typed before", choices, seen, 0.8),
        Event("autocomplete, new", choices, fresh, 0.45),
        Event("/model profile, a family (no picture)", constant, command("model profile", {"name": "Llama"}), 0.55),
        Event("/model profile, picture remembered", picture, remembered, 0.7),
        Event("/model profile, picture made", picture, made),
        Event("/model compare", picture, command("model compare", {"first": "llama-3.1", "second": "olmo-2"})),
        Event("/quote search", constant, command("quote search", {"words": "open weights"})),
        Event("claim check", constant, command("claim", {"text": CLAIM}), 0.4),
        Event("quiz answer, on disk", constant, presses, 0.5),
    )


async def run(folder: Path, filled: Path, *, rounds: int, seconds: float, only: Sequence[str] = ()) -> dict[str, Any]:
    """Both bots through every event; medians over the rounds, and the ratios of their medians."""
    catalogue = catalogue_of(read_folder(data_folder())[0])
    found: dict[str, Any] = {}
    async with (
        bots.bare(folder / "bare", card_bytes(catalogue)) as bare,
        bots.ajar(folder / "ajar", filled) as ajar,
    ):
        await asyncio.sleep(3)
        memory = {"bare": load.megabytes(bare.process), "ajar": load.megabytes(ajar.process)}
        found["memory, no servers, MB"] = {name: round(value, 1) for name, value in memory.items()}
        for event in events(catalogue):
            if only and not any(word in event.name for word in only):
                continue
            found[event.name] = await _compare(event, bare, ajar, rounds, seconds)
            print(event.name, found[event.name], flush=True)
        memory = {"bare": load.megabytes(bare.process), "ajar": load.megabytes(ajar.process)}
        found["memory after all that, MB"] = {name: round(value, 1) for name, value in memory.items()}
    return found


async def _compare(event: Event, bare: Bench, ajar: Bench, rounds: int, seconds: float) -> dict[str, Any]:
    asks = {"bare": event.bare(bare), "ajar": await event.ajar(ajar)}
    benches = {"bare": bare, "ajar": ajar}
    flat_out: dict[str, list[Figures]] = {"bare": [], "ajar": []}
    steady: dict[str, list[Figures]] = {"bare": [], "ajar": []}
    for name, ask in asks.items():
        # The first calls of a kind pay for imports and caches; "picture made" must not be used up by them.
        if "made" not in event.name:
            await load.keep_asking(benches[name].process, ask, at_once=AT_ONCE, seconds=min(1.0, seconds))
    for _ in range(rounds):
        for name, ask in asks.items():
            flat_out[name].append(await load.keep_asking(benches[name].process, ask, at_once=AT_ONCE, seconds=seconds))
        if "made" not in event.name:
            for name, ask in asks.items():
                steady[name].append(await load.ask_at(benches[name].process, ask, rate=STEADY, seconds=seconds))
    result: dict[str, Any] = {name: middle(figures) for name, figures in flat_out.items()}
    for name, figures in steady.items():
        if figures:
            result[f"{name}, steady"] = {key: value for key, value in middle(figures).items() if key != "spread"}
    result["ratio"] = round(result["ajar"]["rate"] / result["bare"]["rate"], 2)
    result["ratio by CPU"] = round(result["bare"]["cpu_ms"] / result["ajar"]["cpu_ms"], 2)
    result["aim"] = event.aim
    return result


def card_bytes(catalogue: Catalogue) -> bytes:
    """The picture of a card, for the bare bot to send the same bytes."""
    answer = Answers(catalogue).model("llama-3.1")
    assert answer is not None
    return draw_card(picture_of(answer, words("en")))

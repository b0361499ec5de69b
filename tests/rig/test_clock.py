"""The machine's clock jumps under a running game, by libfaketime in Ajar's process; Discord's time goes on as it is."""

import os
from pathlib import Path

import pytest

from tests.rig import Message, Process
from tests.rig.conftest import Town
from tests.rig.playing import answerable, locked, until

LIBRARY = next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))), None)
MISSING = "libfaketime is missing; on Debian: apt-get install libfaketime"
needs_faketime = pytest.mark.skipif(LIBRARY is None and "CI" not in os.environ, reason=MISSING)


def set_clock(town: Town, offset: str) -> None:
    """Let Ajar's process believe that it is so much later (`+3600`) or earlier."""
    file = town.folder / "clock"
    fresh = file.with_suffix(".new")
    fresh.write_text(f"{offset}\n")
    fresh.replace(file)


async def start(town: Town) -> Process:
    """Start Ajar with a clock that can be set, which its waits do not see, as it is with a clock that is set."""
    assert LIBRARY is not None, MISSING
    set_clock(town, "+0")
    return await town.start(
        variables={
            "LD_PRELOAD": str(LIBRARY),
            "FAKETIME_TIMESTAMP_FILE": str(town.folder / "clock"),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }
    )


def timed(town: Town) -> list[Message]:
    """Questions that stand open, the newest first."""
    return [message for message in reversed(town.guild.channel.posted) if answerable(message)]


async def begin(town: Town) -> Message:
    """A game with ten seconds a question."""
    await until(lambda: town.rig.rest.commands, "the commands are there")
    while not timed(town):
        await town.rig.slash(town.guild, town.mod, "quiz start", questions=5, seconds=10)
    return timed(town)[0]


@needs_faketime
@pytest.mark.parametrize("jump", ["+3600", "-3600"])
async def test_a_game_goes_on_when_the_clock_jumps(town: Town, jump: str):
    ajar = await start(town)
    before = await answered(town, await begin(town))
    set_clock(town, jump)
    card = await town.rig.slash(town.guild, town.bob, "model profile", name="bloom")
    assert "BLOOM" in card.text, "everything else is answered"
    # Nobody waits for an hour: the question closes, the next one comes, and it can be answered.
    await until(lambda: before not in timed(town), "the question closes")
    assert await answered(town, await until(lambda: next(iter(timed(town)), None), "the next one comes"))
    assert town.rows("SELECT 1 FROM quiz_results WHERE member_id = ?", town.ann.id), "what was answered before counts"
    assert not ajar.events("incident")
    assert not [record for record in ajar.records if record.get("level") == "error"]


async def answered(town: Town, question: Message) -> Message:
    """The question that Ann answered in time: this one, or on a machine that is busy a later one."""
    while not locked(await town.rig.press(question, answerable(question) or "", town.ann)):
        late = question
        question = await until(
            lambda late=late: next((each for each in timed(town) if each is not late), None), "another question comes"
        )
    return question

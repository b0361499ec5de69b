"""The audit of a server: in order, by page, sieved, and exported whole."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.services.audit import PAGE, AuditKind
from bot.storage.datafiles import EntryKind
from tests.services.editing_world import ELSEWHERE, HERE, MODERATOR, SECOND, THERE, World, world_in

pytestmark = pytest.mark.both_databases

MODEL, HERON = EntryKind.MODEL, "heron-1.5"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with world_in(tmp_path) as made:
        yield made


async def test_pages_come_newest_first_and_none_is_lost_between_them(world: World) -> None:
    for number in range(PAGE + 3):
        await world.edit(MODEL, HERON, MODERATOR if number % 2 else SECOND, note=f"Number {number}.")
    first, second = await world.audit.page(HERE), await world.audit.page(HERE, page=1)
    assert (first.pages, first.total, first.page, second.page) == (2, PAGE + 3, 0, 1)
    ids = [act.id for act in (*first.acts, *second.acts)]
    assert ids == sorted(ids, reverse=True)
    assert len(ids) == PAGE + 3
    assert (await world.audit.page(HERE, page=99)).page == 1
    assert (await world.audit.page(THERE)).total == 0


async def test_it_is_sieved_by_what_whom_kind_entry_and_time(world: World) -> None:
    await world.edit(MODEL, HERON, note="One.")
    await world.edit(EntryKind.TERM, "wing", SECOND, aliases=["pinion"])
    between = world.clock()
    await world.editing.retract(SECOND, HERE, MODEL, "heron-2", "Away")
    page = world.audit.page
    assert [a.slug for a in (await page(HERE, what=[AuditKind.RETRACT])).acts] == ["heron-2"]
    assert [a.slug for a in (await page(HERE, member=8)).acts] == ["heron-2", "wing"]
    assert [a.slug for a in (await page(HERE, kind=MODEL)).acts] == ["heron-2", HERON]
    assert [a.slug for a in (await page(HERE, kind=MODEL, slug=HERON)).acts] == [HERON]
    assert [a.slug for a in (await page(HERE, since=between)).acts] == ["heron-2"]
    assert (await page(HERE, what=[])).total == 0
    (first, *_) = await world.audit.after(HERE, 0)
    assert [a.slug for a in await world.audit.after(HERE, first.id)] == ["wing", "heron-2"]


async def test_the_export_is_one_object_a_line_with_before_and_after(world: World) -> None:
    await world.edit(MODEL, HERON, note="开门。")
    await world.edit(MODEL, HERON, ELSEWHERE, THERE, note="Theirs.")
    await world.suggestions.mute(MODERATOR, 20)
    lines = [json.loads(line) for line in (await world.audit.export(HERE)).decode().splitlines()]
    assert [(line["what"], line["actor"], line["reason"]) for line in lines] == [
        ("edit", "7", "It was wrong"),
        ("mute", "7", None),
    ]
    assert (lines[0]["before"]["note"], lines[0]["after"]["note"]) == ("The first of its kind.", "开门。")
    assert lines[1]["after"] == 20

"""What members say is wrong: within limits, folded together, decided once, and changed in the same breath."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.editing.policy import Actor
from bot.services.audit import AuditKind
from bot.services.editing import Faulty, NotAllowed, Overtaken
from bot.services.suggestions import MOST_A_DAY, Gone, Muted, Status, TooMany
from bot.storage.datafiles import EntryKind
from tests.services.editing_world import ELSEWHERE, HERE, MEMBER, MODERATOR, SAMPLES, SECOND, THERE, World, world_in

pytestmark = pytest.mark.both_databases

MODEL, HERON = EntryKind.MODEL, "heron-1.5"
OTHER = Actor(21, HERE)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with world_in(tmp_path) as made:
        yield made


async def suggest(world: World, actor: Actor = MEMBER, right: str = "2025-03", slug: str = HERON) -> int:
    taken = await world.suggestions.suggest(
        actor, actor.guild_id, MODEL, slug, "The date", right, "https://proof.example/"
    )
    return taken.id


async def test_the_same_value_for_the_same_entry_is_one_in_the_queue_and_counted(world: World) -> None:
    first = await suggest(world, right="March  2025")
    await suggest(world, OTHER, right="march 2025 ")
    await suggest(world, OTHER, right="april 2025")
    await suggest(world, OTHER, right="march 2025", slug="heron-2")
    await suggest(world, OTHER, right="")
    await suggest(world, right="")
    queue = await world.suggestions.queue(HERE)
    assert queue[0].first.id == first
    assert [queued.count for queued in queue] == [2, 1, 1, 1, 1]
    assert await world.suggestions.queue(THERE) == []


async def test_approving_changes_the_entry_and_decides_all_that_say_the_same(world: World) -> None:
    first = await suggest(world)
    await suggest(world, OTHER)
    decision = await world.suggestions.approve(MODERATOR, first, {**SAMPLES[MODEL], "released": "2025-03"})
    assert [(s.member_id, s.status, s.decided_by, s.told) for s in decision.suggestions] == [
        (20, Status.APPROVED, 7, None),
        (21, Status.APPROVED, 7, None),
    ]
    assert decision.revision is not None
    assert decision.revision.evidence_link == "https://proof.example/"
    assert world.served.of(HERE).dataset.models[HERON].released == "2025-03"
    assert await world.suggestions.queue(HERE) == []
    acts = (await world.audit.page(HERE)).acts
    assert [act.what for act in acts] == [AuditKind.SUGGESTION_APPROVED, AuditKind.EDIT]
    with pytest.raises(Gone):
        await world.suggestions.reject(MODERATOR, first, "Too late")


async def test_one_can_agree_where_nothing_is_left_to_change(world: World) -> None:
    first = await suggest(world)
    decision = await world.suggestions.approve(MODERATOR, first)
    assert (decision.revision, decision.suggestions[0].status) == (None, Status.APPROVED)


async def test_an_approval_whose_change_is_refused_decides_nothing(world: World) -> None:
    first = await suggest(world)
    with pytest.raises(Faulty):
        await world.suggestions.approve(MODERATOR, first, {**SAMPLES[MODEL], "released": "in March"})
    late = await world.propose(MODEL, HERON, released="2025-03")
    await world.edit(MODEL, HERON, SECOND, note="Meanwhile.")
    with pytest.raises(Overtaken):
        await world.suggestions.approve(MODERATOR, first, late)
    assert [queued.first.status for queued in await world.suggestions.queue(HERE)] == [Status.OPEN]


async def test_two_moderators_decide_once_and_a_lost_decision_changes_nothing(world: World) -> None:
    first = await suggest(world)
    changed = {**SAMPLES[MODEL], "released": "2025-03"}
    results = await asyncio.gather(
        world.suggestions.approve(MODERATOR, first, changed),
        world.suggestions.reject(SECOND, first, "It is right"),
        return_exceptions=True,
    )
    found = await world.suggestions.find(HERE, first)
    assert found is not None
    assert sorted(type(result).__name__ for result in results) == ["Decision", "Gone"]
    assert (world.served.of(HERE).dataset.models[HERON].released == "2025-03") == (found.status is Status.APPROVED)


async def test_a_rejection_needs_a_reason_and_carries_it(world: World) -> None:
    first = await suggest(world)
    for reason in ("", " ", "x" * 501, "a\u202eb"):
        with pytest.raises(Faulty):
            await world.suggestions.reject(MODERATOR, first, reason)
    decision = await world.suggestions.reject(MODERATOR, first, "The page says February")
    assert (decision.suggestions[0].status, decision.suggestions[0].reason) == (
        Status.REJECTED,
        "The page says February",
    )
    assert [s.id for s in await world.suggestions.untold(HERE)] == [first]
    await world.suggestions.mark_told(first, told=True)
    assert await world.suggestions.untold(HERE) == []
    found = await world.suggestions.find(HERE, first)
    assert found is not None
    assert found.told is True


async def test_a_member_has_ten_a_day_in_all_servers_together_even_at_once(world: World) -> None:
    there = Actor(20, THERE)
    for number in range(MOST_A_DAY - 2):
        await suggest(world, MEMBER if number % 2 else there, right=str(number))
    results = await asyncio.gather(
        *(suggest(world, right=f"more {number}") for number in range(6)), return_exceptions=True
    )
    assert sorted(type(result).__name__ for result in results) == ["TooMany"] * 4 + ["int"] * 2
    await suggest(world, OTHER)
    world.clock.now += timedelta(days=1)
    await suggest(world, right="tomorrow")
    for number in range(MOST_A_DAY - 1):
        await suggest(world, there, right=f"much more {number}")
    with pytest.raises(TooMany):
        await suggest(world, right="one more")


async def test_a_muted_member_is_not_heard_here_and_is_elsewhere(world: World) -> None:
    assert await world.suggestions.mute(MODERATOR, MEMBER.member_id)
    assert not await world.suggestions.mute(MODERATOR, MEMBER.member_id)
    with pytest.raises(Muted):
        await suggest(world)
    await suggest(world, Actor(20, THERE))
    assert await world.suggestions.muted(HERE) == [20]
    assert await world.suggestions.muted(THERE) == []
    assert await world.suggestions.unmute(SECOND, MEMBER.member_id)
    assert not await world.suggestions.unmute(SECOND, MEMBER.member_id)
    await suggest(world)
    assert [act.what for act in (await world.audit.page(HERE)).acts] == [AuditKind.UNMUTE, AuditKind.MUTE]


@pytest.mark.parametrize(
    "actor", [MEMBER, ELSEWHERE, Actor(7, None), Actor(7, HERE, manage_server=True, installed=False)]
)
async def test_who_does_not_moderate_here_decides_nothing(world: World, actor: Actor) -> None:
    first = await suggest(world)
    for attempt in (
        lambda: world.suggestions.approve(actor, first),
        lambda: world.suggestions.reject(actor, first, "No"),
    ):
        # Somebody who moderates another server has no such suggestion there.
        with pytest.raises((NotAllowed, Gone)):
            await attempt()
    if actor is not ELSEWHERE:
        with pytest.raises(NotAllowed):
            await world.suggestions.mute(actor, 21)
    assert len(await world.suggestions.queue(HERE)) == 1


async def test_nobody_speaks_for_another_server_and_what_is_said_outside_goes_to_none(world: World) -> None:
    with pytest.raises(NotAllowed):
        await world.suggestions.suggest(ELSEWHERE, HERE, MODEL, HERON, "x", "y", "")
    outside = Actor(20, None)
    await world.suggestions.suggest(outside, None, MODEL, HERON, "x", "y", "")
    await world.suggestions.suggest(Actor(20, HERE, installed=False), HERE, MODEL, HERON, "x", "z", "")
    assert await world.suggestions.queue(HERE) == []
    assert len(await world.suggestions.queue(0)) == 2


@pytest.mark.parametrize(
    ("wrong", "right", "link", "path"),
    [
        ("", "y", "", "wrong"),
        ("x" * 501, "y", "", "wrong"),
        ("a\u202eb", "y", "", "wrong"),
        ("a\x00b", "y", "", "wrong"),
        ("a\ud800", "y", "", "wrong"),
        ("x", "y" * 501, "", "right"),
        ("x", "a\u200fb", "", "right"),
        ("x", "y", "javascript:alert(1)", "link"),
        ("x", "y", "file:///etc/passwd", "link"),
        ("x", "y", "https://a.example/\ud800", "link"),
        ("x", "y", "https://discord.com@evil.example/", "link"),
        ("x", "y", "https://a.example/" + "x" * 700, "link"),
    ],
)
async def test_what_is_no_plain_text_or_no_link_is_named_and_not_kept(
    world: World, wrong: str, right: str, link: str, path: str
) -> None:
    with pytest.raises(Faulty) as caught:
        await world.suggestions.suggest(MEMBER, HERE, MODEL, HERON, wrong, right, link)
    assert [fault.path for fault in caught.value.faults] == [path]
    assert await world.suggestions.queue(HERE) == []

"""Changing entries of a server: shown first, stored whole, undone byte for byte, and never without the right to."""

import asyncio
from collections.abc import AsyncIterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from bot.core.catalogue.components import Component
from bot.core.catalogue.documents import ModelDocument
from bot.core.catalogue.resolve import Standing
from bot.core.editing.policy import Actor
from bot.core.preferences import Preferences
from bot.services.audit import Act, AuditKind
from bot.services.editing import DRAFT_DAYS, Faulty, NotAllowed, Overtaken, Proposal, Revision
from bot.storage import entries, preferences
from bot.storage.datafiles import EntryKind
from bot.storage.entries import Effect
from tests.services.editing_world import (
    DOCUMENTS,
    ELSEWHERE,
    HERE,
    MEMBER,
    MODERATOR,
    SAMPLES,
    SECOND,
    THERE,
    World,
    both,
    values_of,
    world_in,
)

pytestmark = pytest.mark.both_databases

MODEL, LICENCE = EntryKind.MODEL, EntryKind.LICENCE
HERON = "heron-1.5"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with world_in(tmp_path) as made:
        yield made


def heron(**weights: object) -> dict[str, Any]:
    """The model with the moderators' own word on its weights."""
    sample = deepcopy(SAMPLES[MODEL])
    record = {
        "source": "server",
        "record": "edit",
        "judged": "Heron 1.5",
        "snapshot": "2026-03-01",
        "assessments": {"final_weights": {"says": "set here", "status": "open", "access": "public"} | weights},
    }
    return {**sample, "records": [*sample["records"], record]}


async def stored(world: World, kind: EntryKind = MODEL, slug: str = HERON, guild_id: int = HERE):
    async with world.database.reading() as connection:
        return await entries.find(connection, kind, slug, guild_id)


@pytest.mark.parametrize("kind", EntryKind)
async def test_every_kind_is_changed_undone_hidden_and_shown_again(world: World, kind: EntryKind) -> None:
    slug = SAMPLES[kind]["slug"]
    before = await world.editing.find(HERE, kind, slug)
    field = {"topic": "name", "event": "title", "term": "meaning", "question": "explanation", "quote": "venue"}
    name = field.get(kind, "name")
    change = {name: "Another" if name in ("venue", "name") and kind != "topic" else both("Another")}
    revision = await world.edit(kind, slug, **change)
    assert (revision.version, revision.origin, revision.actor, revision.reason) == (1, "edit", "7", "It was wrong")
    assert {difference.path[0] for difference in revision.differences} == {name}
    shown = world.served.of(HERE).dataset.of(kind)[slug]
    assert shown == (await world.editing.find(HERE, kind, slug)).document != before.document
    undone = await world.editing.revert(MODERATOR, HERE, revision.id, "It was right")
    assert isinstance(undone, Revision)
    after = await world.editing.find(HERE, kind, slug)
    assert (after.document, after.overlaid, after.version) == (before.document, False, 2)
    assert world.served.of(HERE) is world.served.base


async def test_a_model_that_others_mention_is_hidden_with_the_mentions_and_comes_back_with_them(world: World) -> None:
    await world.editing.retract(MODERATOR, HERE, MODEL, HERON, "Not for us")
    seen = world.served.of(HERE)
    assert HERON not in seen.dataset.models
    assert seen.dataset.models["heron-2"].base is None
    assert seen.dataset.events["2025-02-heron"].models == ()
    assert HERON in world.served.base.dataset.models
    state = await world.editing.find(HERE, MODEL, HERON)
    assert (state.document, state.retracted, state.overlaid) == (None, True, False)
    # What is hidden is no fault of those that mention it.
    await world.edit(EntryKind.EVENT, "2025-02-heron", date="2025-02-02")
    assert world.served.of(HERE).dataset.events["2025-02-heron"].models == ()
    await world.editing.restore(MODERATOR, HERE, MODEL, HERON, "After all")
    assert world.served.of(HERE).dataset.models[HERON] is world.served.base.dataset.models[HERON]
    assert world.served.of(HERE).dataset.events["2025-02-heron"].models == (HERON,)


async def test_what_others_cannot_be_without_is_not_hidden(world: World) -> None:
    for kind, slug, entry in (
        (EntryKind.FAMILY, "heron", "model/heron-1.5"),
        (EntryKind.LICENCE, "mit", "model/heron-1.5"),
        (EntryKind.PERSON, "ada", "quote/ada-2024-open"),
        (EntryKind.SOURCE, "ajar", "organisation/marsh"),
    ):
        with pytest.raises(Faulty) as caught:
            await world.editing.retract(MODERATOR, HERE, kind, slug, "Away")
        assert entry in {fault.entry for fault in caught.value.faults}
        assert await stored(world, kind, slug) is None


async def test_a_hidden_entry_that_was_changed_comes_back_changed(world: World) -> None:
    await world.edit(MODEL, HERON, note="Ours.")
    await world.editing.retract(MODERATOR, HERE, MODEL, HERON, "Away")
    await world.editing.restore(MODERATOR, HERE, MODEL, HERON, "Back")
    state = await world.editing.find(HERE, MODEL, HERON)
    assert (values_of(state.document)["note"], state.overlaid, state.version) == ("Ours.", True, 3)


async def test_the_word_of_the_moderators_leads_and_one_that_is_set_aside_decides_nothing(world: World) -> None:
    values = heron(status="closed", access="not_available")
    proposal = await world.editing.propose(MODERATOR, HERE, MODEL, HERON, values)
    assert {change.definition for change in proposal.consequences} >= {"osaid", "gradient"}
    values["records"][0]["assessments"]["final_weights"] = {
        **SAMPLES[MODEL]["records"][0]["assessments"]["final_weights"],
        "doubt": "The page is gone.",
    }
    proposal = await world.editing.propose(MODERATOR, HERE, MODEL, HERON, values)
    await world.editing.confirm(MODERATOR, HERE, proposal, "Looked again", "https://proof.example/")
    answer = world.served.of(HERE).answers.model(HERON)
    assert answer is not None
    part = answer.profile.part(Component.FINAL_WEIGHTS)
    assert [voice.standing for voice in part.voices] == [Standing.DOUBTED, Standing.COUNTS]
    assert (part.status, part.disputed, part.sides[0].sources) == ("closed", False, ("server",))
    there = world.served.of(THERE).answers.model(HERON)
    assert there is not None
    assert there.profile.part(Component.FINAL_WEIGHTS).status == "open"


async def test_a_licence_that_changes_tells_what_becomes_of_the_models_that_carry_it(world: World) -> None:
    values = {**SAMPLES[LICENCE], "osi_approved": False, "category": "community", "commercial": "no", "spdx": None}
    proposal = await world.editing.propose(MODERATOR, HERE, LICENCE, "mit", values)
    assert {change.model for change in proposal.consequences} == {HERON}
    assert proposal.more_models == 0


async def test_of_many_models_twenty_are_named_and_the_others_counted(world: World) -> None:
    sample = SAMPLES[MODEL]
    many = [
        (MODEL, {**sample, "slug": f"heron-{n}", "name": f"Heron {n}", "aliases": [], "variants": [],
                 "repositories": []})
        for n in range(10, 34)
    ]  # fmt: skip
    await world.upgrade(*many)
    values = {**SAMPLES[LICENCE], "osi_approved": False, "category": "community", "commercial": "no", "spdx": None}
    proposal = await world.editing.propose(MODERATOR, HERE, LICENCE, "mit", values)
    assert len({change.model for change in proposal.consequences}) == 20
    assert proposal.more_models == 5


async def test_the_second_of_two_moderators_hears_what_changed_and_can_lay_theirs_on_top(world: World) -> None:
    first = await world.propose(MODEL, HERON, note="By the first.")
    second = await world.propose(MODEL, HERON, SECOND, released="2025-03")
    await world.editing.confirm(MODERATOR, HERE, first, "A note", "https://proof.example/")
    with pytest.raises(Overtaken) as caught:
        await world.editing.confirm(SECOND, HERE, second, "A date", "https://proof.example/")
    assert [(d.path, d.before, d.after) for d in caught.value.changed] == [
        (("note",), "The first of its kind.", "By the first.")
    ]
    assert caught.value.state.version == 1
    row = await stored(world)
    assert row is not None
    assert row.version == 1
    again = await world.editing.redo(SECOND, HERE, second)
    assert [d.path for d in again.differences] == [("released",)]
    await world.editing.confirm(SECOND, HERE, again, "A date", "https://proof.example/")
    document = values_of((await world.editing.find(HERE, MODEL, HERON)).document)
    assert (document["note"], document["released"]) == ("By the first.", "2025-03")


async def test_of_many_who_confirm_at_the_same_moment_one_is_first_and_all_others_are_told(world: World) -> None:
    proposals = [await world.propose(MODEL, HERON, note=f"Number {n}.") for n in range(8)]
    results = await asyncio.gather(
        *(
            world.editing.confirm(MODERATOR, HERE, proposal, "At once", "https://proof.example/")
            for proposal in proposals
        ),
        return_exceptions=True,
    )
    assert sorted(type(result).__name__ for result in results) == ["Overtaken"] * 7 + ["Revision"]
    row = await stored(world)
    assert row is not None
    assert row.version == 1


async def test_a_form_that_was_opened_on_an_older_version_is_told_so_when_it_is_sent(world: World) -> None:
    await world.edit(MODEL, HERON, note="Meanwhile.")
    values = {**SAMPLES[MODEL], "note": "From an old form."}
    with pytest.raises(Overtaken) as caught:
        await world.editing.propose(SECOND, HERE, MODEL, HERON, values, version=0)
    assert [d.after for d in caught.value.changed] == ["Meanwhile."]


async def test_two_changes_that_are_sound_alone_cannot_leave_a_reference_that_leads_nowhere(world: World) -> None:
    hiding = await world.propose(LICENCE, "marsh-terms", short="Marsh!")
    using = await world.editing.propose(MODERATOR, HERE, MODEL, HERON, heron(licence="marsh-terms"))
    await world.editing.retract(SECOND, HERE, LICENCE, "marsh-terms", "Away with it")
    with pytest.raises(Faulty) as caught:
        await world.editing.confirm(MODERATOR, HERE, using, "Their terms", "https://proof.example/")
    assert caught.value.faults[0].path == "records[1].assessments.final_weights.licence"
    with pytest.raises(Overtaken):
        await world.editing.confirm(MODERATOR, HERE, hiding, "Short", "https://proof.example/")
    assert await stored(world) is None


async def test_undoing_a_change_that_others_followed_is_shown_before_it_is_done(world: World) -> None:
    first = await world.edit(MODEL, HERON, note="One.")
    await world.edit(MODEL, HERON, released="2025-03")
    found = await world.editing.revert(MODERATOR, HERE, first.id, "Undo the first")
    assert isinstance(found, Proposal)
    assert {d.path[0] for d in found.differences} == {"note", "released"}
    done = await world.editing.confirm(MODERATOR, HERE, found, "Undo the first", "https://proof.example/")
    assert (done.origin, done.effect) == ("revert", Effect.BASE)
    assert world.served.of(HERE) is world.served.base


async def test_undoing_restores_the_stored_text_byte_for_byte(world: World) -> None:
    await world.edit(MODEL, HERON, note="One.")
    before = await stored(world)
    change = await world.edit(MODEL, HERON, note="Two.", released="2025-03")
    await world.editing.revert(MODERATOR, HERE, change.id, "Undo")
    after = await stored(world)
    assert before is not None
    assert after is not None
    assert (after.document, after.content_hash, after.base_hash) == (
        before.document,
        before.content_hash,
        before.base_hash,
    )
    hidden = await world.editing.retract(MODERATOR, HERE, MODEL, HERON, "Away")
    await world.editing.revert(MODERATOR, HERE, hidden.id, "Back")
    assert (await world.editing.find(HERE, MODEL, HERON)).document == entries_document(before.document)


def entries_document(text: str) -> ModelDocument:
    return ModelDocument.model_validate_json(text)


async def test_an_added_entry_is_seen_and_undoing_takes_it_away_again(world: World) -> None:
    family = {"slug": "egret", "name": "Egret", "organisation": "marsh"}
    model = {"slug": "egret-1", "name": "Egret 1", "family": "egret", "organisation": "marsh"}
    with pytest.raises(Faulty, match="family"):
        await world.editing.propose(MODERATOR, HERE, MODEL, "egret-1", model)
    proposals = await world.editing.propose_all(
        MODERATOR, HERE, [(EntryKind.FAMILY, "egret", family), (MODEL, "egret-1", model)]
    )
    made = await world.editing.confirm_all(MODERATOR, HERE, proposals, "New", "https://proof.example/")
    assert [revision.before for revision in made] == [None, None]
    assert world.served.of(HERE).answers.find("egret 1").slug == "egret-1"
    assert world.served.of(THERE).answers.find("egret 1").slug is None
    await world.editing.revert(MODERATOR, HERE, made[1].id, "Not yet")
    await world.editing.revert(MODERATOR, HERE, made[0].id, "Not yet")
    state = await world.editing.find(HERE, MODEL, "egret-1")
    assert (state.document, state.overlaid, state.retracted, state.version) == (None, False, False, 2)


async def test_a_family_can_be_entered_before_its_first_version(world: World) -> None:
    family = {"slug": "egret", "name": "Egret", "organisation": "marsh"}
    proposal = await world.editing.propose(MODERATOR, HERE, EntryKind.FAMILY, "egret", family)
    await world.editing.confirm(MODERATOR, HERE, proposal, "New", "https://proof.example/")
    view = world.served.of(HERE)
    assert view.answers.find("egret").slug is None
    assert view.answers.complete("egr") is not None


async def test_several_are_stored_together_or_not_at_all(world: World) -> None:
    one = await world.propose(MODEL, HERON, note="One.")
    two = await world.propose(MODEL, "heron-2", note="Two.")
    await world.edit(MODEL, "heron-2", note="Meanwhile.")
    with pytest.raises(Overtaken):
        await world.editing.confirm_all(MODERATOR, HERE, [one, two], "Both", "https://proof.example/")
    assert await stored(world) is None


async def test_an_upgrade_under_an_overlay_is_told_and_either_side_can_be_chosen(world: World) -> None:
    for slug in (HERON, "heron-2"):
        await world.edit(MODEL, slug, note="Ours.")
    for values in DOCUMENTS[MODEL]:
        await world.upgrade((MODEL, {**values, "released": "2025-04"}))
    seen = world.served.of(HERE).dataset.models[HERON]
    assert (seen.note, seen.released) == ("Ours.", "2025-02")
    behind = await world.editing.behind(HERE)
    assert [(b.slug, b.version) for b in behind] == [(HERON, 1), ("heron-2", 1)]
    assert [(d.path, d.before, d.after) for d in behind[0].base_changed] == [(("released",), "2025-02", "2025-04")]
    assert {d.path[0] for d in behind[0].ours_differs} == {"note", "released"}
    assert (await world.editing.find(HERE, MODEL, HERON)).behind
    await world.editing.choose(MODERATOR, HERE, MODEL, HERON, "ours")
    await world.editing.choose(MODERATOR, HERE, MODEL, "heron-2", "base")
    assert await world.editing.behind(HERE) == []
    models = world.served.of(HERE).dataset.models
    assert models[HERON].note == "Ours."
    assert models["heron-2"] is world.served.base.dataset.models["heron-2"]
    with pytest.raises(Faulty):
        await world.editing.choose(MODERATOR, HERE, MODEL, HERON, "ours")
    # An undone choice is behind again.
    latest = (await world.editing.history(HERE, MODEL, HERON))[0]
    await world.editing.revert(MODERATOR, HERE, latest.id, "Think again")
    assert [b.slug for b in await world.editing.behind(HERE)] == [HERON]


async def test_an_upgrade_between_proposing_and_confirming_is_told(world: World) -> None:
    proposal = await world.propose(MODEL, HERON, note="Ours.")
    await world.upgrade((MODEL, {**SAMPLES[MODEL], "released": "2025-04"}))
    with pytest.raises(Overtaken) as caught:
        await world.editing.confirm(MODERATOR, HERE, proposal, "Late", "https://proof.example/")
    assert [d.path for d in caught.value.changed] == [("released",)]
    again = await world.editing.redo(MODERATOR, HERE, proposal)
    assert again.after is not None
    assert (values_of(again.after)["released"], [d.path for d in again.differences]) == ("2025-04", [("note",)])


async def test_the_history_tells_the_base_and_the_server_newest_first(world: World) -> None:
    await world.edit(MODEL, HERON, note="Ours.")
    await world.edit(MODEL, HERON, ELSEWHERE, THERE, note="Theirs.")
    await world.upgrade((MODEL, {**SAMPLES[MODEL], "released": "2025-04"}))
    history = await world.editing.history(HERE, MODEL, HERON)
    assert [(r.of_base, r.origin) for r in history] == [(True, "intake"), (False, "edit"), (True, "intake")]
    assert history[1].evidence_link == "https://proof.example/"


@pytest.mark.parametrize(
    "actor",
    [
        MEMBER,
        ELSEWHERE,
        Actor(7, None, manage_server=True),
        Actor(7, HERE, manage_server=True, installed=False),
        Actor(20, HERE, roles=frozenset({55})),
        Actor(20, THERE, roles=frozenset({66}), administrator=True),
    ],
)
async def test_who_does_not_moderate_this_server_changes_nothing(world: World, actor: Actor) -> None:
    async with world.database.writing() as connection:
        await preferences.write(connection, HERE, Preferences(moderator_roles=(66,)), 0, world.clock())
    await world.preferences.load()
    proposal = await world.propose(MODEL, HERON, note="Ours.")
    done = await world.edit(MODEL, "heron-2", note="Ours.")
    editing = world.editing
    for attempt in (
        lambda: editing.propose(actor, HERE, MODEL, HERON, SAMPLES[MODEL]),
        lambda: editing.confirm(actor, HERE, proposal, "Because", "https://proof.example/"),
        lambda: editing.retract(actor, HERE, MODEL, HERON, "Because"),
        lambda: editing.restore(actor, HERE, MODEL, HERON, "Because"),
        lambda: editing.restore_base(actor, HERE, MODEL, "heron-2", "Because"),
        lambda: editing.revert(actor, HERE, done.id, "Because"),
        lambda: editing.choose(actor, HERE, MODEL, HERON, "ours"),
        lambda: editing.redo(actor, HERE, proposal),
        lambda: editing.save_draft(actor, HERE, MODEL, HERON, {}, 0),
    ):
        with pytest.raises(NotAllowed):
            await attempt()
    assert await stored(world) is None
    # A role of this server is enough.
    await world.editing.confirm(
        Actor(20, HERE, roles=frozenset({66})), HERE, proposal, "Because", "https://proof.example/"
    )


async def test_nobody_changes_the_base_from_chat(world: World) -> None:
    for guild_id in (0,):
        with pytest.raises(NotAllowed):
            await world.editing.propose(Actor(7, 0, administrator=True), guild_id, MODEL, HERON, SAMPLES[MODEL])
    base = (await world.editing.history(HERE, MODEL, HERON))[0]
    with pytest.raises(Faulty):
        await world.editing.revert(MODERATOR, HERE, base.id, "Mine now")


async def test_another_servers_change_cannot_be_undone_from_here(world: World) -> None:
    theirs = await world.edit(MODEL, HERON, ELSEWHERE, THERE, note="Theirs.")
    with pytest.raises(Faulty):
        await world.editing.revert(MODERATOR, HERE, theirs.id, "Mine now")


@pytest.mark.parametrize(
    ("reason", "link", "path"),
    [
        ("", None, "reason"),
        ("  \n ", None, "reason"),
        ("x" * 501, None, "reason"),
        ("turned \u202e round", None, "reason"),
        ("bell \x07", None, "reason"),
        ("fine", "javascript:alert(1)", "evidence_link"),
        ("fine", "file:///etc/passwd", "evidence_link"),
        ("fine", "https://a.example/\u202e", "evidence_link"),
        ("fine", "https://discord.com@evil.example/", "evidence_link"),
        ("fine", "https://a.example/" + "x" * 700, "evidence_link"),
        ("fine", "no link at all", "evidence_link"),
    ],
)
async def test_a_change_needs_a_reason_and_a_link_that_is_one(
    world: World, reason: str, link: str | None, path: str
) -> None:
    proposal = await world.propose(MODEL, HERON, note="Ours.")
    with pytest.raises(Faulty) as caught:
        await world.editing.confirm(MODERATOR, HERE, proposal, reason, link)
    assert [fault.path for fault in caught.value.faults] == [path]
    assert await stored(world) is None


async def test_what_would_change_nothing_is_not_stored(world: World) -> None:
    proposal = await world.propose(MODEL, HERON)
    assert proposal.differences == ()
    await world.edit(MODEL, HERON, note="Ours.")
    same = await world.propose(MODEL, HERON)
    with pytest.raises(Faulty, match="nothing would change"):
        await world.editing.confirm(MODERATOR, HERE, same, "Again", "https://proof.example/")
    for attempt in (
        world.editing.restore(MODERATOR, HERE, MODEL, HERON, "Why"),
        world.editing.restore_base(MODERATOR, HERE, MODEL, "heron-2", "Why"),
        world.editing.retract(MODERATOR, HERE, MODEL, "no-such", "Why"),
        world.editing.revert(MODERATOR, HERE, 99_999, "Why"),
    ):
        with pytest.raises(Faulty):
            await attempt


async def test_each_change_is_in_the_audit_with_before_and_after_and_is_told_after_the_commit(world: World) -> None:
    told: list[Act] = []
    world.audit.listener = told.append
    await world.edit(MODEL, HERON, note="Ours.")
    await world.editing.retract(MODERATOR, HERE, MODEL, HERON, "Away")
    assert [(act.what, act.actor, act.kind, act.slug) for act in told] == [
        (AuditKind.EDIT, "7", MODEL, HERON),
        (AuditKind.RETRACT, "7", MODEL, HERON),
    ]
    assert told[0].before is not None
    assert '"note":"Ours."' in (told[0].after or "")
    assert told[1].after is None


async def test_a_listener_that_fails_takes_nothing_back(world: World) -> None:
    def broken(_: Act) -> None:
        raise RuntimeError

    world.audit.listener = broken
    assert (await world.edit(MODEL, HERON, note="Ours.")).version == 1


async def test_a_draft_survives_a_restart_for_seven_days(world: World) -> None:
    number = await world.editing.save_draft(MODERATOR, HERE, MODEL, HERON, {"note": "Begun"}, 0)
    assert number != await world.editing.save_draft(SECOND, HERE, MODEL, HERON, {"note": "Mine"}, 0)
    again = await world.editing.save_draft(MODERATOR, HERE, MODEL, HERON, '{"note": "Further"}', 0)
    assert await world.editing.draft(number) is None or number == again
    found = await world.editing.draft(again)
    assert found is not None
    assert (found.member_id, found.document, found.version) == (7, {"note": "Further"}, 0)
    assert await world.editing.draft(again, THERE) is None
    world.clock.now = world.clock.now.replace(day=1 + DRAFT_DAYS, hour=23)
    assert await world.editing.draft(again) is None


@pytest.mark.parametrize("draft", ["", "[]", "3", "{", '{"a": "\ud800"}', "[" * 50_000])
async def test_what_is_no_draft_is_not_kept(world: World, draft: str) -> None:
    with pytest.raises(Faulty):
        await world.editing.save_draft(MODERATOR, HERE, MODEL, HERON, draft, 0)


@pytest.mark.parametrize("kind", sorted(EntryKind))
async def test_a_fact_about_a_model_or_a_quote_needs_a_link_and_nothing_else_does(
    world: World, kind: EntryKind
) -> None:
    slug = SAMPLES[kind]["slug"]
    field = {EntryKind.QUOTE: {"venue": "Elsewhere"}, EntryKind.MODEL: {"released": "2025-03"}}.get(kind)
    proposal = await world.propose(kind, slug, **(field or _renamed(kind)))
    if kind in (EntryKind.MODEL, EntryKind.QUOTE):
        for link in (None, "", "  "):
            with pytest.raises(Faulty) as refused:
                await world.editing.confirm(MODERATOR, HERE, proposal, "Read", link)
            assert [(f.path, f.code) for f in refused.value.faults] == [("evidence_link", "link_needed")]
        assert await world.editing.history(HERE, kind, slug) == [
            r for r in await world.editing.history(HERE, kind, slug) if r.of_base
        ]
        await world.editing.confirm(MODERATOR, HERE, proposal, "Read", "https://proof.example/")
    else:
        await world.editing.confirm(MODERATOR, HERE, proposal, "Read")
    assert (await world.editing.find(HERE, kind, slug)).overlaid


def _renamed(kind: EntryKind) -> dict[str, object]:
    match kind:
        case EntryKind.TERM | EntryKind.TOPIC:
            return {"aliases": ["another word"]}
        case EntryKind.EVENT:
            return {"date": "2025-02-02"}
        case EntryKind.QUESTION:
            return {"level": "2"}
        case _:
            return {"name": "Another name"}


async def test_going_back_hiding_and_settling_an_upgrade_need_no_link(world: World) -> None:
    editing = world.editing
    made = await world.edit(MODEL, HERON, note="Ours.")
    await editing.revert(MODERATOR, HERE, made.id, "Back")
    await editing.retract(MODERATOR, HERE, MODEL, HERON, "Away")
    await editing.restore(MODERATOR, HERE, MODEL, HERON, "Here again")
    await world.edit(MODEL, HERON, note="Ours again.")
    await world.upgrade((MODEL, {**SAMPLES[MODEL], "released": "2025-04"}))
    await editing.choose(MODERATOR, HERE, MODEL, HERON, "ours", "Ours")
    await editing.restore_base(MODERATOR, HERE, MODEL, HERON, "Theirs")
    assert not (await editing.find(HERE, MODEL, HERON)).overlaid


async def test_of_several_edits_each_that_lacks_a_link_is_named(world: World) -> None:
    changes = [
        (MODEL, HERON, {**SAMPLES[MODEL], "note": "Ours."}),
        (EntryKind.QUOTE, SAMPLES[EntryKind.QUOTE]["slug"], {**SAMPLES[EntryKind.QUOTE], "venue": "Elsewhere"}),
        (EntryKind.TERM, "feather", {**SAMPLES[EntryKind.TERM], "aliases": ["plume"]}),
    ]
    proposals = await world.editing.propose_all(MODERATOR, HERE, changes)
    with pytest.raises(Faulty) as refused:
        await world.editing.confirm_all(MODERATOR, HERE, proposals, "Read")
    assert [f.entry for f in refused.value.faults] == ["model/heron-1.5", f"quote/{changes[1][1]}"]
    assert not (await world.editing.find(HERE, EntryKind.TERM, "feather")).overlaid

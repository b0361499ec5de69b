"""Two servers never see each other's; what is the same is shared; a view is whole whatever an upgrade brings."""

import json
import random
from collections.abc import AsyncIterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from bot.core.quiz.pool import Wish
from bot.services.served import Served
from bot.storage import entries
from bot.storage.datafiles import EntryKind, check_references
from tests.services.editing_world import (
    ELSEWHERE,
    HERE,
    MODERATOR,
    SAMPLES,
    THERE,
    World,
    both,
    world_in,
)

MARK = "Xylophone"
MODEL = EntryKind.MODEL


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with world_in(tmp_path) as made:
        yield made


def marked(value: Any) -> Any:
    """A document with the mark in every text that may say anything."""
    if isinstance(value, dict):
        return {key: item if key in _BOUND else marked(item) for key, item in value.items()}
    if isinstance(value, list):
        return [marked(item) for item in value]
    if not isinstance(value, str) or value.startswith("https://") or value[:1].isdigit():
        return value
    return f"{value} {MARK}"


_BOUND = frozenset(
    {
        "slug",
        "family",
        "organisation",
        "base",
        "source",
        "licence",
        "status",
        "access",
        "available",
        "speaker",
        "date",
        "since",
        "until",
        "language",
        "camp",
        "topics",
        "models",
        "organisations",
        "people",
        "quotes",
        "about",
        "replies_to",
        "provenance",
        "how",
        "own",
        "read",
        "snapshot",
        "edition",
        "met",
        "of",
        "country",
        "category",
        "osi_approved",
        "first_hand",
        "spdx",
        "field",
        "group",
        "level",
        "see_also",
        "subject",
        "before",
        "after",
        "as_copy",
        "repositories",
        "released",
    }
)
"""Fields that hold no words."""


async def plant(world: World) -> None:
    """Put the mark into an entry of every kind here, add new ones that bear it, and hide one."""
    documents = []
    for kind, sample in SAMPLES.items():
        values = marked(sample)
        if kind is EntryKind.LICENCE:
            values["short"] = MARK
        if kind is EntryKind.SOURCE:
            values["licence"] = sample["licence"]
        documents.append((kind, sample["slug"], values))
    documents += [
        (EntryKind.FAMILY, "new", {"slug": "new", "name": MARK + "s", "organisation": "marsh"}),
        (MODEL, "new-1", {"slug": "new-1", "name": f"{MARK} 1", "family": "new",
                                "organisation": "marsh"}),
        (EntryKind.QUOTE, "new-quote", {**SAMPLES[EntryKind.QUOTE], "slug": "new-quote",
                                              "words": f"Every {MARK} is open to all.", "models": ["new-1"]}),
    ]  # fmt: skip
    proposals = await world.editing.propose_all(MODERATOR, HERE, documents)
    await world.editing.confirm_all(MODERATOR, HERE, proposals, f"Because of {MARK}", "https://proof.example/")
    await world.editing.retract(MODERATOR, HERE, MODEL, "heron-2", f"{MARK} instead")
    await world.suggestions.suggest(MODERATOR, HERE, MODEL, "heron-1.5", MARK, MARK, "")
    await world.editing.save_draft(MODERATOR, HERE, MODEL, "heron-1.5", {"note": MARK}, 1)
    await world.served.warmed()


async def everything(world: World, guild_id: int) -> str:
    """All that a server's members and moderators can come to see, as one text."""
    view = world.served.of(guild_id)
    seen: list[object] = [
        [str(entry) for _, entry in view.dataset.entries()],
        [
            [found.slug, found.family, found.candidates]
            for found in map(view.answers.find, (MARK, f"{MARK} 1", "heron", "heron 1.5", "new-1"))
        ],
        [view.answers.complete(text) for text in ("", "x", "Xylo", "h", "Heron")],
        [str(view.answers.model(slug)) for slug in ("heron-1.5", "heron-2", "new-1")],
        [str(view.answers.evidence("heron-1.5"))],
        [str(hit) for text in (MARK, "herons", "marsh") for hit in view.debate.hits(text)],
        [str(subject) for text in ("", "x", MARK, "ada") for subject in view.debate.complete(text)],
        [str(view.debate.sides(topic)) for topic in ("weights", "data")],
        [str(view.debate.speaker("ada")), str(view.debate.timeline(None, None, None, None, None))],
        [str(view.debate.about(key)) for key in view.debate.subjects],
        sorted(view.pool.seeds),
        [str(view.pool.get(seed, random.Random(1))) for seed in view.pool.seeds],
        [str(q) for q in view.pool.choose(Wish(None, None, 10), (), {}, random.Random(2))],
        (await world.audit.export(guild_id)).decode(),
        [asdict(act) for act in (await world.audit.page(guild_id)).acts],
        [str(queued) for queued in await world.suggestions.queue(guild_id)],
        [str(behind) for behind in await world.editing.behind(guild_id)],
    ]
    for kind, sample in SAMPLES.items():
        for slug in (sample["slug"], "new", "new-1", "new-quote"):
            state = await world.editing.find(guild_id, kind, slug)
            seen.append([str(state.document), str(state.base), state.version, state.retracted])
            seen.append([str(revision) for revision in await world.editing.history(guild_id, kind, slug)])
    proposal = await world.editing.propose(
        ELSEWHERE if guild_id == THERE else MODERATOR, guild_id, MODEL, "heron-1.5",
        {**SAMPLES[MODEL], "note": "Something else."},
    )  # fmt: skip
    seen.append(str(proposal))
    return json.dumps(seen, default=str, ensure_ascii=False)


async def test_a_mark_in_one_server_is_nowhere_in_another_nor_in_direct_messages(world: World) -> None:
    before = await everything(world, THERE)
    await plant(world)
    here, there = await everything(world, HERE), await everything(world, THERE)
    assert here.lower().count(MARK.lower()) > 100
    assert MARK.lower() not in there.lower()
    assert there == before
    assert world.served.of(THERE) is world.served.of(None) is world.served.base
    # And the same after a start, and with a change of its own there.
    await world.served.load()
    await world.edit(MODEL, "heron-1.5", ELSEWHERE, THERE, note="Theirs.")
    await world.served.warmed()
    there = await everything(world, THERE)
    assert MARK.lower() not in there.lower()
    assert "Theirs." in there
    assert "Theirs." not in await everything(world, HERE)


async def test_the_other_servers_suggestions_and_drafts_cannot_be_reached_by_number(world: World) -> None:
    taken = await world.suggestions.suggest(MODERATOR, HERE, MODEL, "heron-1.5", MARK, "", "")
    assert await world.suggestions.find(THERE, taken.id) is None
    assert await world.suggestions.find(HERE, taken.id) is not None


async def test_what_an_edit_does_not_touch_is_shared_with_the_base(world: World) -> None:
    await world.edit(MODEL, "heron-1.5", note="Ours.")
    base, own = world.served.base, world.served.of(HERE)
    assert own.answers.catalogue.names is base.answers.catalogue.names
    assert own.debate.search is base.debate.search
    assert own.debate.record is base.debate.record
    assert own.answers.catalogue.profile("heron-2") is base.answers.catalogue.profile("heron-2")
    assert own.answers.catalogue.profile("heron-1.5") is not base.answers.catalogue.profile("heron-1.5")
    assert own.dataset.quotes is base.dataset.quotes


async def test_a_new_name_is_found_and_an_old_one_is_not_any_more(world: World) -> None:
    await world.edit(MODEL, "heron-1.5", name="Ibis 1.5", aliases=[], variants=[], repositories=[])
    assert world.served.of(HERE).answers.find("ibis 1.5").slug == "heron-1.5"
    assert world.served.base.answers.find("ibis 1.5").slug is None


async def test_a_quote_that_was_changed_is_found_by_its_new_words(world: World) -> None:
    await world.edit(EntryKind.QUOTE, "ada-2024-open", words="Every pelican should fly wherever it likes.")
    assert [hit.quote.slug for hit in world.served.of(HERE).debate.hits("pelican")] == ["ada-2024-open"]
    assert world.served.base.debate.hits("pelican") == []


async def test_views_that_are_not_kept_are_put_together_again_when_they_are_asked_for(world: World) -> None:
    await world.edit(MODEL, "heron-1.5", note="Ours.")
    await world.edit(MODEL, "heron-1.5", ELSEWHERE, THERE, note="Theirs.")
    small = Served(world.database, most_kept=1)
    await small.load()
    for _ in range(3):
        assert small.of(HERE).dataset.models["heron-1.5"].note == "Ours."
        assert small.of(THERE).dataset.models["heron-1.5"].note == "Theirs."
    await small.warmed()
    await small.close()


async def test_a_start_serves_the_same_as_the_change_did(world: World) -> None:
    await plant(world)
    fresh = Served(world.database)
    await fresh.load()
    assert fresh.of(HERE).dataset == world.served.of(HERE).dataset
    await fresh.close()


async def test_what_was_begun_with_a_view_goes_on_with_it(world: World) -> None:
    view = world.served.of(HERE)
    await world.edit(MODEL, "heron-1.5", note="Ours.")
    assert view.dataset.models["heron-1.5"].note == "The first of its kind."
    assert world.served.of(HERE).dataset.models["heron-1.5"].note == "Ours."


async def test_an_upgrade_that_takes_away_what_an_overlay_needs_leaves_a_view_that_is_whole(world: World) -> None:
    values = SAMPLES[MODEL]
    record = {**values["records"][0], "assessments": {"final_weights": {
        "says": "x", "status": "open", "access": "public", "licence": "marsh-terms"}}}  # fmt: skip
    await world.edit(MODEL, "heron-1.5", records=[record])
    await world.upgrade(gone=((EntryKind.LICENCE, "marsh-terms"),))
    view = world.served.of(HERE)
    assert "marsh-terms" in view.dataset.licences
    assert "marsh-terms" not in world.served.base.dataset.licences
    assert check_references(view.dataset) == []
    assert view.answers.model("heron-1.5") is not None


async def test_an_upgrade_that_needs_what_a_server_hides_shows_it_again(world: World) -> None:
    await world.editing.retract(MODERATOR, HERE, EntryKind.LICENCE, "marsh-terms", "Away")
    assert "marsh-terms" not in world.served.of(HERE).dataset.licences
    record = {**SAMPLES[MODEL]["records"][0], "assessments": {"final_weights": {
        "says": "x", "status": "open", "access": "public", "licence": "marsh-terms"}}}  # fmt: skip
    await world.upgrade((MODEL, {**SAMPLES[MODEL], "records": [record]}))
    view = world.served.of(HERE)
    assert "marsh-terms" in view.dataset.licences
    assert view.answers.model("heron-1.5") is not None


async def test_an_upgrade_that_takes_an_entry_away_leaves_a_servers_own_of_it(world: World) -> None:
    await world.edit(EntryKind.TERM, "wing", meaning=both("Ours."))
    feather = {**SAMPLES[EntryKind.TERM], "see_also": []}
    await world.upgrade((EntryKind.TERM, feather), gone=((EntryKind.TERM, "wing"),))
    assert world.served.of(HERE).dataset.terms["wing"].meaning.en == "Ours."
    assert "wing" not in world.served.base.dataset.terms
    (behind,) = await world.editing.behind(HERE)
    assert (behind.slug, behind.base_now) == ("wing", None)


async def test_a_damaged_row_of_one_server_is_left_out_and_everything_else_is_served(world: World) -> None:
    await world.edit(MODEL, "heron-1.5", note="Ours.")
    await world.edit(MODEL, "heron-2", note="Ours.")
    async with world.database.writing() as connection:
        await connection.execute(
            entries.entries.update()
            .where(entries.entries.c.guild_id == HERE, entries.entries.c.slug == "heron-2")
            .values(document="{")
        )
    await world.served.load()
    models = world.served.of(HERE).dataset.models
    assert (models["heron-1.5"].note, models["heron-2"].note) == ("Ours.", None)

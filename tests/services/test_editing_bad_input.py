"""Bad input by the hundred, for every field of every kind: a sentence that names the field, and nothing stored."""

import copy
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.core.catalogue.plain import Plain, plain
from bot.core.editing.fitness import unfit
from bot.resources import data_folder
from bot.services.editing import Faulty
from bot.storage.datafiles import EntryKind, document_type, read_folder
from bot.storage.datafiles.faults import key_path
from bot.storage.tables import audit, drafts, entries, revisions
from tests.services.editing_world import HERE, MODERATOR, SAMPLES, World, world_in

TEXTS = {
    "everyone": "@everyone look",
    "here": "see @here",
    "member": "ask <@80351110224678912>",
    "nickname": "ask <@!80351110224678912>",
    "role": "ask <@&80351110224678912>",
    "channel": "in <#80351110224678912>",
    "command": "try </model:80351110224678912>",
    "emoji": "so <:open:80351110224678912>",
    "bold": "**very** open",
    "spoiler": "||hidden||",
    "struck": "~~not~~ open",
    "fence": "```py\nx```",
    "masked link": "[free](https://evil.example)",
    "null": "a\x00b",
    "bell": "a\x07b",
    "escape": "a\x1b[31mb",
    "delete": "a\x7fb",
    "next line": "a\x85b",
    "two lines": "a\nb",
    "line separator": "a\u2028b",
    "right-to-left mark": "a\u200fb",
    "left-to-right mark": "a\u200eb",
    "override": "a\u202eb",
    "embedding": "a\u202bb",
    "isolate": "a\u2067b",
    "Arabic mark": "a\u061cb",
    "nothing wide": "a\u200bb",
    "byte order": "a\ufeffb",
    "soft hyphen": "a\u00adb",
    "tag": "a\U000e0041b",
    "private": "a\ue000b",
    "half a character": "a\ud800b",
    "no character": "a\uffffb",
    "4,000 characters": "x" * 4_000,
    "4,000 Chinese characters": "门" * 4_000,
}
LINKS = {
    "script": "javascript:alert(1)",
    "script with case": "JaVaScRiPt:alert(1)",
    "file": "file:///etc/passwd",
    "data": "data:text/html,x",
    "discord": "discord://-/settings",
    "no scheme": "evil.example/x",
    "no site": "https:///x",
    "one word": "https://localhost/x",
    "blank": "https://a.example/ x",
    "disguised": "https://discord.com@evil.example/x",
    "turned": "https://a.example/\u202egnp.exe",
    "bracket": "https://a.example/<@80351110224678912>",
    "quote": 'https://a.example/"x',
    "back tick": "https://a.example/`x`",
    "bad address": "https://[::1",
    "4,000 characters": "https://a.example/" + "x" * 4_000,
}
WRONG_TYPES: tuple[object, ...] = ({"strange": 1}, [[]], {}, object())


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with world_in(tmp_path) as made:
        yield made


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Every place of a sample."""
    yield path, value
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inside:
        yield from leaves(item, (*path, key))


def replaced(sample: dict[str, Any], path: tuple[str | int, ...], value: object) -> dict[str, Any]:
    """A sample with something else at one place."""
    changed = copy.deepcopy(sample)
    *way, last = path
    place: Any = changed
    for part in way:
        place = place[part]
    place[last] = value
    return changed


async def rows(world: World) -> list[int]:
    async with world.database.reading() as connection:
        return [
            (await connection.execute(select(func.count()).select_from(table))).scalar_one()
            for table in (entries, revisions, audit, drafts)
        ]


async def refused(world: World, kind: EntryKind, values: object) -> set[str]:
    """The fields that are named; anything but a refusal fails."""
    slug = SAMPLES[kind]["slug"]
    with pytest.raises(Faulty) as caught:
        await world.editing.propose(MODERATOR, HERE, kind, slug, values)  # type: ignore[arg-type]
    for fault in caught.value.faults:
        assert fault.sentence
        assert fault.code
        # What is told must be safe to show.
        assert all(character == "\n" or character.isprintable() for character in fault.sentence + fault.path)
        assert len(fault.sentence) <= 600
    return {fault.path for fault in caught.value.faults}


def names(path: tuple[str | int, ...], said: set[str]) -> bool:
    """Whether the place itself is named, or something inside it."""
    wanted = key_path(path)
    return any(found == wanted or found.startswith((f"{wanted}.", f"{wanted}[")) for found in said)


@pytest.mark.parametrize("kind", EntryKind)
async def test_no_text_field_takes_what_pings_hides_turns_or_runs_on(world: World, kind: EntryKind) -> None:
    before = await rows(world)
    view = world.served.of(HERE)
    tried = 0
    for path, value in leaves(SAMPLES[kind]):
        if isinstance(value, str):
            bad = LINKS if value.startswith("https://") else TEXTS
            for name, text in bad.items():
                # What stands there already is kept in front, so that nothing but the bad piece is wrong.
                kept = "" if bad is LINKS or len(text) > 1_000 else f"{value} "
                said = await refused(world, kind, replaced(SAMPLES[kind], path, kept + text))
                assert names(path, said), (path, name, said)
                tried += 1
    assert tried >= 100
    assert await rows(world) == before
    assert world.served.of(HERE) is view


@pytest.mark.parametrize("kind", EntryKind)
async def test_no_field_takes_a_wrong_type_and_no_unknown_field_is_taken(world: World, kind: EntryKind) -> None:
    before = await rows(world)
    for path, value in leaves(SAMPLES[kind]):
        if path:
            for wrong in WRONG_TYPES:
                if wrong == {} and path[-1] in ("assessments", "reach", "translations"):
                    continue
                said = await refused(world, kind, replaced(SAMPLES[kind], path, wrong))
                assert names(path, said), (path, wrong, said)
        if isinstance(value, dict):
            for strange in ("__class__", "nam", "@everyone", "a\u202eb", "x" * 4_000, 5, None, ("a",)):
                said = await refused(world, kind, replaced(SAMPLES[kind], (*path, strange), "x"))  # type: ignore[arg-type]
                assert said, (path, strange)
        if isinstance(value, list):
            said = await refused(world, kind, replaced(SAMPLES[kind], path, [*value, object()]))
            assert names(path, said), (path, said)
    assert await rows(world) == before


@pytest.mark.parametrize("kind", EntryKind)
async def test_each_field_that_an_entry_needs_is_named_where_it_is_missing(world: World, kind: EntryKind) -> None:
    for name in SAMPLES[kind]:
        values = {key: value for key, value in SAMPLES[kind].items() if key != name}
        if document_type(kind).model_fields[name].is_required():
            assert name in await refused(world, kind, values)
    for whole in ([], "text", 5, None, {}):
        assert await refused(world, kind, whole)


@pytest.mark.parametrize("kind", EntryKind)
async def test_an_entry_keeps_its_slug(world: World, kind: EntryKind) -> None:
    for slug in ("another", "", "UPPER", "a/b", "../../x", "x" * 81, "a b", "é"):
        assert "slug" in await refused(world, kind, {**SAMPLES[kind], "slug": slug})


async def test_an_entry_of_endless_length_is_refused(world: World) -> None:
    values = {**SAMPLES[EntryKind.MODEL], "variants": [f"Heron {n} in a very long row of names" for n in range(4_000)]}
    assert await refused(world, EntryKind.MODEL, values) == {""}


async def test_a_number_that_is_none_is_refused(world: World) -> None:
    record = {**SAMPLES[EntryKind.MODEL]["records"][0], "published": {"score": float("nan")}}
    said = await refused(world, EntryKind.MODEL, {**SAMPLES[EntryKind.MODEL], "records": [record]})
    assert said == {"records[0].published.score"}


async def test_names_and_references_are_looked_at_in_the_whole_view(world: World) -> None:
    model = SAMPLES[EntryKind.MODEL]
    for changes, path in (
        ({"family": "nobody"}, "family"),
        ({"organisation": "nobody"}, "organisation"),
        ({"base": "nobody"}, "base"),
        ({"base": "heron-1.5"}, "base"),
        ({"aliases": ["Heron 2"]}, "aliases[0]"),
        ({"aliases": ["HERON"]}, "aliases[0]"),
    ):
        with pytest.raises(Faulty) as caught:
            await world.editing.propose(MODERATOR, HERE, EntryKind.MODEL, "heron-1.5", {**model, **changes})
        # Where two entries share a name, either may be told.
        assert {fault.path for fault in caught.value.faults} & {path, "name"}, changes


@pytest.mark.parametrize("slug", ["\ud800", "é", "x" * 300, "", "'; DROP TABLE entries; --"])
async def test_asking_for_what_cannot_be_an_entry_finds_nothing(world: World, slug: str) -> None:
    state = await world.editing.find(HERE, EntryKind.MODEL, slug)
    assert (state.document, state.version) == (None, 0)
    assert await world.editing.history(HERE, EntryKind.MODEL, slug) == []
    with pytest.raises(Faulty):
        await world.editing.propose(MODERATOR, HERE, EntryKind.MODEL, slug, SAMPLES[EntryKind.MODEL])


def test_every_entry_of_the_base_could_have_come_from_chat() -> None:
    dataset, faults = read_folder(data_folder())
    assert faults == []
    found: list[tuple[str, Plain]] = []
    for kind, entry in dataset.entries():
        found += [(f"{kind}/{entry.slug}", key_path(path)) for path, _ in unfit(plain(entry))]
    assert found == []

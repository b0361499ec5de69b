"""Entries and revisions: one change is one version and one revision, and nobody overwrites what they have not seen."""

import pytest

from bot.storage import entries
from bot.storage.database import Database
from bot.storage.datafiles import EntryKind
from bot.storage.entries import Change, VersionConflict
from bot.storage.tables import BASE_GUILD
from tests.storage.samples import NOW

pytestmark = pytest.mark.both_databases

SERVER = 4711


def change(document: str | None, version: int, guild_id: int = SERVER, slug: str = "heron-2") -> Change:
    return Change(EntryKind.MODEL, slug, guild_id, version, document, "42", "edit", "wrong", "https://e.example")


async def apply(database: Database, *changes: Change) -> None:
    async with database.writing() as connection:
        for one in changes:
            await entries.apply(connection, one, NOW)


async def test_the_history_of_an_entry_replays_to_its_present_state(database: Database) -> None:
    await apply(database, change("{}", 0), change('{"a":1}', 1), change(None, 2), change('{"b":2}', 3))
    async with database.reading() as connection:
        entry = await entries.find(connection, EntryKind.MODEL, "heron-2", SERVER)
        history = await entries.history(connection, EntryKind.MODEL, "heron-2", SERVER)
    assert entry is not None
    assert (entry.version, entry.document, entry.retracted, entry.updated_at) == (4, '{"b":2}', False, NOW)
    assert [(r.version, r.before, r.after) for r in history] == [
        (1, None, "{}"),
        (2, "{}", '{"a":1}'),
        (3, '{"a":1}', None),
        (4, None, '{"b":2}'),
    ]
    assert {(r.actor, r.origin, r.reason, r.evidence_link, r.at) for r in history} == {
        ("42", "edit", "wrong", "https://e.example", NOW)
    }


async def test_a_retracted_entry_is_hidden_and_keeps_its_last_document(database: Database) -> None:
    await apply(database, change("{}", 0), change(None, 1))
    async with database.reading() as connection:
        entry = await entries.find(connection, EntryKind.MODEL, "heron-2", SERVER)
        assert entry is not None
        assert (entry.retracted, entry.document) == (True, "{}")
        assert await entries.visible_documents(connection, SERVER) == []


@pytest.mark.parametrize("version", [0, 2, 7])
async def test_a_change_on_another_version_than_the_present_one_keeps_nothing(database: Database, version: int) -> None:
    await apply(database, change("{}", 0))
    with pytest.raises(VersionConflict):
        await apply(database, change("{}", 0, slug="heron-3"), change('{"late":1}', version))
    async with database.reading() as connection:
        (entry,) = await entries.every(connection, SERVER)
        assert (entry.slug, entry.document, entry.version) == ("heron-2", "{}", 1)
        assert len(await entries.history(connection, EntryKind.MODEL, "heron-2", SERVER)) == 1


async def test_what_never_was_cannot_be_changed_or_retracted(database: Database) -> None:
    for document, version in ((None, 0), (None, 1), ("{}", 1)):
        with pytest.raises(VersionConflict):
            await apply(database, change(document, version))


async def test_a_server_sees_only_its_own_overlay(database: Database) -> None:
    await apply(database, change('"mine"', 0), change('"yours"', 0, guild_id=99), change('"base"', 0, BASE_GUILD))
    async with database.reading() as connection:
        for guild_id, document in ((SERVER, '"mine"'), (99, '"yours"'), (BASE_GUILD, '"base"')):
            assert await entries.visible_documents(connection, guild_id) == [(EntryKind.MODEL, "heron-2", document)]
            assert [r.after for r in await entries.history(connection, EntryKind.MODEL, "heron-2", guild_id)] == [
                document
            ]

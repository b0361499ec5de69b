"""A server that the bot has left finds everything as it was for thirty days, and nothing after."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from bot.services.departures import KEPT
from bot.storage import departures
from bot.storage.database import Database
from bot.storage.datafiles import EntryKind
from bot.storage.departures import OF_NO_SERVER, server_tables
from bot.storage.tables import BASE_GUILD, entries, metadata, quiz_events
from tests.services.overlays import (
    ANN,
    BOB,
    ELSEWHERE,
    MODERATOR,
    NOW,
    OTHER,
    SERVER,
    Desk,
    desk_on,
    desk_without_intake,
    small_base,
)
from tests.services.test_privacy import fill, snapshot

pytestmark = pytest.mark.both_databases


@pytest.fixture
async def desk(database: Database, tmp_path: Path) -> Desk:
    made = await desk_on(database, small_base(tmp_path / "data"))
    for moderator, guild in ((MODERATOR, SERVER), (ELSEWHERE, OTHER)):
        await fill(database, ANN, BOB, guild)
        document = made.served.base.dataset.models["heron-2"].model_copy(update={"released": "2025"})
        proposal = await made.editing.propose(moderator, guild, EntryKind.MODEL, "heron-2", document)
        await made.editing.confirm(moderator, guild, proposal, "read", "https://proof.example/")
        await made.preferences.change(moderator, guild, {"time_factor": 2}, NOW)
    return made


def test_every_table_is_a_servers_or_said_to_be_of_none() -> None:
    known = {table.name for table in server_tables()} | OF_NO_SERVER | {"departures"}
    assert known == {table.name for table in metadata.sorted_tables}
    assert all("guild_id" not in metadata.tables[name].c for name in OF_NO_SERVER)


async def test_within_thirty_days_nothing_goes_and_coming_back_takes_the_server_off_the_list(desk: Desk) -> None:
    before = await snapshot(desk.database)
    await desk.departures.left(SERVER)
    assert await desk.departures.erase_due(NOW + KEPT - timedelta(seconds=1)) == []
    assert await desk.departures.came_back(SERVER)
    assert await desk.departures.erase_due(NOW + 10 * KEPT) == []
    assert await snapshot(desk.database) == before
    assert not await desk.departures.came_back(SERVER)


async def test_after_thirty_days_everything_of_the_server_goes_and_nothing_of_anybody_else(desk: Desk) -> None:
    before = await snapshot(desk.database)
    await desk.departures.left(SERVER)
    assert await desk.departures.erase_due(NOW + KEPT) == [SERVER]
    after = await snapshot(desk.database)
    for table in server_tables():
        if table is quiz_events:
            assert len(after["quiz_events"]) == 1
            continue
        place = list(table.c.keys()).index("guild_id")
        assert [row for row in after[table.name] if row[place] == SERVER] == [], table.name
        assert [row for row in after[table.name] if row[place] != SERVER] == [
            row for row in before[table.name] if row[place] != SERVER
        ], table.name
    for name in OF_NO_SERVER:
        assert after[name] == before[name]
    assert after["departures"] == []
    assert desk.served.of(SERVER) is desk.served.base
    assert desk.preferences.of(SERVER).time_factor == 1
    assert desk.preferences.of(OTHER).time_factor == 2
    assert desk.served.of(OTHER).dataset.models["heron-2"].released == "2025"
    assert await desk.departures.erase_due(NOW + KEPT) == []


async def test_leaving_twice_counts_from_the_first_time(desk: Desk) -> None:
    await desk.departures.left(SERVER)
    desk.at(NOW + timedelta(days=29))
    await desk.departures.left(SERVER)
    assert await desk.departures.erase_due(NOW + KEPT) == [SERVER]


async def test_a_server_that_the_bot_is_plainly_in_is_never_erased(desk: Desk) -> None:
    await desk.departures.left(SERVER)
    assert await desk.departures.erase_due(NOW + 2 * KEPT, present=[SERVER]) == []
    assert await desk.departures.erase_due(NOW + 4 * KEPT) == []


async def test_what_happened_while_the_bot_was_off_is_made_up_for_at_the_start(desk: Desk) -> None:
    await desk.departures.left(OTHER)
    fresh = await desk_without_intake(desk.database, desk.data, NOW + timedelta(days=40))
    await fresh.departures.reconcile({OTHER})
    async with desk.database.reading() as connection:
        assert await departures.every(connection) == {SERVER: NOW + timedelta(days=40)}
    assert await fresh.departures.erase_due(NOW + timedelta(days=69)) == []
    assert await fresh.departures.erase_due(NOW + timedelta(days=70)) == [SERVER]


async def test_a_process_notes_only_servers_that_it_would_hear_of(desk: Desk) -> None:
    await desk.departures.reconcile([], ours=lambda guild: guild == OTHER)
    async with desk.database.reading() as connection:
        assert set(await departures.every(connection)) == {OTHER}


async def test_the_base_is_never_noted_and_cannot_be_erased(desk: Desk) -> None:
    await desk.departures.reconcile([])
    async with desk.database.writing() as connection:
        assert BASE_GUILD not in await departures.every(connection)
        with pytest.raises(ValueError, match="base"):
            await departures.erase(connection, BASE_GUILD)
    async with desk.database.reading() as connection:
        assert (await connection.execute(select(entries).where(entries.c.guild_id == BASE_GUILD))).all()


async def test_one_server_that_cannot_be_erased_does_not_come_off_the_list(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.departures.left(SERVER)

    async def fails(*_: object) -> dict[str, int]:
        raise RuntimeError("the disk is full")

    before = await snapshot(desk.database)
    with monkeypatch.context() as patched:
        patched.setattr(departures, "erase", fails)
        with pytest.raises(RuntimeError):
            await desk.departures.erase_due(NOW + KEPT)
    assert await snapshot(desk.database) == before
    assert await desk.departures.erase_due(NOW + KEPT) == [SERVER]


async def test_noting_many_at_once_and_forgetting_none_do_no_harm(desk: Desk) -> None:
    async with desk.database.writing() as connection:
        await departures.note(connection, [], NOW)
        assert await departures.forget(connection, []) == []
        await connection.execute(insert(metadata.tables["departures"]).values(guild_id=5, left_at=NOW))
        await departures.note(connection, [5, 6], NOW + KEPT)
        assert await departures.every(connection) == {5: NOW, 6: NOW + KEPT}

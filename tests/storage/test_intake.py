"""Taking in `data/` and loading it again: once, whole, with a revision for each entry that changed."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.resources import data_folder
from bot.services.intake import IntakeReport, take_in
from bot.services.loading import load_documents
from bot.storage import entries
from bot.storage.database import Database
from bot.storage.datafiles import EntryKind, content_hash, read_folder
from bot.storage.entries import Change
from tests.storage.samples import FILES, NOW, replace, write


async def intake(database: Database, folder: Path) -> IntakeReport:
    return await take_in(database, folder, now=lambda: NOW)


async def count(database: Database, table: str = "revisions") -> int:
    async with database.reading() as connection:
        return int((await connection.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one())


@pytest.mark.both_databases
async def test_the_first_intake_takes_in_everything_and_what_is_loaded_is_what_was_read(
    database: Database, folder: Path
) -> None:
    report = await intake(database, folder)
    assert report.faults == ()
    assert len(report.added) == len(FILES) == await count(database)
    read, _ = read_folder(folder)
    assert await load_documents(database) == read


async def test_an_unchanged_folder_is_not_parsed_and_makes_no_revision(
    database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await intake(database, folder)

    def not_again(_: Path) -> None:
        raise AssertionError("parsed again")

    monkeypatch.setattr("bot.services.intake.read_folder", not_again)
    report = await intake(database, folder)
    assert (report.unchanged, report.revisions) == (True, 0)
    assert await count(database) == len(FILES)


@pytest.mark.both_databases
async def test_a_changed_file_makes_exactly_one_revision_by_the_base(database: Database, folder: Path) -> None:
    await intake(database, folder)
    replace(folder, "families/heron.yaml", "name: Heron", "name: Herons")
    report = await intake(database, folder)
    assert (report.added, report.changed, report.retracted) == ((), ("family/heron",), ())
    async with database.reading() as connection:
        history = await entries.history(connection, EntryKind.FAMILY, "heron")
    assert [revision.version for revision in history] == [1, 2]
    assert history[1].before == '{"slug":"heron","name":"Heron","organisation":"marsh"}'
    assert history[1].after == '{"slug":"heron","name":"Herons","organisation":"marsh"}'
    assert history[1].actor == f"base:{content_hash(folder)}"
    assert (history[1].origin, history[1].at) == ("intake", NOW)


async def test_a_file_that_only_looks_different_makes_no_revision(database: Database, folder: Path) -> None:
    await intake(database, folder)
    write(folder, "families/heron.yaml", "# Birds.\norganisation: 'marsh'\nname: Heron\nslug: heron\naliases: []\n")
    report = await intake(database, folder)
    assert (report.unchanged, report.revisions) == (False, 0)
    assert (await intake(database, folder)).unchanged


@pytest.mark.both_databases
async def test_a_file_that_is_gone_is_retracted_and_comes_back_with_its_file(database: Database, folder: Path) -> None:
    await intake(database, folder)
    (folder / "models/heron-2.yaml").unlink()
    assert (await intake(database, folder)).retracted == ("model/heron-2",)
    assert "heron-2" not in (await load_documents(database)).models
    assert (await intake(database, folder)).unchanged
    write(folder, "models/heron-2.yaml", FILES["models/heron-2.yaml"])
    assert (await intake(database, folder)).changed == ("model/heron-2",)
    assert "heron-2" in (await load_documents(database)).models
    async with database.reading() as connection:
        history = await entries.history(connection, EntryKind.MODEL, "heron-2")
    assert [(r.before is None, r.after is None) for r in history] == [(True, False), (False, True), (True, False)]


@pytest.mark.parametrize("new", ["organisation: nobody", "organisation: [", "organisation: marsh\nnmae: x"])
async def test_a_folder_with_a_fault_is_not_taken_in_and_the_base_is_served_as_it_was(
    database: Database, folder: Path, new: str
) -> None:
    await intake(database, folder)
    before = await load_documents(database)
    replace(folder, "organisations/marsh.yaml", "Marsh", "Moor")
    replace(folder, "families/heron.yaml", "organisation: marsh", new)
    report = await intake(database, folder)
    assert [fault.file for fault in report.faults] == ["families/heron.yaml"]
    assert report.revisions == 0
    assert await load_documents(database) == before
    assert await count(database) == len(FILES)


async def test_an_empty_folder_is_a_fault_and_retracts_nothing(
    database: Database, folder: Path, tmp_path: Path
) -> None:
    await intake(database, folder)
    report = await intake(database, tmp_path / "wrong")
    assert "is this the data folder?" in str(report.faults[0])
    assert len(await load_documents(database)) == len(FILES)


@pytest.mark.both_databases
async def test_two_processes_that_take_in_at_once_write_each_revision_once(
    database: Database, folder: Path, url: str
) -> None:
    other = await Database.open(url)
    reports = await asyncio.gather(intake(database, folder), intake(other, folder))
    await other.close()
    assert sorted(report.revisions for report in reports) == [0, len(FILES)]
    assert await count(database) == len(FILES)


async def test_an_intake_never_touches_a_servers_overlay(database: Database, folder: Path) -> None:
    await intake(database, folder)
    edited = '{"slug":"heron","name":"Ours","organisation":"marsh"}'
    async with database.writing() as connection:
        await entries.apply(connection, Change(EntryKind.FAMILY, "heron", 4711, 0, edited, "42", "edit"), NOW)
    replace(folder, "families/heron.yaml", "name: Heron", "name: Herons")
    await intake(database, folder)
    async with database.reading() as connection:
        (overlay,) = await entries.every(connection, 4711)
    assert (overlay.document, overlay.version) == (edited, 1)


async def test_a_damaged_document_is_left_out_and_the_others_are_served(database: Database, folder: Path) -> None:
    await intake(database, folder)
    async with database.writing() as connection:
        await connection.execute(text("UPDATE entries SET document = '{}' WHERE slug = 'heron-2'"))
    dataset = await load_documents(database)
    assert list(dataset.models) == ["heron-1.5"]
    assert len(dataset) == len(FILES) - 1


async def test_the_catalogue_that_travels_with_the_program_survives_the_way_through_the_database(
    database: Database,
) -> None:
    read, _ = read_folder(data_folder())
    if not read.models:
        pytest.skip("the base catalogue holds no models yet")
    assert (await intake(database, data_folder())).faults == ()
    assert await load_documents(database) == read


KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from sqlalchemy import event
from bot.services.intake import take_in
from bot.storage.database import Database

async def main():
    database = await Database.open(sys.argv[1])
    wrote = False
    def before(connection, cursor, statement, *_):
        nonlocal wrote
        wrote = wrote or statement.startswith("UPDATE entries")
        if statement.startswith(sys.argv[3]):
            os.kill(os.getpid(), signal.SIGKILL)
    def commit(_):
        if wrote and sys.argv[3] == "COMMIT":
            os.kill(os.getpid(), signal.SIGKILL)
    event.listen(database.engine.sync_engine, "before_cursor_execute", before)
    event.listen(database.engine.sync_engine, "commit", commit)
    await take_in(database, Path(sys.argv[2]))

asyncio.run(main())
"""


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is a thing of POSIX")
@pytest.mark.parametrize("at", ["INSERT INTO revisions", "INSERT INTO meta", "COMMIT"])
async def test_killed_in_the_middle_of_an_intake_nothing_of_it_is_there(
    database: Database, folder: Path, url: str, at: str
) -> None:
    await intake(database, folder)
    before = await load_documents(database)
    write(folder, "organisations/fen.yaml", "slug: fen\nname: Fen Institute\n")
    replace(folder, "families/heron.yaml", "name: Heron", "name: Herons")
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", KILLED, url, str(folder), at)
    assert await process.wait() == -signal.SIGKILL
    assert await load_documents(database) == before
    assert await count(database) == len(FILES)
    report = await intake(database, folder)
    assert (report.added, report.changed) == (("organisation/fen",), ("family/heron",))

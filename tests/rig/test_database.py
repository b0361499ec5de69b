"""The database fails under a running bot or before it starts: what members and operators are told, and what is kept."""

import os
import shutil
import sqlite3
from contextlib import closing

import pytest

from tests.rig.conftest import Town
from tests.rig.playing import answer, begin, locked, questions, reveal, stored_answers, until
from tests.rig.processes import python


async def test_a_database_that_another_process_holds_fails_one_press_and_no_game(town: Town):
    ajar = await town.start()
    question = await begin(town)
    assert locked(await answer(town, question, town.ann))
    with closing(sqlite3.connect(town.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        told = await answer(town, question, town.bob)
        number = ajar.events("incident")[0]["incident"]
        assert number in told.text, "the member has a number for the operator, and nothing of the database"
        assert "sqlite" not in told.text.casefold()
        assert stored_answers(town, town.bob) == 0
        other.execute("ROLLBACK")
    assert locked(await answer(town, question, town.bob))
    assert (stored_answers(town, town.ann), stored_answers(town, town.bob)) == (1, 1)
    await reveal(town, question)


async def test_a_game_whose_next_step_could_not_be_written_goes_on_when_it_can(town: Town):
    ajar = await town.start()
    question = await begin(town)
    call = next(name for name in question.custom_ids if name.startswith("ajar:quiz-call:"))
    holding = sqlite3.connect(town.database, isolation_level=None)
    with closing(holding):
        asked = len(town.rig.rest.asked)
        # The reveal is shown, and that it was shown cannot be noted.
        await town.rig.use(question, call, town.mod)
        await until(lambda: _edited(town, asked), "the reveal is shown")
        holding.execute("BEGIN IMMEDIATE")
        await until(lambda: ajar.events("quiz_not_stored") or _moved_on(town), "it could not be noted")
        holding.execute("ROLLBACK")
    await until(lambda: [each for each in questions(town) if each is not question], "the next question comes")


def _edited(town: Town, since: int) -> bool:
    return any(each.line.startswith("PATCH /channels") for each in list(town.rig.rest.asked)[since:])


def _moved_on(town: Town) -> bool:
    return bool(town.rows("SELECT 1 FROM quiz_events WHERE json_extract(event, '$.kind') = 'shown'"))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="only there can a process be given a limit for its files")
async def test_a_disk_that_is_full_costs_what_was_not_confirmed_and_nothing_else(town: Town):
    # A limit on the size of files stands in for a full disk: writing beyond it fails in the same places.
    ajar = await town.start(file_limit=town.database.stat().st_size + 200_000)
    question = await begin(town)
    confirmed = 0
    for _ in range(300):
        told = await answer(town, question, town.ann)
        if not locked(told):
            break
        confirmed += 1
    else:
        pytest.fail("the disk never was full")
    number = ajar.events("incident")[0]["incident"]
    assert number in told.text
    assert confirmed > 0
    profile = await town.rig.slash(town.guild, town.bob, "model profile", name="bloom")
    assert "BLOOM" in profile.text, "what only reads goes on"
    await ajar.kill()

    await town.start()
    assert locked(await answer(town, question, town.bob))
    with closing(sqlite3.connect(town.database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert stored_answers(town, town.ann) == confirmed
    assert stored_answers(town, town.bob) == 1


def _as_others() -> list[str]:
    """What makes root obey the permissions of files, as everybody else must."""
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("root may write everything, and there is no setpriv (Debian: util-linux) to take that from it")
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="permissions are another matter there")
async def test_a_file_that_may_not_be_written_is_named_with_what_to_do(town: Town):
    town.database.chmod(0o444)
    ajar = await town.start(connected=False, prefix=_as_others())
    assert await ajar.ends() == 1
    assert str(town.database) in ajar.said
    assert "may write" in ajar.said
    assert "Traceback" not in ajar.said


@pytest.mark.parametrize("damage", ["no database at all", "a broken page"])
async def test_a_damaged_file_is_named_with_the_way_to_restore(town: Town, damage: str):
    good = town.database.read_bytes()
    if damage == "a broken page":
        page = 4096
        town.database.write_bytes(good[:page] + os.urandom(len(good) - page))
    else:
        town.database.write_bytes(os.urandom(20_000))
    ajar = await town.start(connected=False)
    assert await ajar.ends() == 1
    assert str(town.database) in ajar.said
    assert "damaged" in ajar.said
    assert "ajar db restore" in ajar.said
    assert "Traceback" not in ajar.said


async def test_a_database_that_is_held_at_the_start_is_named(town: Town):
    with closing(sqlite3.connect(town.database, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        ajar = await town.start(connected=False)
        assert await ajar.ends() == 1
        assert "locked by another process" in ajar.said
        assert "Traceback" not in ajar.said


async def test_a_backup_is_restored_after_damage(town: Town):
    ajar = await town.start()
    question = await begin(town)
    assert locked(await answer(town, question, town.ann))
    backup = town.folder / "backup.sqlite3"
    await _ajar(town, "db", "backup", str(backup))
    await ajar.kill()
    town.database.write_bytes(os.urandom(20_000))
    await _ajar(town, "db", "restore", str(backup))
    await town.start()
    assert locked(await answer(town, question, town.bob))
    assert (stored_answers(town, town.ann), stored_answers(town, town.bob)) == (1, 1)


async def _ajar(town: Town, *arguments: str) -> None:
    environment = town.rig.environment(database_url=f"sqlite+aiosqlite:///{town.database.as_posix()}")
    process = await town.rig.start(python("-m", "bot", *arguments), town.folder, environment, name="command")
    assert await process.ends() == 0, process.said

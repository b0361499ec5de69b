"""An import is there whole or not at all, whenever the process is killed; what was confirmed is there."""

import asyncio
import os
import random
import shutil
import sys
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from sqlalchemy import select, text

from bot.storage.database import Database
from bot.storage.migrations import upgrade
from bot.storage.tables import audit, entries, pending_imports, revisions
from tests.services.importing_child import ENTRIES, files_of
from tests.services.overlays import MODERATOR, SERVER, desk_on, desk_without_intake, small_base

KILLS = int(os.environ.get("AJAR_TEST_KILLS", "12"))
"""How often a process is killed; more show more."""


async def worked_until_killed(url: str, data: Path, chance: random.Random) -> dict[str, set[int]]:
    """What a child said before it was killed: a moment after a line, in full flight."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.services.importing_child", url, str(data),
        cwd=Path(__file__).parents[2], stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert child.stdout is not None
    said: dict[str, set[int]] = defaultdict(set)
    lines = chance.randint(1, 12)
    try:
        for _ in range(lines):
            line = await child.stdout.readline()
            if not line.endswith(b"\n"):
                break
            place, number = line.split()
            said[place.decode()].add(int(number))
        # Confirming takes some hundredths of a second, so that this falls anywhere in it.
        await asyncio.sleep(chance.random() * 0.06)
    finally:
        if child.returncode is None:
            child.kill()
        rest, errors = await child.communicate()
    assert child.returncode == -9, errors.decode()
    for line in rest[: rest.rfind(b"\n") + 1].splitlines():
        place, number = line.split()
        said[place.decode()].add(int(number))
    return said


async def looked_at(database: Database, said: dict[str, set[int]]) -> set[int]:
    """Which imports are there; each must be there whole."""
    async with database.reading() as connection:
        assert (await connection.execute(text("PRAGMA integrity_check"))).scalar() == "ok"
        made = (await connection.execute(select(revisions).where(revisions.c.guild_id == SERVER))).all()
        acts = (await connection.execute(select(audit))).all()
        shown = (await connection.execute(select(entries).where(entries.c.guild_id == SERVER))).all()
        waiting = (await connection.execute(select(pending_imports))).all()
    count = Counter(row.reason for row in made)
    assert set(count.values()) <= {ENTRIES}, "an import is there whole"
    assert Counter(act.reason for act in acts) == count, "with its audit"
    there = {int(reason.split()[1]) for reason in count}
    assert said["ack"] <= there <= said["ask"], "what was confirmed is there, and nothing else"
    newest = max(there, default=0)
    for row in shown:
        number = newest if row.slug.startswith("crane") else int(row.slug.split("-")[1])
        assert f'"note":"import {number}"' in row.document
    assert len(waiting) <= 1
    assert all(row.content not in {files_of(number) for number in there} for row in waiting), (
        "what is done waits no more"
    )
    return there


@pytest.mark.skipif(sys.platform == "win32", reason="nothing there kills as SIGKILL does")
async def test_an_import_is_whole_or_absent_whenever_the_process_is_killed(tmp_path: Path) -> None:
    template, data = tmp_path / "template.sqlite3", small_base(tmp_path / "data")
    database = await Database.open(f"sqlite:///{template.as_posix()}")
    await upgrade(database)
    await desk_on(database, data)
    await database.close()
    free = asyncio.Semaphore(2)

    async def one(number: int) -> tuple[int, int]:
        file = tmp_path / f"{number}.sqlite3"
        shutil.copy(template, file)
        async with free:
            said = await worked_until_killed(f"sqlite:///{file.as_posix()}", data, random.Random(number))
        opened = await Database.open(f"sqlite:///{file.as_posix()}")
        try:
            there = await looked_at(opened, said)
            desk = await desk_without_intake(opened, data)
            trial = await desk.importing.send(MODERATOR, SERVER, "x.zip", files_of(99))
            await desk.importing.confirm(
                MODERATOR, SERVER, trial.id, trial.mark, "after the restart", "https://proof.example/"
            )
        finally:
            await opened.close()
        return len(there), len(said["ask"] - said["ack"])

    found = await asyncio.gather(*(one(number) for number in range(KILLS)))
    assert sum(there for there, _ in found) >= KILLS / 2, "there was something to lose"
    assert any(between for _, between in found), "some were killed in the middle"

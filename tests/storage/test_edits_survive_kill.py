"""Killed at random in the middle of edits: what was confirmed is there whole, the rest whole or not at all."""

import asyncio
import os
import random
import signal
import sqlite3
import sys
from collections import defaultdict
from pathlib import Path

from bot.services.intake import take_in
from bot.services.loading import load_documents
from bot.services.served import Served
from bot.storage import entries
from bot.storage.database import Database
from bot.storage.datafiles import EntryKind
from bot.storage.entries import Effect, document_hash
from bot.storage.migrations import upgrade
from tests.storage.samples import NOW, write_catalogue

KILLS = int(os.environ.get("AJAR_TEST_KILLS", "6"))
SERVER = 1001


async def killed(url: str, seed: int, seconds: float) -> list[tuple[str, int]]:
    """What a child confirmed until it was killed."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.storage.editing_child", url, str(seed), stdout=asyncio.subprocess.PIPE
    )
    assert child.stdout is not None
    assert await child.stdout.readline() == b"ready\n"
    await asyncio.sleep(seconds)
    child.send_signal(signal.SIGKILL)
    said = (await child.stdout.read()).decode()
    await child.wait()
    # A last line may be cut short: it was not said then.
    lines = [line.split() for line in said[: said.rfind("\n") + 1].splitlines()]
    return [(slug, int(version)) for _, slug, version in lines]


async def test_whatever_moment_the_process_is_killed_at_nothing_is_lost_and_nothing_is_there_by_half(
    tmp_path: Path, url: str
) -> None:
    database = await Database.open(url)
    await upgrade(database)
    assert (await take_in(database, write_catalogue(tmp_path / "data"), now=lambda: NOW)).faults == ()
    await database.close()
    chance = random.Random(5)
    confirmed: defaultdict[str, int] = defaultdict(int)
    total = 0
    for seed in range(KILLS):
        for slug, version in await killed(url, seed, chance.uniform(0.02, 0.6)):
            confirmed[slug] = max(confirmed[slug], version)
            total += 1
        await _check(url, tmp_path, confirmed)
    assert total > KILLS


async def _check(url: str, folder: Path, confirmed: dict[str, int]) -> None:
    with sqlite3.connect(folder / "ajar.sqlite3") as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        acts = raw.execute("SELECT slug, reason FROM audit WHERE guild_id = ?", (SERVER,)).fetchall()
        marks = raw.execute("SELECT slug, reason FROM revisions WHERE guild_id = ?", (SERVER,)).fetchall()
    raw.close()
    # Change, revision and audit are one: none without the others, and an import of two is two or none.
    assert sorted(acts) == sorted(marks)
    database = await Database.open(url)
    base = await load_documents(database)
    async with database.reading() as connection:
        rows = {row.slug: row for row in await entries.every(connection, SERVER)}
        for slug, version in confirmed.items():
            assert rows[slug].version >= version, slug
        together: defaultdict[str, set[str]] = defaultdict(set)
        for slug, row in rows.items():
            history = await entries.history(connection, EntryKind.MODEL, slug, SERVER)
            assert [revision.version for revision in history] == list(range(1, row.version + 1))
            assert row.content_hash == document_hash(row.document)
            assert row.effect is history[-1].effect
            if row.effect is Effect.OWN:
                assert row.document == history[-1].after
            for revision in history:
                if revision.origin == "edit":
                    together[revision.reason or ""].add(slug)
                    assert f'"note":"{revision.reason} ' in (revision.after or "")
    served = Served(database)
    await served.load(base)
    view = served.of(SERVER).dataset.models
    for slug, row in rows.items():
        assert (slug in view) == (row.effect is not Effect.HIDDEN)
    await served.close()
    await database.close()

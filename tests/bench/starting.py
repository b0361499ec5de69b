"""How long a start takes with unchanged data, and how much memory the running bot holds."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

STARTS = 5

_START = """
import asyncio, psutil, sys, time
start = time.perf_counter()
import discord
discord_imported = time.perf_counter()
from bot.app import create_bot
from bot.settings import Settings
imported = time.perf_counter()
async def main():
    bot = create_bot(Settings(database_url=sys.argv[1]), shard_count=1)
    from bot.services.answers import Answers, catalogue_of
    from bot.services.intake import take_in
    from bot.services.loading import load_documents
    from bot.storage.database import Database
    from bot.storage.migrations import upgrade
    database = await Database.open(bot.settings.database_url)
    await upgrade(database)
    report = await take_in(database, bot.settings.catalogue_folder)
    answers = Answers(catalogue_of(await load_documents(database)))
    answers.complete("ol")
    for feature in __import__("bot.app").app.FEATURES:
        await bot.load_extension(feature)
    ready = time.perf_counter()
    if len(sys.argv) > 2:
        from bot.i18n import words
        from cogs.models.render import draw
        for slug in sorted(answers.catalogue.models):
            answers.model(slug)
        draw(answers.model("olmo-2"), words("en")), draw(answers.model("olmo-2"), words("zh-CN"))
    await database.close()
    held = psutil.Process().memory_info().rss / 2**20
    print(discord_imported - start, imported - start, ready - start, held, int(report.unchanged))
asyncio.run(main())
"""


def run() -> dict[str, float]:
    """Seconds from the first import to ready (all but Discord's own answers), and resident memory in MiB."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{(Path(folder) / 'bench.sqlite3').as_posix()}"

        def start(*more: str) -> list[float]:
            done = subprocess.run(
                [sys.executable, "-c", _START, url, *more], env=environment, capture_output=True, text=True, check=True
            )
            return [float(figure) for figure in done.stdout.split()]

        first = start()
        starts = sorted((start() for _ in range(STARTS)), key=lambda figures: figures[2])
        typical = starts[STARTS // 2]
        assert typical[4] == 1, "the second start found the data changed"
        worked = start("with pictures")
    return {
        "first_start_s": round(first[2], 3),
        "start_unchanged_s": round(typical[2], 3),
        "of_that_imports_s": round(typical[1], 3),
        "of_that_discord_py_s": round(typical[0], 3),
        "start_over_discord_py_import": round(typical[2] / typical[0], 1),
        "memory_ready_mib": round(typical[3], 1),
        "memory_after_all_answers_and_pictures_mib": round(worked[3], 1),
    }

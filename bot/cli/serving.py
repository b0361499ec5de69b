"""The catalogue as the bot serves it, for commands that ask it something."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from bot.cli.output import errors
from bot.services.answers import Answers, catalogue_of
from bot.services.intake import take_in
from bot.services.loading import load_documents
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.migrations import current_revision, newest_revision, upgrade
from bot.storage.presence import undisturbed


@asynccontextmanager
async def open_answers(settings: Settings) -> AsyncGenerator[Answers]:
    """Open the database, take in what changed in the base, and answer from it. Raises DatabaseUnusable.

    A bot may run on it meanwhile, but then its tables are not changed under it.
    """
    database = await Database.open(settings.database_url)
    try:
        if await current_revision(database) != newest_revision():
            async with undisturbed(database):
                await upgrade(database)
        intake = await take_in(database, settings.catalogue_folder)
        for fault in intake.faults:
            errors.print(f"not taken in: {fault}", markup=False, style="yellow")
        yield Answers(catalogue_of(await load_documents(database)))
    finally:
        await database.close()

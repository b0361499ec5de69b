"""The doctor: looks at everything that Ajar stands on and says what is wrong and what to do. Changes nothing."""

import asyncio
import base64
import binascii
import importlib.util
import os
import sys
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, insert, select
from sqlalchemy.exc import DBAPIError

from bot.ops.backup import BackupProblem, database_file
from bot.ops.findings import Finding, Level
from bot.ops.surroundings import check_backups, check_disk, check_extras, check_health_port
from bot.services.intake import is_taken_in
from bot.settings import ENV_FILE, Settings, SettingsProblem, load_settings, unknown_variables
from bot.storage import tables
from bot.storage.database import Database, DatabaseUnusable
from bot.storage.migrations import current_revision, newest_revision

OLDEST_PYTHON = (3, 11)
SLACK = timedelta(minutes=5)
"""How far the clock may stand behind what the database has seen."""
PACKAGES = {
    "resvg_py": "resvg-py",
    "fontpkg_noto_sans": "fontpkg-noto-sans",
    "noto_cjk_sans_otc": "noto-cjk-sans-otc",
}
"""What pictures are drawn with: modules, and the packages that bring them."""


Ask = Callable[[Settings, str], Awaitable[list[Finding]]]
"""Asks Discord what it thinks of a token."""


async def examine(now: datetime, env_file: Path | None = ENV_FILE, ask: Ask | None = None) -> list[Finding]:
    """Look at everything, in the order in which things must be put right.

    Args:
        now: the present, with its time zone.
        env_file: where settings are read from beside the environment.
        ask: asks Discord too, where a token is set that has the form of one; nobody is asked by default.
    """
    findings = [check_python(sys.version_info[:2]), *check_packages()]
    try:
        settings = load_settings(env_file)
    except SettingsProblem as problem:
        findings.extend(
            Finding(Level.ERROR, line, "Correct the setting in the environment or in .env.")
            for line in str(problem).splitlines()
        )
        return findings
    findings.append(Finding(Level.FINE, "The settings are readable."))
    findings.extend(check_names(env_file))
    findings.extend(check_extras(settings))
    token = settings.token.get_secret_value() if settings.token else None
    findings.append(check_token(token))
    if ask is not None and token is not None and findings[-1].level is Level.FINE:
        findings.extend(await ask(settings, token))
    findings.extend(await check_database(settings, now))
    around = (check_disk(settings), check_backups(settings, now), await asyncio.to_thread(check_health_port, settings))
    findings.extend(finding for finding in around if finding is not None)
    return findings


def check_python(version: tuple[int, ...]) -> Finding:
    """Whether this Python is new enough; `version` is major and minor."""
    words = ".".join(map(str, version))
    if version < OLDEST_PYTHON:
        return Finding(Level.ERROR, f"Python {words} is too old.", "Install Python 3.11 or newer.")
    return Finding(Level.FINE, f"Python {words}.")


def check_packages() -> Iterator[Finding]:
    """Whether what pictures are drawn with is installed."""
    missing = [package for module, package in PACKAGES.items() if importlib.util.find_spec(module) is None]
    if missing:
        names = " ".join(missing)
        yield Finding(
            Level.ERROR, f"Packages for drawing pictures are missing: {names}.", f"Run `pip install {names}`."
        )
    else:
        yield Finding(Level.FINE, "The fonts and the renderer for pictures are installed.")


def check_names(env_file: Path | None = ENV_FILE) -> Iterator[Finding]:
    """Settings that do nothing because of a slip of the keyboard."""
    for name, meant in unknown_variables(env_file).items():
        remedy = f"Did you mean {meant}?" if meant else "See .env.example for what there is."
        yield Finding(Level.WARNING, f"{name} is no setting of Ajar's.", remedy)


def check_token(token: str | None) -> Finding:
    """Whether the token looks like one; it is never printed, nor any part of it.

    A bot's token has three parts with points between, the first of them the bot's id in base64
    (https://hexdocs.pm/nostrum/Nostrum.Token.html describes the same check).
    """
    where = "Copy it anew from https://discord.com/developers/applications, page Bot."
    if token is None:
        return Finding(Level.NOTE, "No token is set. The preview needs none.", f"For Discord, set AJAR_TOKEN. {where}")
    parts = token.split(".")
    if token != token.strip() or token.lower().startswith("bot "):
        return Finding(Level.ERROR, "The token has blanks or the word Bot around it.", where)
    if len(parts) != 3 or not all(parts):
        return Finding(Level.ERROR, f"The token has {len(parts)} parts between points, and not 3.", where)
    try:
        identity = base64.urlsafe_b64decode(parts[0] + "=" * (-len(parts[0]) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        identity = ""
    if not identity.isdigit():
        return Finding(Level.ERROR, "The first part of the token is not the id of a bot.", where)
    return Finding(Level.FINE, "The token has the form of one. Whether Discord accepts it shows when Ajar starts.")


async def check_database(settings: Settings, now: datetime) -> list[Finding]:
    """Whether the database answers, is up to date and takes changes; then the catalogue and the clock against it."""
    missing = _not_made_yet(settings.database_url)
    if missing is not None:
        return [missing, check_clock(now, None)]
    try:
        database = await Database.open(settings.database_url)
    except DatabaseUnusable as problem:
        return [Finding(Level.ERROR, str(problem))]
    try:
        findings = [Finding(Level.FINE, f"The database answers ({database.dialect}).")]
        revision = await current_revision(database)
        findings.append(_judged_revision(revision))
        if revision == newest_revision():
            findings.append(await _check_writing(database, now))
            findings.append(await _check_catalogue(database, settings.catalogue_folder))
            findings.append(await _check_clock_against(database, now))
        return findings
    except DBAPIError as problem:
        return [Finding(Level.ERROR, f"The database fails: {problem.orig}.", "Restore a backup: `ajar db restore`.")]
    finally:
        await database.close()


def _not_made_yet(url: str) -> Finding | None:
    """For a SQLite file that is not there: whether the first start will be able to make it."""
    try:
        file = database_file(url)
    except BackupProblem:
        return None
    if file.exists():
        return None
    folder = next(parent for parent in file.absolute().parents if parent.exists())
    if not os.access(folder, os.W_OK):
        return Finding(
            Level.ERROR,
            f"There is no database at {file}, and {folder} may not be written to.",
            "Set AJAR_DATABASE_URL to a place that Ajar may write to.",
        )
    return Finding(Level.NOTE, f"There is no database at {file} yet; the first start makes it.")


def _judged_revision(revision: str | None) -> Finding:
    newest = newest_revision()
    if revision == newest:
        return Finding(Level.FINE, f"The tables are up to date (revision {revision}).")
    if revision is None or revision < newest:
        return Finding(
            Level.NOTE,
            f"The tables stand at revision {revision or 'none'} of {newest}.",
            "The next start upgrades them, or run `ajar db upgrade` now. Make a backup before.",
        )
    return Finding(
        Level.ERROR,
        f"The tables come from a newer Ajar (revision {revision}, this one knows {newest}).",
        "Install that version of Ajar again.",
    )


async def _check_writing(database: Database, now: datetime) -> Finding:
    try:
        async with database.writing() as connection:
            trial = await connection.begin_nested()
            await connection.execute(insert(tables.meta).values(key="doctor", value="", updated_at=now))
            await trial.rollback()
    except DBAPIError as problem:
        return Finding(
            Level.ERROR,
            f"The database takes no changes: {problem.orig}.",
            "Check the rights of the file and its folder, the space on the disk, and whether another process holds it.",
        )
    return Finding(Level.FINE, "The database takes changes.")


async def _check_catalogue(database: Database, folder: Path) -> Finding:
    try:
        taken_in = await is_taken_in(database, folder)
    except OSError as problem:
        return Finding(
            Level.ERROR, f"The catalogue in {folder} cannot be read: {problem.strerror}.", "Check its rights."
        )
    if taken_in is None:
        return Finding(Level.NOTE, "The catalogue was not taken in yet; the first start does it.")
    if not taken_in:
        return Finding(
            Level.NOTE,
            f"The catalogue in {folder} changed since it was taken in.",
            "The next start takes it in. If it does not, `ajar catalogue check` says why.",
        )
    return Finding(Level.FINE, "The catalogue in the database is the one in the files.")


async def _check_clock_against(database: Database, now: datetime) -> Finding:
    async with database.reading() as connection:
        newest = (await connection.execute(select(func.max(tables.revisions.c.at)))).scalar()
    return check_clock(now, newest)


def check_clock(now: datetime, newest: datetime | None) -> Finding:
    """Whether the clock may be right: not before this program was made, nor before what it has stored.

    Args:
        now: the present, with its time zone.
        newest: the latest moment that the database knows; None where it knows none.
    """
    made = datetime.fromtimestamp(Path(__file__).stat().st_mtime, UTC)
    limit = max(made, newest) if newest else made
    if now < limit - SLACK:
        return Finding(
            Level.ERROR,
            f"The clock says {now:%Y-%m-%d %H:%M} UTC, which is before {limit:%Y-%m-%d %H:%M}, "
            "when Ajar was installed or last took something in.",
            "Set the clock, by a time service if there is one; Discord refuses what is late or early.",
        )
    return Finding(Level.FINE, f"The clock says {now:%Y-%m-%d %H:%M} UTC, which may well be right.")

"""Backups of a SQLite database while it is in use, and putting one back. Other databases have tools of their own."""

import os
import shutil
import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.storage.migrations import newest_revision

BUSY_SECONDS = 5.0
_COMPANIONS = ("-wal", "-shm", "-journal")


class BackupProblem(Exception):
    """A backup or a restore did not happen; the message says why and what to do. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did."""

    file: Path
    safety_copy: Path | None
    """The database as it was before; None where there was none."""

    def __str__(self) -> str:
        kept = f"; what was there before is kept in {self.safety_copy}" if self.safety_copy else ""
        return f"restored {self.file}{kept}"


def database_file(url: str) -> Path:
    """The file of a SQLite database's address.

    Raises:
        BackupProblem: the address is of another database, or of one in memory.
    """
    try:
        address = make_url(url)
    except ArgumentError as problem:
        raise BackupProblem("AJAR_DATABASE_URL is not a database address.") from problem
    backend = address.get_backend_name()
    if backend in ("postgresql", "postgres"):
        raise BackupProblem(
            "PostgreSQL brings its own tools for this: make a backup with `pg_dump --format=custom --file=ajar.dump` "
            "and put it back with `pg_restore --clean --if-exists`, with the same host, user and database."
        )
    if backend != "sqlite" or not address.database or address.database == ":memory:":
        raise BackupProblem("Only a SQLite database in a file can be backed up here.")
    return Path(address.database)


def backup(url: str, target: Path) -> Path:
    """Copy a SQLite database to a file, whole and in one state, while others read and write it.

    The copy is checked before it gets its name, so a file of that name is always a whole backup.
    Blocks for as long as the copying takes; from a running bot, call it in a thread.

    Args:
        url: the database's address.
        target: the file to write; it must not exist yet. Its folder is made.

    Returns:
        The file that was written.

    Raises:
        BackupProblem: there is nothing to back up, the target exists, or the copy is not sound.
    """
    file = database_file(url)
    if not file.is_file():
        raise BackupProblem(f"There is no database at {file} yet, so there is nothing to back up.")
    if target.exists():
        raise BackupProblem(f"{target} exists already. Choose another name; a backup never overwrites one.")
    with _plain_words(f"The backup to {target} failed"):
        target.parent.mkdir(parents=True, exist_ok=True)
        _copy(file, target)
    return target


def restore(url: str, source: Path, at: datetime) -> Restored:
    """Put a backup in the place of a SQLite database that nobody uses just now.

    Args:
        url: the database's address.
        source: a backup.
        at: the present, for the name of the safety copy.

    Raises:
        BackupProblem: the backup is missing, damaged, of something else or of a newer Ajar, or the
            database is in use.
    """
    file = database_file(url)
    if not source.is_file():
        raise BackupProblem(f"There is no backup at {source}.")
    if file.exists() and source.samefile(file):
        raise BackupProblem("That file is the database itself. Give the name of a backup.")
    _check(source)
    with _plain_words(f"The restore of {source} failed, and {file} is as it was"):
        file.parent.mkdir(parents=True, exist_ok=True)
        safety = _set_aside(file, at) if file.exists() else None
        fresh = file.with_name(f"{file.name}.restoring")
        fresh.unlink(missing_ok=True)
        _copy(source, fresh)
        for companion in _COMPANIONS:
            file.with_name(file.name + companion).unlink(missing_ok=True)
        fresh.replace(file)
        _settle(file.parent)
    return Restored(file, safety)


def _copy(source: Path, target: Path) -> None:
    """Copy by SQLite's own online backup, check, and only then give the copy its name."""
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        with closing(_connect(source)) as old, closing(sqlite3.connect(part)) as new:
            old.backup(new)
            # One file, with nothing beside it that could be forgotten when it is moved.
            new.execute("PRAGMA journal_mode = DELETE")
        _check(part)
        # Members' data is in it: nobody may read it who may not read the database.
        shutil.copymode(source, part)
        with part.open("rb+") as written:
            os.fsync(written.fileno())
        part.replace(target)
        _settle(target.parent)
    finally:
        part.unlink(missing_ok=True)


def _connect(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.resolve().as_uri()}?mode=rw", uri=True, timeout=BUSY_SECONDS)


def _check(file: Path) -> None:
    """Refuse a file that is damaged, is no database of ours, or comes from a newer program."""
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            findings = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(3)")]
            tables = {str(row[0]) for row in connection.execute("SELECT name FROM sqlite_master")}
            revision = (
                connection.execute("SELECT version_num FROM alembic_version").fetchone()
                if "alembic_version" in tables
                else None
            )
    except sqlite3.DatabaseError as problem:
        raise BackupProblem(f"{file} is damaged or not a SQLite database ({problem}).") from problem
    if findings != ["ok"]:
        raise BackupProblem(f"{file} is damaged: {'; '.join(findings)}.")
    if revision is None or "entries" not in tables:
        raise BackupProblem(f"{file} is a sound SQLite database, but not one of Ajar's.")
    if str(revision[0]) > newest_revision():
        raise BackupProblem(f"{file} comes from a newer Ajar (revision {revision[0]}). Upgrade Ajar first.")


def _set_aside(file: Path, at: datetime) -> Path:
    """Keep what is there now under another name, sound or not."""
    safety = file.with_name(f"{file.name}.before-restore-{at:%Y%m%dT%H%M%SZ}")
    if safety.exists():
        raise BackupProblem(f"{safety} exists already. Try again in a second.")
    try:
        with closing(_connect(file)) as connection:
            # Leaving write-ahead mode works only for the last one who has the database open.
            (mode,) = connection.execute("PRAGMA journal_mode = DELETE").fetchone()
            if mode != "delete":
                raise BackupProblem(_in_use(file))
    except sqlite3.OperationalError as problem:
        if "locked" in str(problem):
            raise BackupProblem(_in_use(file)) from problem
        raise
    except sqlite3.DatabaseError:
        # A damaged database is kept byte for byte: somebody may still rescue something from it.
        for companion in ("", *_COMPANIONS):
            with suppress(FileNotFoundError):
                shutil.copy2(file.with_name(file.name + companion), safety.with_name(safety.name + companion))
        return safety
    shutil.copy2(file, safety)
    return safety


def _in_use(file: Path) -> str:
    return f"The database {file} is in use. Stop the bot first, then restore."


def _settle(folder: Path) -> None:
    """Make a renaming survive the loss of power, where the system lets us."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _plain_words(what: str) -> Generator[None]:
    try:
        yield
    except OSError as problem:
        raise BackupProblem(f"{what}: {problem.strerror or problem}.") from problem
    except sqlite3.Error as problem:
        raise BackupProblem(f"{what}: {problem}.") from problem

"""What the doctor looks at around a process: disk, ports, backups, optional packages. Changes nothing."""

import errno
import importlib.util
import json
import os
import shutil
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

from bot.ops.backup import BackupProblem, database_file
from bot.ops.findings import Finding, Level
from bot.ops.scheduled_backups import newest_backup
from bot.settings import Settings

SCARCE_BYTES = 500 * 1024 * 1024
FULL_BYTES = 50 * 1024 * 1024
SPEED = {"uvloop": "uvloop", "orjson": "orjson"}
"""What makes Ajar quicker where it is installed: modules, and the packages that bring them."""


def check_extras(settings: Settings) -> Iterator[Finding]:
    """Whether packages are there that are not needed, or only by a setting."""
    missing = [package for module, package in SPEED.items() if importlib.util.find_spec(module) is None]
    if missing:
        yield Finding(
            Level.NOTE,
            f"Ajar would be quicker with: {', '.join(missing)}.",
            f"Run `pip install {' '.join(missing)}`.",
        )
    else:
        yield Finding(Level.FINE, "The packages for speed are installed.")
    if settings.sentry_dsn is not None and importlib.util.find_spec("sentry_sdk") is None:
        yield Finding(
            Level.ERROR,
            "AJAR_SENTRY_DSN is set, and the package sentry-sdk is missing.",
            "Run `pip install sentry-sdk`, or leave the setting out.",
        )


def check_disk(settings: Settings) -> Finding | None:
    """Whether there is room for the database to grow and to be copied; None where it is not on this machine."""
    try:
        file = database_file(settings.database_url)
    except BackupProblem:
        return None
    folder = _existing(file.absolute().parent)
    free, size = shutil.disk_usage(folder).free, file.stat().st_size if file.exists() else 0
    words = f"{free / 1024**3:.1f} GB are free where the database is, which has {size / 1024**2:.0f} MB"
    remedy = "Make room, or move the database: a full disk stops games and edits, and restores need a second copy."
    if free < FULL_BYTES:
        return Finding(Level.ERROR, f"Only {free / 1024**2:.0f} MB are free where the database is.", remedy)
    if free < max(SCARCE_BYTES, 3 * size):
        return Finding(Level.WARNING, f"{words}.", remedy)
    return Finding(Level.FINE, f"{words}.")


def check_backups(settings: Settings, now: datetime) -> Finding:
    """Whether backups are made by themselves, and how old the newest is. `now` has its time zone."""
    folder = settings.backup_folder
    try:
        database_file(settings.database_url)
    except BackupProblem:
        level = Level.NOTE if folder is None else Level.WARNING
        return Finding(
            level,
            "Ajar does not back up a PostgreSQL database"
            + (", so AJAR_BACKUP_FOLDER does nothing." if folder else "."),
            "Run pg_dump by a timer; docs/operating.md has one.",
        )
    if folder is None:
        return Finding(Level.NOTE, "No backups are made by themselves.", "Set AJAR_BACKUP_FOLDER, on another disk.")
    if (folder.exists() and not folder.is_dir()) or not os.access(_existing(folder.absolute()), os.W_OK | os.X_OK):
        return Finding(
            Level.ERROR,
            f"Backups cannot be written to {folder}.",
            "Give the user that runs Ajar the right to write there, or set AJAR_BACKUP_FOLDER to another folder.",
        )
    try:
        newest = newest_backup(folder)
    except OSError as problem:
        return Finding(Level.ERROR, f"The backups in {folder} cannot be read: {problem.strerror}.", "Check its rights.")
    if newest is None:
        return Finding(Level.NOTE, f"There is no backup in {folder} yet; Ajar makes one soon after its start.")
    age = now - newest
    words = f"The newest backup is from {newest:%Y-%m-%d %H:%M} UTC"
    if age > timedelta(hours=2 * settings.backup_hours):
        return Finding(
            Level.WARNING,
            f"{words}, and one is due every {settings.backup_hours:g} hours.",
            "Is Ajar running? If it is, its log says `backup_failed` and why.",
        )
    return Finding(Level.FINE, f"{words}.")


def check_health_port(settings: Settings) -> Finding | None:
    """Whether the port for probes is free, or has Ajar itself behind it; None where none is set."""
    host, port = settings.health_host, settings.health_port
    if port is None:
        return None
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(found[0], found[1]) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(found[4])
    except OSError as problem:
        if problem.errno == errno.EADDRINUSE:
            return _behind(host, port)
        return Finding(
            Level.ERROR,
            f"AJAR_HEALTH_HOST {host} port {port} cannot be listened on: {problem.strerror or problem}.",
            "Use an address of this machine, such as 127.0.0.1, and a port above 1023.",
        )
    return Finding(Level.FINE, f"The health port {port} is free; Ajar does not run here just now.")


def _behind(host: str, port: int) -> Finding:
    """What listens on the port: an Ajar, well or not, or a stranger."""
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}/healthz"
    try:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                body = answer.read(65536)
        except urllib.error.HTTPError as refusal:
            body = refusal.read(65536)
        problems = cast("dict[str, Any]", json.loads(body))["problems"]
    except (OSError, ValueError, KeyError, TypeError):
        return Finding(
            Level.ERROR, f"Another program listens on the health port {port}.", "Set AJAR_HEALTH_PORT to another port."
        )
    if problems:
        return Finding(
            Level.WARNING,
            f"Ajar runs, and says that it is not well: {'; '.join(map(str, problems))}.",
            "See its log; docs/operating.md goes through what there may be.",
        )
    return Finding(Level.FINE, f"Ajar runs and is well, says its health port {port}.")


def _existing(folder: Path) -> Path:
    """The folder, or the nearest above it that exists."""
    return next(parent for parent in (folder, *folder.parents) if parent.exists())

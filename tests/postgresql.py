"""A PostgreSQL server of the tests' own: started on a socket in a temporary folder, gone with the tests."""

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

TEMPLATE = "ajar_template"
_UNIX_USER = "postgres"
_FAST = ("fsync=off", "full_page_writes=off", "max_connections=200", "shared_buffers=64MB", "autovacuum=off")
"""What is not written through to the disk still survives the death of a server, and only not the loss of power."""


class NotInstalled(Exception):
    """There is no PostgreSQL here; the message says what to install."""


def programs() -> Path:
    """The folder of PostgreSQL's programs: those on the path, else the newest that Debian installed.

    Raises:
        NotInstalled: there are none, or they cannot be run by this user.
    """
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    for folder in folders:
        if all((folder / program).exists() for program in ("initdb", "pg_ctl", "postgres", "psql")):
            break
    else:
        raise NotInstalled("PostgreSQL is not installed; on Debian and Ubuntu: apt-get install postgresql")
    if os.geteuid() == 0 and shutil.which("runuser") is None:
        raise NotInstalled("PostgreSQL does not run as root, and there is no runuser to be somebody else")
    return folder


class Server:
    """A server that is stopped, started and killed as a test wants it."""

    def __init__(self) -> None:
        """Make its files; it is not started yet. Raises NotInstalled."""
        self._programs = programs()
        # Not in pytest's own folder, which only root may enter; and the path of a socket must be short.
        self.folder = Path(tempfile.mkdtemp(prefix="ajar-pg-"))
        self._numbers = itertools.count()
        self._as_owner: list[str] = []
        if os.geteuid() == 0:
            owner = pwd.getpwnam(_UNIX_USER)
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
            self.folder.chmod(0o755)
            self._as_owner = ["runuser", "-u", _UNIX_USER, "--"]
        self._run(
            "initdb", "-D", f"{self.folder}/data", "--auth=trust", "--username=ajar", "--encoding=UTF8",
            "--locale=C", "--no-sync",
        )  # fmt: skip

    def url(self, database: str) -> str:
        """The address of one of its databases."""
        return f"postgresql+asyncpg://ajar@/{database}?host={self.folder}"

    def start(self, *, as_installed: bool = False) -> None:
        """Start, and wait until it takes connections; for measuring `as_installed`, so writing through to the disk."""
        options = ["listen_addresses=''", f"unix_socket_directories={self.folder}", *(() if as_installed else _FAST)]
        self._ctl("start", "-w", "-l", f"{self.folder}/log", "-o", " ".join(f"-c {option}" for option in options))

    def stop(self) -> None:
        """Stop as an operator does: whoever is connected is cut off."""
        self._ctl("stop", "-w", "-m", "fast")

    def kill(self) -> None:
        """End all its processes at once; what they had in memory is lost, and the next start recovers from the log."""
        self._ctl("stop", "-w", "-m", "immediate")

    def remove(self) -> None:
        """Stop it if it runs, and delete its files."""
        self._ctl("stop", "-w", "-m", "immediate", check=False)
        shutil.rmtree(self.folder, ignore_errors=True)

    @contextmanager
    def database(self, template: str = "template0") -> Iterator[str]:
        """A new database, as a copy of another; gives its address and drops it in the end."""
        name = f"ajar_{next(self._numbers)}"
        self.sql(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield self.url(name)
        finally:
            # A test that failed may have left the server stopped, which must not hide what failed.
            with suppress(subprocess.CalledProcessError):
                self.sql(f"DROP DATABASE {name} WITH (FORCE)")

    def sql(self, statement: str, database: str = "postgres") -> str:
        """Run a statement, and answer what it gives."""
        psql = [str(self._programs / "psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]
        return subprocess.run(
            [*psql, "-h", str(self.folder), "-U", "ajar", "-d", database, "-c", statement],
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()

    def _ctl(self, what: str, *more: str, check: bool = True) -> None:
        self._run("pg_ctl", what, "-D", f"{self.folder}/data", *more, check=check)

    def _run(self, program: str, *words: str, check: bool = True) -> None:
        # Not captured by a pipe: the server would keep it open.
        done = subprocess.run(
            [*self._as_owner, str(self._programs / program), *words],
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
        )
        if check and done.returncode:
            log = self.folder / "log"
            raise RuntimeError(f"{program} failed: {log.read_text() if log.exists() else 'it left no log'}")

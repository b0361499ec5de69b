"""The command line as a user runs it: a process of its own, on a database of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Outcome:
    """What a command said and how it ended."""

    status: int
    out: str
    err: str

    def objects(self) -> list[dict[str, Any]]:
        """Standard output as JSON lines; fails where anything else stands there."""
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Outcome]


@pytest.fixture
def ajar(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Runs `python -m bot` with the given words and settings."""
    place = tmp_path_factory.getbasetemp() / "command-line.sqlite3"

    def run(*words: str, cwd: Path = ROOT, **settings: str) -> Outcome:
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("AJAR_", "DISCORD_"))}
        environment |= {"AJAR_DATABASE_URL": f"sqlite+aiosqlite:///{place.as_posix()}", "NO_COLOR": "1", **settings}
        done = subprocess.run(
            [sys.executable, "-m", "bot", *words],
            cwd=cwd,
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=90,
            check=False,
        )
        return Outcome(done.returncode, done.stdout, done.stderr)

    return run

"""What the doctor's findings look like. What is looked at is elsewhere."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How serious a finding is."""

    FINE = "fine"
    NOTE = "note"
    """Nothing is wrong, but somebody may want to know."""
    WARNING = "warning"
    ERROR = "error"
    """Ajar cannot run, or not as it should, until this is put right."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    level: Level
    message: str
    remedy: str = ""
    """What to do; empty where nothing is to be done, or where the message says it."""

"""What the administrators of a server set: one document a server, for every feature. Storing it is elsewhere."""

from functools import cache
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, Field, StringConstraints

from bot.core.catalogue.documents import Document
from bot.core.definitions import DEFINITIONS


@cache
def _zones() -> frozenset[str]:
    # Listing them reads a folder, which takes milliseconds.
    return frozenset(available_timezones())


def _known_zone(value: str) -> str:
    if value not in _zones():
        raise ValueError("this is not a time zone; write it as Europe/Berlin, America/New_York or UTC")
    return value


def _known_definitions(value: tuple[str, ...]) -> tuple[str, ...]:
    if any(name not in DEFINITIONS for name in value) or len(set(value)) != len(value):
        raise ValueError(f"definitions are {', '.join(DEFINITIONS)}, each once")
    return value


class Preferences(Document):
    """A server's preferences; the defaults are those of a server that never set any."""

    moderator_roles: Annotated[tuple[int, ...], Field(max_length=25)] = ()
    """Roles whose members may moderate, beside everybody with Manage Server."""
    log_channel: int | None = None
    """Where changes are posted."""
    quiz_channel: int | None = None
    """Where the daily question is asked; None for no daily question."""
    daily_time: Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = "09:00"
    """In the server's time zone."""
    time_zone: Annotated[str, AfterValidator(_known_zone)] = "UTC"
    time_factor: Annotated[float, Field(ge=0.5, le=5)] = 1.0
    """What all times of quizzes are multiplied by, for those who read slowly."""
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")] | None = None
    """The language of public answers; None for the one that Discord says the server has."""
    definitions: Annotated[tuple[str, ...], AfterValidator(_known_definitions)] = ()
    """Which definitions a card shows first."""
    private: bool = False
    """Whether answers are private where the member does not say."""

    @property
    def zone(self) -> ZoneInfo:
        """The time zone."""
        return ZoneInfo(self.time_zone)

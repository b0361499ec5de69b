"""A small base in a database, everything that edits it, and members for the tests of overlays."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.core.editing.policy import Actor
from bot.services.audit import Audit
from bot.services.departures import Departures
from bot.services.editing import Editing
from bot.services.exporting import Exporting
from bot.services.intake import take_in
from bot.services.overlay_import import OverlayImport
from bot.services.preferences import PreferenceKeeper
from bot.services.privacy import Privacy
from bot.services.served import Served
from bot.storage.database import Database
from tests.storage.samples import write, write_catalogue

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SERVER, OTHER = 710000000000000010, 710000000000000020
ANN, BOB = 810000000000000001, 810000000000000002
MODERATOR = Actor(member_id=ANN, guild_id=SERVER, manage_server=True)
MEMBER = Actor(member_id=BOB, guild_id=SERVER)
ELSEWHERE = Actor(member_id=ANN, guild_id=OTHER, manage_server=True)
"""Moderates the other server."""

MORE_FILES = {
    "sources/server.yaml": (
        "slug: server\nname: This server's moderators\nshort: This server\npublisher: The moderators\n"
        "link: https://server.example\nlicence: CC-BY-4.0\nsnapshot: 2026-01-31\ncitation: Set by hand.\n"
        "first_hand: true\n"
    ),
    "sources/mot.yaml": (
        "slug: mot\nname: Model Openness Tool\nshort: MOT\npublisher: LF AI\nlink: https://mot.example\n"
        "licence: CC-BY-4.0\nsnapshot: 2026-01-31\ncitation: The tool.\n"
    ),
    "sources/osai.yaml": (
        "slug: osai\nname: European Open Source AI Index\nshort: OSAI\npublisher: Radboud\nlink: https://osai.example\n"
        "licence: CC-BY-4.0\nsnapshot: 2026-01-31\ncitation: The index.\n"
    ),
    "joins/mot.yaml": (
        'records:\n  "Heron-1.5.yml": heron-1.5\n  "Gone.yml": {leave_out: "it was never published"}\n'
        '  "Lost.yml": heron-9\n'
    ),
}


@dataclass
class Desk:
    """Everything that an overlay is worked on with, on one database."""

    database: Database
    data: Path
    served: Served
    preferences: PreferenceKeeper
    editing: Editing
    importing: OverlayImport
    exporting: Exporting
    privacy: Privacy
    departures: Departures
    now: list[datetime]

    def at(self, moment: datetime) -> None:
        """Move the clock."""
        self.now[0] = moment


def small_base(folder: Path) -> Path:
    """Write the small catalogue, with the sources that an overlay needs."""
    write_catalogue(folder)
    for name, text in MORE_FILES.items():
        write(folder, name, text)
    return folder


async def desk_on(database: Database, data: Path, now: datetime = NOW) -> Desk:
    """Take the base in, and make the services."""
    report = await take_in(database, data, now=lambda: now)
    assert not report.faults
    return await desk_without_intake(database, data, now)


async def desk_without_intake(database: Database, data: Path, now: datetime = NOW) -> Desk:
    """Make the services on a database that has its base."""
    moment = [now]

    def clock() -> datetime:
        return moment[0]

    preferences = PreferenceKeeper(database)
    await preferences.load()
    served = Served(database)
    await served.load()
    editing = Editing(database, served, preferences, clock, Audit(database, clock))
    return Desk(
        database=database,
        data=data,
        served=served,
        preferences=preferences,
        editing=editing,
        importing=OverlayImport(database, editing, served, preferences, data, clock),
        exporting=Exporting(database, served, preferences, data),
        privacy=Privacy(database, clock),
        departures=Departures(database, served, preferences, clock),
        now=moment,
    )

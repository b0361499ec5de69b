"""What is kept about a member: told to the member alone, and erased where the member asks for it."""

import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

import structlog

from bot.storage import privacy
from bot.storage.database import Database
from bot.storage.privacy import Erasure, Shown

MOST_BYTES = 1_000_000
"""A longer file is zipped."""
MOST_ZIPPED = 8_000_000
"""What Discord takes in every server."""

_log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(__name__)


class TooMuch(Exception):
    """There is more than fits into a file on Discord; whoever runs the bot has to hand it over."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything about one member, as a file."""

    name: str
    content: bytes
    rows: Mapping[str, int]
    """How many rows there are, by table."""


class Privacy:
    """The two rights that every member has. Nobody can ask for another: the caller passes whoever asks."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        """Look into this database; `clock` has a time zone."""
        self._database = database
        self._clock = clock

    async def everything(self, member_id: int, describe: Callable[[str], str] = str) -> Dossier:
        """Everything that is kept about a member, from all servers.

        Args:
            member_id: who asks.
            describe: gives a table's description in the member's words.

        Raises:
            TooMuch: it does not fit into a file on Discord.
        """
        async with self._database.reading() as connection:
            tables = await privacy.everything(connection, member_id)
        told: dict[str, Shown] = {
            "member": str(member_id),
            "at": self._clock().isoformat(),
            "kept": [{"table": name, "what": describe(name), "rows": list[Shown](tables[name])} for name in tables],
        }
        content = json.dumps(told, ensure_ascii=False, indent=2).encode() + b"\n"
        rows = {name: len(found) for name, found in tables.items()}
        if len(content) <= MOST_BYTES:
            return Dossier("ajar-about-me.json", content, rows)
        zipped = BytesIO()
        with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("ajar-about-me.json", content)
        if zipped.tell() > MOST_ZIPPED:
            raise TooMuch
        return Dossier("ajar-about-me.zip", zipped.getvalue(), rows)

    async def erase(self, member_id: int, guild_id: int | None) -> Erasure:
        """Erase a member, for good, in one transaction.

        Args:
            member_id: who asks.
            guild_id: the server; None for all servers, what was sent in direct messages, and practice.

        Scores, answers, practice, the choice to be hidden, drafts and imports that wait go. Suggestions stay without
        their author. Audit and revisions stay, with an anonymous mark. A mute stays. A game that is not over keeps
        the member's answers until it is.
        """
        erasure = await self._database.change(lambda connection: privacy.erase(connection, member_id, guild_id))
        # Without the member's id: a log that says who was erased would be the next thing to erase.
        _log.info("member_erased", everywhere=guild_id is None, rows=sum(erasure.rows.values()))
        return erasure

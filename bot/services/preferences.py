"""Servers' preferences, always at hand in memory, changed only by those who may."""

import json
from collections.abc import Mapping
from datetime import datetime

from bot.core.editing.policy import Actor, may_administer
from bot.core.preferences import Preferences
from bot.services.audit import Audit, AuditKind
from bot.storage import preferences
from bot.storage.database import Database
from bot.storage.preferences import UNSET, Overtaken

MOST_TRIES = 3
"""How often a change is made anew because somebody else was quicker."""


class NotAllowed(Exception):
    """This member may not do that here."""


class PreferenceKeeper:
    """The preferences of all servers; `load` them before asking."""

    def __init__(self, database: Database, audit: Audit | None = None) -> None:
        """Keep what this database holds, and note changes in the audit."""
        self._database = database
        self._audit = audit
        self._known: dict[int, tuple[Preferences, int]] = {}
        """With their versions, since what is read may be older than what was changed meanwhile."""

    async def load(self) -> None:
        """Read everything; what was known before is forgotten."""
        async with self._database.reading() as connection:
            self._known = await preferences.every(connection)

    async def read_again(self, guild_id: int) -> None:
        """Read what another process has changed of one server, or erased."""
        async with self._database.reading() as connection:
            found, version = await preferences.read(connection, guild_id)
        if version == UNSET:
            self._known.pop(guild_id, None)
        else:
            self._keep(guild_id, found, version)

    def of(self, guild_id: int) -> Preferences:
        """A server's preferences; the defaults where nothing was ever set."""
        known = self._known.get(guild_id)
        return Preferences() if known is None else known[0]

    async def change(self, actor: Actor, guild_id: int, changes: Mapping[str, object], now: datetime) -> Preferences:
        """Change some of a server's preferences, and leave the others as they are stored.

        Args:
            actor: who wants it.
            guild_id: whose preferences.
            changes: new values by the names of the fields of `Preferences`.
            now: the moment of the change.

        Returns:
            All preferences as they are on disk now.

        Raises:
            NotAllowed: the actor does not administer this server.
            pydantic.ValidationError: a value cannot be, or there is no such field; nothing was changed.
            Overtaken: others changed them at the same moment, again and again; nothing was changed.
        """
        if not may_administer(actor, guild_id):
            raise NotAllowed
        for _ in range(MOST_TRIES - 1):
            try:
                return await self._changed(actor, guild_id, changes, now)
            except Overtaken:
                continue
        return await self._changed(actor, guild_id, changes, now)

    async def _changed(self, actor: Actor, guild_id: int, changes: Mapping[str, object], now: datetime) -> Preferences:
        act = None
        async with self._database.writing() as connection:
            old, version = await preferences.read(connection, guild_id)
            new = Preferences.model_validate({**old.model_dump(), **changes})
            version = await preferences.write(connection, guild_id, new, version, now)
            if self._audit is not None and new != old:
                before, after = _differing(old, new), _differing(new, old)
                act = await self._audit.record(
                    connection, guild_id, actor.member_id, AuditKind.PREFERENCES, before=before, after=after
                )
        self._keep(guild_id, new, version)
        if self._audit is not None and act is not None:
            self._audit.tell(act)
        return new

    def _keep(self, guild_id: int, found: Preferences, version: int) -> None:
        known = self._known.get(guild_id)
        if known is None or known[1] <= version:
            self._known[guild_id] = (found, version)


def _differing(of: Preferences, other: Preferences) -> str:
    """What is otherwise in another state, as JSON."""
    against = other.model_dump(mode="json")
    return json.dumps({name: value for name, value in of.model_dump(mode="json").items() if value != against[name]})

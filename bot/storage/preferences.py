"""What administrators set, one document a server with its version; who may change it is for the services."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.preferences import Preferences
from bot.storage.news import About, News, tell
from bot.storage.tables import preferences

UNSET = 0
"""The version of a server's preferences before anything was set."""


class Overtaken(Exception):
    """Somebody else has changed these preferences meanwhile."""


async def read(connection: AsyncConnection, guild_id: int) -> tuple[Preferences, int]:
    """A server's preferences and their version; the defaults and 0 where nothing was ever set."""
    query = select(preferences.c.document, preferences.c.version).where(preferences.c.guild_id == guild_id)
    row = (await connection.execute(query)).one_or_none()
    return (Preferences(), UNSET) if row is None else (_understood(row.document), row.version)


async def every(connection: AsyncConnection) -> dict[int, tuple[Preferences, int]]:
    """The preferences and versions of all servers that ever set any, by server."""
    rows = await connection.execute(select(preferences.c.guild_id, preferences.c.document, preferences.c.version))
    return {guild_id: (_understood(document), version) for guild_id, document, version in rows}


async def write(connection: AsyncConnection, guild_id: int, new: Preferences, version: int, at: datetime) -> int:
    """Replace a server's preferences, which were read at `version`; answers the new version.

    Raises:
        Overtaken: they are at another version by now. The caller's transaction must then end unkept.
    """
    values = {"document": new.model_dump_json(exclude_defaults=True), "version": version + 1, "updated_at": at}
    await tell(connection, News(About.PREFERENCES, guild_id))
    if version == UNSET:
        try:
            await connection.execute(insert(preferences).values(guild_id=guild_id, **values))
        except IntegrityError as problem:
            raise Overtaken from problem
        return version + 1
    here = (preferences.c.guild_id == guild_id, preferences.c.version == version)
    result = await connection.execute(update(preferences).where(*here).values(values))
    if result.rowcount != 1:
        raise Overtaken
    return version + 1


def _understood(document: str) -> Preferences:
    """Without what this program does not know: another version wrote it, and a server must not fail for that."""
    values: Mapping[str, Any] = json.loads(document)
    try:
        return Preferences.model_validate(values)
    except ValidationError as problem:
        strange = {error["loc"][0] for error in problem.errors() if error["loc"]}
        return Preferences.model_validate({name: value for name, value in values.items() if name not in strange})

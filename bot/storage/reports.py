"""Problems that members report about an entry: kept until somebody has looked. Acting on them is elsewhere."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.tables import reports


@dataclass(frozen=True, slots=True)
class Report:
    """What a member said is wrong with an entry."""

    kind: str
    slug: str
    guild_id: int
    """0 where it was not said in a server."""
    member_id: int
    wrong: str
    right: str
    link: str
    at: datetime
    id: int | None = None


async def add(connection: AsyncConnection, report: Report) -> int:
    """Keep a report; answers its number."""
    values = {name: getattr(report, name) for name in _COLUMNS}
    result = await connection.execute(insert(reports).values(**values))
    key = result.inserted_primary_key
    return int(key[0]) if key else 0


async def count_since(connection: AsyncConnection, member_id: int, since: datetime) -> int:
    """How many reports a member has sent since a moment."""
    asked = select(func.count()).select_from(reports).where(reports.c.member_id == member_id, reports.c.at >= since)
    return int((await connection.execute(asked)).scalar_one())


async def newest(connection: AsyncConnection, limit: int) -> list[Report]:
    """The newest reports first."""
    rows = await connection.execute(select(reports).order_by(reports.c.id.desc()).limit(limit))
    return [Report(**row) for row in rows.mappings()]


_COLUMNS = ("kind", "slug", "guild_id", "member_id", "wrong", "right", "link", "at")

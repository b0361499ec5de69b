"""One member's answers one by one, for charts; totals are in `quiz_results`."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.tables import quiz_results


async def answers_since(
    connection: AsyncConnection, guild_id: int, member_id: int, since: datetime
) -> list[tuple[datetime, bool]]:
    """When a member answered in a server since a moment, and whether it was right; the first answer first."""
    query = (
        select(quiz_results.c.at, quiz_results.c.right)
        .where(quiz_results.c.guild_id == guild_id, quiz_results.c.member_id == member_id, quiz_results.c.at >= since)
        .order_by(quiz_results.c.at)
    )
    return [(at, right) for at, right in await connection.execute(query)]

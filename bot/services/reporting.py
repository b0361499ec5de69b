"""Taking in what members report as wrong: within limits, and on disk before it is confirmed."""

from datetime import datetime, timedelta

from bot.storage import reports
from bot.storage.database import Database
from bot.storage.reports import Report

MOST_A_DAY = 10
"""Reports that one member can send within a day."""
LONGEST = 500
"""Characters of one field."""


class TooMany(Exception):
    """The member has sent as many reports today as one can."""


async def report_problem(database: Database, report: Report, now: datetime) -> int:
    """Keep a report and answer its number; raises TooMany beyond a day's limit."""
    async with database.writing() as connection:
        if await reports.count_since(connection, report.member_id, now - timedelta(days=1)) >= MOST_A_DAY:
            raise TooMany
        return await reports.add(connection, report)


async def newest_reports(database: Database, limit: int = 100) -> list[Report]:
    """The newest reports first."""
    async with database.reading() as connection:
        return await reports.newest(connection, limit)

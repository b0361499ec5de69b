"""`doctor`: what is wrong with this installation, and what to do."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.text import Text

from bot import __version__
from bot.app import PERMISSIONS
from bot.cli.output import FOUND, NOT_FOUND, console
from bot.ops.application import examine_application
from bot.ops.doctor import examine
from bot.ops.findings import Finding, Level
from bot.settings import Settings

_SIGNS = {Level.FINE: ("✓", "green"), Level.NOTE: ("·", ""), Level.WARNING: ("!", "yellow"), Level.ERROR: ("✗", "red")}


def doctor(
    online: Annotated[
        bool, typer.Option("--online", help="Ask Discord too: whether it takes the token, and how the bot is set up.")
    ] = False,
) -> None:
    """Check settings, token, database, clock, catalogue, backups and ports; change nothing."""
    findings = asyncio.run(examine(datetime.now(UTC), ask=_ask if online else None))
    for finding in findings:
        sign, style = _SIGNS[finding.level]
        console.print(Text(f"{sign} {finding.message}", style=style))
        if finding.remedy:
            console.print(Text(f"    {finding.remedy}"))
    raise typer.Exit(NOT_FOUND if any(f.level is Level.ERROR for f in findings) else FOUND)


async def _ask(settings: Settings, token: str) -> list[Finding]:
    wanted = {name.replace("_", " "): bit for name, bit in PERMISSIONS.VALID_FLAGS.items() if PERMISSIONS.value & bit}
    agent = f"DiscordBot ({settings.source_link or 'ajar-bot'}, {__version__})"
    return await examine_application(settings, token, agent, wanted, datetime.now(UTC))

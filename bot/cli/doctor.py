"""`doctor`: what is wrong with this installation, and what to do."""

import asyncio
from datetime import UTC, datetime

import typer
from rich.text import Text

from bot.cli.output import FOUND, NOT_FOUND, console
from bot.ops.doctor import Level, examine

_SIGNS = {Level.FINE: ("✓", "green"), Level.NOTE: ("·", ""), Level.WARNING: ("!", "yellow"), Level.ERROR: ("✗", "red")}


def doctor() -> None:
    """Check settings, token, database, clock, catalogue and fonts; change nothing."""
    findings = asyncio.run(examine(datetime.now(UTC)))
    for finding in findings:
        sign, style = _SIGNS[finding.level]
        console.print(Text(f"{sign} {finding.message}", style=style))
        if finding.remedy:
            console.print(Text(f"    {finding.remedy}"))
    raise typer.Exit(NOT_FOUND if any(f.level is Level.ERROR for f in findings) else FOUND)

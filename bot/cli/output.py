"""How the command line speaks: JSON lines for programs on standard output, tables for people. No answers here."""

import json
import sys
from collections.abc import Mapping
from typing import NoReturn

import typer
from rich.console import Console

from bot.settings import Settings, SettingsProblem, load_settings

FOUND = 0
NOT_FOUND = 1
BAD_USE = 2

console = Console(highlight=False, soft_wrap=True)
errors = Console(stderr=True, highlight=False, soft_wrap=True)


def json_line(value: Mapping[str, object]) -> None:
    """Print one object on one line."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")


def stop(message: str, status: int = NOT_FOUND) -> NoReturn:
    """Say what is wrong on standard error and end with a status."""
    errors.print(message, markup=False, style="red")
    raise typer.Exit(status)


def settings_or_stop() -> Settings:
    """The settings, or an end with a sentence for each wrong one."""
    try:
        return load_settings()
    except SettingsProblem as problem:
        stop(str(problem), BAD_USE)

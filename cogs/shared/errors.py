"""The one error path: a known mistake gets a sentence that says what to do, ours an incident number."""

from typing import Any, TypeAlias

import discord
import structlog
from discord import app_commands

from bot.ops.logging import incident
from cogs.shared.client import words_for

_log = structlog.stdlib.get_logger(__name__)

Pressed: TypeAlias = discord.Interaction[Any]

_FORGOTTEN = (10062, 40060, 10008, 50027)
"""Discord's codes for an interaction that ran out, was answered already, or whose message or token is gone."""


class Mistake(Exception):
    """Something that a member can put right. `key` names the message that says how."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


async def report(interaction: Pressed, error: BaseException) -> None:
    """Tell the member what happened, privately; log what is ours with the number that the member sees."""
    cause = getattr(error, "original", error)
    text = words_for(interaction, private=True)
    outcome = "refused"
    match cause:
        case Mistake():
            message = text(cause.key, **cause.values)
        case app_commands.CommandOnCooldown():
            message = text("error.slow_down", seconds=round(cause.retry_after) or 1)
        case app_commands.NoPrivateMessage() | app_commands.CheckFailure():
            message = text("error.not_allowed")
        case app_commands.CommandNotFound() | app_commands.CommandSignatureMismatch():
            message = text("error.commands_changed")
        case discord.HTTPException() if cause.code in _FORGOTTEN:
            _log.info("interaction_gone", code=cause.code, interaction=interaction.id)
            interaction.client.dispatch("interaction_outcome", interaction, "expired")
            return
        case _:
            with incident() as number:
                _log.error(
                    "incident",
                    command=interaction.command.qualified_name if interaction.command else None,
                    interaction=interaction.id,
                    guild=interaction.guild_id,
                    exc_info=cause,
                )
            message = text("error.ours", incident=number)
            outcome = "failed"
    # Before the telling, which is an answer like any other to whoever counts.
    interaction.client.dispatch("interaction_outcome", interaction, outcome)
    await _say(interaction, message)


async def _say(interaction: Pressed, message: str) -> None:
    try:
        if interaction.response.is_done():
            await interaction.followup.send(message, ephemeral=True)
        else:
            await interaction.response.send_message(message, ephemeral=True)
    except discord.HTTPException as problem:
        _log.warning("error_not_told", code=problem.code, interaction=interaction.id)


class Press:
    """A press that sends what it raises down the one error path; discord.py would only log it.

    Stands before the discord.py class in a button's or a select's bases.
    """

    async def press(self, interaction: Pressed) -> None:
        """Do what the press is for."""
        raise NotImplementedError

    async def callback(self, interaction: Pressed) -> None:
        """What discord.py calls."""
        try:
            await self.press(interaction)
        except Exception as error:
            await report(interaction, error)

"""A simulated Discord made to live on: patient with the bot's work, and leaving it its own errors; no clock here."""

import time
from collections.abc import Awaitable
from typing import Any

import discord
import simcord
import structlog

from bot.preview import internals

_log = structlog.stdlib.get_logger(__name__)

IDLE = 0.5
"""Seconds simcord waits for the bot to come to rest before we go on without."""
STARTING = 30.0
"""Seconds the bot's background work may take when it starts (simcord's own limit is 5)."""
PATIENCE = 10.0
"""Seconds a click may wait for the bot's answer before the page goes on without."""


def start_environment(bot: discord.Client) -> simcord.Env:
    """A simulated Discord for the bot, made to live on: patient with work, and with the bot's own errors."""
    # Discord tells a bot that shards by itself how many shards it needs; simcord does not.
    shards = 1 if isinstance(bot, discord.AutoShardedClient) and not bot.shard_count else None
    env = simcord.Env(bot, check_errors=False, settle_timeout=IDLE, shard_count=shards)
    internals.wrap_settling(env, lambda settle: _patient(env, settle))
    internals.take_errors(env, _log_error)
    return env


def let_park(env: simcord.Env, bot: discord.Client) -> None:
    """Give the bot the `park` by which its idle workers declare that they wait for work, not on it."""

    async def park(awaitable: Awaitable[Any], reason: str) -> Any:
        if internals.may_park(env):
            return await env.external_wait(awaitable, reason=reason)
        return await awaitable

    setattr(bot, "park", park)  # noqa: B010 - the bot's class may lack it


def _patient(env: simcord.Env, settle: internals.Settle) -> internals.Settle:
    """Wait for the bot's answer, and no longer: work that goes on in the background shows up when it is done."""

    async def patiently(**kwargs: Any) -> None:
        if kwargs.get("timeout") is not None:
            await settle(**{**kwargs, "timeout": STARTING})
            return
        if kwargs.get("_deadline") is not None:
            await settle(**kwargs)
            return
        enough = time.monotonic() + PATIENCE
        while True:
            try:
                await settle(**kwargs)
                return
            except TimeoutError:
                if time.monotonic() > enough or not _owes_an_answer(env):
                    return

    return patiently


def _owes_an_answer(env: simcord.Env) -> bool:
    last = next(reversed(env.backend.interactions.values()), None)
    return last is not None and not last.responded


def _log_error(error: BaseException) -> None:
    # The command tree's errors reach the bot's own handler, which knows what they are worth.
    if isinstance(error, discord.app_commands.AppCommandError):
        _log.debug("command_ended_in_error", error=repr(error))
    else:
        _log.error("bot_raised_error", exc_info=error)

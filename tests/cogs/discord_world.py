"""A small simulated Discord with Ajar on it, and how to read a message of ours the way a member does."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import simcord

from bot.app import AjarBot, create_bot
from bot.preview.languages import speak
from bot.settings import Settings

SETTLING = 60.0
"""Seconds the bench waits for a bot to come to rest before it calls that a fault; a loaded machine takes its time."""


def settings_for(database: Path, base: Path | None = None) -> Settings:
    """Settings that use a database file, and the project's own base catalogue where no other is named."""
    return Settings.model_validate({"database_url": f"sqlite+aiosqlite:///{database.as_posix()}", "data_folder": base})


def bot_on(database: Path, base: Path | None = None) -> AjarBot:
    """Ajar on a database file."""
    return create_bot(settings_for(database, base), shard_count=1)


@dataclass
class World:
    """A server with one channel, two members of it, and Ajar."""

    env: simcord.Env
    database: Path
    channel: simcord.ChannelHandle
    ann: simcord.MemberActor
    bob: simcord.MemberActor
    base: Path | None = None
    """The base catalogue, where it is not the project's own."""
    locales: dict[int, str] = field(default_factory=dict[int, str])
    """Members' languages by their ids; English where none is named."""

    @property
    def bot(self) -> AjarBot:
        """The bot that runs now."""
        assert isinstance(self.env.bot, AjarBot)
        return self.env.bot

    async def restart(self, *, crashed: bool = False) -> None:
        """Stop the bot and start another one on the same database; one that crashed had no time to close."""
        old = self.bot
        if not crashed:
            await old.close()
        elif old.presence is not None:
            # As the system does for a process that is dead.
            await old.presence.end()
        await self.env.restart_bot(bot_on(self.database, self.base))
        if crashed:
            await old.close()


@asynccontextmanager
async def world_on(database: Path, base: Path | None = None) -> AsyncIterator[World]:
    """A server with Ajar and two members, on a database that exists."""
    env = simcord.Env(bot_on(database, base), settle_timeout=SETTLING)
    await env.start()
    try:
        guild = env.create_guild()
        world = World(
            env=env,
            database=database,
            channel=guild.create_text_channel("general"),
            ann=guild.add_member(env.create_user("ann", global_name="Ann")),
            bob=guild.add_member(env.create_user("bob", global_name="Bob")),
            base=base,
        )
        speak(env, world.locales)
        yield world
    finally:
        await env.bot.close()
        await env.shutdown()


def parts(components: Sequence[Any]) -> Iterator[dict[str, Any]]:
    """Every component of a message, containers opened, in reading order."""
    for given in components:
        component: dict[str, Any] = given if isinstance(given, dict) else given.to_dict()
        yield component
        yield from parts(component.get("components", []))


def seen(message: Any) -> str:
    """All text of a message, as a member reads it."""
    return "\n".join([message.content, *(p["content"] for p in parts(message.components) if "content" in p)]).strip()


def labels(message: Any) -> list[str]:
    """The labels of the buttons that can be pressed, in their order."""
    return [p["label"] for p in parts(message.components) if p["type"] == 2 and not p.get("disabled")]


def options(message: Any) -> list[str]:
    """The values offered by the selects."""
    return [option["value"] for part in parts(message.components) for option in part.get("options", [])]

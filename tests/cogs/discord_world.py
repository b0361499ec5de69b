"""A small simulated Discord with Ajar on it, and how to read a message of ours the way a member does."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import simcord
import simcord.results

from bot.app import AjarBot, create_bot
from bot.settings import Settings


def settings_for(database: Path) -> Settings:
    """Settings that use a database file and the project's own base catalogue."""
    return Settings.model_validate({"database_url": f"sqlite+aiosqlite:///{database.as_posix()}"})


def bot_on(database: Path) -> AjarBot:
    """Ajar on a database file."""
    return create_bot(settings_for(database), shard_count=1)


@dataclass
class World:
    """A server with one channel, two members of it, and Ajar."""

    env: simcord.Env
    database: Path
    channel: simcord.ChannelHandle
    ann: simcord.MemberActor
    bob: simcord.MemberActor

    @property
    def bot(self) -> AjarBot:
        """The bot that runs now."""
        assert isinstance(self.env.bot, AjarBot)
        return self.env.bot

    async def restart(self) -> None:
        """Stop the bot and start another one on the same database."""
        old = self.env.bot
        await old.close()
        await self.env.restart_bot(bot_on(self.database))


def parts(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every component of a message, containers opened, in reading order."""
    for component in components:
        yield component
        yield from parts(component.get("components", []))


def seen(message: simcord.results.ResponseMessage) -> str:
    """All text of a message, as a member reads it."""
    return "\n".join([message.content, *(p["content"] for p in parts(message.components) if "content" in p)]).strip()


def labels(message: simcord.results.ResponseMessage) -> list[str]:
    """The labels of the buttons that can be pressed, in their order."""
    return [p["label"] for p in parts(message.components) if p["type"] == 2 and not p.get("disabled")]


def options(message: simcord.results.ResponseMessage) -> list[str]:
    """The values offered by the selects."""
    return [option["value"] for part in parts(message.components) for option in part.get("options", [])]

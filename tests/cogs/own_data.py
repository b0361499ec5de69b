"""A server on a small catalogue, with exports, imports and privacy loaded, a moderator, and files to send."""

import shutil
import zipfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import discord
import pytest
import simcord

import bot.app
from bot.app import AjarBot
from bot.services.departures import Departures
from bot.services.exporting import Exporting
from bot.services.overlay_import import OverlayImport
from bot.services.privacy import Privacy
from tests.cogs.discord_world import World, world_on
from tests.services.overlays import small_base

FEATURES = ("cogs.exchange.cog", "cogs.privacy.cog")
HERON_3 = "slug: heron-3\nname: Heron 3\nfamily: heron\norganisation: marsh\n"


@dataclass
class OwnData:
    """The server, and somebody who moderates it."""

    world: World
    mona: simcord.MemberActor

    @property
    def bot(self) -> Any:
        """The bot that runs now."""
        return self.world.bot

    @property
    def channel(self) -> simcord.ChannelHandle:
        """Where everybody writes."""
        return self.world.channel

    async def send(self, name: str, content: bytes | str, member: Any = None, **options: Any) -> Any:
        """Send a file for import; gives the answer."""
        raw = content.encode() if isinstance(content, str) else content
        return (await (member or self.mona).slash(self.channel, "data import", file=(name, raw), **options)).response


def zipped(texts: Mapping[str, bytes | str]) -> bytes:
    """A zip of files."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in texts.items():
            archive.writestr(name, text)
    return packed.getvalue()


def wired(monkeypatch: pytest.MonkeyPatch) -> None:
    """Load the features and make their services, where the bot does not do so by itself."""
    monkeypatch.setattr(bot.app, "FEATURES", tuple(dict.fromkeys((*bot.app.FEATURES, *FEATURES))))
    original = AjarBot._open_services

    async def opened(self: Any, database: Any) -> None:
        await original(self, database)
        data, clock = self.settings.catalogue_folder, lambda: self.clock()
        if not hasattr(self, "exporting"):
            self.exporting = Exporting(database, self.served, self.preferences, data)
            self.importing = OverlayImport(database, self.editing, self.served, self.preferences, data, clock)
            self.privacy = Privacy(database, clock)
            self.departures = Departures(database, self.served, self.preferences, clock)

    monkeypatch.setattr(AjarBot, "_open_services", opened)


@asynccontextmanager
async def own_data_on(database: Path, folder: Path) -> AsyncIterator[OwnData]:
    """The server, on a database with tables."""
    file = folder / "ajar.sqlite3"
    shutil.copy(database, file)
    async with world_on(file, small_base(folder / "data")) as world:
        guild = world.env.guild
        role = guild.create_role("Administrators", permissions=discord.Permissions(manage_guild=True))
        mona = guild.add_member(world.env.create_user("mona", global_name="Mona"), roles=[role])
        yield OwnData(world, mona)

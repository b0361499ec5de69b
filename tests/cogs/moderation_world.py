"""A server with Ajar's moderation in it, who may do what there, and how a moderator goes from press to press."""

import shutil
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import discord
import pytest
import simcord

import bot.app
from bot.core.editing.policy import Actor
from bot.resources import data_folder
from bot.storage.datafiles import DataSet, EntryKind, read_folder
from bot.storage.datafiles.references import missing_references
from tests.cogs.discord_world import World, parts, seen, world_on

FEATURE = "cogs.moderation.cog"
SOURCE = "https://example.org/source"


@dataclass
class Server:
    """The world, with people who may do different things."""

    world: World
    mona: simcord.MemberActor
    """Has Manage Server."""
    rolf: simcord.MemberActor
    """Has a role that the settings name."""
    role: simcord.RoleHandle
    log: simcord.ChannelHandle

    @property
    def guild_id(self) -> int:
        """The server's id."""
        return self.world.channel.guild.id

    @property
    def bot(self) -> bot.app.AjarBot:
        """The bot that runs now."""
        return self.world.bot

    def actor(self, member: simcord.MemberActor, **may: bool) -> Actor:
        """A member as the services know them."""
        return Actor(member.id, self.guild_id, **may)

    async def prefer(self, **changes: object) -> None:
        """Set preferences as an administrator would."""
        administrator = Actor(1, self.guild_id, administrator=True)
        await self.bot.preferences.change(administrator, self.guild_id, changes, self.bot.clock())

    async def posted(self) -> list[str]:
        """What stands in the log channel."""
        cog = self.bot.get_cog("ModerationCog")
        assert cog is not None
        await cast(Any, cog).log.quiet()
        await self.world.env.settle()
        return [seen(message) for message in self.log.history()]


def with_moderation(monkeypatch: pytest.MonkeyPatch) -> None:
    """Load moderation with the other features, if it is not among them yet."""
    if FEATURE not in bot.app.FEATURES:
        monkeypatch.setattr(bot.app, "FEATURES", (*bot.app.FEATURES, FEATURE))


@asynccontextmanager
async def server_on(database: Path, base: Path | None = None) -> AsyncIterator[Server]:
    """A server with members, moderators and a log channel."""
    async with world_on(database, base) as world:
        guild = world.channel.guild
        manager = guild.create_role("Managers", permissions=discord.Permissions(manage_guild=True))
        role = guild.create_role("Keepers")
        server = Server(
            world=world,
            mona=guild.add_member(world.env.create_user("mona", global_name="Mona"), roles=[manager]),
            rolf=guild.add_member(world.env.create_user("rolf", global_name="Rolf"), roles=[role]),
            role=role,
            log=guild.create_text_channel("log"),
        )
        await world.env.settle()
        await server.prefer(moderator_roles=(role.id,), log_channel=server.log.id)
        yield server


def controls(shown: simcord.InteractionResult) -> Iterator[dict[str, Any]]:
    """The inputs of a form that was opened."""
    assert shown.modal is not None, "no form was opened"
    for component in shown.modal["components"]:
        inner = component.get("component") or component["components"][0]
        yield inner


def filled(shown: simcord.InteractionResult, values: Mapping[str, Any]) -> dict[str, Any]:
    """What is sent with a form: what stands there already, and what is typed over it."""
    sent: dict[str, Any] = {}
    for control in controls(shown):
        name = control["custom_id"]
        if name in values:
            sent[name] = values[name]
        elif control.get("options"):
            chosen = [option["value"] for option in control["options"] if option.get("default")]
            if chosen:
                sent[name] = chosen
        elif control.get("value"):
            sent[name] = control["value"]
    return sent


async def send(actor: Any, shown: simcord.InteractionResult, **values: Any) -> simcord.InteractionResult:
    """Fill a form and send it."""
    return await actor.submit_modal(shown, filled(shown, values))


def menu(message: Any, start: str) -> str:
    """The identifier of the menu of a message that begins so."""
    return next(p["custom_id"] for p in parts(message.components) if str(p.get("custom_id", "")).startswith(start))


def small_data(folder: Path) -> Path:
    """A few entries of the project's own catalogue, of every kind, with all that they name: quick to take in."""
    whole, faults = read_folder(data_folder())
    assert not faults
    some = DataSet()
    for kind in EntryKind:
        wanted = WANTED.get(kind) or list(whole.of(kind))[:2]
        for slug in wanted:
            some.add(kind, whole.of(kind)[slug])
    while missing := list(missing_references(some)):
        for _, _, target, slug in missing:
            found = target if slug in whole.of(target) else EntryKind.ORGANISATION
            some.add(found, whole.of(found)[slug])
    for family in some.families:
        if not any(model.family == family for model in some.models.values()):
            for model in whole.models.values():
                if model.family == family:
                    some.add(EntryKind.MODEL, model)
    for kind, entry in some.entries():
        (folder / kind.folder).mkdir(parents=True, exist_ok=True)
        shutil.copy(data_folder() / kind.folder / f"{entry.slug}.yaml", folder / kind.folder)
    return folder


WANTED = {
    EntryKind.MODEL: ["bloom", "olmo-2", "llama-3.1"],
    EntryKind.FAMILY: ["bloom"],
    EntryKind.SOURCE: ["server", "ajar", "mot"],
    EntryKind.LICENCE: ["apache-2.0", "mit"],
}
"""What the tests name."""

"""`/entry`, `/suggest` and `/audit`: parse, ask, show. Nobody is kept from them by Discord's own permissions, since the
roles that a server calls its moderators need none of those; who may is asked in the services."""

import asyncio
from typing import cast

import discord
from discord import app_commands
from discord.ext import commands

from bot.core.editing.policy import may_moderate
from bot.services.audit import AuditKind
from bot.storage.datafiles import EntryKind
from cogs.moderation import adding, auditing, history, panel, queue
from cogs.moderation.desk import Desk, desk_of, moderator, private_words, view_of
from cogs.moderation.entries import offered, slug_typed
from cogs.moderation.log import ChangeLog
from cogs.shared.actor import actor_of
from cogs.shared.errors import Mistake, Pressed
from cogs.shared.opening import register_opener
from cogs.shared.reporting import SuggestPress, ask_suggestion
from cogs.shared.text import shortened
from cogs.shared.translator import localised

_KINDS = [app_commands.Choice(name=localised(f"entry.kind.{kind}"), value=kind.value) for kind in EntryKind]
_NEW = [app_commands.Choice(name=localised(f"entry.kind.{kind}"), value=kind.value) for kind in adding.KINDS]
_WHATS = [app_commands.Choice(name=localised(f"audit.what.{what}"), value=what.value) for what in AuditKind]
Typed = app_commands.Range[str, 1, 100]


async def _complete(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
    """Entries of the kind that was chosen before, from memory."""
    kind = getattr(interaction.namespace, "kind", None)
    if kind not in set(EntryKind):
        return []
    found = offered(
        desk_of(interaction).served, view_of(interaction), EntryKind(kind), current, private_words(interaction)
    )
    return [app_commands.Choice(name=shortened(name, 100), value=slug) for name, slug in found]


def _meant(interaction: discord.Interaction, kind: str, typed: str) -> tuple[EntryKind, str]:
    wanted = EntryKind(kind)
    text = private_words(interaction)
    return wanted, slug_typed(desk_of(interaction).served, view_of(interaction), wanted, typed, text)


def _options(*names: str) -> dict[str, app_commands.locale_str]:
    return {name: localised(f"command.entry.option.{name}") for name in names}


def _described(*names: str) -> dict[str, app_commands.locale_str]:
    return {name: localised(f"command.entry.option.{name}.description") for name in names}


class ModerationCog(commands.Cog):
    """Keeping entries right."""

    entry = app_commands.Group(
        name=localised("command.entry.name"),
        description=localised("command.entry.description"),
        guild_only=True,
        allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
    )

    def __init__(self, bot: commands.Bot) -> None:
        """Post what is changed through the services of this bot."""
        self._bot = bot
        self.log = ChangeLog(cast(Desk, bot), bot)
        self._work: asyncio.Task[None] | None = None

    async def cog_load(self) -> None:
        """Listen to what is done from now on."""
        cast(Desk, self._bot).audit.listener = self.log.heard

    async def cog_unload(self) -> None:
        """Post what was heard."""
        cast(Desk, self._bot).audit.listener = None
        if self._work is not None:
            self._work.cancel()
        await self.log.close()

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Tell the moderators of a server what an upgrade of the base has changed under their entries."""
        if cast(Desk, self._bot).served.has_overlay(guild.id):
            await self.log.tell_behind(guild.id)

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Likewise, for all servers that were there from the start."""
        for guild in self._bot.guilds:
            await self.on_guild_available(guild)

    @entry.command(name=localised("command.entry.edit.name"), description=localised("command.entry.edit.description"))
    @app_commands.rename(**_options("kind", "entry"))
    @app_commands.describe(**_described("kind", "entry"))
    @app_commands.choices(kind=_KINDS)
    @app_commands.autocomplete(entry=_complete)
    async def edit(self, interaction: discord.Interaction, kind: str, entry: Typed) -> None:
        """Show the parts of an entry."""
        moderator(interaction)
        await panel.open_panel(interaction, *_meant(interaction, kind, entry))

    @entry.command(name=localised("command.entry.add.name"), description=localised("command.entry.add.description"))
    @app_commands.rename(**_options("kind"))
    @app_commands.describe(**_described("kind"))
    @app_commands.choices(kind=_NEW)
    async def add(self, interaction: discord.Interaction, kind: str) -> None:
        """Ask for what a new entry needs."""
        await adding.ask_new(interaction, EntryKind(kind))

    @entry.command(
        name=localised("command.entry.retract.name"), description=localised("command.entry.retract.description")
    )
    @app_commands.rename(**_options("kind", "entry"))
    @app_commands.describe(**_described("kind", "entry"))
    @app_commands.choices(kind=_KINDS)
    @app_commands.autocomplete(entry=_complete)
    async def retract(self, interaction: discord.Interaction, kind: str, entry: Typed) -> None:
        """Hide an entry in this server."""
        moderator(interaction)
        await panel.ask_act(interaction, "hide", *_meant(interaction, kind, entry))

    @entry.command(
        name=localised("command.entry.restore_base.name"),
        description=localised("command.entry.restore_base.description"),
    )
    @app_commands.rename(**_options("kind", "entry"))
    @app_commands.describe(**_described("kind", "entry"))
    @app_commands.choices(kind=_KINDS)
    @app_commands.autocomplete(entry=_complete)
    async def restore_base(self, interaction: discord.Interaction, kind: str, entry: Typed) -> None:
        """Take back all that this server made of an entry."""
        moderator(interaction)
        await panel.ask_act(interaction, "base", *_meant(interaction, kind, entry))

    @entry.command(
        name=localised("command.entry.history.name"), description=localised("command.entry.history.description")
    )
    @app_commands.rename(**_options("kind", "entry"))
    @app_commands.describe(**_described("kind", "entry"))
    @app_commands.choices(kind=_KINDS)
    @app_commands.autocomplete(entry=_complete)
    async def history(self, interaction: discord.Interaction, kind: str, entry: Typed) -> None:
        """Show who changed what."""
        moderator(interaction)
        await history.show_history(interaction, *_meant(interaction, kind, entry))

    @entry.command(
        name=localised("command.entry.review.name"), description=localised("command.entry.review.description")
    )
    async def review(self, interaction: discord.Interaction) -> None:
        """Show what waits."""
        await queue.show_queue(interaction)

    @app_commands.command(name=localised("command.suggest.name"), description=localised("command.suggest.description"))
    @app_commands.rename(**_options("kind", "entry"))
    @app_commands.describe(**_described("kind", "entry"))
    @app_commands.choices(kind=_KINDS)
    @app_commands.autocomplete(entry=_complete)
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def suggest(self, interaction: discord.Interaction, kind: str, entry: Typed) -> None:
        """Ask what is wrong."""
        wanted, slug = _meant(interaction, kind, entry)
        if slug not in view_of(interaction).dataset.of(wanted):
            raise Mistake(
                "moderation.unknown_entry", asked=slug, kind=private_words(interaction)(f"entry.kind.{wanted}")
            )
        await ask_suggestion(interaction, wanted.value, slug)

    @app_commands.command(name=localised("command.audit.name"), description=localised("command.audit.description"))
    @app_commands.rename(
        **_options("kind", "entry"),
        what=localised("command.audit.option.what"),
        member=localised("command.audit.option.member"),
        days=localised("command.audit.option.days"),
    )
    @app_commands.describe(
        kind=localised("command.audit.option.kind.description"),
        entry=localised("command.audit.option.entry.description"),
        what=localised("command.audit.option.what.description"),
        member=localised("command.audit.option.member.description"),
        days=localised("command.audit.option.days.description"),
    )
    @app_commands.choices(kind=_KINDS, what=_WHATS)
    @app_commands.autocomplete(entry=_complete)
    @app_commands.guild_only()
    @app_commands.guild_install()
    async def audit(
        self,
        interaction: discord.Interaction,
        what: str | None = None,
        member: discord.User | None = None,
        kind: str | None = None,
        entry: Typed | None = None,
        days: app_commands.Range[int, 1, 3650] | None = None,
    ) -> None:
        """Show what was done."""
        moderator(interaction)
        if entry is not None and kind is None:
            raise Mistake("audit.kind_first")
        slug = _meant(interaction, kind, entry)[1] if kind and entry else None
        sift = auditing.Sift.of(
            AuditKind(what) if what else None,
            member.id if member else None,
            EntryKind(kind) if kind else None,
            slug,
            days,
        )
        await auditing.show_audit(interaction, sift)


async def _open_edit(interaction: Pressed, kind: EntryKind, slug: str) -> None:
    actor, guild_id = actor_of(interaction), interaction.guild_id
    if guild_id is None or not may_moderate(actor, guild_id, desk_of(interaction).preferences.of(guild_id)):
        raise Mistake("moderation.not_allowed")
    await panel.open_panel(interaction, kind, slug)


async def setup(bot: commands.Bot) -> None:
    """Add the commands, and take up presses on messages from before a restart."""
    bot.add_dynamic_items(*panel.PRESSES, *history.PRESSES, *queue.PRESSES, *adding.PRESSES, *auditing.PRESSES)
    bot.add_dynamic_items(SuggestPress)
    for kind in EntryKind:

        async def opener(interaction: Pressed, slug: str, _private: bool, kind: EntryKind = kind) -> None:
            await _open_edit(interaction, kind, slug)

        register_opener(f"edit-{kind}", opener)
    await bot.add_cog(ModerationCog(bot))

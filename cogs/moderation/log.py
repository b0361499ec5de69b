"""The log channel: every change posted to the server that it was made in, and what an upgrade of the base left behind.

What cannot be posted is logged; the change stands, and the audit has it.
"""

import asyncio
import hashlib
from collections.abc import Callable
from typing import TypeAlias

import discord
import structlog

from bot.core.preferences import Preferences
from bot.i18n import Words
from bot.services.audit import Act
from bot.services.editing import Behind
from bot.storage import meta
from cogs.moderation import render
from cogs.moderation.auditing import entry_of
from cogs.moderation.desk import Desk, paragraph
from cogs.moderation.entries import label_of
from cogs.moderation.telling import server_words
from cogs.shared.layout import CardView
from cogs.shared.text import shortened

MOST_NAMED = 10
"""Entries behind their base that a post names; the others are counted."""
Made: TypeAlias = Callable[[Words], CardView]
_TOLD = "moderation.behind_told."

_log = structlog.stdlib.get_logger(__name__)


class ChangeLog:
    """Posts what was done, in the order in which it was done."""

    def __init__(self, desk: Desk, client: discord.Client) -> None:
        """Post for the services of this bot, as this client."""
        self._desk = desk
        self._client = client
        self._queues: dict[int, asyncio.Task[None]] = {}

    def heard(self, act: Act) -> None:
        """Post an act soon; returns at once."""
        before = self._queues.get(act.guild_id)

        async def post() -> None:
            if before is not None:
                await asyncio.wait([before])
            await self._post_act(act)

        task = asyncio.get_running_loop().create_task(post())
        self._queues[act.guild_id] = task
        task.add_done_callback(lambda done: self._forget(act.guild_id, done))

    async def quiet(self) -> None:
        """Wait until everything that was heard is posted."""
        while self._queues:
            await asyncio.wait(list(self._queues.values()))

    async def close(self) -> None:
        """Post what was heard, but not for long."""
        try:
            async with asyncio.timeout(3):
                await self.quiet()
        except TimeoutError:
            _log.warning("log_posts_lost", guilds=len(self._queues))

    async def tell_behind(self, guild_id: int) -> None:
        """Tell a server's moderators once which entries an upgrade of the base has changed under theirs."""
        behind = await self._desk.editing.behind(guild_id)
        database = self._desk.database
        if database is None:
            return
        state = "\n".join(sorted(f"{each.kind}/{each.slug}: {each.base_now!r}" for each in behind))
        digest = hashlib.sha256(state.encode()).hexdigest() if behind else ""
        async with database.reading() as connection:
            told = await meta.read(connection, f"{_TOLD}{guild_id}") or ""
        if digest == told:
            return
        posted = not behind or await self._post(guild_id, lambda text: behind_post(behind, text))
        if posted:
            async with database.writing() as connection:
                await meta.write(connection, f"{_TOLD}{guild_id}", digest, self._desk.clock())

    def _forget(self, guild_id: int, done: asyncio.Task[None]) -> None:
        if self._queues.get(guild_id) is done:
            del self._queues[guild_id]
        if not done.cancelled() and (problem := done.exception()) is not None:
            _log.error("change_not_posted", guild=guild_id, exc_info=problem)

    async def _post_act(self, act: Act) -> None:
        view = self._desk.served.of(act.guild_id)

        def made(text: Words) -> CardView:
            lines = render.act_lines(act, text, entry_of(act, view, text), most=8)
            return CardView([paragraph(shortened("\n".join(lines), 3500))])

        await self._post(act.guild_id, made)

    async def _post(self, guild_id: int, made: Made) -> bool:
        preferences: Preferences = self._desk.preferences.of(guild_id)
        guild = self._client.get_guild(guild_id)
        channel = guild.get_channel_or_thread(preferences.log_channel) if guild and preferences.log_channel else None
        if preferences.log_channel is None:
            return False
        if not isinstance(channel, discord.TextChannel | discord.Thread | discord.VoiceChannel):
            _log.warning("log_channel_gone", guild=guild_id, channel=preferences.log_channel)
            return False
        try:
            await channel.send(
                view=made(server_words(self._desk.preferences, guild, guild_id)),
                allowed_mentions=discord.AllowedMentions.none(),
            )
        except discord.HTTPException as problem:
            _log.warning("change_not_posted", guild=guild_id, channel=channel.id, code=problem.code)
            return False
        return True


def behind_post(behind: list[Behind], text: Words) -> CardView:
    """Which entries an upgrade of the base has changed under the server's own, and where to settle them."""
    lines = [f"**{text('behind.post')}**"]
    lines += [
        f"- {label_of(each.ours or each.base_now, each.kind, each.slug, text)}: "
        + text.many("behind.changes", len(each.base_changed))
        for each in behind[:MOST_NAMED]
    ]
    if len(behind) > MOST_NAMED:
        lines.append(f"-# {text.many('change.more', len(behind) - MOST_NAMED)}")
    lines.append(text("behind.post.where"))
    return CardView([paragraph(lines)])

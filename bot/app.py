"""The bot: what it is wired from, how it starts and ends, and the one path that errors take."""

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, TypeVar, cast

import discord
import structlog
from discord import app_commands
from discord.ext import commands, tasks

from bot.core.quiz.pool import QuestionPool
from bot.services.answers import Answers
from bot.services.audit import Audit
from bot.services.daily import Daily
from bot.services.debate import Debate
from bot.services.departures import Departures
from bot.services.editing import Editing
from bot.services.exporting import Exporting
from bot.services.intake import IntakeReport, take_in
from bot.services.keeping_up import KeepingUp
from bot.services.loading import load_documents
from bot.services.overlay_import import OverlayImport
from bot.services.practice import Practice
from bot.services.preferences import PreferenceKeeper
from bot.services.privacy import Privacy
from bot.services.quiz_scores import QuizScores
from bot.services.quizzes import Quizzes
from bot.services.served import Served
from bot.services.suggestions import Suggestions
from bot.settings import Settings
from bot.storage import meta
from bot.storage.database import Database
from bot.storage.group_commit import GroupCommit
from bot.storage.migrations import upgrade
from bot.storage.presence import Presence
from bot.storage.turns import Turn, alone
from cogs.shared.errors import report
from cogs.shared.opening import OpenPress
from cogs.shared.reporting import ReportPress
from cogs.shared.signs import Signs, upload_missing
from cogs.shared.translator import CatalogueTranslator

# We never speak, and a warning about voice at each start would only teach operators to overlook warnings.
discord.VoiceClient.warn_nacl = False
discord.VoiceClient.warn_dave = False

_log = structlog.stdlib.get_logger(__name__)
_T = TypeVar("_T")

FEATURES = (
    "cogs.models.cog",
    "cogs.debate.cog",
    "cogs.learn.cog",
    "cogs.claims.cog",
    "cogs.quiz.cog",
    "cogs.moderation.cog",
    "cogs.exchange.cog",
    "cogs.privacy.cog",
    "cogs.settings.cog",
    "cogs.about.cog",
)
"""The cogs, one a feature: a new one is one line here."""
CLOSING_SECONDS = 8.0
"""How long the gateway may take to close before the database is closed all the same."""
ANSWERING_SECONDS = 3.0
"""How long answers that are under way may take at the end; after that Discord takes none any more."""
LETTING_GO_SECONDS = 2.0
"""How long listeners that are under way may take at the end, and again once they are cancelled."""
_ANSWERING = ("CommandTree-", "discord-ui-")
"""How the names of discord.py's tasks for commands, components and forms begin."""
_LISTENING = ("discord.py: ", "discord-ext-tasks: ")
"""How the names of its tasks for listeners and for work that comes again begin."""
PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    create_public_threads=True,
    embed_links=True,
    attach_files=True,
    use_external_emojis=True,
)
"""What the invitation asks for: answering with cards, and nothing that moderates."""


class AjarBot(commands.AutoShardedBot):
    """Ajar on Discord. Give it settings, then run or close it; it opens and closes what it needs itself."""

    served: Served
    preferences: PreferenceKeeper
    audit: Audit
    editing: Editing
    suggestions: Suggestions
    exporting: Exporting
    importing: OverlayImport
    privacy: Privacy
    departures: Departures
    quizzes: Quizzes
    practice: Practice
    daily: Daily
    scores: QuizScores
    signs: Signs

    def __init__(self, settings: Settings, *, sync: bool = False, shard_count: int | None = None) -> None:
        """Prepare a bot that is not connected yet.

        `sync` gives Discord the commands even if none changed. `shard_count` stands for all shards in this process;
        without it the settings say which shards it runs, or Discord how many there are.
        """
        shards = None if shard_count or settings.shard_ids is None else list(settings.shard_ids)
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            tree_cls=_Tree,
            shard_count=shard_count or settings.shard_count,
            # None is what discord.py has for "all"; its types leave that out.
            shard_ids=cast("list[int]", shards),
        )
        self.settings = settings
        self.database: Database | None = None
        self.signs = Signs.plain()
        self.clock: Callable[[], datetime] = discord.utils.utcnow
        self.source_link = settings.source_link
        self.support_link = settings.support_link
        self.listener: Callable[[str, tuple[Any, ...]], None] | None = None
        """Hears of every event before anybody else does; must be quick and must not raise."""
        self._sync = sync
        self._tasks: set[asyncio.Task[None]] = set()
        self._writes: GroupCommit | None = None
        self.presence: Presence | None = None
        self._keeping_up: KeepingUp | None = None

    async def park(self, awaitable: Awaitable[_T], reason: str) -> _T:  # noqa: ARG002 - the bench replaces this method
        """Wait for something that may never come; test benches put their own in its place."""
        return await awaitable

    async def setup_hook(self) -> None:
        """Open the database, take in what changed in the base, load the cogs, and sync commands if they changed."""
        database = self.database = await Database.open(self.settings.database_url)
        self.dispatch("database_opened")
        with database.explained():
            await self._set_up(database)

    async def _set_up(self, database: Database) -> None:
        presence = self.presence = await Presence.begin(database, self.shard_ids)
        if await upgrade(database):
            _log.info("database_upgraded")
        log_intake(await take_in(database, self.settings.catalogue_folder, now=self.clock))
        await self._open_services(database)
        if presence.listens:
            self._keeping_up = KeepingUp(presence.news, self.served, self.preferences)
        self.add_dynamic_items(OpenPress, ReportPress)
        await self.tree.set_translator(CatalogueTranslator())
        for feature in FEATURES:
            await self.load_extension(feature)
        async with alone(database, Turn.COMMANDS):
            await self._sync_commands(database)
        self._begin(self._dress(database))
        self._begin(self._prepare())

    async def _open_services(self, database: Database) -> None:
        """Make the use cases. What plays, practises and counts shares one writer, and so its commits."""

        def clock() -> datetime:
            return self.clock()

        def pool(guild_id: int) -> QuestionPool:
            return self.served.of(guild_id).pool

        self.served = Served(database)
        await self.served.load(await load_documents(database))
        self.audit = Audit(database, clock)
        self.preferences = PreferenceKeeper(database, self.audit)
        await self.preferences.load()
        self.editing = Editing(database, self.served, self.preferences, clock, self.audit)
        self.suggestions = Suggestions(database, self.editing, self.preferences, clock)
        base = self.settings.catalogue_folder
        self.exporting = Exporting(database, self.served, self.preferences, base)
        self.importing = OverlayImport(database, self.editing, self.served, self.preferences, base, clock)
        self.privacy = Privacy(database, clock)
        self.departures = Departures(database, self.served, self.preferences, clock)
        writes = self._writes = GroupCommit(database)
        self.dispatch("writer_opened", writes)
        self.quizzes = Quizzes(database, pool, self.preferences, clock, writes)
        self.daily = Daily(database, pool, self.preferences, clock, writes)
        self.practice = Practice(database, pool, clock)
        self.scores = QuizScores(database, clock, pool)

    async def _prepare(self) -> None:
        """Build what takes long to build, so that no member waits for it."""
        await asyncio.to_thread(self.served.base.prepare)
        self.dispatch("prepared")

    async def _sync_commands(self, database: Database) -> None:
        """Give Discord the commands where their definitions changed since this application last got them."""
        guild = discord.Object(self.settings.sync_guild) if self.settings.sync_guild else None
        payload = [
            await command.get_translated_payload(self.tree, CatalogueTranslator())
            for command in self.tree.get_commands()
        ]
        given = json.dumps([self.application_id, guild.id if guild else None, payload], sort_keys=True)
        digest = hashlib.sha256(given.encode()).hexdigest()
        async with database.reading() as connection:
            known = await meta.read(connection, meta.Fact.COMMAND_TREE_HASH)
        if known == digest and not self._sync:
            return
        if guild is not None:
            self.tree.copy_global_to(guild=guild)
        synced = await self.tree.sync(guild=guild)
        async with database.writing() as connection:
            await meta.write(connection, meta.Fact.COMMAND_TREE_HASH, digest, self.clock())
        _log.info("commands_synced", count=len(synced), guild=guild.id if guild else None)

    async def _dress(self, database: Database) -> None:
        """Have the signs as the application's emojis; until then, and without them, they are plain characters."""
        async with alone(database, Turn.EMOJIS):
            self.signs = await upload_missing(self)

    def _begin(self, work: Awaitable[None]) -> None:
        async def guarded() -> None:
            try:
                await work
            except Exception:
                _log.exception("background_work_failed")

        task = asyncio.create_task(guarded())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def dispatch(self, event_name: str, /, *args: Any, **kwargs: Any) -> None:
        """Tell the listener of an event at once, then have discord.py tell everybody else, each in a task."""
        if self.listener is not None:
            self.listener(event_name, args)
        super().dispatch(event_name, *args, **kwargs)

    @property
    def is_served(self) -> bool:
        """Whether the catalogue is loaded and all services are there."""
        return self._writes is not None

    @property
    def answers(self) -> Answers:
        """What is known of models, as servers without changes of their own see it."""
        return self.served.base.answers

    @property
    def debate(self) -> Debate:
        """The debate, as servers without changes of their own see it."""
        return self.served.base.debate

    @property
    def invitation(self) -> str:
        """The link by which a server adds the bot."""
        return discord.utils.oauth_url(
            self.application_id or 0, permissions=PERMISSIONS, scopes=("bot", "applications.commands")
        )

    async def on_ready(self) -> None:
        """Say that the gateway is there; may happen again after a lost session."""
        _log.info("ready", user=str(self.user), guilds=len(self.guilds), shards=self.shard_count)
        await self.departures.reconcile({guild.id for guild in self.guilds}, ours=self.serves)
        if not self._forget.is_running():
            self._forget.start()

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Note that a server let the bot go: what is kept of it has thirty days left."""
        await self.departures.left(guild.id)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Keep what is kept of a server that takes the bot back."""
        await self.departures.came_back(guild.id)

    def serves(self, guild_id: int) -> bool:
        """Whether this process is the one that a server's events come to: by its shard, which only one process runs.

        What is done by the clock for a server, its process does. The rule is Discord's
        (https://github.com/discord/discord-api-docs/issues/17).
        """
        return (guild_id >> 22) % (self.shard_count or 1) in self.shards

    @property
    def leads(self) -> bool:
        """Whether this process does what belongs to no server: the one that direct messages come to, by shard 0."""
        return 0 in self.shards

    @tasks.loop(hours=24)
    async def _forget(self) -> None:
        """Erase what has been kept as long as we said."""
        try:
            present = {guild.id for guild in self.guilds}
            await self.departures.erase_due(self.clock(), present, ours=self.serves)
            if self.leads:
                await self.importing.forget_old()
        except Exception:
            # A loop that raised would never run again.
            _log.exception("forgetting_failed")

    async def _answer_what_was_asked(self) -> None:
        """Hear of nothing new, and let what members have asked for come to its end: they would see it fail else."""
        if self.is_closed():
            return
        for shard in self.shards.values():
            await shard.disconnect()
        # discord.py keeps no list of what it runs for interactions, but gives those tasks names.
        under_way = {task for task in asyncio.all_tasks() if task.get_name().startswith(_ANSWERING)}
        if under_way:
            await asyncio.wait(under_way, timeout=ANSWERING_SECONDS)

    async def _let_go(self) -> None:
        """Wait until nobody uses the database any more: listeners end, or are cancelled after a while.

        A connection that a cancelled task gives up while the engine closes it may never be closed, and the process
        would wait for it until it is killed.
        """
        present = asyncio.current_task()
        using = {
            task
            for task in asyncio.all_tasks()
            if task is not present and (task in self._tasks or task.get_name().startswith(_LISTENING))
        }
        if not using:
            return
        _, late = await asyncio.wait(using, timeout=LETTING_GO_SECONDS)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late, timeout=LETTING_GO_SECONDS)

    async def close(self) -> None:
        """Close the gateway, then the database; safe to call twice and after a start that failed half-way."""
        self._forget.cancel()
        for task in tuple(self._tasks):
            task.cancel()
        try:
            async with asyncio.timeout(CLOSING_SECONDS):
                await self._answer_what_was_asked()
                await super().close()
        except TimeoutError:
            _log.warning("gateway_slow_to_close", seconds=CLOSING_SECONDS)
        finally:
            await self._let_go()
            database, self.database = self.database, None
            if database is not None:
                if self._writes is not None:
                    await self._writes.close()
                    await self.served.close()
                if self._keeping_up is not None:
                    await self._keeping_up.close()
                if self.presence is not None:
                    await self.presence.end()
                await database.close()


def log_intake(intake: IntakeReport) -> None:
    """Log what an intake did; faults are told one by one, since the old base is served until they are put right."""
    for fault in intake.faults:
        _log.error("base_not_taken_in", fault=str(fault))
    if not intake.unchanged and not intake.faults:
        _log.info(
            "base_taken_in",
            added=len(intake.added),
            changed=len(intake.changed),
            retracted=len(intake.retracted),
        )


class _Tree(app_commands.CommandTree[AjarBot]):
    """The command tree, with the one error path."""

    async def on_error(self, interaction: discord.Interaction[AjarBot], error: app_commands.AppCommandError, /) -> None:
        await report(interaction, error)


def create_bot(settings: Settings, *, sync: bool = False, shard_count: int | None = None) -> AjarBot:
    """Make the bot; it connects and loads when it is started."""
    return AjarBot(settings, sync=sync, shard_count=shard_count)

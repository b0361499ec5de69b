"""What is heard of a running bot, for the metrics and for `/healthz`: interactions, shards, database. Alters nothing.

No cog knows of it. The bot tells every event of discord.py's here first (`AjarBot.dispatch`), and each interaction
gets a response object that notes when Discord took the first answer.
"""

import asyncio
import math
import time
from collections.abc import Iterable
from typing import Any

import discord
from sqlalchemy import select

from bot.app import AjarBot
from bot.ops.database_time import observe_database
from bot.ops.health import DatabaseProbe, Health
from bot.ops.interactions import Interactions
from bot.ops.loop_delay import LoopDelay
from bot.ops.metrics import Kind, Metrics, Outcome
from bot.ops.shards import Beat, Shards
from bot.storage import tables
from bot.storage.group_commit import GroupCommit
from cogs.shared.pictures.render import kept_bytes

SWEEP_SECONDS = 1.0
UNKNOWN = "unknown"
"""The name of what is none of ours, such as a button of a version that is no more."""

_KINDS: dict[discord.InteractionType, Kind] = {
    discord.InteractionType.application_command: "command",
    discord.InteractionType.autocomplete: "autocomplete",
    discord.InteractionType.component: "component",
    discord.InteractionType.modal_submit: "form",
}


class Watch:
    """Everything that is measured of one bot. `begin` it in the bot's loop, and `stop` it at the end."""

    def __init__(self, bot: AjarBot) -> None:
        """Prepare to watch a bot; nothing is watched until its events are given to `heard`."""
        self._bot = bot
        self.metrics = Metrics()
        self.interactions = Interactions(self.metrics)
        self.shards = Shards(self._expected, self._beat)
        self._probe = DatabaseProbe(self._ask_database)
        self._delay = LoopDelay(self.metrics.loop_delay.observe)
        self._sweeping: asyncio.TimerHandle | None = None
        self._identifiers: frozenset[str] | None = None
        self._takes = {
            "interaction": self._interaction,
            "interaction_outcome": self._outcome,
            "app_command_completion": self._completed,
            "shard_connect": self.shards.connected,
            "shard_ready": self.shards.became_ready,
            "shard_resumed": self.shards.resumed,
            "shard_disconnect": self.shards.lost,
            "database_opened": self._database_opened,
            "writer_opened": self._writer_opened,
        }
        self.metrics.watch_shards(self.shards)
        self._add_gauges()

    def heard(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Take notice of an event; called for each, before anybody else hears of it."""
        take = self._takes.get(event)
        if take is not None:
            take(*arguments)

    def begin(self) -> None:
        """Begin what happens at regular times."""
        self._delay.begin()
        self._sweep()

    def stop(self) -> None:
        """End it."""
        self._delay.stop()
        if self._sweeping is not None:
            self._sweeping.cancel()

    async def health(self) -> Health:
        """Whether members are served: every shard of this process ready, and the database answering."""
        shards = self.shards.all()
        problems = [f"shard {number} is {shard.state}" for number, shard in shards.items() if not shard.ready]
        if self._bot.is_closed():
            problems.append("the bot is stopping")
        elif not shards:
            problems.append("the bot is starting; Discord has not said yet how many shards there are")
        if not self._bot.is_served:
            problems.append("the bot is starting; the catalogue is not loaded yet")
        elif (trouble := await self._probe.problem()) is not None:
            problems.append(trouble)
        return Health(tuple(problems), shards)

    # -- interactions

    def _interaction(self, interaction: discord.Interaction[Any]) -> None:
        kind = _KINDS.get(interaction.type)
        if kind is None:
            return
        self.interactions.received(interaction.id, kind, lambda: self._name(interaction))
        # discord.py makes the response when it is first asked for, which has not happened yet: it tells of an
        # interaction in the same step in which it has read it, before any handler runs. It has no public place for
        # another class of response; `tests/ops/test_watching.py` notices if this one is gone.
        interaction._cs_response = _Response(interaction, self.interactions)  # pyright: ignore[reportPrivateUsage]

    def _outcome(self, interaction: discord.Interaction[Any], outcome: Outcome) -> None:
        self.interactions.erred(interaction.id, outcome)

    def _completed(self, interaction: discord.Interaction[Any], _command: object) -> None:
        self.interactions.completed(interaction.id)

    def _name(self, interaction: discord.Interaction[Any]) -> str:
        """What was called or pressed, as the program names it: of these there are as many as it has."""
        if interaction.type in (discord.InteractionType.application_command, discord.InteractionType.autocomplete):
            return interaction.command.qualified_name if interaction.command else UNKNOWN
        if interaction.type is discord.InteractionType.modal_submit:
            return "form"
        if self._identifiers is None:
            self._identifiers = frozenset(_identifiers(discord.ui.DynamicItem))
        words = (interaction.custom_id or "").split(":")[1:]
        return next((name for n in (3, 2, 1) if (name := ":".join(words[:n])) in self._identifiers), UNKNOWN)

    def _sweep(self) -> None:
        self.interactions.sweep()
        self._sweeping = asyncio.get_running_loop().call_later(SWEEP_SECONDS, self._sweep)

    # -- the gateway

    def _expected(self) -> Iterable[int]:
        bot = self._bot
        return bot.shard_ids if bot.shard_ids is not None else range(bot.shard_count or 0)

    def _beat(self, number: int) -> Beat | None:
        shard = self._bot.get_shard(number)
        if shard is None or shard.is_closed():
            return None
        latency = shard.latency
        return Beat(latency if math.isfinite(latency) else None, unanswered(shard))

    # -- the database

    def _database_opened(self) -> None:
        if self._bot.database is not None:
            observe_database(self._bot.database, self.metrics)

    def _writer_opened(self, writes: GroupCommit) -> None:
        writes.on_commit = self.metrics.commit_size.observe

    async def _ask_database(self) -> None:
        database = self._bot.database
        if database is None:
            return
        async with database.reading() as connection:
            # SQLite answers SELECT 1 without looking at its file.
            await connection.execute(select(tables.meta.c.key).limit(1))

    # -- what is read when somebody asks

    def _add_gauges(self) -> None:
        bot, gauge = self._bot, self.metrics.gauge
        gauge("ajar_guilds", "Servers that this process serves.", lambda: len(bot.guilds))
        gauge("ajar_games_open", "Quiz games under way.", lambda: len(bot.quizzes.all()) if bot.is_served else 0)
        gauge("ajar_interactions_open", "Interactions under way.", lambda: self.interactions.open)
        gauge("ajar_tasks", "Tasks of the event loop.", lambda: len(asyncio.all_tasks()))
        gauge("ajar_views", "Messages' views that are kept in memory.", lambda: len(bot.persistent_views))
        self.metrics.gauges("ajar_cache_size", "What is kept in memory to be quick.", "cache", self._caches)

    def _caches(self) -> Iterable[tuple[str, float]]:
        yield "picture_bytes", kept_bytes()
        yield "server_views", self._bot.served.kept if self._bot.is_served else 0


class _Response(discord.InteractionResponse[Any]):
    """A response that tells when Discord has taken it."""

    __slots__ = ("_log",)

    def __init__(self, parent: discord.Interaction[Any], log: Interactions) -> None:
        super().__init__(parent)
        self._log = log

    def _taken(self, *, whole: bool) -> None:
        self._log.acknowledged(self._parent.id, whole=whole)

    async def defer(self, *given: Any, **named: Any) -> Any:
        result = await super().defer(*given, **named)
        self._taken(whole=False)
        return result

    async def send_message(self, *given: Any, **named: Any) -> Any:
        result = await super().send_message(*given, **named)
        self._taken(whole=True)
        return result

    async def edit_message(self, *given: Any, **named: Any) -> Any:
        result = await super().edit_message(*given, **named)
        self._taken(whole=True)
        return result

    async def send_modal(self, *given: Any, **named: Any) -> Any:
        result = await super().send_modal(*given, **named)
        self._taken(whole=True)
        return result

    async def autocomplete(self, *given: Any, **named: Any) -> Any:
        result = await super().autocomplete(*given, **named)
        self._taken(whole=True)
        return result


def unanswered(shard: discord.ShardInfo) -> float:
    """For how many seconds a heartbeat has been waiting for its answer; 0 where none is.

    discord.py shows how long the last answer took, which says nothing while none comes. The times of sending and of
    the answer are kept where only its own thread looks.
    """
    heart: Any = getattr(getattr(getattr(shard, "_parent", None), "ws", None), "_keep_alive", None)
    sent, answered = getattr(heart, "_last_send", 0.0), getattr(heart, "_last_ack", 0.0)
    return time.perf_counter() - sent if sent > answered else 0.0


def _identifiers(parent: type[Any]) -> Iterable[str]:
    """What the identifiers of our buttons and menus begin with, without their `ajar:` and up to what varies."""
    for kind in parent.__subclasses__():
        pattern: str = getattr(getattr(kind, "__discord_ui_compiled_template__", None), "pattern", "")
        words = pattern.removeprefix("ajar:").split("(")[0].rstrip(":").split(":")
        if pattern.startswith("ajar:") and words[0]:
            yield ":".join(words)
        yield from _identifiers(kind)

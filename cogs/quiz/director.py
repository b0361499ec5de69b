"""Carries out what games want done: posts, edits, waits. What is to be done is decided by the core."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import chain, repeat
from typing import Any, Protocol

import aiohttp
import discord
import structlog

from bot.core.quiz.events import (
    Ask,
    Effect,
    Finish,
    Gather,
    Gone,
    Lost,
    Posted,
    Recount,
    Reopen,
    Restart,
    Reveal,
    Shown,
    Tick,
    Why,
    Withdraw,
)
from bot.i18n import words
from bot.services.quizzes import Gone as Over
from bot.services.quizzes import LiveGame, Quizzes
from cogs.quiz import views
from cogs.quiz.render import podium_of
from cogs.shared.client import AjarClient
from cogs.shared.pictures.podium import draw_podium
from cogs.shared.pictures.render import drawn

_log = structlog.stdlib.get_logger(__name__)

AWAY = timedelta(seconds=5)
"""A lost gateway of at least this long kept members from answering, so the question opens again."""
_RETRIES = (2, 5, 15, 30, 60, 60, 120, 300)
"""Seconds between tries while Discord itself fails."""
_JUST_NOW = timedelta(seconds=3)
"""A message that is older than this was posted by an earlier try."""
_FAULTS = (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError)
"""What goes wrong on the way to a channel."""
_CHANNEL_GONE = (10003, 10004, 50001, 50013, 50083)
"""Discord's codes for an unknown channel or server, missing access or permissions, and an archived thread."""
_MESSAGE_GONE = 10008


class _Bot(AjarClient, Protocol):
    quizzes: Quizzes

    def get_partial_messageable(
        self, id: int, *, guild_id: int | None = None, type: discord.ChannelType | None = None
    ) -> discord.PartialMessageable: ...


class _Unshowable(Exception):
    """A message could not be made: a mistake of ours, and no reason for a game to stand still for ever."""


def _made(make: "Callable[[], views.Prepared]") -> "views.Prepared":
    try:
        return make()
    except Exception as problem:
        raise _Unshowable from problem


class Director:
    """One for all games of this process."""

    def __init__(self, bot: _Bot) -> None:
        self._bot = bot
        self._timers: dict[int, asyncio.Task[None]] = {}
        self._work: set[asyncio.Task[None]] = set()
        self._away: dict[int, datetime] = {}
        self._taken_up: set[int] = set()

    # -- from outside

    def carry_out_soon(self, live: LiveGame, effects: Sequence[Effect]) -> None:
        """Carry out effects without making a member wait for them."""
        self._begin(self.carry_out(live, effects))

    async def take_up(self, shard: int) -> None:
        """Go on with a shard's games that an end of the process interrupted: once, whatever sessions follow."""
        if shard in self._taken_up:
            return
        self._taken_up.add(shard)
        count = self._shards()
        for wait in chain(_RETRIES, repeat(_RETRIES[-1])):
            try:
                found = await self._bot.quizzes.restore(lambda guild_id: (guild_id >> 22) % count == shard)
            except Exception:
                # Members of these servers can neither play on nor begin anything until it succeeds.
                _log.exception("quiz_not_taken_up", shard=shard)
                await asyncio.sleep(wait)
                continue
            for live, effects in found:
                self.carry_out_soon(live, effects)
            return

    def gateway_lost(self, shards: Iterable[int]) -> None:
        """Members of these shards cannot answer now: their games wait."""
        for shard in shards:
            self._away.setdefault(shard, self._bot.clock())
        for live in self._bot.quizzes.all():
            if self._is_away(live):
                self.schedule(live)

    async def gateway_back(self, shard: int, shard_count: int) -> None:
        """Open the questions of a shard again if it was away for long."""
        since = self._away.pop(shard, None)
        if since is None:
            return
        long = self._bot.clock() - since >= AWAY
        for live in [game for game in self._bot.quizzes.all() if (game.guild_id >> 22) % shard_count == shard]:
            effects = await self._bot.quizzes.apply(live.id, Restart()) if long else ()
            self.carry_out_soon(live, effects)

    async def channel_gone(self, channel_id: int) -> None:
        """End the game of a channel that was deleted."""
        live = self._bot.quizzes.in_channel(channel_id)
        if live is not None:
            await self._lose(live)

    async def server_gone(self, guild_id: int) -> None:
        """End the games of a server that the bot was removed from."""
        for live in [game for game in self._bot.quizzes.all() if game.guild_id == guild_id]:
            await self._lose(live)

    def schedule(self, live: LiveGame) -> None:
        """Wait for the moment at which the game changes by itself, in place of an earlier wait."""
        timer = self._timers.pop(live.id, None)
        if timer is not None:
            timer.cancel()
        due = live.game.due
        if due is None or self._is_away(live):
            return
        wait = max(0.0, (due - self._bot.clock()).total_seconds())
        self._timers[live.id] = asyncio.create_task(self._ring(live, wait, due))

    async def close(self) -> None:
        """End all waiting; games stay as they are stored."""
        for task in (*self._timers.values(), *self._work):
            task.cancel()
        await asyncio.gather(*self._timers.values(), *self._work, return_exceptions=True)

    # -- time

    def _is_away(self, live: LiveGame) -> bool:
        return bool(self._away) and (live.guild_id >> 22) % self._shards() in self._away

    def _shards(self) -> int:
        return getattr(self._bot, "shard_count", None) or 1

    async def _ring(self, live: LiveGame, wait: float, due: datetime) -> None:
        await asyncio.sleep(wait)
        self._timers.pop(live.id, None)
        self._begin(self._tick(live, due))

    async def _tick(self, live: LiveGame, due: datetime) -> None:
        try:
            effects = await self._stored(live, Tick(), due)
        except Over:
            return
        await self.carry_out(live, effects)

    def _begin(self, work: Awaitable[None]) -> None:
        async def guarded() -> None:
            try:
                await work
            except Exception:
                _log.exception("quiz_work_failed")

        task = asyncio.create_task(guarded())
        self._work.add(task)
        task.add_done_callback(self._work.discard)

    # -- effects

    async def carry_out(self, live: LiveGame, effects: Sequence[Effect]) -> None:
        """Do what a step asked for, in its order, then wait for what comes next."""
        try:
            for effect in effects:
                await self._one(live, effect)
        except (*_FAULTS, _Unshowable) as problem:
            if not (isinstance(problem, discord.HTTPException) and problem.code in _CHANNEL_GONE):
                # A game that cannot show its next step would stand still, and keep its channel, for ever.
                _log.exception("quiz_not_shown", game=live.id)
            await self._lose(live)
        finally:
            self.schedule(live)

    async def _one(self, live: LiveGame, effect: Effect) -> None:
        match effect:
            case Gather():
                await self._send(live, lambda: views.gathering_view(live, words(live.language)), "gather", timed=True)
            case Ask(number, again):
                await self._ask(live, number, again=again)
            case Reopen(number):
                await self._reopen(live, number)
            case Reveal(number, anew):
                await self._reveal(live, number, anew=anew)
            case Withdraw(number, skipped):
                await self._withdraw(live, number, skipped=skipped)
            case Finish(why):
                await self._finish(live, why)
            case Recount(number):
                await self._correct(live, number)
            case _:
                # The rest is for the database, or was told to the member who caused it.
                pass

    async def _ask(self, live: LiveGame, number: int, *, again: bool) -> None:
        text = words(live.language)
        message = await self._send(
            live,
            lambda: views.question_view(live, number, text, note=text("quiz.asked_again") if again else None),
            f"ask-{number}-{live.game.rounds[number].reopened}",
            timed=True,
        )
        await self._apply(live, Posted(round=number, message=message.id))

    async def _reopen(self, live: LiveGame, number: int) -> None:
        """Show the new deadline where the question stands, and say in one line that it is open again."""
        text = words(live.language)
        if await self._edit(live, number, lambda: views.question_view(live, number, text)):
            line = text("quiz.reopened", number=number + 1)
            await self._persistently(lambda: self._channel(live).send(line))

    async def _reveal(self, live: LiveGame, number: int, *, anew: bool) -> None:
        text = words(live.language)
        if anew:
            await self._send(live, lambda: views.reveal_view(live, number, text), f"reveal-{number}")
        elif not await self._edit(live, number, lambda: views.reveal_view(live, number, text)):
            return
        await self._apply(live, Shown(what="reveal"))

    async def _correct(self, live: LiveGame, number: int) -> None:
        """Show a reveal with the answer that was given in time and came after it."""
        message, text = live.game.rounds[number].message, words(live.language)
        if message is None:
            return
        target = self._channel(live).get_partial_message(message)
        try:
            await self._persistently(lambda: target.edit(view=views.reveal_view(live, number, text).view))
        except discord.NotFound:
            # What somebody deleted needs no correction.
            return

    async def _withdraw(self, live: LiveGame, number: int, *, skipped: bool) -> None:
        text = words(live.language)
        if live.game.rounds[number].message is not None:
            await self._edit(live, number, lambda: views.withdrawn_view(live, number, text, skipped=skipped))

    async def _finish(self, live: LiveGame, why: Why) -> None:
        text = words(live.language)
        picture = podium_of(live.game, text)
        podium = await drawn(draw_podium, picture) if picture is not None else None
        await self._send(live, lambda: views.finish_view(live, why, text, podium), "podium")
        await self._apply(live, Shown(what="podium"))

    # -- Discord

    def _channel(self, live: LiveGame) -> discord.PartialMessageable:
        return self._bot.get_partial_messageable(live.channel_id, guild_id=live.guild_id)

    async def _send(
        self, live: LiveGame, make: Callable[[], "views.Prepared"], what: str, *, timed: bool = False
    ) -> discord.Message:
        """Post in the game's channel. The nonce keeps Discord from posting twice what we try twice.

        Discord then answers with the message that stands there; where it names a time, it is brought up to date.
        """
        nonce = f"{live.id:x}-{what}"[:25]

        async def post() -> discord.Message:
            prepared = _made(make)
            return await self._channel(live).send(view=prepared.view, files=prepared.files(), nonce=nonce)

        message: discord.Message = await self._persistently(post)
        if timed and self._bot.clock() - message.created_at > _JUST_NOW:
            await self._persistently(lambda: message.edit(view=_made(make).view))
        return message

    async def _edit(self, live: LiveGame, number: int, make: Callable[[], "views.Prepared"]) -> bool:
        """Change a question's message; where it is gone the game hears of it, and the answer is False."""
        message = live.game.rounds[number].message
        if message is not None:
            try:
                target = self._channel(live).get_partial_message(message)
                await self._persistently(lambda: target.edit(view=_made(make).view))
            except discord.NotFound as problem:
                if problem.code != _MESSAGE_GONE:
                    raise
            else:
                return True
        await self._apply(live, Gone(round=number))
        return False

    async def _persistently(self, act: Callable[[], Awaitable[Any]]) -> Any:
        """Try again while Discord or the network fails; what the bot may not do is not tried again."""
        for wait in _RETRIES:
            try:
                return await act()
            except _FAULTS as problem:
                if isinstance(problem, discord.HTTPException) and problem.status < 500:
                    raise
                await asyncio.sleep(wait)
        return await act()

    async def _apply(self, live: LiveGame, event: Posted | Shown | Gone) -> None:
        for effect in await self._stored(live, event):
            await self._one(live, effect)

    async def _stored(
        self, live: LiveGame, event: Tick | Posted | Shown | Gone | Lost, reached: datetime | None = None
    ) -> tuple[Effect, ...]:
        """Let something happen that nobody but us will bring about: again and again while the database fails."""
        for wait in chain(_RETRIES, repeat(_RETRIES[-1])):
            try:
                return await self._bot.quizzes.apply(live.id, event, reached=reached)
            except Over:
                raise
            except Exception:
                _log.exception("quiz_not_stored", game=live.id, kind=event.kind)
                await asyncio.sleep(wait)
        raise AssertionError("there is always another try")

    async def _lose(self, live: LiveGame) -> None:
        _log.info("quiz_lost", game=live.id, channel=live.channel_id)
        try:
            await self._stored(live, Lost())
        except Over:
            # It had come to its end meanwhile.
            return
        finally:
            self.schedule(live)

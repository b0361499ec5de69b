"""One preview from the bot's start to its end: the bot, the world it lives in, and the wishes typed to it."""

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import discord
import simcord
import structlog

from bot.preview import internals, languages, pictures, typed, world
from bot.preview.environment import let_park, start_environment
from bot.preview.live import Live, RestartFailed

_log = structlog.stdlib.get_logger(__name__)

MakeBot = Callable[[Path], discord.Client | Awaitable[discord.Client]]
CLOSING = 8.0
"""Seconds the bot has to close itself."""


@dataclass(frozen=True, slots=True)
class PreviewWords:
    """What the preview says in its channels, from the message catalogues."""

    greeting: str
    """Said by the bot at the start: what to try, and the wishes (`//restart`, `//skip 60`, `//Name of a menu`)."""
    restarted: str
    skipped: str
    """Followed by the new time."""
    unknown: str
    """The answer to `//anything else`."""
    failed: str
    """A context menu could not be used there."""


class Session:
    """The running bot with its simulated Discord."""

    def __init__(
        self, make_bot: MakeBot, folder: Path, words: PreviewWords, wall: Callable[[], float] = time.time
    ) -> None:
        self._make_bot = make_bot
        self._folder = folder
        self._words = words
        self._wall = wall
        self._wishes: list[typed.Typed] = []
        self._bots: list[discord.Client] = []
        self.env: simcord.Env
        self.world: world.World
        self.live: Live

    async def start(self, name: str, avatar: bytes | None) -> None:
        """Start the bot, make its world, and let it greet. Call `end` whatever comes of it."""
        bot = await self._new_bot()
        self.env = env = start_environment(bot)
        internals.set_clock(env, datetime.fromtimestamp(self._wall(), UTC))
        env.backend.bot_user.name = name
        if avatar is not None:
            pictures.give_avatar(env, env.backend.bot_user.id, avatar)
        pictures.keep_emojis(env)
        let_park(env, bot)
        await env.start()
        with env.time_context():
            self.world = world.build(env)
            languages.speak(env, self.world.locales)
            self.live = Live(env, self.world.locales, self._wall)
            await env.settle()
            for channel in self.world.channels:
                env.backend.create_message(channel.id, env.backend.bot_user.id, self._words.greeting)
        env.backend.subscribers.append(self._heard)

    async def end(self) -> None:
        """Close every bot that was started, then the simulated Discord."""
        for bot in self._bots:
            await _close(bot)
        if hasattr(self, "env"):
            self.env.settle_timeout = CLOSING
            await self.env.shutdown()

    async def restart(self) -> None:
        """Close the bot, and start a new one in the same world. Takes no lock. Raises RestartFailed."""
        old = self._bots.pop()
        await _close(old)
        self.env.settle_timeout, usual = CLOSING, self.env.settle_timeout
        try:
            bot = await self._new_bot()
            let_park(self.env, bot)
            await self.env.restart_bot(bot)
        except Exception as error:
            raise RestartFailed("the bot did not start again") from error
        finally:
            self.env.settle_timeout = usual

    async def fulfil_wishes(self) -> None:
        """Do what was typed since the last time. Takes no lock."""
        with self.env.time_context():
            while self._wishes:
                await self._fulfil(self._wishes.pop(0))

    async def _new_bot(self) -> discord.Client:
        made = self._make_bot(self._folder)
        bot = await made if inspect.isawaitable(made) else made
        self._bots.append(bot)
        return bot

    def _heard(self, event: str, payload: Mapping[str, Any]) -> None:
        if (wish := typed.from_event(event, payload)) is not None:
            self._wishes.append(wish)
            self.live.changed()

    async def _fulfil(self, typed_wish: typed.Typed) -> None:
        where, backend = typed_wish.channel_id, self.env.backend
        match typed_wish.wish:
            case typed.Restart():
                await self.restart()
                await self._say(where, self._words.restarted)
            case typed.Skip(seconds):
                await self.live.skip(seconds)
                await self._say(where, f"{self._words.skipped} <t:{int(self.env.now().timestamp())}:f>")
            case typed.Menu(name, message_id):
                if (problem := await self._use_menu(typed_wish, name, message_id)) is not None:
                    await self._say(where, problem)
            case typed.NotUnderstood():
                await self._say(where, self._words.unknown)
        if typed_wish.message_id in backend.messages.get(where, {}):
            backend.delete_message(where, typed_wish.message_id)

    async def _use_menu(self, wish: typed.Typed, name: str, message_id: int) -> str | None:
        """Use a context menu; answers what went wrong, if anything did."""
        member = next((p.actor for p in self.world.people if p.actor.id == wish.author_id), None)
        channel = next((c for c in self.world.channels if c.id == wish.channel_id), None)
        command = languages.menu_named(self.env, name, user_id=wish.author_id, channel_id=wish.channel_id)
        if command is None or member is None or channel is None:
            return self._words.unknown
        target = next((m for m in channel.history(viewer=member) if m.id == message_id), None)
        if target is None:
            return self._words.failed
        try:
            if command["type"] == 2:
                user = simcord.UserHandle(self.env, self.env.backend.get_user(target.author.id))
                person = simcord.MemberActor(self.env, self.world.guild, user)
                result = await member.context_menu(channel, command["name"], person)
            else:
                result = await member.context_menu(channel, command["name"], target)
        except (simcord.SetupError, simcord.BackendError, KeyError) as error:
            _log.warning("menu_not_usable", menu=name, reason=str(error))
            return self._words.failed
        if result.modal is not None:
            self.live.show_form(wish.author_id, channel.id, result)
        return None

    async def _say(self, channel_id: int, text: str) -> None:
        """Speak as the preview; in a direct message, where no webhook is, as the bot."""
        notices = self.world.notices.get(channel_id)
        if notices is not None:
            await notices.send(text)
        else:
            self.env.backend.create_message(channel_id, self.env.backend.bot_user.id, text)


async def _close(bot: discord.Client) -> None:
    try:
        async with asyncio.timeout(CLOSING):
            await bot.close()
    except TimeoutError:
        _log.warning("bot_slow_to_close", seconds=CLOSING)
    except Exception:
        _log.exception("bot_failed_to_close")

"""Keeping the simulated Discord and its pages in step with the wall clock; not what is typed into them."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, cast

import simcord
import structlog

from bot.preview import internals, languages

_log = structlog.stdlib.get_logger(__name__)

BEAT = 0.5
"""Seconds between two looks at the clock."""
SKIPPING = 3.0
"""Seconds a skip may take before the rest of its time passes without the bot's timers."""
ASLEEP = 120.0
"""Seconds the clock may lag before we take it that the computer slept."""
KEPT_TRAFFIC = 500
"""Requests and events kept in memory: simcord never forgets any."""

_LOOKING = frozenset(
    {"autocomplete_command", "browse_candidates", "browse_messages", "configure_presentation", "focus", "history"}
)
"""What a tab asks that changes nothing for anybody else."""
_RELATIVE = re.compile(r"<t:(-?\d+):R>")


class Live:
    """One simulated Discord in real time.

    simcord refuses two operations at once, so whatever touches it takes `lock`: a browser's action, a beat of
    the clock, a restart.
    """

    def __init__(self, env: simcord.Env, locales: Mapping[int, str], wall: Callable[[], float]) -> None:
        """`locales` are the members' languages by user id; `wall` tells the real time in seconds since 1970."""
        self.env = env
        self.lock = asyncio.Lock()
        self._locales = locales
        self._wall = wall
        self._previews: list[simcord.Preview] = []
        self._ahead = 0.0
        self._changed = True
        self._traffic = 0
        self._warned = ""
        self._awake = asyncio.Event()
        env.backend.subscribers.append(self._noticed)

    # -- pages

    def prepare(self, preview: simcord.Preview) -> None:
        """Make a page that is about to open one of ours: serialised, never stale, in its member's language."""
        internals.wrap_actions(preview, lambda inner: self._serialised(preview, inner))
        internals.wrap_publishing(preview, self._localised)
        self._previews.append(preview)

    def show_form(self, viewer_id: int, channel_id: int, result: simcord.InteractionResult) -> None:
        """Open a form that a context menu of this member brought up."""
        for preview in self._previews:
            if preview.channel.id == channel_id and not internals.is_closed(preview):
                internals.show_form(preview, viewer_id, result)
        self.changed()

    def _localised(self, tab: internals.Tab) -> None:
        languages.localise(tab, self.env, self._locales)
        for message in tab.snapshot["messages"].values():
            # The page draws a message again when something in it changed: "in 20 seconds" has to.
            if (age := self._age(message)) is not None:
                message["ajar_age"] = age

    def _age(self, message: Mapping[str, Any]) -> int | None:
        moments = [int(found) for found in _RELATIVE.findall(str(message))]
        if not moments:
            return None
        now = self.env.now().timestamp()
        nearest = min(abs(moment - now) for moment in moments)
        return int(now) if nearest < 100 else int(now // 60)

    def _serialised(self, preview: simcord.Preview, inner: internals.Action) -> internals.Action:
        sent: dict[str | None, tuple[object, dict[str, int]]] = {}

        async def act(context_id: str | None, body: Any) -> dict[str, Any]:
            async with self.lock:
                internals.choose(self.env, preview)
                tab = internals.tab(preview, context_id)
                # A body is whatever JSON a browser sent. What we publish between two clicks makes none of them stale,
                # nor does a restart: the buttons on the page are the same. A repeated request is repeated as
                # it was first sent.
                if tab is not None and isinstance(body, dict) and "published_revision" in body:
                    request = cast(dict[str, Any], body).get("request_id")
                    if sent.get(context_id, (None, {}))[0] != request:
                        current = {
                            "published_revision": tab.revision,
                            "bot_generation": internals.generation(self.env),
                        }
                        sent[context_id] = (request, current)
                    cast(dict[str, Any], body).update(sent[context_id][1])
                try:
                    return await inner(context_id, body)
                finally:
                    # simcord draws the tab that acted; what was done may show in the others too.
                    if isinstance(body, dict) and cast(dict[str, Any], body).get("kind") not in _LOOKING:
                        self.changed()

        return act

    # -- the clock

    async def run(self, each_beat: Callable[[], Awaitable[None]]) -> None:
        """Go on for ever: move the clock, do `each_beat` (under the lock), show what changed."""
        while True:
            try:
                await self.beat(each_beat)
            except TimeoutError as error:
                self._still_busy(error)
            except RestartFailed:
                raise
            except Exception:
                _log.exception("preview_stumbled")
            self._awake.clear()
            try:
                await asyncio.wait_for(self._awake.wait(), BEAT)
            except TimeoutError:
                continue

    async def beat(self, each_beat: Callable[[], Awaitable[None]]) -> None:
        """Once: `each_beat`, then the clock, then the pages. Raises TimeoutError while the bot is at work."""
        async with self.lock:
            await each_beat()
            try:
                await self.catch_up()
            finally:
                self._show()

    async def catch_up(self) -> None:
        """Move the simulated clock to the present, running the bot's timers that are due. Takes no lock."""
        behind = self._wall() + self._ahead - self.env.now().timestamp()
        if behind > ASLEEP:
            internals.jump_clock(self.env, behind - BEAT)
            behind = BEAT
        if behind > 0:
            await self.env.advance_time(behind)

    async def skip(self, seconds: float) -> None:
        """Run the bot's next `seconds` at once. Takes no lock."""
        self._ahead += seconds
        end = self.env.now().timestamp() + seconds
        enough = time.monotonic() + SKIPPING
        while (left := end - self.env.now().timestamp()) > 0:
            if time.monotonic() > enough:
                # Too many timers to run each of them: the rest of the time passes as for one who slept.
                internals.jump_clock(self.env, left)
                return
            try:
                await self.env.advance_time(min(left, 60.0))
            except TimeoutError as error:
                self._still_busy(error)

    def _still_busy(self, error: TimeoutError) -> None:
        text = str(error)
        if text != self._warned:
            self._warned = text
            _log.debug("bot_still_busy", waits=text)

    # -- what changed

    def _noticed(self, event: str, _payload: Mapping[str, Any]) -> None:
        # A question to the bot shows nowhere; its answer does.
        self._changed = self._changed or event != "INTERACTION_CREATE"

    def changed(self) -> None:
        """Say that the pages need to be shown anew."""
        self._changed = True
        self._awake.set()

    def _show(self) -> None:
        backend = self.env.backend
        # Answers that only one member sees are no event: their request is the one sign of them. What is offered
        # while somebody types is no reason to draw the page under their hands.
        if any(not _is_offer(request) for request in backend.http_requests[self._traffic :]):
            self._changed = True
        del backend.http_requests[:-KEPT_TRAFFIC], backend.transcript[:-KEPT_TRAFFIC]
        self._traffic = len(backend.http_requests)
        for preview in self._previews:
            if internals.is_closed(preview) or not (self._changed or self._is_ageing(preview)):
                continue
            internals.choose(self.env, preview)
            with internals.operation(self.env, "ajar.preview"):
                internals.publish(preview)
        self._changed = False

    def _is_ageing(self, preview: simcord.Preview) -> bool:
        return any(
            self._age(message) != message["ajar_age"]
            for tab in internals.tabs(preview)
            for message in tab.snapshot["messages"].values()
            if "ajar_age" in message
        )


def _is_offer(request: simcord.HttpLogEntry) -> bool:
    body = cast(dict[str, Any], request.json) if isinstance(request.json, dict) else {}
    return request.path.endswith("/callback") and body.get("type") == 8


class RestartFailed(Exception):
    """The bot did not come up again: the preview has nothing left to show."""

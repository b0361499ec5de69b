"""Every private name of simcord that the preview touches, each with its reason; no other module has one.

Written for simcord 3.2.1, which the project pins: a newer one needs this page read again, and no other.
"""

# pyright: reportPrivateUsage=false

import asyncio
from collections.abc import Awaitable, Callable, Generator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

import simcord
from aiohttp import web
from simcord.backend.cdn import CDN_BASE
from simcord.preview import make_preview
from simcord.preview._pages import _Page
from simcord.preview._server import PreviewServer

Tab = _Page
"""One browser tab's state: whose it is, what it shows (`snapshot`), which commands it offers."""
Action = Callable[[str | None, Any], Awaitable[dict[str, Any]]]
Settle = Callable[..., Awaitable[None]]


# -- the clock ---------------------------------------------------------------------------------------


def set_clock(env: simcord.Env, moment: datetime) -> None:
    """Start the pretended time at a real moment: simcord's own clock always starts at 2026-01-01."""
    env.backend.clock._epoch = moment


def jump_clock(env: simcord.Env, seconds: float) -> None:
    """Move the date without running timers, as a computer does that slept: `advance_time` runs them all."""
    env.backend.clock._epoch += timedelta(seconds=seconds)


# -- the bot's work ----------------------------------------------------------------------------------


def wrap_settling(env: simcord.Env, wrap: Callable[[Settle], Settle]) -> None:
    """Replace how simcord waits for the bot: by its own rule, work that goes on is an error."""
    simulator: Any = env
    simulator._settle_internal = wrap(env._settle_internal)


def take_errors(env: simcord.Env, record: Callable[[BaseException], None]) -> None:
    """Hand the bot's errors to us: simcord would keep them for ever, and mark the page as failed."""
    simulator: Any = env
    simulator._record_error = record


def may_park(env: simcord.Env) -> bool:
    """Whether the running task may declare an idle wait: only a task of the bot's own, and once at a time."""
    task = asyncio.current_task()
    return task is not None and task in env._work.tasks and task not in env._work.external_waits


def generation(env: simcord.Env) -> int:
    """How often a bot was attached: a page's action must name it, and a restart makes the page's stale."""
    return env._generation


@contextmanager
def operation(env: simcord.Env, name: str) -> Generator[None]:
    """Mark our own work on the page, so that simcord refuses anything that would overlap it."""
    env._begin_operation(name)
    try:
        yield
    finally:
        env._end_operation()


# -- pages -------------------------------------------------------------------------------------------


class PageServer(PreviewServer):
    """simcord's page server with the page's HTML handed through ours, and a style sheet more."""

    def __init__(self, preview: simcord.Preview, port: int, html: Callable[[str], str], style: Path) -> None:
        super().__init__(preview, port)
        self._html = html
        # Simcord declares them for the class, and only this server has the file.
        self._STATIC_FILES = {**PreviewServer._STATIC_FILES, "/ajar.css": str(style)}  # type: ignore[misc]
        self._STATIC_CONTENT_TYPES = {  # type: ignore[misc]
            **PreviewServer._STATIC_CONTENT_TYPES,
            str(style): "text/css",
        }

    async def _index(self, request: web.Request) -> web.Response:
        response = cast(web.Response, await super()._index(request))
        response.text = self._html(response.text or "")
        return response


def make_page(
    env: simcord.Env,
    channel: simcord.ChannelHandle,
    viewers: list[simcord.MemberActor] | list[simcord.UserHandle],
    *,
    port: int,
    capability: str,
    timezone: str,
    html: Callable[[str], str],
    style: Path,
) -> simcord.Preview:
    """A page for one channel, not yet open. `make_preview` since `env.preview` allows one page at a time."""
    preview = make_preview(
        env,
        channel,
        viewers=viewers,
        layout="channel",
        display="responsive",
        width=1280,
        height=900,
        locale="en-US",
        timezone=timezone,
        presentation_time=None,
        assets=None,
        sku_presentations=None,
        port=port,
    )
    preview.capability = capability
    preview._server = PageServer(preview, port, html, style)
    return preview


def choose(env: simcord.Env, preview: simcord.Preview | None) -> None:
    """Say which page the next operation belongs to: simcord knows one, we serialise and so have several."""
    env._preview = preview


def wrap_actions(preview: simcord.Preview, wrap: Callable[[Action], Action]) -> None:
    """Put ourselves in front of everything a browser asks: clicks, commands, sent messages."""
    shown: Any = preview
    shown._action = wrap(preview._action)


def wrap_publishing(preview: simcord.Preview, after: Callable[[Tab], None]) -> None:
    """Call `after` with each browser tab's state whenever simcord has drawn it anew."""
    shown: Any = preview
    publish = preview._publish

    def published(page: Tab, **kwargs: Any) -> None:
        publish(page, **kwargs)
        after(page)

    shown._publish = published


def publish(preview: simcord.Preview) -> None:
    """Show the present state in every tab; `refresh` would first wait for the bot to be idle."""
    preview._advance_presentation_time()
    for page in tuple(preview._pages.values()):
        if page.id in preview._pages:
            preview._publish(page, reason="refresh")


def tab(preview: simcord.Preview, context_id: str | None) -> Tab | None:
    """The state of one browser tab."""
    return preview._pages.get(context_id) if context_id is not None else None


def tabs(preview: simcord.Preview) -> tuple[Tab, ...]:
    """The state of every browser tab, without simcord's own that no browser shows."""
    return tuple(page for page in preview._pages.values() if page is not preview._python)


def is_closed(preview: simcord.Preview) -> bool:
    """Whether the page was ended."""
    return preview._closed


def port_of(preview: simcord.Preview) -> int:
    """The port the page is served on."""
    return preview._server.port or 0


def show_form(preview: simcord.Preview, viewer_id: int, result: simcord.InteractionResult) -> None:
    """Open a form in the tabs of its member: simcord does so for clicks only, not for context menus."""
    for page in preview._pages.values():
        if page.viewer.id == viewer_id and page is not preview._python:
            page.modal, page.modal_handle = result, f"m_{result._interaction.id}"


# -- pictures ----------------------------------------------------------------------------------------


def keep_picture(env: simcord.Env, path: str, picture: bytes) -> None:
    """Put a picture where the page looks for it: simcord itself stores attachments and stickers only."""
    env.backend.cdn._blobs[f"{CDN_BASE}/{path}"] = picture


def watch_emoji_uploads(env: simcord.Env, uploaded: Callable[[int, Mapping[str, Any]], None]) -> None:
    """Call `uploaded` with an application emoji's number and request: simcord drops the picture."""
    backend = env.backend
    create = backend.create_application_emoji

    def created(name: str, *, animated: bool = False) -> Any:
        emoji = create(name, animated=animated)
        # The request that brought us here is the last one logged: the simulated Discord runs in one thread.
        request = backend.http_requests[-1].json if backend.http_requests else None
        uploaded(emoji.id, cast(dict[str, Any], request) if isinstance(request, dict) else {})
        return emoji

    # Simcord forgets the picture, so ours keeps it first.
    backend.create_application_emoji = created  # type: ignore[method-assign]

"""Opening a page for each channel on free ports, with links from one to the other; not what happens on them."""

from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from html import escape
from pathlib import Path

import simcord

from bot.preview import internals

_STYLE = Path(__file__).with_name("page.css")
_TRIES = 40


class NoFreePort(Exception):
    """None of the ports that were tried is free; the message says which, and what to do."""


@dataclass(frozen=True, slots=True)
class OpenPage:
    """One channel in the browser."""

    name: str
    channel: simcord.ChannelHandle
    viewers: tuple[simcord.MemberActor, ...] | tuple[simcord.UserHandle, ...]
    preview: simcord.Preview

    @property
    def url(self) -> str:
        """Where to open it: the part after `#` is the key to the page."""
        return self.preview.url


class Pages:
    """The pages of one preview, in the order they were opened. One key opens all of them."""

    def __init__(self, env: simcord.Env, *, first_port: int, capability: str, timezone: str) -> None:
        self._env = env
        self._capability = capability
        self._timezone = timezone
        self._next_port = first_port
        self._taken: list[int] = []
        self.open: list[OpenPage] = []

    @property
    def taken_ports(self) -> list[int]:
        """Ports that were asked for and not free."""
        return self._taken

    async def add(
        self,
        stack: AsyncExitStack,
        name: str,
        channel: simcord.ChannelHandle,
        viewers: Sequence[simcord.MemberActor] | Sequence[simcord.UserHandle],
        prepare: Callable[[simcord.Preview], None],
    ) -> OpenPage:
        """Open a page on the next free port (0: any). `prepare` may wrap it first. Raises NoFreePort."""
        for _ in range(_TRIES):
            port = self._next_port
            preview = internals.make_page(
                self._env,
                channel,
                # A direct message's viewer is a user and not a member, which simcord takes too.
                list(viewers),  # type: ignore[arg-type]
                port=port,
                capability=self._capability,
                timezone=self._timezone,
                html=lambda html: self._with_links(html, name),
                style=_STYLE,
            )
            prepare(preview)
            internals.choose(self._env, None)
            try:
                await stack.enter_async_context(preview)
            except simcord.SetupError as error:
                if not isinstance(error.__cause__, OSError):
                    raise
                self._taken.append(port)
                self._next_port += 1
                continue
            self._next_port += 1 if port else 0
            page = OpenPage(name, channel, tuple(viewers), preview)  # type: ignore[arg-type]
            self.open.append(page)
            return page
        raise NoFreePort(
            f"ports {self._taken[0]} to {self._taken[-1]} are all in use; choose another first port with --port"
        )

    def _with_links(self, html: str, current: str) -> str:
        """simcord's page with our name, and a link to every channel: in a list beside it, or on a phone above."""
        links = "".join(
            f'<a href="{escape(page.url)}"{" aria-current=page" if page.name == current else ""}>'
            f"{escape(page.name)}</a>"
            for page in self.open
        )
        guild = next((page.channel.guild for page in self.open if page.channel.guild is not None), None)
        server = escape(guild.name) if guild is not None else ""
        changes = {
            "<title>SimCord Preview</title>": f"<title>{escape(current)} · Ajar preview</title>",
            "</head>": '<link rel="stylesheet" href="/ajar.css"></head>',
            ">S</span>": ">A</span>",
            "<strong>SimCord</strong><small>Preview</small>": "<strong>Ajar</strong><small>in SimCord</small>",
            '<header class="sidebar-heading">': f'<h1 class="ajar-server">{server}</h1>'
            f'<nav class="ajar-channels" aria-label="Channels">{links}</nav><header class="sidebar-heading">',
            '<button id="messages-toggle"': f'<nav class="ajar-channels" aria-label="Channels">{links}</nav>'
            '<button id="messages-toggle"',
        }
        for old, new in changes.items():
            html = html.replace(old, new, 1)
        return html

"""`python -m bot preview`: from the options to open pages, and from a signal to a clean end."""

import asyncio
import secrets
import signal
import tempfile
from collections.abc import Callable, Generator, Iterator
from contextlib import AsyncExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.preview.pages import Pages
from bot.preview.session import MakeBot, PreviewWords, Session

DEFAULT_PORT = 8765


def _echo(line: str) -> None:
    print(line, flush=True)


@dataclass(frozen=True, slots=True)
class PreviewOptions:
    """What a preview needs to know."""

    make_bot: MakeBot
    """Makes the bot, given the folder for its database; called once more at each restart."""
    words: PreviewWords
    port: int = DEFAULT_PORT
    """The first page's port; the others take the next free ones. 0: any."""
    seconds: float | None = None
    """End by itself after so long; None: not."""
    folder: Path | None = None
    """Where the bot's database is, kept for the next time; None: a temporary folder, gone at the end."""
    name: str = "Ajar"
    avatar: bytes | None = None
    """The bot's avatar (PNG)."""
    echo: Callable[[str], None] = _echo
    """Takes the lines that say where the pages are."""


def run(options: PreviewOptions) -> None:
    """Show the bot in a local browser until SIGINT, SIGTERM, or the time is up. Raises NoFreePort."""
    asyncio.run(serve(options))


async def serve(options: PreviewOptions) -> None:
    """As `run`, in a running loop: on the loopback interface only, with no token and no Discord."""
    stop = asyncio.Event()
    with _signals(stop), _folder(options.folder) as folder:
        session = Session(options.make_bot, folder, options.words)
        try:
            await session.start(options.name, options.avatar)
            async with AsyncExitStack() as stack:
                pages = await _open(session, options, stack)
                for line in _lines(pages, options.port):
                    options.echo(line)
                await _until_the_end(session, pages, stop, options.seconds)
        finally:
            await session.end()


async def _open(session: Session, options: PreviewOptions, stack: AsyncExitStack) -> Pages:
    world, live = session.world, session.live
    pages = Pages(
        session.env, first_port=options.port, capability=secrets.token_urlsafe(16), timezone=_local_timezone()
    )
    members = [person.actor for person in world.people]
    for channel in world.channels:
        await pages.add(stack, f"#{channel.name}", channel, members, live.prepare)
    # A direct message has two sides, so its page has one viewer: a member with no rights of a moderator.
    user = world.people[1].actor.user
    await pages.add(stack, f"@{options.name}", user.dm_channel, [user], live.prepare)
    return pages


def _lines(pages: Pages, asked: int) -> Iterator[str]:
    if pages.taken_ports:
        taken = ", ".join(str(port) for port in pages.taken_ports)
        yield f"In use already: port {taken}. The next free ones are taken; --port chooses others than {asked}."
    width = max(len(page.name) for page in pages.open)
    for page in pages.open:
        yield f"{page.name:<{width}}  {page.url}"


async def _until_the_end(session: Session, pages: Pages, stop: asyncio.Event, seconds: float | None) -> None:
    clock = asyncio.create_task(session.live.run(session.fulfil_wishes))
    ends = [asyncio.create_task(page.preview.wait_closed()) for page in pages.open]
    ends.append(asyncio.create_task(_wait(stop)))
    try:
        await asyncio.wait([clock, *ends], timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        failed = clock.exception() if clock.done() and not clock.cancelled() else None
        # Nothing of ours may be in the middle of an operation when the end begins.
        async with session.live.lock:
            clock.cancel()
        for task in (clock, *ends):
            task.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await task
    if failed is not None:
        raise failed


async def _wait(stop: asyncio.Event) -> None:
    await stop.wait()


@contextmanager
def _signals(stop: asyncio.Event) -> Generator[None]:
    """Let SIGINT and SIGTERM set `stop`, where the platform and the thread allow it."""
    loop = asyncio.get_running_loop()
    caught: list[signal.Signals] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError, RuntimeError, ValueError):
            loop.add_signal_handler(number, stop.set)
            caught.append(number)
    try:
        yield
    finally:
        for number in caught:
            loop.remove_signal_handler(number)


@contextmanager
def _folder(kept: Path | None) -> Generator[Path]:
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept
        return
    with tempfile.TemporaryDirectory(prefix="ajar-preview-", ignore_cleanup_errors=True) as fresh:
        yield Path(fresh)


def _local_timezone() -> str:
    """The computer's time zone by name, so that the page's times are those on the wall; else UTC."""
    name = str(Path("/etc/localtime").resolve()).partition("zoneinfo/")[2]
    try:
        return ZoneInfo(name).key
    except (ValueError, OSError, ZoneInfoNotFoundError):
        return "UTC"

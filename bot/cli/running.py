"""`run` and `preview`: the bot on Discord, and the bot in a local browser."""

import asyncio
import signal
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Annotated, Any

import discord
import structlog
import typer

from bot import __version__
from bot.app import AjarBot, create_bot
from bot.cli.output import BAD_USE, NOT_FOUND, console, errors, settings_or_stop, stop
from bot.i18n import words
from bot.operating import Operations
from bot.ops.health import NoHealthPort
from bot.ops.logging import configure_logging
from bot.ops.sentry import NoSentry, begin_sentry, end_sentry
from bot.settings import Settings
from bot.storage.database import DatabaseUnusable
from bot.wire import NoSessionsLeft, find_gateway, limit_connections, speak_through

_NO_TOKEN = """Ajar has no token, so it cannot connect to Discord.
1. Open https://discord.com/developers/applications and choose your application (or make one).
2. On its page Bot, press Reset Token and copy what it shows.
3. Write AJAR_TOKEN=<the token> into a file named .env in the folder that you start Ajar in, or set it in the
   environment, and start again.
To see Ajar without a token: python -m bot preview"""
_REFUSED = """Discord refused the token.
It may be mistyped, or somebody has reset it. On https://discord.com/developers/applications, page Bot of your
application, press Reset Token, put the new one into .env as AJAR_TOKEN, and start again."""
_UNREACHABLE = "Discord cannot be reached: {problem}. Check this machine's connection, then start again."
_CLOSED = """Discord closed the connection for good (code {code}: {reason}).
{remedy}"""
_REMEDIES = {
    4004: "The token was reset while Ajar ran. Put the new one into .env as AJAR_TOKEN, and start again.",
    4010: "AJAR_SHARD_IDS and AJAR_SHARD_COUNT do not fit together; set both anew.",
    4011: "There are too many servers for so few shards. Raise AJAR_SHARD_COUNT, or leave it out.",
}
"""What to do about the codes of Discord's gateway after which trying again is no use ("Opcodes and Status Codes",
Discord's documentation); the others come of the program itself."""
_NO_SESSIONS = """Discord allows this bot no further start for {hours:.1f} hours: it was started too often.
Find out why it was restarted over and over (its log says), and start it again after that time."""

_ASKING = 10
"""How often, a second apart, the bot is asked to stop before its connections are closed all the same."""


def run(
    sync: Annotated[bool, typer.Option("--sync", help="Give Discord the commands even if none changed.")] = False,
) -> None:
    """Run the bot on Discord, with the token from the environment or .env."""
    settings = settings_or_stop()
    secrets = [secret.get_secret_value() for secret in (settings.token, settings.sentry_dsn) if secret]
    configure_logging(settings.log_format, settings.log_level, known_secrets=secrets)
    if settings.sentry_dsn is not None:
        try:
            begin_sentry(settings.sentry_dsn.get_secret_value(), f"ajar@{__version__}")
        except NoSentry as problem:
            stop(str(problem), BAD_USE)
    if settings.token is None or not settings.token.get_secret_value().strip():
        stop(_NO_TOKEN)
    try:
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            status = runner.run(_run(settings, settings.token.get_secret_value().strip(), sync=sync))
    finally:
        end_sentry()
    raise typer.Exit(status)


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop's loop where it is installed (the extra `speed`), else Python's own."""
    try:
        import uvloop
    except ModuleNotFoundError:
        return None
    return uvloop.new_event_loop


async def _run(settings: Settings, token: str, *, sync: bool) -> int:
    speak_through(settings.discord_api)
    bot = create_bot(settings, sync=sync)
    try:
        async with Operations(bot, settings):
            return await _run_bot(bot, token)
    except NoHealthPort as problem:
        errors.print(str(problem), markup=False, style="red")
        return NOT_FOUND


async def _run_bot(bot: AjarBot, token: str) -> int:
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    try:
        await _until(stopping, _serve(bot, token))
    except discord.LoginFailure:
        errors.print(_REFUSED, markup=False, style="red")
        return NOT_FOUND
    except discord.ConnectionClosed as problem:
        remedy = _REMEDIES.get(problem.code, "Look at Discord's status page, then start again.")
        sentence = _CLOSED.format(code=problem.code, reason=problem.reason or "no reason given", remedy=remedy)
        errors.print(sentence, markup=False, style="red")
        return NOT_FOUND
    except DatabaseUnusable as problem:
        errors.print(str(problem), markup=False, style="red")
        return NOT_FOUND
    except NoSessionsLeft as problem:
        errors.print(_NO_SESSIONS.format(hours=problem.wait.total_seconds() / 3600), markup=False, style="red")
        return NOT_FOUND
    except discord.GatewayNotFound as problem:
        errors.print(_UNREACHABLE.format(problem=problem.__cause__ or problem), markup=False, style="red")
        return NOT_FOUND
    except discord.DiscordServerError as problem:
        errors.print(_UNREACHABLE.format(problem=problem), markup=False, style="red")
        return NOT_FOUND
    except OSError as problem:
        errors.print(_UNREACHABLE.format(problem=problem), markup=False, style="red")
        return NOT_FOUND
    finally:
        await bot.close()
    return 0


async def _until(stopping: asyncio.Event, work: Coroutine[Any, Any, None]) -> None:
    """Do something until it ends by itself or we are to stop; raises what it raises.

    One cancellation may be lost: in Python 3.11 `asyncio.wait_for`, by which discord.py connects its shards, answers
    with its result instead where that came in the same moment. So it is said again until it is heard.
    """
    working, waiting = asyncio.create_task(work), asyncio.create_task(stopping.wait())
    await asyncio.wait({working, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if stopping.is_set():
        structlog.stdlib.get_logger(__name__).info("stopping")
    for _ in range(_ASKING):
        if working.done():
            break
        working.cancel()
        await asyncio.wait({working}, timeout=1.0)
    if working.done() and not working.cancelled():
        working.result()


async def _serve(bot: AjarBot, token: str) -> None:
    limit_connections(bot)
    await bot.login(token)
    await find_gateway(bot)
    console.print(f"Invite Ajar to a server: {bot.invitation}", markup=False)
    await bot.connect(reconnect=True)


def preview(
    port: Annotated[int, typer.Option(help="The port of the first page; the others take the next ones.")] = 8765,
    seconds: Annotated[float | None, typer.Option(help="End by itself after so many seconds.")] = None,
    folder: Annotated[
        Path | None, typer.Option(help="Keep the preview's database here instead of in a temporary folder.")
    ] = None,
) -> None:
    """Show the bot in a local browser: no token, no Discord."""
    try:
        from bot.preview import NoFreePort, PreviewOptions, PreviewWords, RestartFailed
        from bot.preview import run as run_preview
    except ModuleNotFoundError as problem:
        stop(f"The preview needs the package simcord ({problem}). Install it with: pip install 'ajar-bot[preview]'")
    from cogs.shared.pictures.emblems import avatar
    from cogs.shared.pictures.render import png

    settings = settings_or_stop()
    configure_logging(settings.log_format, "warning" if settings.log_level == "info" else settings.log_level)
    text = words(settings.locale)

    def make_bot(place: Path) -> AjarBot:
        address = f"sqlite+aiosqlite:///{(place / 'preview.sqlite3').as_posix()}"
        own = settings.model_copy(update={"database_url": address, "token": None, "sync_guild": None})
        return create_bot(own, shard_count=1)

    options = PreviewOptions(
        make_bot=make_bot,
        words=PreviewWords(
            **{key: text(f"preview.{key}") for key in ("greeting", "restarted", "skipped", "unknown", "failed")}
        ),
        port=port,
        seconds=seconds,
        folder=folder,
        avatar=png(avatar()),
    )
    try:
        run_preview(options)
    except (NoFreePort, RestartFailed, DatabaseUnusable) as problem:
        stop(str(problem))

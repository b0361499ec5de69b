"""`run` and `preview`: the bot on Discord, and the bot in a local browser."""

import asyncio
import signal
from pathlib import Path
from typing import Annotated

import discord
import structlog
import typer

from bot.app import AjarBot, create_bot
from bot.cli.output import NOT_FOUND, console, errors, settings_or_stop, stop
from bot.i18n import words
from bot.ops.logging import configure_logging
from bot.settings import Settings
from bot.storage.database import DatabaseUnusable

_NO_TOKEN = """Ajar has no token, so it cannot connect to Discord.
1. Open https://discord.com/developers/applications and choose your application (or make one).
2. On its page Bot, press Reset Token and copy what it shows.
3. Write AJAR_TOKEN=<the token> into a file named .env beside pyproject.toml (see .env.example), and start again.
To see Ajar without a token: python -m bot preview"""
_REFUSED = """Discord refused the token.
It may be mistyped, or somebody has reset it. On https://discord.com/developers/applications, page Bot of your
application, press Reset Token, put the new one into .env as AJAR_TOKEN, and start again."""
_UNREACHABLE = "Discord cannot be reached: {problem}. Check this machine's connection, then start again."


def run(
    sync: Annotated[bool, typer.Option("--sync", help="Give Discord the commands even if none changed.")] = False,
) -> None:
    """Run the bot on Discord, with the token from the environment or .env."""
    settings = settings_or_stop()
    configure_logging(
        settings.log_format,
        settings.log_level,
        known_secrets=[settings.token.get_secret_value()] if settings.token else [],
    )
    if settings.token is None or not settings.token.get_secret_value().strip():
        stop(_NO_TOKEN)
    raise typer.Exit(asyncio.run(_run(settings, settings.token.get_secret_value().strip(), sync=sync)))


async def _run(settings: Settings, token: str, *, sync: bool) -> int:
    bot = create_bot(settings, sync=sync)
    loop = asyncio.get_running_loop()
    serving = asyncio.create_task(_serve(bot, token))
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, serving.cancel)
    try:
        await serving
    except asyncio.CancelledError:
        structlog.stdlib.get_logger(__name__).info("stopping")
    except discord.LoginFailure:
        errors.print(_REFUSED, markup=False, style="red")
        return NOT_FOUND
    except DatabaseUnusable as problem:
        errors.print(str(problem), markup=False, style="red")
        return NOT_FOUND
    except OSError as problem:
        errors.print(_UNREACHABLE.format(problem=problem), markup=False, style="red")
        return NOT_FOUND
    finally:
        await bot.close()
    return 0


async def _serve(bot: AjarBot, token: str) -> None:
    await bot.login(token)
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
    except (NoFreePort, RestartFailed) as problem:
        stop(str(problem))

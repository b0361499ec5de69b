"""What the doctor asks Discord about the application behind a token: two requests, and nothing is changed."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, cast

import aiohttp

from bot.ops.findings import Finding, Level
from bot.settings import Settings

PATIENCE = aiohttp.ClientTimeout(total=15)
DRIFT = timedelta(seconds=10)
"""How far the clock may be from Discord's: countdowns of games are shown by members' own clocks."""
FEW_STARTS = 20
_PAGES = "https://discord.com/developers/applications"
_SERVER, _PERSON = "0", "1"
"""Keys of `integration_types_config`: installed to a server, and to a person (Discord's documentation, Application)."""


async def examine_application(
    settings: Settings, token: str, agent: str, wanted: Mapping[str, int], now: datetime
) -> list[Finding]:
    """Ask Discord, through AJAR_DISCORD_API, whether it knows the token and how the application is set up.

    Args:
        settings: for the base address and the shards.
        token: the bot's token; it goes nowhere but into the requests.
        agent: what the program calls itself, as Discord wants bots to.
        wanted: the permissions that Ajar's invitation asks for, by name, each with its bit.
        now: the present, with its time zone.
    """
    headers = {"Authorization": f"Bot {token}", "User-Agent": agent}
    base = settings.discord_api.rstrip("/")
    findings: list[Finding] = []
    try:
        async with aiohttp.ClientSession(headers=headers, timeout=PATIENCE) as session:
            async with session.get(f"{base}/applications/@me") as answer:
                if answer.status != 200:
                    return [_refusal(answer.status)]
                findings.append(_judged_drift(answer.headers.get("Date"), now))
                findings.extend(_judged_application(cast("dict[str, Any]", await answer.json()), wanted))
            async with session.get(f"{base}/gateway/bot") as answer:
                if answer.status != 200:
                    return [*findings, _refusal(answer.status)]
                findings.extend(_judged_gateway(cast("dict[str, Any]", await answer.json()), settings))
    except (aiohttp.ClientError, TimeoutError, ValueError) as problem:
        words = str(problem) or type(problem).__name__
        findings.append(
            Finding(Level.ERROR, f"Discord cannot be reached: {words}.", "Check the connection, and AJAR_DISCORD_API.")
        )
    return findings


def _refusal(status: int) -> Finding:
    if status == 401:
        return Finding(
            Level.ERROR,
            "Discord refuses the token.",
            f"On {_PAGES}, page Bot, press Reset Token and put the new one into AJAR_TOKEN.",
        )
    if status == 429:
        return Finding(Level.WARNING, "Discord says that it was asked too often.", "Try again in a few minutes.")
    return Finding(Level.ERROR, f"Discord answered with status {status}.", "See its status page, and try again.")


def _judged_drift(date: str | None, now: datetime) -> Finding:
    try:
        theirs = parsedate_to_datetime(date or "")
    except ValueError:
        return Finding(Level.NOTE, "Discord did not say what time it is.")
    if theirs.tzinfo is None:
        theirs = theirs.replace(tzinfo=UTC)
    # Its time has whole seconds, and it took some time to come here.
    apart = abs(now - theirs)
    if apart > DRIFT:
        return Finding(
            Level.WARNING,
            f"The clock is {apart.total_seconds():.0f} seconds away from Discord's.",
            "Set it by a time service, such as systemd-timesyncd or chrony; games count their seconds by it.",
        )
    return Finding(Level.FINE, "The clock agrees with Discord's.")


def _judged_application(application: Mapping[str, Any], wanted: Mapping[str, int]) -> Iterator[Finding]:
    yield Finding(Level.FINE, f"Discord knows the token; the application is called {application.get('name')}.")
    if application.get("interactions_endpoint_url"):
        yield Finding(
            Level.ERROR,
            "The application has an Interactions Endpoint URL, so Discord sends no command to Ajar.",
            f"Empty that field on {_PAGES}, page General Information.",
        )
    if application.get("bot_require_code_grant"):
        yield Finding(
            Level.ERROR,
            "The bot requires an OAuth2 code grant, so Ajar's invitation adds it to no server.",
            f"Switch Requires OAuth2 Code Grant off on {_PAGES}, page Bot.",
        )
    if application.get("bot_public") is False:
        yield Finding(
            Level.NOTE,
            "The bot is not public: only its owner can add it to servers.",
            f"If others shall, switch Public Bot on, on {_PAGES}, page Bot.",
        )
    yield from _judged_installing(application, wanted)
    lacking = [
        words
        for field, words in (("terms_of_service_url", "terms of service"), ("privacy_policy_url", "privacy policy"))
        if not application.get(field)
    ]
    if lacking and application.get("bot_public"):
        yield Finding(
            Level.NOTE,
            f"The application names no {' and no '.join(lacking)}.",
            "A public bot owes its users both; docs/terms.md and docs/privacy.md are written for it.",
        )


def _judged_installing(application: Mapping[str, Any], wanted: Mapping[str, int]) -> Iterator[Finding]:
    contexts: dict[str, Any] = application.get("integration_types_config") or {}
    if not contexts:
        return
    where = f"On {_PAGES}, page Installation,"
    if _SERVER not in contexts:
        yield Finding(
            Level.WARNING, "The application cannot be installed to servers.", f"{where} choose Guild Install."
        )
    if _PERSON not in contexts:
        yield Finding(
            Level.NOTE,
            "The application cannot be installed by a person for themselves.",
            f"{where} choose User Install, if members shall have Ajar in other servers and direct messages.",
        )
    server: dict[str, Any] = contexts.get(_SERVER) or {}
    params: dict[str, Any] = server.get("oauth2_install_params") or {}
    if not params:
        return
    given = int(params.get("permissions") or 0)
    missing = [name for name, bit in wanted.items() if not given & bit]
    scopes = sorted({"bot", "applications.commands"} - set(params.get("scopes") or ()))
    if missing or scopes:
        yield Finding(
            Level.WARNING,
            "Whoever adds Ajar by its profile gives it too little; it lacks " + ", ".join([*scopes, *missing]) + ".",
            f"{where} add these to the default settings of Guild Install. The link of `ajar run` asks for all.",
        )
    else:
        yield Finding(Level.FINE, "Whoever adds Ajar by its profile gives it all that it needs.")


def _judged_gateway(gateway: Mapping[str, Any], settings: Settings) -> Iterator[Finding]:
    advised = int(gateway.get("shards") or 1)
    if settings.shard_count is not None and settings.shard_count < advised:
        yield Finding(
            Level.WARNING,
            f"Discord advises {advised} shards, and AJAR_SHARD_COUNT is {settings.shard_count}.",
            "Raise it in all processes together, or leave it out where there is one process.",
        )
    limit: dict[str, Any] = gateway.get("session_start_limit") or {}
    left, total = limit.get("remaining"), limit.get("total")
    if isinstance(left, int) and left < max(FEW_STARTS, 2 * advised):
        hours = int(limit.get("reset_after") or 0) / 3_600_000
        yield Finding(
            Level.WARNING,
            f"Discord allows {left} more starts of {total} in the next {hours:.1f} hours.",
            "Something restarts Ajar over and over; its log says why.",
        )
    else:
        yield Finding(
            Level.FINE, f"Discord advises {advised} shard{'s' * (advised > 1)} and allows {left} more starts."
        )

"""`doctor --online`: what Discord says of a token and its application, and what the operator is told to do."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web

from bot.ops.application import examine_application
from bot.ops.findings import Finding, Level
from bot.settings import Settings

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE.never-to-be-seen-never-to-be-seen-1234"
WANTED = {"send messages": 1 << 11, "embed links": 1 << 14}
SOUND: dict[str, Any] = {
    "name": "Ajar",
    "bot_public": True,
    "bot_require_code_grant": False,
    "interactions_endpoint_url": None,
    "terms_of_service_url": "https://ajar.example/terms",
    "privacy_policy_url": "https://ajar.example/privacy",
    "integration_types_config": {
        "0": {"oauth2_install_params": {"scopes": ["applications.commands", "bot"], "permissions": str(0b1001 << 11)}},
        "1": {"oauth2_install_params": {"scopes": ["applications.commands"], "permissions": "0"}},
    },
}
Ask = Callable[..., Awaitable[list[Finding]]]


class Discord:
    """Two pages of Discord's HTTP interface, on this machine."""

    def __init__(self) -> None:
        self.application = dict(SOUND)
        self.gateway: dict[str, Any] = {"url": "wss://x", "shards": 1, "session_start_limit": {"remaining": 999}}
        self.status = 200
        self.asked: list[tuple[str, str | None, str | None]] = []
        self.date: datetime | None = None

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append((request.path, request.headers.get("Authorization"), request.headers.get("User-Agent")))
        body = self.application if request.path.endswith("/applications/@me") else self.gateway
        response = web.json_response(body, status=self.status)
        if self.date is not None:
            response.headers["Date"] = self.date.strftime("%a, %d %b %Y %H:%M:%S GMT")
        return response


@pytest.fixture
def discord() -> Discord:
    return Discord()


@pytest.fixture
async def ask(discord: Discord) -> AsyncIterator[Ask]:
    application = web.Application()
    application.router.add_get("/{tail:.*}", discord.answer)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    base = f"http://127.0.0.1:{runner.addresses[0][1]}/api/v10/"

    async def ask(**settings: object) -> list[Finding]:
        given = Settings.model_validate({"discord_api": base, **settings})
        return await examine_application(given, TOKEN, "DiscordBot (x, 1)", WANTED, datetime.now(UTC))

    yield ask
    await runner.cleanup()


def troubles(findings: list[Finding]) -> list[str]:
    return [finding.message for finding in findings if finding.level in (Level.WARNING, Level.ERROR)]


async def test_a_sound_application_has_only_fine_findings(ask: Ask, discord: Discord) -> None:
    findings = await ask()
    assert {finding.level for finding in findings} == {Level.FINE}
    assert discord.asked == [
        ("/api/v10/applications/@me", f"Bot {TOKEN}", "DiscordBot (x, 1)"),
        ("/api/v10/gateway/bot", f"Bot {TOKEN}", "DiscordBot (x, 1)"),
    ]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"interactions_endpoint_url": "https://elsewhere.example"}, "Discord sends no command to Ajar"),
        ({"bot_require_code_grant": True}, "adds it to no server"),
        ({"integration_types_config": {"1": {}}}, "cannot be installed to servers"),
        (
            {"integration_types_config": {"0": {"oauth2_install_params": {"scopes": ["bot"], "permissions": "2048"}}}},
            "it lacks applications.commands, embed links.",
        ),
    ],
)
async def test_what_keeps_members_from_using_it_is_told(
    change: dict[str, Any], words: str, ask: Ask, discord: Discord
) -> None:
    discord.application |= change
    (found,) = troubles(await ask())
    assert words in found


async def test_what_may_be_meant_is_a_note(ask: Ask, discord: Discord) -> None:
    discord.application |= {"terms_of_service_url": None}
    discord.application["integration_types_config"] = {"0": {}}
    notes = [finding.message for finding in await ask() if finding.level is Level.NOTE]
    assert [note.split(" ")[-1] for note in notes] == ["themselves.", "service."]


@pytest.mark.parametrize(("status", "words"), [(401, "refuses the token"), (429, "too often"), (503, "status 503")])
async def test_a_refusal_says_what_to_do_and_shows_no_token(
    status: int, words: str, ask: Ask, discord: Discord
) -> None:
    discord.status = status
    (finding,) = await ask()
    assert words in finding.message
    assert finding.remedy
    assert "never-to-be-seen" not in finding.message + finding.remedy


async def test_a_discord_that_is_not_there_is_an_error(ask: Ask, unused_tcp_port: int) -> None:
    (finding,) = await ask(discord_api=f"http://127.0.0.1:{unused_tcp_port}/api/v10")
    assert finding.level is Level.ERROR
    assert "cannot be reached" in finding.message


async def test_an_answer_that_is_not_discords_is_an_error(ask: Ask) -> None:
    async def nonsense(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nhello")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(nonsense, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        findings = await ask(discord_api=f"http://127.0.0.1:{port}")
    assert findings[-1].level is Level.ERROR


async def test_a_clock_that_is_not_discords_is_a_warning(ask: Ask, discord: Discord) -> None:
    discord.date = datetime.now(UTC) - timedelta(minutes=5)
    (found,) = troubles(await ask())
    assert "seconds away from Discord's" in found


async def test_few_starts_left_and_too_few_shards_are_warnings(ask: Ask, discord: Discord) -> None:
    discord.gateway = {
        "shards": 4,
        "session_start_limit": {"remaining": 3, "total": 1000, "reset_after": 7_200_000},
    }
    assert troubles(await ask(shard_count=2)) == [
        "Discord advises 4 shards, and AJAR_SHARD_COUNT is 2.",
        "Discord allows 3 more starts of 1000 in the next 2.0 hours.",
    ]

"""Where Discord is: the one place that tells discord.py which addresses to use. What is said there is elsewhere."""

from datetime import timedelta

import aiohttp
import yarl
from discord import AutoShardedClient
from discord.gateway import DiscordWebSocket
from discord.http import Route

MOST_CONNECTIONS = 100
"""To one of Discord's hosts at a time, aiohttp's own default. Some 300 answers a second need 50 of them while Discord
takes 0.15 s for each."""


class NoSessionsLeft(Exception):
    """Discord lets this bot open no gateway session for now; `wait` says for how long."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(f"no gateway session may be opened for {wait}")
        self.wait = wait


def speak_through(base: str) -> None:
    """Send all requests to this base address, such as `https://discord.com/api/v10`.

    discord.py keeps it in a class variable and offers no other way, so it holds for the whole process: call this
    once, before a bot is made.
    """
    Route.BASE = base.rstrip("/")


def limit_connections(bot: AutoShardedClient) -> None:
    """Let the bot open a bounded number of connections to each host; call it in the event loop, before the login.

    discord.py sets no bound, and aiohttp uses the connections that it keeps in turn. So all that one burst ever
    needed would stay in use, and open, for as long as anything goes on. Shards share the gateway's host, one each.
    """
    bot.http.connector = aiohttp.TCPConnector(limit=0, limit_per_host=MOST_CONNECTIONS)


async def find_gateway(bot: AutoShardedClient) -> None:
    """Ask the HTTP interface for the gateway, once for all shards, and how many there are where nobody said.

    discord.py asks by itself only where it must learn the number of shards. Where that is set, and after a session
    that cannot be resumed, it goes to an address of its own, past a proxy or a test bench. That address is a class
    variable which the code reads at each such place, so the answer is written there: every session then begins
    where the HTTP interface said. Resumes go where READY said, as Discord's documentation asks.

    Raises:
        NoSessionsLeft: fewer session starts are left than there are shards. Discord resets the token of a bot that
            identifies all the same (its documentation, "Session Start Limit"), and a process that is restarted
            over and over would come to that.
        GatewayNotFound: Discord gave no answer that could be used.
    """
    count, address, limit = await bot.http.get_bot_gateway()
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(address)
    bot.shard_count = bot.shard_count or count
    if limit["remaining"] < len(bot.shard_ids or range(bot.shard_count)):
        raise NoSessionsLeft(timedelta(milliseconds=limit["reset_after"]))

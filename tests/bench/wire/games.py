"""Quiz games on the rig: starting many, pressing answers, and what the database holds of them at the end."""

import asyncio
import json
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from tests.bench.wire.bots import PLAYERS, Bench
from tests.rig import Channel, Guild, Member, Message, Rig

STARTED_SECONDS = 120.0


def answers_of(message: Message) -> list[str]:
    """The custom ids by which a question is answered with one press; none for one that is put in order."""
    return [custom_id for custom_id in message.custom_ids if custom_id.startswith("ajar:quiz:")]


def question_in(channel: Channel) -> Message | None:
    """The question that stands open in a channel, of any kind."""
    asked = ("ajar:quiz:", "ajar:quiz-order:")
    return next((m for m in reversed(channel.posted) if any(c.startswith(asked) for c in m.custom_ids)), None)


async def start_games(
    rig: Rig, guilds: Sequence[Guild], games: int, *, seconds: int | None, questions: int = 5
) -> list[tuple[Channel, list[Member]]]:
    """Start games, each in a channel of its own with five players, and wait until every one has asked a question.

    Without `seconds` the questions stay open until somebody ends them.
    """
    tables: list[tuple[Channel, list[Member]]] = []
    for number in range(games):
        guild = guilds[number % len(guilds)]
        channel = next(iter(guild.channels.values())) if number < len(guilds) else None
        if channel is None:
            channel = rig.add_channel(guild, f"quiz-{number}")
        tables.append((channel, [rig.add_member(guild, f"Player {number}.{n}") for n in range(PLAYERS)]))

    async def begin(channel: Channel, starter: Member) -> None:
        pace: dict[str, Any] = {"untimed": True} if seconds is None else {"seconds": seconds}
        answer = await rig.slash(channel, starter, "quiz start", questions=questions, **pace)
        assert answer.callback == 4, answer.text

    # As many at a time as would be started in one moment of a busy evening; a thousand at once is not a game's load.
    for start in range(0, games, 20):
        await asyncio.gather(*(begin(channel, players[0]) for channel, players in tables[start : start + 20]))
    async with asyncio.timeout(STARTED_SECONDS):
        for channel, _ in tables:
            while question_in(channel) is None:  # noqa: ASYNC110 - the rig tells nobody of single messages
                await asyncio.sleep(0.05)
    return tables


async def presses_on(bench: Bench, games: int) -> list[tuple[Message, str, Member]]:
    """Start games and give every press on their first question: players answer, and change their minds in turn.

    A question that is put in order has no answers to press. Where no game has any, further ones are started.
    """
    guilds = list(bench.rig.rest.guilds.values())
    tables = await start_games(bench.rig, guilds, games, seconds=None)
    while not any((message := question_in(channel)) and answers_of(message) for channel, _ in tables):
        guilds = [bench.rig.add_guild("One more")]
        await bench.rig.join(guilds[0])
        tables += await start_games(bench.rig, guilds, 1, seconds=None)
    found: list[tuple[Message, str, Member]] = []
    for turn in range(4):
        for channel, players in tables:
            message = question_in(channel)
            buttons = answers_of(message) if message else []
            if message is None or not buttons:
                continue
            found += [(message, buttons[(turn + place) % len(buttons)], player) for place, player in enumerate(players)]
    return found


EVENTS = "SELECT game_id, event FROM quiz_events"


def stored_presses(database: Path) -> set[tuple[int, int, int]]:
    """Game, round and member of every answer that a SQLite database holds, from the events of games that go on."""
    with sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True) as connection:
        return presses_among(connection.execute(EVENTS))


def presses_among(rows: Iterable[tuple[int, str]]) -> set[tuple[int, int, int]]:
    """Game, round and member of every answer among rows of `EVENTS`."""
    found: set[tuple[int, int, int]] = set()
    for game, text in rows:
        event = json.loads(text)
        if event["kind"] == "press":
            found.add((game, event["round"], event["member"]))
    return found

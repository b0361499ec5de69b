"""Ajar in two processes on one PostgreSQL: each serves its shard, and what is done once is done by one of them."""

import asyncio
import os
import re
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.core.editing.policy import Actor
from bot.services.departures import KEPT
from bot.services.preferences import PreferenceKeeper
from bot.storage import departures, preferences
from bot.storage.database import Database
from bot.storage.tables import quiz_daily_answers, quiz_results
from cogs.shared.signs import drawings
from tests.postgresql import Server
from tests.rig import Guild, Member, Message, Process, Rig
from tests.rig.conftest import town_on
from tests.rig.playing import answer, begin, locked, reveal
from tests.rig.world import Channel, snowflake

SERVERS = int(os.environ.get("AJAR_TEST_SERVERS", "300"))
"""How many servers there are on two shards; issue 7 wants 5,000 tried."""


@pytest.fixture
async def database(postgresql_url: str) -> AsyncIterator[Database]:
    """The database that the processes share, for looking into it."""
    opened = await Database.open(postgresql_url)
    yield opened
    await opened.close()


async def started(rig: Rig, folder: Path, url: str, base: Path, shards: str, **settings: object) -> Process:
    return await rig.start_ajar(
        folder, connected=False, database_url=url, data_folder=base, shard_count=2, shard_ids=shards, **settings
    )


async def wants_a_daily_question(database: Database, guild: Guild) -> None:
    now = datetime.now(UTC)
    boss = Actor(member_id=1, guild_id=guild.id, administrator=True)
    changes = {"quiz_channel": guild.channel.id, "daily_time": "00:00"}
    await PreferenceKeeper(database).change(boss, guild.id, changes, now)


@pytest.mark.timeout(300)
async def test_two_processes_share_the_servers_and_do_once_what_is_done_once(
    database: Database, postgresql_url: str, few: Path, tmp_path: Path
) -> None:
    async with Rig(shards=2) as rig:
        guilds = [rig.add_guild(f"Server {number}", shard=number % 2) for number in range(SERVERS)]
        members = [rig.add_member(guild, "Ann") for guild in guilds[:4]]
        for guild in guilds[:4]:
            await wants_a_daily_question(database, guild)
        gone = [rig.add_guild("Gone", shard=shard) for shard in (0, 1)]
        now = datetime.now(UTC)
        for guild in gone:
            del rig.rest.guilds[guild.id]
            await wants_a_daily_question(database, guild)
        async with database.writing() as connection:
            await departures.note(connection, [guild.id for guild in gone], now - KEPT - timedelta(days=1))

        # Both start at one moment on a database that nothing was taken into yet.
        both = await asyncio.gather(
            *(started(rig, tmp_path / shard, postgresql_url, few, shard) for shard in ("0", "1"))
        )
        for process in both:
            await process.until_said('"ready"', seconds=120)
        assert [process.events("ready")[0]["guilds"] for process in both] == [len(guilds[0::2]), len(guilds[1::2])]

        for event in ("base_taken_in", "commands_synced"):
            assert sum(len(process.events(event)) for process in both) == 1, event
        assert rig.rest.counts["sync"] == 1

        for guild, member in zip(guilds, members, strict=False):
            found = await rig.autocomplete(guild, member, "model profile", "name", name="llama")
            assert found.choices
            assert (await rig.slash(guild, member, "model profile", name=found.choices[0]["value"])).message is not None

        for guild in guilds[:4]:
            await rig.gateway.until(lambda guild=guild: bool(daily_questions(guild)))
        await until_erased(database, [guild.id for guild in gone])
        erased = Counter(record["guild"] for process in both for record in process.events("server_erased"))
        assert erased == Counter(guild.id for guild in gone), "each was erased once, by the process of its shard"
        assert [both[shard].events("server_erased")[0]["guild"] for shard in (0, 1)] == [guild.id for guild in gone]

        await erased_by_one_process_gone_in_the_other(rig, database, guilds[1], members[1])

        third = await started(rig, tmp_path / "third", postgresql_url, few, "1")
        assert await third.ends() == 1
        assert "Another process runs shard 1 on this database already." in third.said
        assert rig.rest.counts["emoji"] == len(drawings())
        assert [len(daily_questions(guild)) for guild in guilds[:4]] == [1] * 4, "one question of the day in each"
        assert [await process.stop() for process in both] == [0, 0]


def daily_questions(guild: Guild) -> list[Message]:
    return [each for each in guild.channel.posted if any("ajar:daily" in one for one in each.custom_ids)]


async def until_erased(database: Database, servers: list[int]) -> None:
    for _ in range(600):
        async with database.reading() as connection:
            if not set(servers) & set(await preferences.every(connection)):
                return
        await asyncio.sleep(0.1)
    raise AssertionError("servers that were left long ago are still there")


async def erased_by_one_process_gone_in_the_other(rig: Rig, database: Database, guild: Guild, ann: Member) -> None:
    """A member answers in a server of shard 1, and erases everything in a direct message, which comes to shard 0."""
    [question] = daily_questions(guild)
    press = next(press for press in question.custom_ids if press.startswith("ajar:daily"))
    await rig.press(question, press, ann)
    assert await answered(database, ann) == 1
    private = Channel(snowflake(), "direct", None, kind=1, recipient=ann.user)
    rig.rest.channels[private.id] = private
    asked = await rig.slash(private, ann.user, "privacy erase")
    assert asked.message is not None
    await rig.press(asked.message, next(press for press in asked.message.custom_ids if "everywhere" in press), ann.user)
    assert await answered(database, ann) == 0


async def answered(database: Database, member: Member) -> int:
    answers = quiz_daily_answers
    query = select(func.count()).select_from(answers).where(answers.c.member_id == member.id)
    async with database.reading() as connection:
        return int((await connection.execute(query)).scalar_one())


async def test_while_postgresql_is_away_members_are_told_and_afterwards_all_is_as_before(
    own_server: Server, few: Path, tmp_path: Path
) -> None:
    with own_server.database() as url:
        async with Rig() as rig:
            guild = rig.add_guild("Town")
            ann = rig.add_member(guild, "Ann")
            ajar = await rig.start_ajar(tmp_path / "ajar", database_url=url, data_folder=few)
            await ajar.until_said('"ready"', seconds=120)
            before = await rig.slash(guild, ann, "quiz stats")
            assert "number" not in before.text

            await asyncio.to_thread(own_server.stop)
            told = await rig.slash(guild, ann, "quiz stats")
            incident = re.search(r"Something went wrong on our side.*`(\S+)`", told.text)
            assert incident is not None, told.text
            assert incident[1] in ajar.said, "the log tells more under that number"
            card = await rig.autocomplete(guild, ann, "model profile", "name", name="llama")
            assert card.choices, "what is in memory is still answered"

            await asyncio.to_thread(own_server.start)
            after = await rig.slash(guild, ann, "quiz stats")
            assert after.text == before.text
            await ajar.until_said("listening_again")
            assert await ajar.stop() == 0


async def test_a_game_waits_for_postgresql_and_keeps_every_answer_that_was_locked_in(
    own_server: Server, few: Path, tmp_path: Path
) -> None:
    with own_server.database() as url:
        async with Rig() as rig:
            town = town_on(rig, tmp_path / "ajar", few)
            ajar = await town.start(database_url=url)
            await ajar.until_said('"ready"', seconds=120)
            question = await begin(town)
            assert locked(await answer(town, question, town.ann))

            await asyncio.to_thread(own_server.stop)
            refused = await answer(town, question, town.bob)
            assert "Something went wrong on our side" in refused.text
            await asyncio.to_thread(own_server.start)

            assert locked(await answer(town, question, town.bob))
            await reveal(town, question)
            assert await ajar.stop() == 0
            database = await Database.open(url)
            async with database.reading() as connection:
                found = (await connection.execute(select(quiz_results.c.member_id))).scalars()
                assert sorted(found) == sorted([town.ann.id, town.bob.id])
            await database.close()

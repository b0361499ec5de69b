"""The question of the day on Discord: set, posted once, answered, revealed with the next, counted."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import discord
import pytest
import simcord

from tests.cogs.quiz_play import RIGHT, WRONG, Quiz, field_named, labels, nonces, order, seen

DAY = 24 * 3600


@pytest.fixture
def mona(quiz: Quiz) -> simcord.MemberActor:
    """Somebody with Manage Server."""
    guild = quiz.world.env.guild
    role = guild.create_role("Administrators", permissions=discord.Permissions(manage_guild=True))
    return guild.add_member(quiz.world.env.create_user("mona", global_name="Mona"), roles=[role])


async def set_up(quiz: Quiz, mona: simcord.MemberActor, time: str = "18:30", zone: str = "Europe/Berlin") -> Any:
    """Ask every day in the channel, at that time."""
    shown = (await mona.slash(quiz.channel, "settings")).response
    form = await mona.click(shown, label="Time of the question")
    values = {field_named(form, "Time, as"): time, field_named(form, "Time zone"): zone}
    shown = (await mona.submit_modal(form, values)).response
    return (await mona.select(shown, [quiz.channel], custom_id="ajar:settings:channel:quiz_channel")).response


async def until(quiz: Quiz, moment: datetime) -> None:
    await quiz.wait((moment - quiz.world.env.now()).total_seconds())


def dailies(quiz: Quiz) -> list[Any]:
    return [message for message in quiz.messages() if "Question of the day" in seen(message)]


AT = datetime(2026, 1, 1, 18, 30, tzinfo=ZoneInfo("Europe/Berlin"))


async def test_it_is_posted_at_the_servers_time_and_once(quiz: Quiz, mona: simcord.MemberActor):
    await set_up(quiz, mona)
    await until(quiz, AT - timedelta(minutes=1))
    assert dailies(quiz) == []
    told = (await quiz.world.ann.slash(quiz.channel, "quiz daily")).response
    assert "has not come yet" in told.content
    await until(quiz, AT + timedelta(seconds=21))
    (asked,) = dailies(quiz)
    assert "Which bird is number 1?" in seen(asked)
    await quiz.wait(3600)
    assert len(dailies(quiz)) == 1


@pytest.mark.parametrize("crashed", [False, True], ids=["closed", "crashed"])
async def test_a_restart_neither_repeats_nor_loses_it(quiz: Quiz, mona: simcord.MemberActor, crashed: bool):
    world = quiz.world
    await set_up(quiz, mona)
    await world.bot.close()
    await until(quiz, AT + timedelta(hours=2))
    await world.restart(crashed=crashed)
    await quiz.wait(21)
    (asked,) = dailies(quiz)
    await quiz.press(world.ann, RIGHT, asked)
    for _ in range(3):
        await world.restart(crashed=crashed)
        await quiz.wait(121)
    assert len(dailies(quiz)) == 1
    assert "Changed" in seen(await quiz.press(world.ann, WRONG, asked))


async def test_what_was_posted_but_not_noted_is_not_posted_twice(
    quiz: Quiz, mona: simcord.MemberActor, monkeypatch: pytest.MonkeyPatch
):
    world = quiz.world
    await set_up(quiz, mona)

    async def failing(*_: Any) -> None:
        raise RuntimeError("the disk is away")

    with nonces(world):
        monkeypatch.setattr(world.bot.daily, "posted", failing)
        await until(quiz, AT + timedelta(seconds=21))
        await world.restart(crashed=True)
        await quiz.wait(21)
        (asked,) = dailies(quiz)
        assert "locked in" in seen(await quiz.press(world.ann, RIGHT, asked))


async def test_two_servers_get_one_each_though_their_nonces_meet_in_one_account(quiz: Quiz, mona: simcord.MemberActor):
    world = quiz.world
    await set_up(quiz, mona)
    other = world.env.create_guild("Another")
    role = other.create_role("Administrators", permissions=discord.Permissions(manage_guild=True))
    owner = other.add_member(world.env.create_user("otto"), roles=[role])
    channel = other.create_text_channel("daily")
    shown = (await owner.slash(channel, "settings")).response
    await owner.select(shown, [channel], custom_id="ajar:settings:channel:quiz_channel")
    await until(quiz, AT + timedelta(seconds=21))
    sent = [request.json for request in world.env.http_requests if request.path.endswith("/messages")]
    given = [body["nonce"] for body in sent if isinstance(body, dict) and body.get("nonce")]
    assert len(given) == len(set(given)) == 2
    assert all(len(nonce) <= 25 for nonce in given)


async def test_it_is_answered_changed_and_revealed_with_the_next_and_streaks_grow(
    quiz: Quiz, mona: simcord.MemberActor
):
    world = quiz.world
    await set_up(quiz, mona)
    await until(quiz, AT + timedelta(seconds=21))
    (first,) = dailies(quiz)
    told = await quiz.press(world.ann, WRONG, first)
    assert told.ephemeral
    assert "The answer comes with tomorrow's question." in seen(told)
    assert "Changed: **B · Bird 1x**" in seen(await quiz.press(world.ann, RIGHT, first))
    await quiz.press(world.bob, WRONG, first)
    own = (await world.ann.slash(quiz.channel, "quiz daily")).response
    assert own.ephemeral
    assert "You chose **B · Bird 1x**; you can still change it" in seen(own)

    await quiz.wait(DAY)
    second = quiz.newest()
    assert "Which bird is number 2?" in seen(second)
    assert "Before: ✓ **Bird 1x** (1 of 2 right)" in seen(second)
    shown = seen(quiz.again(first))
    assert shown.splitlines()[0] == "-# Answer of 1 January 2026 · Models · easy"
    assert shown.splitlines()[1].startswith("### ✓ B · Bird 1x")
    assert "**Right: Ann** (1 of 2)" in shown
    assert "It is bird 1x." in shown
    assert labels(quiz.again(first)) == ["Report a problem"]
    assert {key[1]: value for key, value in (await quiz.results()).items()} == {
        world.ann.id: (1, True),
        world.bob.id: (0, False),
    }

    await quiz.press(world.ann, WRONG, second)
    await quiz.wait(DAY)
    own = (await world.ann.slash(quiz.channel, "quiz daily")).response
    assert "2 days in a row" in seen(own)
    stats = (await world.ann.slash(quiz.channel, "quiz stats")).response
    assert "Question of the day: 2 in a row, 2 at best" in seen(stats)
    theirs = (await world.bob.slash(quiz.channel, "quiz daily")).response
    assert "in a row" not in seen(theirs)


async def test_an_old_question_takes_no_answers_but_says_where_the_new_one_is(quiz: Quiz, mona: simcord.MemberActor):
    await set_up(quiz, mona)
    await until(quiz, AT + timedelta(seconds=21))
    own = (await quiz.world.ann.slash(quiz.channel, "quiz daily")).response
    await quiz.wait(DAY)
    late = (await quiz.world.ann.click(own, label="B · Bird 1x")).response
    assert "has been revealed already. `/quiz daily` shows today's." in late.content


async def test_a_daily_order_is_put_in_order_privately(quiz: Quiz, mona: simcord.MemberActor):
    quiz.pool.questions[0] = order(1)
    await set_up(quiz, mona)
    await until(quiz, AT + timedelta(seconds=21))
    told = await quiz.put_in_order(quiz.world.ann, "DCBA", dailies(quiz)[0])
    assert "**D → C → B → A** is locked in." in seen(told)
    await quiz.wait(DAY)
    assert "Before: ✓ **Bird 1z → Bird 1y → Bird 1x → Bird 1w** (1 of 1 right)" in seen(quiz.newest())


async def test_a_chinese_server_is_asked_in_chinese(quiz: Quiz, mona: simcord.MemberActor):
    shown = await set_up(quiz, mona)
    await mona.select(shown, ["zh-CN"], custom_id="ajar:settings:value:language")
    await until(quiz, AT + timedelta(seconds=21))
    asked = quiz.newest()
    assert "每日一题" in seen(asked)
    assert "第 1 号是哪种鸟？" in seen(asked)
    await quiz.press(quiz.world.ann, RIGHT, asked)
    await quiz.wait(DAY)
    assert "上一题：" in seen(quiz.newest())
    assert "**答对：Ann**" in seen(quiz.again(asked))


async def test_a_channel_that_cannot_be_written_in_stops_no_other_servers_question(
    quiz: Quiz, mona: simcord.MemberActor
):
    world = quiz.world
    await set_up(quiz, mona)
    world.env.inject_error("POST", f"/channels/{quiz.channel.id}/messages", status=403, code=50013, times=None)
    other = world.env.create_guild("Another")
    role = other.create_role("Administrators", permissions=discord.Permissions(manage_guild=True))
    owner = other.add_member(world.env.create_user("otto"), roles=[role])
    channel = other.create_text_channel("daily")
    shown = (await owner.slash(channel, "settings")).response
    await owner.select(shown, [channel], custom_id="ajar:settings:channel:quiz_channel")
    await until(quiz, AT + timedelta(minutes=10))
    assert "Question of the day" in seen(channel.last_message)
    assert dailies(quiz) == []
    world.env.backend.faults.clear()
    await quiz.wait(150)
    assert len(dailies(quiz)) == 1


async def test_without_a_channel_it_says_who_can_choose_one(quiz: Quiz):
    told = (await quiz.world.ann.slash(quiz.channel, "quiz daily")).response
    assert told.ephemeral
    assert "This server has no question of the day." in told.content


async def test_switched_off_the_last_question_is_revealed_in_its_place_and_counts(
    quiz: Quiz, mona: simcord.MemberActor
):
    world = quiz.world
    shown = await set_up(quiz, mona)
    await until(quiz, AT + timedelta(seconds=21))
    (asked,) = dailies(quiz)
    await quiz.press(world.ann, RIGHT, asked)
    await mona.select(shown, [], custom_id="ajar:settings:channel:quiz_channel")
    await quiz.wait(25)
    assert seen(quiz.again(asked)).splitlines()[0] == "-# Answer of 1 January 2026 · Models · easy"
    assert "**Right: Ann** (1 of 1)" in seen(quiz.again(asked))
    assert {key[1]: value for key, value in (await quiz.results()).items()} == {world.ann.id: (1, True)}
    await quiz.wait(60)
    assert len(await quiz.results()) == 1

"""`/settings`: who may open it, what each control changes, and that it lasts."""

from typing import Any

import discord
import pytest
import simcord

from bot.core.preferences import Preferences
from tests.cogs.quiz_play import Quiz, field_named, mute, parts, seen


def of(quiz: Quiz) -> Preferences:
    return quiz.world.bot.preferences.of(quiz.world.env.guild.id)


@pytest.fixture
def mona(quiz: Quiz) -> simcord.MemberActor:
    """Somebody with Manage Server."""
    guild = quiz.world.env.guild
    role = guild.create_role("Administrators", permissions=discord.Permissions(manage_guild=True))
    return guild.add_member(quiz.world.env.create_user("mona", global_name="Mona"), roles=[role])


async def panel(quiz: Quiz, member: simcord.MemberActor) -> Any:
    return (await member.slash(quiz.channel, "settings")).response


async def test_members_without_manage_server_do_not_even_see_the_command(quiz: Quiz):
    with pytest.raises(simcord.SetupError, match="default-member-permissions"):
        await panel(quiz, quiz.world.ann)


async def test_a_member_whom_the_server_let_through_is_still_refused(quiz: Quiz):
    """Servers may open a command to anybody; what it changes asks again."""
    world = quiz.world
    backend = world.env.backend
    command = backend.find_command("settings", world.env.guild.id, type=1)
    assert command is not None
    world.env.guild.set_command_permissions(int(command["id"]), {world.ann: True})
    refused = await panel(quiz, world.ann)
    assert refused.ephemeral
    assert refused.content == "Only members with Manage Server can change the settings."


async def test_the_panel_is_private_and_a_press_by_somebody_who_lost_the_right_changes_nothing(
    quiz: Quiz, mona: simcord.MemberActor
):
    shown = await panel(quiz, mona)
    assert shown.ephemeral
    quiz.world.env.backend.remove_member_role(quiz.world.env.guild.id, mona.id, mona.guild.roles["Administrators"].id)
    told = (await mona.click(shown, label="Answer privately")).response
    assert "Only members with Manage Server" in told.content
    assert of(quiz) == Preferences()


async def test_every_control_stores_its_change_at_once_and_the_panel_shows_it(quiz: Quiz, mona: simcord.MemberActor):
    guild = quiz.world.env.guild
    role, log = guild.create_role("Helpers"), guild.create_text_channel("log")
    shown = await panel(quiz, mona)
    shown = (await mona.select(shown, [role], custom_id="ajar:settings:roles")).response
    shown = (await mona.select(shown, [log], custom_id="ajar:settings:channel:log_channel")).response
    shown = (await mona.select(shown, [quiz.channel], custom_id="ajar:settings:channel:quiz_channel")).response
    assert "at 09:00, UTC" in seen(shown)
    shown = (await mona.select(shown, ["zh-CN"], custom_id="ajar:settings:value:language")).response
    assert "中文" in seen(shown)
    shown = (await mona.select(shown, ["1.5"], custom_id="ajar:settings:value:time_factor")).response
    assert "× 1.5" in seen(shown)
    shown = (await mona.select(shown, ["gradient"], custom_id="ajar:settings:value:definitions")).response
    shown = (await mona.click(shown, label="Answer privately")).response
    assert "answers are private" in seen(shown)
    form = await mona.click(shown, label="Time of the question")
    values = {field_named(form, "Time, as"): "21:30", field_named(form, "Time zone"): "Asia/Shanghai"}
    shown = (await mona.submit_modal(form, values)).response
    assert "at 21:30, Asia/Shanghai" in seen(shown)

    changed = of(quiz)
    assert changed.moderator_roles == (role.id,)
    assert (changed.log_channel, changed.quiz_channel) == (log.id, quiz.channel.id)
    assert (changed.language, changed.time_factor, changed.private) == ("zh-CN", 1.5, True)
    assert changed.definitions[0] == "gradient"
    assert (changed.daily_time, changed.time_zone) == ("21:30", "Asia/Shanghai")

    await quiz.world.restart()
    assert of(quiz) == changed
    shown = (await mona.click(shown, label="Answer publicly")).response
    assert "answers are public" in seen(shown)
    chosen = [value["id"] for part in parts(shown.components) for value in part.get("default_values", [])]
    assert [int(each) for each in chosen] == [role.id, log.id, quiz.channel.id]
    shown = (await mona.select(shown, [], custom_id="ajar:settings:channel:quiz_channel")).response
    assert "off: choose a channel" in seen(shown)
    assert of(quiz).quiz_channel is None


@pytest.mark.parametrize(
    ("time", "zone", "told"),
    [
        ("9 am", "UTC", "“9 am” is not a time. Write it as 09:00"),
        ("24:00", "UTC", "is not a time"),
        ("09:00", "Berlin", "“Berlin” is not a time zone. Write it as Europe/Berlin"),
        ("09:00", "@everyone", "is not a time zone"),
    ],
)
async def test_a_time_that_cannot_be_says_how_to_write_one(
    quiz: Quiz, mona: simcord.MemberActor, time: str, zone: str, told: str
):
    form = await mona.click(await panel(quiz, mona), label="Time of the question")
    values = {field_named(form, "Time, as"): time, field_named(form, "Time zone"): zone}
    answer = (await mona.submit_modal(form, values)).response
    assert answer.ephemeral
    assert told in answer.content
    assert "@everyone" not in answer.content
    assert of(quiz) == Preferences()


async def test_a_channel_that_the_bot_cannot_write_in_is_not_taken(quiz: Quiz, mona: simcord.MemberActor):
    mute(quiz, "send_messages")
    shown = await panel(quiz, mona)
    told = (await mona.select(shown, [quiz.channel], custom_id="ajar:settings:channel:quiz_channel")).response
    assert "I cannot write in" in told.content
    assert of(quiz).quiz_channel is None


async def test_a_moderator_role_lets_its_members_stop_games_but_not_change_settings(
    quiz: Quiz, mona: simcord.MemberActor
):
    guild = quiz.world.env.guild
    role = guild.create_role("Helpers")
    helper = guild.add_member(quiz.world.env.create_user("hal", global_name="Hal"), roles=[role])
    await quiz.start()
    assert "Only Ann" in (await helper.slash(quiz.channel, "quiz stop")).response.content
    await mona.select(await panel(quiz, mona), [role], custom_id="ajar:settings:roles")
    assert (await helper.slash(quiz.channel, "quiz stop")).response.content == "**Hal** ended the quiz."
    with pytest.raises(simcord.SetupError):
        await panel(quiz, helper)


async def test_the_servers_language_is_that_of_public_answers_and_each_member_keeps_their_own(
    quiz: Quiz, mona: simcord.MemberActor
):
    await mona.select(await panel(quiz, mona), ["zh-CN"], custom_id="ajar:settings:value:language")
    said = await quiz.start()
    assert "**Ann** 发起了一场测验" in said.content
    assert "第 1 题，共 5 题" in seen(quiz.question())
    assert "第 1 号是哪种鸟？" in seen(quiz.question())
    assert "is locked in" in seen(await quiz.press(quiz.world.ann, "B"))
    quiz.world.locales[quiz.world.bob.id] = "zh-CN"
    assert "已记下" in seen(await quiz.press(quiz.world.bob, "B"))
    reveal = seen(await quiz.reveal())
    assert "**答对：Ann和Bob**（2 人中 2 人）" in reveal

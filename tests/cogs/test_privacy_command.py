"""`/privacy show` and `/privacy erase` as members use them, in servers and in direct messages."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.storage.tables import audit, mutes, quiz_members, quiz_results
from tests.cogs.discord_world import labels, parts, seen
from tests.cogs.own_data import HERON_3, OwnData, own_data_on, wired
from tests.services.test_privacy import fill


@pytest.fixture
async def own(small_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[OwnData]:
    wired(monkeypatch)
    async with own_data_on(small_database, tmp_path) as made:
        yield made


async def told(answer: Any) -> dict[str, Any]:
    (file,) = answer.attachments
    return json.loads(await file.read())


async def filled(own: OwnData, *guilds: int) -> None:
    for guild in guilds or (own.world.env.guild.id,):
        await fill(own.bot.database, own.world.ann.id, own.world.bob.id, guild)


async def left(own: OwnData, table: Any) -> int:
    async with own.bot.database.reading() as connection:
        return len((await connection.execute(select(table).where(table.c.member_id == own.world.ann.id))).all())


async def test_who_has_left_nothing_is_told_so_without_a_file(own: OwnData):
    answer = (await own.world.bob.slash(own.channel, "privacy show")).response
    assert answer.ephemeral
    assert "Nothing is kept about you." in seen(answer)
    assert answer.attachments == []


async def test_a_member_gets_everything_as_a_file_that_nobody_else_sees_and_that_names_nobody_else(own: OwnData):
    await filled(own)
    answer = (await own.world.ann.slash(own.channel, "privacy show")).response
    assert answer.ephemeral
    assert "your answers and points in quizzes: 1 row" in seen(answer)
    document = await told(answer)
    assert document["member"] == str(own.world.ann.id)
    assert {part["table"] for part in document["kept"]} >= {"quiz_results", "drafts", "audit", "revisions", "reports"}
    assert str(own.world.bob.id) not in json.dumps(document)
    own.world.locales[own.world.ann.id] = "zh-CN"
    answer = (await own.world.ann.slash(own.channel, "privacy show")).response
    assert "你在测验中的答案和得分：1 行" in seen(answer).replace(": ", "：")


async def test_erasing_asks_first_and_then_erases_this_server_alone(own: OwnData):
    await filled(own, own.world.env.guild.id, 999)
    question = (await own.world.ann.slash(own.channel, "privacy erase")).response
    assert question.ephemeral
    assert labels(question) == ["Erase in this server", "Erase everywhere"]
    assert await left(own, quiz_results) == 2, "asking erases nothing"
    await own.world.ann.click(question, label="Erase in this server")
    assert "Erased" in seen(question)
    assert "Mutes stay" in seen(question)
    assert labels(question) == []
    async with own.bot.database.reading() as connection:
        guilds = list((await connection.execute(select(quiz_results.c.guild_id))).scalars())
    assert guilds == [999]
    assert await left(own, mutes) == 2


async def test_erasing_everywhere_works_on_a_question_from_before_a_restart(own: OwnData):
    await filled(own, own.world.env.guild.id, 999)
    question = (await own.world.ann.slash(own.channel, "privacy erase")).response
    await own.world.restart()
    await own.world.ann.click(question, label="Erase everywhere")
    assert await left(own, quiz_results) == 0
    assert await left(own, quiz_members) == 0
    again = (await own.world.ann.slash(own.channel, "privacy erase")).response
    await own.world.ann.click(again, label="Erase everywhere")
    assert "Nothing is kept about you." in seen(again)


async def test_in_direct_messages_there_is_everywhere_alone(own: OwnData):
    await filled(own)
    user = own.world.ann.user
    shown = (await user.slash("privacy show")).response
    assert "1 row" in seen(shown)
    question = (await user.slash("privacy erase")).response
    assert labels(question) == ["Erase everywhere"]
    await user.click(question, label="Erase everywhere")
    assert await left(own, quiz_results) == 0


async def test_the_history_of_an_erased_moderator_stays_and_names_nobody(own: OwnData):
    shown = await own.send("heron-3.yaml", HERON_3)
    form = await own.mona.click(shown, label="Confirm 1 change…")
    assert form.modal is not None
    reason, link = (part["custom_id"] for part in parts(form.modal["components"]) if part["type"] == 4)
    await own.mona.submit_modal(form, {reason: "read", link: "https://marsh.example/heron-3"})
    question = (await own.mona.slash(own.channel, "privacy erase")).response
    await own.mona.click(question, label="Erase in this server")
    assert "what you did as a moderator" in seen(question)
    async with own.bot.database.reading() as connection:
        actors = set((await connection.execute(select(audit.c.actor))).scalars())
    assert len(actors) == 1
    assert actors.pop().startswith("anonymous:")

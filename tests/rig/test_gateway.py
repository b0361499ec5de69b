"""The gateway goes wrong: what members did is answered all the same, and games go on."""

from pathlib import Path

import aiohttp
import pytest

from tests.rig import Fault, Rig
from tests.rig.conftest import Town, town_on
from tests.rig.databases import folder_with
from tests.rig.playing import answer, answerable, begin, locked, questions, stored_answers, until


async def test_a_session_that_is_resumed_loses_no_press(town: Town):
    await town.start()
    question, gateway = await begin(town), town.rig.gateway
    name = answerable(question)
    assert name is not None
    for number, lost in enumerate(("cut", "asked to reconnect", "invalid but resumable", "closed"), start=1):
        match lost:
            case "cut":
                gateway.cut()
            case "asked to reconnect":
                await gateway.ask_to_reconnect()
            case "closed":
                await gateway.close(code=4000)
            case _:
                await gateway.invalidate(resumable=True)
        # Discord hands this over with the resume, where the bot is not there to hear it.
        pressed = await town.rig.use(question, name, town.ann)
        await gateway.until(lambda number=number: gateway.count("resume") >= number)
        assert locked(await town.rig.answered(pressed)), lost
        assert stored_answers(town, town.ann) == number, lost
    assert gateway.count("identify") == 1
    came_to = [each.detail for each in gateway.log if each.what == "connect"]
    assert came_to[1:] == ["/resume/0"] * 4, "a resume goes where READY said"
    assert questions(town) == [question], "nothing was asked anew"


@pytest.mark.parametrize("lost", ["forgotten", "invalid"])
async def test_a_session_that_cannot_be_resumed_is_begun_anew_where_the_setting_says(town: Town, lost: str):
    ajar = await town.start()
    question, gateway = await begin(town), town.rig.gateway
    assert locked(await answer(town, question, town.ann))
    if lost == "forgotten":
        await gateway.close(forget=True)
    else:
        await gateway.invalidate(resumable=False)
    await gateway.until(lambda: gateway.count("identify") == 2)
    assert locked(await answer(town, question, town.bob)), "the question stands open still"
    assert (stored_answers(town, town.ann), stored_answers(town, town.bob)) == (1, 1)
    assert not ajar.events("incident")


async def test_a_gateway_that_is_down_is_tried_until_it_is_back(town: Town):
    await town.start()
    question, gateway = await begin(town), town.rig.gateway
    gateway.refusing = True
    before = gateway.count("connect")
    gateway.cut()
    await gateway.until(lambda: gateway.count("connect") > before + 1)
    gateway.refusing = False
    await gateway.connected(1)
    assert locked(await answer(town, question, town.ann))
    assert stored_answers(town, town.ann) == 1


async def test_a_shard_that_never_becomes_ready_keeps_none_of_the_others_from_serving(
    few: Path, few_database: Path, tmp_path: Path
):
    async with Rig(shards=2) as rig:
        town = town_on(rig, folder_with(few_database, tmp_path / "ajar"), few)
        rig.add_guild("Elsewhere", shard=1)
        rig.gateway.silent.add(1)
        ajar = await town.start(health_port=0)
        question = await begin(town)
        assert locked(await answer(town, question, town.ann))
        port = (await until(lambda: ajar.events("health_listening"), "it listens"))[0]["port"]
        async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/healthz") as response:
            told = await response.json()
            assert response.status == 503
        assert told["problems"]
        assert set(told["shards"]) == {"0", "1"}
        assert told["shards"]["0"] != told["shards"]["1"]

        # A game of the shard that is there comes back after a restart, though the other is still missing.
        await ajar.kill()
        await town.start()
        assert locked(await answer(town, question, town.bob))
        assert (stored_answers(town, town.ann), stored_answers(town, town.bob)) == (1, 1)


async def test_a_bot_that_may_open_no_session_says_so_instead_of_losing_its_token(town: Town):
    town.rig.gateway.remaining = 0
    ajar = await town.start(connected=False)
    assert await ajar.ends() == 1
    assert "started too often" in ajar.said
    assert "Traceback" not in ajar.said
    assert not town.rig.gateway.count("connect")


async def test_a_discord_that_fails_at_the_start_is_named_without_a_trace(town: Town):
    town.rig.fault(Fault(r"^GET /gateway/bot", 503, times=10))
    ajar = await town.start(connected=False)
    assert await ajar.ends() == 1
    assert "Discord cannot be reached" in ajar.said
    assert "Traceback" not in ajar.said

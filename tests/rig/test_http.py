"""Discord's HTTP interface fails, is slow or refuses: what members see then, and what the database holds."""

import asyncio
import time

import psutil
import pytest

from bot.wire import MOST_CONNECTIONS
from tests.rig import Fault
from tests.rig.conftest import Town
from tests.rig.faults import CALLBACK, POSTING
from tests.rig.interactions import AUTOCOMPLETE, command_data
from tests.rig.playing import answer, answerable, begin, locked, questions, stored_answers, until


async def test_an_acknowledgement_that_discord_did_not_take_is_sent_again_and_the_answer_stored_once(town: Town):
    ajar = await town.start()
    question = await begin(town)
    faults = {
        "429 of a bucket": Fault.too_many(CALLBACK, 0.3),
        "429 for everything": Fault.too_many(CALLBACK, 0.3, everywhere=True),
        **{f"{status}": Fault(CALLBACK, status) for status in (500, 502, 503)},
    }
    for number, (name, fault) in enumerate(faults.items(), start=1):
        town.rig.fault(fault)
        told = await answer(town, question, town.ann)
        assert locked(told), name
        assert told.tries == 2, name
        assert stored_answers(town, town.ann) == number, name
    assert not ajar.events("incident")


async def test_an_answer_that_could_not_be_acknowledged_in_time_is_stored_and_the_next_press_changes_it(town: Town):
    ajar = await town.start()
    question = await begin(town)
    name = answerable(question)
    assert name is not None
    # Discord takes no acknowledgement after three seconds; by the third try they are over.
    town.rig.rest.patience = 3.0
    fault = town.rig.fault(Fault(CALLBACK, 500, times=2))
    unheard = await town.rig.use(question, name, town.ann)
    await until(lambda: ajar.events("interaction_gone"), "Ajar knows that nobody heard it")
    assert unheard.received is None
    assert fault.struck == 2
    assert stored_answers(town, town.ann) == 1
    town.rig.rest.patience = 60.0
    assert locked(await answer(town, question, town.ann))
    assert stored_answers(town, town.ann) == 2
    assert not ajar.events("incident"), "nobody could be told a number"


async def test_a_member_whose_acknowledgement_is_slow_keeps_nobody_else_waiting(town: Town):
    await town.start()
    question = await begin(town)
    name = answerable(question)
    assert name is not None
    town.rig.fault(Fault(CALLBACK, delay=5.0))
    slow = await town.rig.use(question, name, town.ann)
    await until(lambda: stored_answers(town, town.ann), "the answer is stored, though Discord still thinks")
    assert locked(await answer(town, question, town.bob))
    assert slow.received is None, "the other was not kept waiting"
    assert locked(await town.rig.answered(slow))
    assert stored_answers(town, town.ann) == 1


async def test_a_burst_opens_a_bounded_number_of_connections_and_everybody_is_answered(town: Town):
    ajar = await town.start()
    town.rig.fault(Fault(CALLBACK, delay=0.5, times=250))
    data = command_data(town.rig.rest.commands, "model profile", {"name": "blo"}, "name")
    asked = [await town.rig.send(AUTOCOMPLETE, town.guild.channel, town.ann, data) for _ in range(250)]
    process, most = psutil.Process(ajar.pid), 0
    while any(each.received is None for each in asked):
        most = max(most, sum(one.status == psutil.CONN_ESTABLISHED for one in process.net_connections("tcp")))
        await asyncio.sleep(0.05)
    for each in asked:
        await town.rig.answered(each)
    assert 50 < most <= MOST_CONNECTIONS, "with the gateway's, which the rig serves at the same address"
    assert not ajar.events("incident")


async def test_a_global_limit_holds_everything_back_and_loses_nothing(town: Town):
    await town.start()
    limit = town.rig.fault(Fault.too_many(POSTING, 0.7, everywhere=True))
    question = await begin(town)
    assert limit.struck == 1
    assert len(questions(town)) == 1
    assert locked(await answer(town, question, town.ann))


@pytest.mark.parametrize(
    ("fault", "twice"),
    [
        pytest.param(Fault(POSTING, 503, times=2), 0, id="refused"),
        pytest.param(Fault(POSTING, 500, after=True), 1, id="posted, but answered 500"),
        pytest.param(Fault(POSTING, 503, after=True), 1, id="posted, but answered 503"),
    ],
)
async def test_a_question_whose_posting_fails_stands_there_once(town: Town, fault: Fault, twice: int):
    fault.struck = 0
    await town.start()
    town.rig.fault(fault)
    question = await begin(town)
    await until(lambda: town.rig.rest.counts["not posted twice"] == twice, "it was sent again")
    assert [message for message in town.guild.channel.posted if answerable(message)] == [question]
    assert locked(await answer(town, question, town.ann))


async def test_a_question_is_not_posted_twice_by_a_process_that_was_killed_before_it_noted_it(town: Town):
    ajar = await town.start()
    held = town.rig.fault(Fault(POSTING, late=600.0))
    # The question stands in the channel; Ajar is killed before it hears so.
    begun = await town.rig.slash(town.guild, town.mod, "quiz start", questions=5, untimed=True)
    while not held.struck:
        begun = await town.rig.slash(town.guild, town.mod, "quiz start", questions=5, untimed=True)
    question = await until(lambda: next(iter(questions(town)), None), f"it stands there after: {begun.text}")
    assert not town.rows("SELECT 1 FROM quiz_events WHERE json_extract(event, '$.kind') = 'posted'")
    await ajar.kill()
    await town.start()
    await until(
        lambda: town.rows("SELECT 1 FROM quiz_events WHERE json_extract(event, '$.kind') = 'posted'"), "it is noted"
    )
    assert questions(town) == [question]
    assert town.rig.rest.counts["not posted twice"] == 1
    noted = town.rows("SELECT json_extract(event, '$.message') FROM quiz_events WHERE event LIKE '%\"posted\"%'")
    assert noted == [(question.id,)]


async def test_what_is_typed_is_completed_while_discord_refuses_everything_else(town: Town):
    await town.start()
    town.rig.fault(Fault.too_many(r"^(POST|PATCH) /(channels|webhooks)", 30.0, times=1000))
    data = command_data(town.rig.rest.commands, "model profile", {"name": "blo"}, "name")
    began = time.perf_counter()
    for _ in range(20):
        typed = await town.rig.answered(await town.rig.send(AUTOCOMPLETE, town.guild.channel, town.ann, data))
        assert "bloom" in [choice["value"] for choice in typed.choices]
    assert time.perf_counter() - began < 30, "no limit of others was waited for"

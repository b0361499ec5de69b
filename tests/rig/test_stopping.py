"""Ajar is told to end, or is started twice, in the middle of a game."""

from bot.i18n import words
from tests.rig.conftest import Town
from tests.rig.playing import answer, answerable, begin, locked, questions, reveal, stored_answers, until


async def test_a_game_goes_on_after_a_stop_in_the_middle_of_a_question(town: Town):
    ajar = await town.start()
    question = await begin(town)
    assert locked(await answer(town, question, town.ann))
    assert await ajar.stop() == 0
    assert not [record for record in ajar.records if record.get("level") == "error"]
    assert "Traceback" not in ajar.said

    again = await town.start()
    opened = words("en")("quiz.reopened", number="\0").split("\0")[-1]
    await until(lambda: any(m.text.endswith(opened) for m in town.guild.channel.posted), "it is said to be open again")
    assert questions(town) == [question], "in its place, and not asked anew"
    assert locked(await answer(town, question, town.bob))
    await reveal(town, question)
    await until(lambda: len(town.rows("SELECT member_id FROM quiz_results")) == 2, "both answers count")
    assert {row[0] for row in town.rows("SELECT member_id FROM quiz_results")} == {town.ann.id, town.bob.id}
    assert await again.stop() == 0


async def test_presses_that_are_under_way_at_a_stop_are_answered(town: Town):
    ajar = await town.start()
    question = await begin(town)
    name = answerable(question)
    assert name is not None
    members = [town.rig.add_member(town.guild, f"Player {number}") for number in range(20)]
    pressed = [await town.rig.use(question, name, member) for member in members]
    # The first answer is back: the others are somewhere between the gateway and the disk.
    await pressed[0].acknowledged
    assert await ajar.stop() == 0
    stored = {member.id for member in members if stored_answers(town, member)}
    told = {each.member.id for each in pressed if each.received is not None}
    assert told == stored
    assert not ajar.events("incident")


async def test_a_second_process_on_the_same_file_is_refused_and_the_first_goes_on(town: Town):
    first = await town.start()
    question = await begin(town)
    second = await town.start(connected=False)
    assert await second.ends() == 1
    assert "Another Ajar is running" in second.said
    assert "Traceback" not in second.said
    assert town.rig.gateway.count("identify") == 1, "it took no session from the first"
    assert locked(await answer(town, question, town.ann))
    await first.kill()
    # What held the file died with the process.
    await town.start()
    assert locked(await answer(town, question, town.bob))
    assert (stored_answers(town, town.ann), stored_answers(town, town.bob)) == (1, 1)

"""What a member does alone: practice, their own results, their name; and who may see what of others."""

from typing import Any

import discord
import pytest
import simcord
from sqlalchemy import select

from bot.storage.database import Database
from bot.storage.tables import metadata
from tests.cogs.quiz_play import RIGHT, WRONG, Quiz, labels, options, order, seen


async def practise(quiz: Quiz, member: simcord.MemberActor, **given: Any) -> Any:
    return (await member.slash(quiz.channel, "quiz practice", **given)).response


async def click(member: Any, message: Any, beginning: str) -> Any:
    label = next(label for label in labels(message) if label.startswith(beginning))
    return (await member.click(message, label=label)).response


# -- practice


async def test_practice_is_one_private_message_that_turns_from_question_to_answer_to_question(quiz: Quiz):
    ann = quiz.world.ann
    asked = await practise(quiz, ann)
    assert asked.ephemeral
    assert seen(asked).startswith("-# Practice · new · Models · easy\n**Which bird is number 1?**")
    right = await click(ann, asked, "B ")
    assert right.id == asked.id
    assert seen(right).startswith("**Right!**\n### ✓ B · Bird 1x")
    assert "It is bird 1x." in seen(right)
    assert "It comes back <t:" in seen(right)
    assert {"Next question", "I guessed", "I knew it well"} <= set(labels(right))
    asked = await click(ann, right, "Next question")
    assert "Which bird is number 2?" in seen(asked)
    wrong = await click(ann, asked, "A ")
    assert seen(wrong).startswith("**Not quite.** You chose **A · Bird 2w**.\n### ✓ B · Bird 2x")
    assert "I guessed" not in labels(wrong)
    assert quiz.messages() == [], "nobody else sees any of it"


async def test_an_answer_that_was_known_well_comes_back_later_than_a_guess(quiz: Quiz):
    def back(message: Any) -> int:
        return int(seen(message).split("It comes back <t:")[1].split(":")[0])

    due: dict[str, int] = {}
    for member, said in ((quiz.world.ann, "I guessed"), (quiz.world.bob, "I knew it well")):
        right = await click(member, await practise(quiz, member), "B ")
        graded = await click(member, right, said)
        due[said] = back(graded)
        assert labels(graded)[0] == "Next question"
        assert said not in labels(graded)
    assert due["I guessed"] < due["I knew it well"]


async def test_what_was_wrong_comes_back_and_is_counted_as_due(quiz: Quiz):
    ann = quiz.world.ann
    wrong = await click(ann, await practise(quiz, ann), "A ")
    await quiz.wait(3600)
    again = await click(ann, wrong, "Next question")
    assert "again" in seen(again)
    assert "Which bird is number 1?" in seen(again)
    assert "1 question due" in seen(again)


async def test_an_unanswered_question_is_asked_again_and_its_buttons_outlive_a_restart(quiz: Quiz):
    ann = quiz.world.ann
    asked = await practise(quiz, ann)
    await quiz.world.restart()
    assert "Which bird is number 1?" in seen(await practise(quiz, ann))
    right = await click(ann, asked, "B ")
    assert "Right!" in seen(right)
    await quiz.world.restart()
    assert "Which bird is number 2?" in seen(await click(ann, right, "Next question"))


async def test_an_old_question_of_practice_says_that_it_is_over(quiz: Quiz):
    ann = quiz.world.ann
    first, second = await practise(quiz, ann), await practise(quiz, ann)
    await click(ann, second, "B ")
    told = await click(ann, first, "A ")
    assert "That question is no longer open." in told.content


async def test_an_order_is_practised_and_the_wish_for_a_subject_stays(quiz: Quiz):
    ann = quiz.world.ann
    quiz.pool.questions[0] = order(1)
    menu = await click(ann, await practise(quiz, ann, subject="models", level=2), "Put in order")
    for value in ("3", "2", "1"):
        menu = (await ann.select(menu, [value])).response
    assert seen(menu).startswith("**Right!**\n✓ The right order:\n1. **Bird 1z**")
    assert options(menu) == []
    identifiers = [part for part in str(menu.components).split("'") if part.startswith("ajar:practice-next")]
    assert identifiers == ["ajar:practice-next:models-2"]


async def test_practice_works_in_direct_messages(quiz: Quiz):
    user = quiz.world.ann.user
    asked = (await user.slash("quiz practice")).response
    assert not asked.ephemeral, "in a direct message it may stay"
    right = await click(user, asked, "B ")
    assert "Right!" in seen(right)
    assert "Which bird is number 2?" in seen(await click(user, right, "Next question"))


@pytest.mark.parametrize("command", ["quiz start", "quiz daily", "quiz leaderboard", "quiz stats", "quiz questions"])
async def test_what_needs_a_server_says_so_in_direct_messages(quiz: Quiz, command: str):
    told = (await quiz.world.ann.user.slash(command)).response
    assert told.content.startswith(("Quizzes need a server", "This is for moderators"))


async def test_practice_on_nothing_says_what_to_leave_out(quiz: Quiz):
    told = await practise(quiz, quiz.world.ann, subject="history")
    assert "Leave the subject or the level out." in told.content


# -- results


async def test_a_leaderboard_has_the_leader_first_for_each_period(quiz: Quiz):
    world = quiz.world
    empty = (await world.ann.slash(quiz.channel, "quiz leaderboard")).response
    assert "Nobody has played yet." in seen(empty)
    await quiz.start()
    await quiz.play(5, (world.ann, RIGHT), (world.bob, WRONG))
    board = (await world.bob.slash(quiz.channel, "quiz leaderboard")).response
    assert not board.ephemeral
    assert seen(board).splitlines() == [
        "## This week",
        "1\\. **Ann** · 9 points · 5 of 5 right",
        "2\\. **Bob** · 0 points · 0 of 5 right",
    ]
    month = (await world.bob.click(board, label="This month")).response
    assert month.ephemeral, "the channel's board stays as it is"
    assert "**Bob** (you)" in seen(month)
    everything = (await world.bob.click(month, label="All time")).response
    assert everything.id == month.id
    await quiz.wait(8 * 24 * 3600)
    board = (await world.bob.slash(quiz.channel, "quiz leaderboard")).response
    assert "Nobody has played yet." in seen(board)


async def test_a_hidden_member_is_seen_by_themselves_alone(quiz: Quiz):
    world = quiz.world
    await quiz.start()
    await quiz.play(5, (world.ann, RIGHT), (world.bob, WRONG))
    stats = (await world.ann.slash(quiz.channel, "quiz stats")).response
    assert stats.ephemeral
    assert "**9 points** · 5 of 5 right (100 %)" in seen(stats)
    assert "Place 1 of all time" in seen(stats)
    assert [attachment.filename for attachment in stats.attachments] == ["ajar-accuracy.png"]
    hidden = (await world.ann.click(stats, label="Hide my name")).response
    assert "Your name is hidden" in seen(hidden)
    public = seen((await world.bob.slash(quiz.channel, "quiz leaderboard")).response)
    assert "Ann" not in public
    assert "1\\. **a hidden member** · 9 points" in public
    assert "Ann" in seen((await world.ann.slash(quiz.channel, "quiz leaderboard", private=True)).response)
    shown = (await world.ann.click(hidden, label="Show my name")).response
    assert "Your name shows" in seen(shown)
    assert "**Ann**" in seen((await world.bob.slash(quiz.channel, "quiz leaderboard")).response)


async def test_what_a_member_erases_is_gone_from_every_table_of_the_quiz(quiz: Quiz):
    world = quiz.world
    await quiz.start()
    await quiz.play(5, (world.ann, RIGHT), (world.bob, RIGHT))
    stats = (await world.bob.slash(quiz.channel, "quiz stats")).response
    asked = (await world.bob.click(stats, label="Erase my results")).response
    assert "There is no way back." in seen(asked)
    assert "Bob" in seen((await world.ann.slash(quiz.channel, "quiz leaderboard")).response)
    gone = (await world.bob.click(asked, label="Yes, erase it")).response
    assert "Erased: 5 results." in seen(gone)
    assert "Bob" not in seen((await world.ann.slash(quiz.channel, "quiz leaderboard")).response)
    assert await _rows_naming(world.database, world.bob.id) == []
    assert "You have not answered a question here yet." in seen(
        (await world.bob.slash(quiz.channel, "quiz stats")).response
    )


async def test_what_was_pressed_in_a_game_is_forgotten_some_time_after_its_end(quiz: Quiz):
    await quiz.start()
    await quiz.play(5, (quiz.world.ann, RIGHT))
    assert await quiz.events()
    await quiz.wait(2.5 * 3600)
    assert await quiz.events() == []
    assert len(await quiz.results()) == 5


async def _rows_naming(file: Any, member: int) -> list[str]:
    database = await Database.open(f"sqlite+aiosqlite:///{file.as_posix()}")
    found: list[str] = []
    try:
        async with database.reading() as connection:
            for table in metadata.sorted_tables:
                if table.name.startswith(("quiz_", "practice_")):
                    rows = (await connection.execute(select(table))).mappings()
                    found += [table.name for row in rows if str(member) in str(dict(row))]
    finally:
        await database.close()
    return found


# -- questions


async def test_only_moderators_learn_how_questions_fare(quiz: Quiz):
    world = quiz.world
    refused = (await world.ann.slash(quiz.channel, "quiz questions")).response
    assert refused.ephemeral
    assert "This is for moderators" in refused.content
    guild = world.env.guild
    role = guild.create_role("Moderators", permissions=discord.Permissions(manage_guild=True))
    mona = guild.add_member(world.env.create_user("mona"), roles=[role])
    nothing = (await mona.slash(quiz.channel, "quiz questions")).response
    assert nothing.ephemeral
    assert "None stands out" in seen(nothing)
    crowd = [guild.add_member(world.env.create_user(f"m{number}")) for number in range(6)]
    await quiz.start()
    for member in crowd:
        await quiz.press(member, WRONG)
    reveal = await quiz.reveal()
    form = await world.ann.click(reveal, label="Report a problem")
    fields = [part["custom_id"] for row in form.modal["components"] for part in row.get("components", [row])]
    await world.ann.submit_modal(form, {fields[0]: "birds have changed"})
    await quiz.to_next()
    for member in crowd:
        await quiz.press(member, RIGHT)
    await quiz.reveal()
    found = seen((await mona.slash(quiz.channel, "quiz questions")).response)
    assert "### Too hard\n- `marsh-1` · 0 of 6" in found
    assert "### Too easy\n- `marsh-2` · 6 of 6" in found
    assert "### Reported\n- `marsh-1` · 1 report" in found

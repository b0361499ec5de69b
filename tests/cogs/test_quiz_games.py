"""Games on Discord: what members see, what they are told, and what is on disk when they have seen it."""

import discord
import pytest
import simcord

from bot.core.editing.policy import Actor
from bot.core.quiz.events import Begin, Call, Stop
from bot.core.quiz.game import Phase
from bot.core.quiz.questions import Subject
from bot.services.quizzes import NotAllowed
from tests.cogs.quiz_play import (
    LATE,
    RIGHT,
    SECONDS,
    WRONG,
    Quiz,
    choice,
    labels,
    mute,
    options,
    order,
    seen,
)


async def test_a_game_of_five_with_two_members_from_the_word_to_everybody_to_the_podium(quiz: Quiz):
    ann, bob = quiz.world.ann, quiz.world.bob
    said = await quiz.start()
    assert "**Ann** starts a quiz" in said.content
    assert "5 questions" in said.content
    assert "20 seconds each" in said.content
    for number in range(1, 6):
        question = quiz.question()
        assert f"Question {number} of 5" in seen(question)
        assert f"Which bird is number {number}?" in seen(question)
        assert "<t:" in seen(question)
        assert len(labels(question)) == 4

        told = await quiz.press(ann, RIGHT)
        assert told.ephemeral
        assert seen(told).startswith(f"**B · Bird {number}x** is locked in.")
        told = await quiz.press(bob, WRONG)
        assert "A · Bird" in seen(told)
        if number == 2:
            told = await quiz.press(bob, RIGHT)
            assert "Changed: **B · Bird 2x** is locked in now." in seen(told)

        reveal = await quiz.reveal()
        assert f"Answer {number} of 5" in seen(reveal)
        assert seen(reveal).splitlines()[1].startswith(f"### ✓ B · Bird {number}x"), "the answer comes first"
        assert f"It is bird {number}x." in seen(reveal)
        assert "https://marsh.example/birds" in seen(reveal)
        names = "Ann and Bob" if number == 2 else "Ann"
        assert f"**Right: {names}**" in seen(reveal)
        assert "Standing: 1. Ann" in seen(reveal)
        await quiz.to_next()
    end = quiz.newest()
    # Levels 1, 2, 3, 1, 2.
    assert seen(end).startswith("## Ann wins with 9 points")
    assert "1\\. **Ann** · 9 points · 5 of 5 right" in seen(end)
    assert "2\\. **Bob** · 2 points · 1 of 5 right" in seen(end)
    assert [attachment.filename for attachment in end.attachments] == ["ajar-podium.png"]
    assert "Play again" in labels(end)
    results = await quiz.results()
    assert sum(points for (_, member), (points, _) in results.items() if member == ann.id) == 9
    assert sum(points for (_, member), (points, _) in results.items() if member == bob.id) == 2
    assert len(results) == 10
    assert quiz.world.bot.quizzes.all() == []
    quiz.world.env.raise_errors()


# -- ways to play


async def test_teams_gather_share_and_win(quiz: Quiz):
    world = quiz.world
    await quiz.start(teams=2)
    gathering = quiz.newest()
    assert "Choose a team!" in seen(gathering)
    joined = await quiz.press_button(world.ann, "● Team Circle", gathering)
    assert joined.ephemeral
    assert "Team Circle" in joined.content
    refused = await quiz.press_button(world.bob, "Begin now", gathering)
    assert refused.ephemeral
    assert "Only Ann" in refused.content
    await quiz.press_button(world.ann, "Begin now", gathering)
    await quiz.press(world.ann, RIGHT)
    await quiz.press(world.bob, WRONG)
    reveal = seen(await quiz.reveal())
    assert "Standing: ● Team Circle 1 · ▲ Team Triangle 0" in reveal
    for _ in range(4):
        await quiz.to_next()
        await quiz.press(world.ann, RIGHT)
        await quiz.reveal()
    end = await quiz.to_next()
    assert seen(end).startswith("## Team Circle wins with 9 points")
    assert "**Bob** · 0 points" in seen(end)


async def test_teams_begin_by_themselves_when_the_time_for_gathering_is_over(quiz: Quiz):
    await quiz.start(teams=3)
    assert "Choose a team!" in seen(quiz.newest())
    await quiz.wait(61)
    assert "Question 1 of 5" in seen(quiz.newest())


async def test_in_a_race_the_first_right_answer_ends_the_question_and_scores_alone(quiz: Quiz):
    ann, bob = quiz.world.ann, quiz.world.bob
    said = await quiz.start(pace="first")
    assert "The first right answer" in said.content
    question = quiz.question()
    assert "locked in" in seen(await quiz.press(ann, WRONG))
    second = await quiz.press(ann, RIGHT)
    assert "Your first answer stands" in seen(second)
    told = await quiz.press(bob, RIGHT)
    assert "change" not in seen(told)
    await quiz.wait(LATE)
    assert "**Bob** was right first." in seen(quiz.again(question))
    assert await quiz.results() == {(0, ann.id): (0, False), (0, bob.id): (1, True)}


async def test_an_order_is_made_one_choice_after_the_other_and_only_the_whole_right_one_counts(quiz: Quiz):
    ann, bob = quiz.world.ann, quiz.world.bob
    quiz.pool.questions[0] = order(1)
    await quiz.start()
    question = quiz.question()
    assert labels(question) == ["Put in order"]
    assert all(f"{letter} · Bird 1" in seen(question) for letter in "ABCD")
    first = (await ann.click(question, label="Put in order")).response
    assert first.ephemeral
    assert options(first) == ["0", "1", "2", "3"]
    second = (await ann.select(first, ["3"])).response
    assert second.id == first.id, "a choice turns the message in its place"
    assert "1. Bird 1z" in seen(second)
    assert options(second) == ["0", "1", "2"]
    third = (await ann.select(second, ["2"])).response
    last = (await ann.select(third, ["1"])).response
    assert "**D → C → B → A** is locked in." in seen(last)
    assert options(last) == []
    assert "**D → A → B → C** is locked in." in seen(await quiz.put_in_order(bob, "DABC"))
    assert "Changed: **D → C → A → B**" in seen(await quiz.put_in_order(bob, "DCAB"))
    reveal = seen(await quiz.reveal())
    assert "✓ The right order:\n1. **Bird 1z**\n2. **Bird 1y**\n3. **Bird 1x**\n4. **Bird 1w**" in reveal
    assert "**Right: Ann** (1 of 2)" in reveal
    assert await quiz.results() == {(0, ann.id): (2, True), (0, bob.id): (0, False)}


async def test_a_question_without_a_deadline_waits_for_the_starter(quiz: Quiz):
    world = quiz.world
    said = await quiz.start(untimed=True)
    assert "no deadlines" in said.content
    question = quiz.question()
    assert "No deadline" in seen(question)
    await quiz.press(world.bob, RIGHT)
    await quiz.wait(600)
    assert "Question 1 of 5" in seen(quiz.again(question))
    assert "Only Ann" in (await quiz.press_button(world.bob, "Reveal the answer", question)).content
    assert (await quiz.press_button(world.ann, "Reveal the answer", question)).ephemeral
    assert "**Right: Bob** (1 of 1)" in seen(quiz.again(question))
    await quiz.to_next()
    assert "Question 2 of 5" in seen(quiz.newest())


async def test_a_thread_is_made_for_a_game_and_holds_all_of_it(quiz: Quiz):
    said = await quiz.start(thread=True)
    (thread,) = quiz.channel.threads
    assert thread.mention in said.content
    assert thread.name == "Quiz by Ann"
    assert "Question 1 of 5" in seen(thread.last_message)
    told = (await quiz.world.bob.click(thread.last_message, label="B · Bird 1x")).response
    assert "locked in" in seen(told)
    await quiz.wait(SECONDS + LATE)
    assert "**Right: Bob**" in seen(thread.last_message)
    assert quiz.count("Which bird") == 0, "the channel itself is left in peace"


async def test_a_server_of_slow_readers_gets_more_time(quiz: Quiz):
    world = quiz.world
    owner = world.env.guild.add_member(world.env.create_user("mona"), roles=[moderators(quiz)])
    panel = (await owner.slash(quiz.channel, "settings")).response
    await owner.select(panel, ["2.0"], custom_id="ajar:settings:value:time_factor")
    said = await quiz.start()
    assert "40 seconds each" in said.content
    question = quiz.question()
    await quiz.wait(SECONDS + LATE)
    assert "Question 1 of 5" in seen(quiz.again(question))
    await quiz.wait(SECONDS)
    assert "Answer 1 of 5" in seen(quiz.again(question))


async def test_play_again_starts_a_game_of_the_same_kind_for_whoever_presses(quiz: Quiz):
    await quiz.start(level=2, subject="models")
    await quiz.play(5, (quiz.world.bob, RIGHT))
    again = await quiz.press_button(quiz.world.bob, "Play again", quiz.newest())
    assert "**Bob** starts a quiz" in again.content
    assert "5 questions · Models · medium · 20 seconds each" in again.content
    assert "Which bird is number 6?" in seen(quiz.question())


# -- ends


async def test_a_game_that_nobody_answers_three_times_ends_itself_kindly(quiz: Quiz):
    await quiz.start()
    for _ in range(3):
        assert "Nobody answered this one." in seen(await quiz.reveal())
        await quiz.to_next()
    assert "the quiz rests" in seen(quiz.newest())
    await quiz.wait(600)
    assert "the quiz rests" in seen(quiz.newest())
    assert quiz.world.bot.quizzes.all() == []


def moderators(quiz: Quiz) -> simcord.RoleHandle:
    return quiz.world.env.guild.create_role("Moderators", permissions=discord.Permissions(manage_guild=True))


async def test_a_game_is_stopped_by_who_started_it_or_moderates_and_by_nobody_else(quiz: Quiz):
    world = quiz.world
    await quiz.start()
    question = quiz.question()
    await quiz.press(world.bob, RIGHT)
    refused = (await world.bob.slash(quiz.channel, "quiz stop")).response
    assert refused.ephemeral
    assert refused.content == "Only Ann, who started it, and moderators can do that."
    assert quiz.game.phase is Phase.ASKING
    stopped = (await world.ann.slash(quiz.channel, "quiz stop")).response
    assert stopped.content == "**Ann** ended the quiz."
    assert "this question does not count" in seen(quiz.again(question))
    assert "It was ended early" in seen(quiz.newest())
    assert await quiz.results() == {}
    mona = world.env.guild.add_member(world.env.create_user("mona", global_name="Mona"), roles=[moderators(quiz)])
    await quiz.start()
    assert (await mona.slash(quiz.channel, "quiz stop")).response.content == "**Mona** ended the quiz."


async def test_who_may_stop_is_asked_in_the_service_whatever_the_command_let_through(quiz: Quiz):
    world = quiz.world
    await quiz.start()
    stranger = Actor(world.bob.id, world.env.guild.id)
    for event in (Stop(), Call(round=0), Begin()):
        with pytest.raises(NotAllowed):
            await world.bot.quizzes.steer(quiz.live.id, stranger, event)
    elsewhere = Actor(world.ann.id, world.env.guild.id + 1, manage_server=True)
    with pytest.raises(NotAllowed):
        await world.bot.quizzes.steer(quiz.live.id, elsewhere, Stop())


async def test_half_of_the_players_skip_a_question_which_then_counts_for_nobody(quiz: Quiz):
    world = quiz.world
    cleo = world.env.guild.add_member(world.env.create_user("cleo", global_name="Cleo"))
    await quiz.start()
    question = quiz.question()
    for member in (world.ann, world.bob, cleo):
        await quiz.press(member, RIGHT)
    outsider = world.env.guild.add_member(world.env.create_user("dan"))
    assert "Only players can vote" in (await outsider.slash(quiz.channel, "quiz skip")).response.content
    assert "1 of 2 votes" in (await world.bob.slash(quiz.channel, "quiz skip")).response.content
    assert "1 of 2 votes" in (await world.bob.slash(quiz.channel, "quiz skip")).response.content
    assert "Question 1" in seen(quiz.again(question))
    assert "Skipped, with 2 of 2 votes." in (await cleo.slash(quiz.channel, "quiz skip")).response.content
    assert "**Skipped:**" in seen(quiz.again(question))
    await quiz.to_next()
    assert "Question 2 of 5" in seen(quiz.newest())
    assert await quiz.results() == {}


# -- channels


async def test_a_second_game_in_a_channel_is_refused_and_the_first_goes_on(quiz: Quiz):
    await quiz.start()
    refused = (await quiz.world.bob.slash(quiz.channel, "quiz start")).response
    assert refused.ephemeral
    assert "A quiz is on in this channel already." in refused.content
    assert quiz.count("starts a quiz") == 1
    assert "locked in" in seen(await quiz.press(quiz.world.bob, RIGHT))


async def test_twenty_channels_play_at_once_each_its_own_game(quiz: Quiz):
    world = quiz.world
    quiz.pool.questions = [choice(number) for number in range(1, 101)]
    channels = [world.env.guild.create_text_channel(f"table-{number}") for number in range(20)]
    for channel in channels:
        await world.ann.slash(channel, "quiz start", questions=5, seconds=120)
    asked = [seen(channel.last_message) for channel in channels]
    assert len(set(asked)) == 20, "no question is asked twice in a server"
    for number, channel in enumerate(channels):
        letter = "B" if number % 2 else "A"
        label = next(label for label in labels(channel.last_message) if label.startswith(letter))
        await world.bob.click(channel.last_message, label=label)
    await quiz.wait(120 + LATE)
    for number, channel in enumerate(channels):
        shown = seen(channel.last_message)
        assert "Answer 1 of 5" in shown
        assert ("**Right: Bob**" in shown) is bool(number % 2)
    assert len(world.bot.quizzes.all()) == 20
    assert len(await quiz.results()) == 1, "one member, and the round of one game"


async def test_what_is_not_there_or_not_allowed_is_said_before_anything_begins(quiz: Quiz):
    world = quiz.world
    for command in ("quiz stop", "quiz skip"):
        assert "No quiz is on in this channel." in (await world.ann.slash(quiz.channel, command)).response.content
    mute(quiz, "attach_files")
    refused = await quiz.start()
    assert refused.ephemeral
    assert "I lack Attach Files" in refused.content
    assert world.bot.quizzes.all() == []


async def test_a_wish_that_nothing_fits_says_what_to_leave_out(quiz: Quiz):
    refused = await quiz.start(subject="history")
    assert refused.ephemeral
    assert "Leave the subject or the level out." in refused.content
    few = choice(40, subject=Subject.HISTORY)
    quiz.pool.questions.append(few)
    said = await quiz.start(subject="history")
    assert "Only 1 fresh question" in said.content

"""What befalls a game from outside: slow connections, deleted messages and channels, lost rights, a failing Discord."""

import random
from datetime import timedelta
from typing import Any

import pytest
import yaml

from bot.core.quiz.documents import QuestionDocument
from bot.core.quiz.game import Phase
from bot.core.quiz.makers.material import Material
from bot.core.quiz.pool import QuestionPool
from bot.resources import data_folder
from bot.services.quizzes import LiveGame
from tests.cogs.quiz_play import (
    LATE,
    RIGHT,
    SECONDS,
    WRONG,
    Quiz,
    gateway,
    identifiers,
    made_at,
    mute,
    seen,
)

REAL_CHOOSE = QuestionPool.choose


def deadline_of(quiz: Quiz) -> Any:
    deadline = quiz.game.rounds[-1].deadline
    assert deadline is not None
    return deadline


# -- fair to slow connections


async def test_a_press_made_in_time_counts_even_if_it_arrives_after_the_deadline(quiz: Quiz):
    await quiz.start()
    deadline = deadline_of(quiz)
    await quiz.wait(SECONDS + 1)
    with made_at(quiz.world, deadline - timedelta(milliseconds=200)):
        told = await quiz.press(quiz.world.bob, RIGHT)
    assert "**B · Bird 1x** is locked in." in seen(told)
    await quiz.wait(1.5)
    assert "**Right: Bob** (1 of 1)" in seen(quiz.newest())
    assert await quiz.results() == {(0, quiz.world.bob.id): (1, True)}


async def test_a_press_made_after_the_deadline_does_not_count_even_while_others_are_awaited(quiz: Quiz):
    await quiz.start()
    deadline = deadline_of(quiz)
    await quiz.wait(SECONDS + 1)
    assert quiz.game.phase is Phase.ASKING
    with made_at(quiz.world, deadline + timedelta(milliseconds=200)):
        told = await quiz.press(quiz.world.bob, RIGHT)
    assert told.ephemeral
    assert "That question has closed." in told.content
    await quiz.wait(1.5)
    assert "Nobody answered this one." in seen(quiz.newest())
    assert await quiz.results() == {}


async def test_a_press_that_was_made_in_time_and_arrives_after_the_reveal_changes_what_is_shown_and_stored(quiz: Quiz):
    world = quiz.world
    await quiz.start()
    question, deadline = quiz.question(), deadline_of(quiz)
    await quiz.press(world.ann, WRONG)
    # A press that waits for the bot while the reveal is posted: Discord's page still shows the buttons.
    stored: Any = world.env.backend.get_message(quiz.channel.id, question.id)
    buttons = list(stored.components)
    await quiz.wait(SECONDS + LATE)
    assert "Nobody was right this time." in seen(quiz.again(question))
    revealed, stored.components = list(stored.components), buttons
    with made_at(world, deadline - timedelta(seconds=1)):
        told = await quiz.press(world.bob, RIGHT, quiz.again(question))
    assert "locked in" in seen(told)
    assert "**Right: Bob** (1 of 2)" in seen(quiz.again(question))
    assert stored.components != revealed
    assert await quiz.results() == {(0, world.ann.id): (0, False), (0, world.bob.id): (1, True)}


# -- nothing to be read from buttons


async def test_identifiers_of_buttons_tell_a_place_and_never_an_answer(quiz: Quiz):
    """The same places whatever is right, so that nothing can be told from them."""
    await quiz.start()
    first = quiz.question()
    assert identifiers(first) == [f"ajar:quiz:1:0:{index}" for index in range(4)]
    await quiz.reveal()
    await quiz.to_next()
    assert identifiers(quiz.question()) == [f"ajar:quiz:1:1:{index}" for index in range(4)]
    styles = {part.get("style") for part in _buttons(first)}
    assert len(styles) == 1, "no button looks other than its neighbours"


def _buttons(message: Any) -> list[dict[str, Any]]:
    from tests.cogs.discord_world import parts

    return [part for part in parts(message.components) if part.get("type") == 2]


async def test_two_games_with_the_same_question_have_its_options_in_orders_of_their_own(
    quiz: Quiz, monkeypatch: pytest.MonkeyPatch
):
    world = quiz.world
    file = next(iter(sorted((data_folder() / "quiz" / "questions").glob("*.yaml"))))
    written = {file.stem: QuestionDocument.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))}
    real = QuestionPool(Material(world.bot.answers.catalogue, world.bot.debate.record, {}, written))
    chance = random.Random(7)
    monkeypatch.setattr(quiz.pool, "choose", lambda *given: REAL_CHOOSE(real, *given[:-1], chance))
    orders: set[tuple[str, ...]] = set()
    for number in range(8):
        guild = world.env.create_guild(f"Server {number}")
        channel, member = guild.create_text_channel("general"), guild.add_member(world.env.create_user(f"m{number}"))
        await member.slash(channel, "quiz start", questions=5)
        live: LiveGame | None = world.bot.quizzes.in_channel(channel.id)
        assert live is not None
        question = live.game.questions[0]
        assert question.id == file.stem
        orders.add(tuple(option.said.model_dump_json() for option in question.options))
    assert len({frozenset(each) for each in orders}) == 1
    assert len(orders) > 2


# -- what is deleted or forbidden


async def test_a_question_whose_message_was_deleted_is_asked_again_with_its_full_time_and_all_answers(quiz: Quiz):
    world = quiz.world
    await quiz.start()
    question = quiz.question()
    await quiz.press(world.ann, RIGHT)
    world.env.backend.delete_message(quiz.channel.id, question.id)
    await quiz.wait(SECONDS + LATE)
    again = quiz.newest()
    assert "The question's message was deleted" in seen(again)
    assert "Every answer is kept" in seen(again)
    assert (deadline_of(quiz) - world.env.now()).total_seconds() == pytest.approx(SECONDS, abs=1)
    await quiz.press(world.bob, WRONG)
    assert "**Right: Ann** (1 of 2)" in seen(await quiz.reveal())
    assert quiz.count("1 of 5") == 1


async def test_a_question_that_is_deleted_again_and_again_is_revealed_in_a_message_of_its_own(quiz: Quiz):
    await quiz.start()
    await quiz.press(quiz.world.ann, RIGHT)
    for _ in range(2):
        quiz.world.env.backend.delete_message(quiz.channel.id, quiz.question().id)
        await quiz.wait(SECONDS + LATE)
    assert "Answer 1 of 5" in seen(quiz.newest())
    assert "**Right: Ann**" in seen(quiz.newest())
    await quiz.to_next()
    assert "Question 2 of 5" in seen(quiz.newest())


async def test_a_deleted_reveal_disturbs_nothing(quiz: Quiz):
    await quiz.start()
    await quiz.press(quiz.world.ann, RIGHT)
    reveal = await quiz.reveal()
    quiz.world.env.backend.delete_message(quiz.channel.id, reveal.id)
    await quiz.to_next()
    assert "Question 2 of 5" in seen(quiz.newest())
    assert quiz.game.rounds[0].answers


@pytest.mark.parametrize("when", ["question", "pause"])
async def test_a_deleted_channel_ends_the_game_with_scores_kept(quiz: Quiz, when: str):
    world = quiz.world
    await quiz.start()
    await quiz.play(1, (world.ann, RIGHT))
    if when == "pause":
        await quiz.press(world.ann, RIGHT)
        await quiz.reveal()
    counted = await quiz.results()
    world.env.backend.delete_channel(quiz.channel.id)
    await world.env.settle()
    assert world.bot.quizzes.all() == []
    await quiz.wait(120)
    assert await quiz.results() == counted
    assert counted[0, world.ann.id] == (1, True)


async def test_a_deleted_thread_ends_its_game(quiz: Quiz):
    await quiz.start(thread=True)
    (thread,) = quiz.channel.threads
    quiz.world.env.backend.delete_channel(thread.id)
    await quiz.world.env.settle()
    assert quiz.world.bot.quizzes.all() == []


async def test_a_channel_that_was_deleted_while_the_bot_was_off_ends_the_game_at_the_next_start(quiz: Quiz):
    world = quiz.world
    await quiz.start()
    await quiz.play(1, (world.ann, RIGHT))
    await world.bot.close()
    world.env.backend.delete_channel(quiz.channel.id)
    await world.restart()
    await world.env.settle()
    assert world.bot.quizzes.all() == []
    assert await quiz.results() == {(0, world.ann.id): (1, True)}


@pytest.mark.parametrize("right", ["send_messages", "view_channel"])
async def test_a_lost_right_to_write_ends_the_game_with_scores_kept(quiz: Quiz, right: str):
    world = quiz.world
    await quiz.start()
    await quiz.press(world.ann, RIGHT)
    await quiz.reveal()
    mute(quiz, right)
    await quiz.wait(30)
    assert world.bot.quizzes.all() == []
    assert await quiz.results() == {(0, world.ann.id): (1, True)}


async def test_a_server_that_the_bot_is_removed_from_loses_its_games(quiz: Quiz):
    world = quiz.world
    await quiz.start()
    world.env.backend.emit("GUILD_DELETE", {"id": str(world.env.guild.id)})
    await world.env.settle()
    assert world.bot.quizzes.all() == []


# -- Discord itself


async def test_a_gateway_that_is_lost_for_two_seconds_changes_nothing(quiz: Quiz):
    world = quiz.world
    await quiz.start()
    before = deadline_of(quiz)
    await gateway(quiz, "shard_disconnect")
    await quiz.wait(2)
    await gateway(quiz, "shard_resumed")
    assert deadline_of(quiz) == before
    assert quiz.count("I was away") == 0
    await quiz.press(world.ann, RIGHT)
    await quiz.wait(SECONDS - 2 + LATE)
    assert "**Right: Ann**" in seen(quiz.newest())


@pytest.mark.parametrize("back", ["shard_resumed", "shard_ready"])
async def test_a_gateway_that_is_lost_for_thirty_seconds_opens_the_question_again(quiz: Quiz, back: str):
    world = quiz.world
    await quiz.start()
    question = quiz.question()
    await quiz.press(world.ann, RIGHT)
    await quiz.wait(10)
    await gateway(quiz, "shard_disconnect")
    await quiz.wait(30)
    assert "Question 1 of 5" in seen(quiz.again(question)), "nobody could answer, so nothing is revealed"
    await gateway(quiz, back)
    assert quiz.count("I was away for a moment. Question 1 is open again with its full time") == 1
    assert (deadline_of(quiz) - world.env.now()).total_seconds() == pytest.approx(SECONDS, abs=1)
    await quiz.press(world.bob, RIGHT)
    await quiz.wait(SECONDS + LATE)
    assert "**Right: Ann and Bob**" in seen(quiz.again(question))


async def test_a_gateway_that_is_lost_in_a_pause_asks_the_next_question_only_when_it_is_back(quiz: Quiz):
    world = quiz.world
    await quiz.start()
    await quiz.press(world.ann, RIGHT)
    await quiz.reveal()
    await gateway(quiz, "shard_disconnect")
    await quiz.wait(30)
    assert quiz.count("Question 2 of 5") == 0
    await gateway(quiz, "shard_resumed")
    await quiz.to_next()
    assert quiz.count("Question 2 of 5") == 1
    assert quiz.count("I was away") == 0


@pytest.mark.parametrize("times", [1, 4])
async def test_a_reveal_that_discord_refuses_is_tried_until_it_stands_there(quiz: Quiz, times: int):
    world = quiz.world
    await quiz.start()
    question = quiz.question()
    await quiz.press(world.ann, RIGHT)
    world.env.inject_error("PATCH", "/channels/*/messages/*", times=times)
    await quiz.wait(SECONDS + LATE)
    assert "Question 1 of 5" in seen(quiz.again(question))
    await quiz.wait(60)
    assert "**Right: Ann** (1 of 1)" in seen(quiz.again(question))
    assert quiz.count("1 of 5") == 1
    assert (await quiz.results())[0, world.ann.id] == (1, True)


async def test_a_question_that_discord_refuses_comes_later_and_once(quiz: Quiz):
    world = quiz.world
    await quiz.start()
    await quiz.press(world.ann, RIGHT)
    await quiz.reveal()
    world.env.inject_error("POST", "/channels/*/messages", times=2)
    await quiz.to_next()
    assert quiz.count("Question 2 of 5") == 0
    await quiz.wait(10)
    assert quiz.count("Question 2 of 5") == 1


async def test_a_channel_that_discord_fails_for_good_is_free_for_another_game_in_the_end(quiz: Quiz):
    world = quiz.world
    await quiz.start()
    await quiz.press(world.ann, RIGHT)
    world.env.inject_error("PATCH", "/channels/*/messages/*", times=None)
    await quiz.wait(20 * 60)
    assert world.bot.quizzes.all() == []
    world.env.backend.faults.clear()
    assert "starts a quiz" in (await quiz.start()).content


async def test_an_announcement_that_discord_refuses_leaves_no_game_that_nobody_sees(quiz: Quiz):
    world = quiz.world
    world.env.inject_error("POST", "/interactions/*/*/callback")
    await world.ann.slash(quiz.channel, "quiz start", questions=5, seconds=SECONDS)
    assert "Question 1 of 5" in seen(quiz.newest())

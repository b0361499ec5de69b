"""A restart at every step of a game: nothing is lost, nothing doubled, and every button goes on working."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from bot.core.quiz.events import Posted, Shown
from bot.core.quiz.game import Game, Phase
from tests.cogs.quiz_play import LATE, PAUSE, RIGHT, SECONDS, WRONG, Quiz, labels, nonces, options, order, seen

BRIEF = 1.9
"""Seconds of real time that the bench waits for the bot: waits of two seconds are then left to the pretended time."""
AWAY = "I was away for a moment."


def lasting(game: Game) -> Any:
    """What a restart must leave as it is: all but the moments that it moves."""
    rounds = [(r.message, dict(r.answers), r.outcome, r.reopened) for r in game.rounds]
    return game.starter, game.rules, game.questions, game.phase, rounds, game.names, game.teams, game.votes


async def answer_all(quiz: Quiz) -> None:
    """Both answer the open question, if they have not; Ann rightly."""
    given = quiz.game.rounds[-1].answers
    question = quiz.game.questions[quiz.game.number]
    for member, letter, turned in ((quiz.world.ann, RIGHT, "DCBA"), (quiz.world.bob, WRONG, "ABCD")):
        if member.id in given:
            continue
        if question.form == "order":
            told = await quiz.put_in_order(member, turned)
        else:
            told = await quiz.press(member, letter)
        assert "locked in" in seen(told)


async def play_to(quiz: Quiz, number: int) -> None:
    """Play so far that this question (from 1) is open and nobody has answered it."""
    for _ in range(number - 1):
        await answer_all(quiz)
        await quiz.reveal()
        await quiz.to_next()
    assert f"Question {number} of 5" in seen(quiz.newest())


async def play_on(quiz: Quiz) -> None:
    """Play whatever is left of the game."""
    for _ in range(40):
        if not quiz.world.bot.quizzes.all():
            return
        if quiz.game.phase is Phase.ASKING:
            await answer_all(quiz)
            await quiz.wait(SECONDS + LATE)
        else:
            await quiz.wait(PAUSE + 0.5)
    raise AssertionError(f"the game does not end: {quiz.game}")


Step = Callable[[Quiz], Awaitable[None]]


@dataclass(frozen=True)
class At:
    """A step of a game, and whether a question is open in it."""

    name: str
    reach: Step
    question_open: bool = False


def _asked(number: int) -> At:
    async def reach(quiz: Quiz) -> None:
        await play_to(quiz, number)

    return At(f"question {number} asked", reach, question_open=True)


def _answered(number: int) -> At:
    async def reach(quiz: Quiz) -> None:
        await play_to(quiz, number)
        await quiz.press(quiz.world.ann, RIGHT)

    return At(f"question {number} answered by one", reach, question_open=True)


async def _both_answered(quiz: Quiz) -> None:
    await answer_all(quiz)


async def _changed(quiz: Quiz) -> None:
    await quiz.press(quiz.world.ann, WRONG)
    await quiz.press(quiz.world.ann, RIGHT)


async def _deadline_passed(quiz: Quiz) -> None:
    await answer_all(quiz)
    await quiz.wait(SECONDS + 1)
    assert quiz.game.phase is Phase.ASKING


async def _reveal_on_its_way(quiz: Quiz) -> None:
    await answer_all(quiz)
    quiz.world.env.settle_timeout = BRIEF
    quiz.world.env.inject_error("PATCH", "/channels/*/messages/*")
    await quiz.wait(SECONDS + 2.5)
    assert quiz.game.phase is Phase.REVEALING


async def _pause(quiz: Quiz) -> None:
    await answer_all(quiz)
    await quiz.reveal()
    assert quiz.game.phase is Phase.PAUSING


async def _voted(quiz: Quiz) -> None:
    await answer_all(quiz)
    for name in ("cleo", "dan"):
        member = quiz.world.env.guild.add_member(quiz.world.env.create_user(name))
        await quiz.press(member, WRONG)
    await quiz.world.ann.slash(quiz.channel, "quiz skip")
    assert len(quiz.game.votes) == 1


async def _last_pause(quiz: Quiz) -> None:
    await play_to(quiz, 5)
    await answer_all(quiz)
    await quiz.reveal()


async def _podium_on_its_way(quiz: Quiz) -> None:
    await _last_pause(quiz)
    quiz.world.env.settle_timeout = BRIEF
    quiz.world.env.inject_error("POST", "/channels/*/messages")
    due = quiz.game.due
    assert due is not None
    await quiz.wait((due - quiz.world.env.now()).total_seconds() + 1)
    assert quiz.game.phase is Phase.ENDED


STEPS = [
    *(_asked(number) for number in range(1, 6)),
    *(_answered(number) for number in range(1, 6)),
    At("answered by both", _both_answered, question_open=True),
    At("an answer changed", _changed, question_open=True),
    At("a vote to skip", _voted, question_open=True),
    At("between deadline and reveal", _deadline_passed, question_open=True),
    At("the reveal on its way", _reveal_on_its_way),
    At("in a pause", _pause),
    At("before the podium", _last_pause),
    At("the podium on its way", _podium_on_its_way),
]


@pytest.mark.parametrize("crashed", [False, True], ids=["closed", "crashed"])
@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name.replace(" ", "-"))
async def test_a_game_goes_on_from_every_step(quiz: Quiz, step: At, crashed: bool):
    world = quiz.world
    with nonces(world):
        await quiz.start()
        await step.reach(quiz)
        game_id, before, shown, stored = quiz.live.id, quiz.game, len(quiz.messages()), len(await quiz.events())

        await world.restart(crashed=crashed)

        assert len(await quiz.events()) > stored
        assert quiz.count(AWAY) == step.question_open
        live = world.bot.quizzes.live(game_id)
        if before.phase is not Phase.ENDED:
            assert live is not None
            if before.phase is not Phase.REVEALING:
                assert lasting(live.game) == lasting(before)
                assert len(quiz.messages()) == shown + step.question_open
        if step.question_open:
            assert live is not None
            number = before.number
            question = quiz.question()
            assert question.id == before.rounds[number].message, "the question stands where it stood"
            deadline = live.game.rounds[number].deadline
            assert deadline is not None
            assert (deadline - world.env.now()).total_seconds() == pytest.approx(SECONDS, abs=1), "with its full time"
            assert f"<t:{int(deadline.timestamp())}:R>" in seen(question)
            assert f"Question {number + 1} is open again" in seen(quiz.newest())
        await play_on(quiz)

    answered = {world.ann.id, world.bob.id}
    results = {key: value for key, value in (await quiz.results()).items() if key[1] in answered}
    levels = (1, 2, 3, 1, 2)
    assert results == {
        **{(number, world.ann.id): (level, True) for number, level in enumerate(levels)},
        **{(number, world.bob.id): (0, False) for number, level in enumerate(levels)},
    }
    for number in range(1, 6):
        assert quiz.count(f"Answer {number} of 5") == 1
        assert quiz.count(f"Question {number} of 5") == 0
    assert quiz.count("## Ann wins with 9 points") == 1
    assert len(quiz.messages()) == 1 + 5 + step.question_open + 1 + quiz.count("votes to skip")
    world.env.raise_errors()


async def test_a_game_that_is_over_stays_over(quiz: Quiz):
    await quiz.start()
    await play_on(quiz)
    shown = len(quiz.messages())
    await quiz.world.restart()
    await quiz.wait(600)
    assert len(quiz.messages()) == shown
    assert quiz.world.bot.quizzes.all() == []
    again = await quiz.press_button(quiz.world.bob, "Play again", quiz.newest())
    assert "**Bob** starts a quiz" in again.content


@pytest.mark.parametrize("crashed", [False, True], ids=["closed", "crashed"])
async def test_teams_that_gather_go_on_gathering(quiz: Quiz, crashed: bool):
    world = quiz.world
    with nonces(world):
        await quiz.start(teams=2)
        gathering = quiz.newest()
        await quiz.press_button(world.bob, "▲ Team Triangle", gathering)
        await quiz.wait(40)
        before = lasting(quiz.game)
        await world.restart(crashed=crashed)
        assert lasting(quiz.game) == before
        assert quiz.count("Choose a team!") == 1
        due = quiz.game.due
        assert due is not None
        assert f"<t:{int(due.timestamp())}:R>" in seen(quiz.again(gathering))
        await quiz.press_button(world.ann, "● Team Circle", gathering)
        await quiz.wait(61)
    assert "Question 1 of 5" in seen(quiz.newest())
    assert quiz.game.teams == {world.ann.id: 0, world.bob.id: 1}


async def test_an_order_that_is_being_made_goes_on_where_it_was(quiz: Quiz):
    quiz.pool.questions[0] = order(1)
    await quiz.start()
    menu = (await quiz.world.ann.click(quiz.question(), label="Put in order")).response
    menu = (await quiz.world.ann.select(menu, ["3"])).response
    await quiz.world.restart()
    menu = (await quiz.world.ann.select(menu, ["2"])).response
    assert "1. Bird 1z\n2. Bird 1y" in seen(menu)
    assert options(menu) == ["0", "1"]
    told = (await quiz.world.ann.select(menu, ["1"])).response
    assert "**D → C → B → A** is locked in." in seen(told)
    assert "**Right: Ann** (1 of 1)" in seen(await quiz.reveal())


async def test_a_race_that_was_won_is_not_opened_again(quiz: Quiz):
    quiz.world.env.settle_timeout = BRIEF
    await quiz.start(pace="first")
    question = quiz.question()
    quiz.world.env.inject_error("PATCH", "/channels/*/messages/*")
    await quiz.press(quiz.world.bob, RIGHT)
    await quiz.world.restart()
    await quiz.wait(LATE)
    assert "**Bob** was right first." in seen(quiz.again(question))
    assert quiz.count(AWAY) == 0


async def test_a_question_without_a_deadline_keeps_its_button(quiz: Quiz):
    await quiz.start(untimed=True)
    question = quiz.question()
    await quiz.press(quiz.world.bob, RIGHT)
    await quiz.world.restart()
    assert quiz.count(AWAY) == 1
    await quiz.press_button(quiz.world.ann, "Reveal the answer", quiz.again(question))
    assert "**Right: Bob** (1 of 1)" in seen(quiz.again(question))


@pytest.mark.parametrize("never_noted", [Posted, Shown])
async def test_what_was_posted_but_not_noted_is_not_posted_twice(quiz: Quiz, never_noted: type, monkeypatch: Any):
    """The process ends between Discord's answer and our commit."""
    world = quiz.world
    with nonces(world):
        apply = world.bot.quizzes.apply

        async def failing(game_id: int, event: Any) -> Any:
            if isinstance(event, never_noted):
                raise RuntimeError("the disk is away")
            return await apply(game_id, event)

        await quiz.start()
        if never_noted is Shown:
            await quiz.press(world.ann, RIGHT)
        monkeypatch.setattr(world.bot.quizzes, "apply", failing)
        if never_noted is Shown:
            await quiz.wait(SECONDS + LATE)
        await world.restart(crashed=True)
        await quiz.wait(3)
        assert quiz.count("1 of 5") == 1
        await play_on(quiz)
    assert quiz.count("## Ann wins") == 1
    assert quiz.count("1 of 5") == 1


async def test_a_bot_that_was_away_for_too_long_says_so_and_keeps_what_was_answered(quiz: Quiz):
    await quiz.start()
    await _pause(quiz)
    await quiz.world.bot.close()
    await quiz.wait(7 * 3600)
    await quiz.world.restart()
    assert "I was away for too long to go on" in seen(quiz.newest())
    assert "## Ann wins with 1 point\n" in seen(quiz.newest())
    assert len(await quiz.results()) == 2
    assert labels(quiz.newest()) == ["Play again"]

"""Ratings move as answers surprise, settle with their number, and stay within bounds."""

from hypothesis import given
from hypothesis import strategies as st

from bot.core.quiz.rating import (
    ENOUGH,
    FIRST_STEP,
    LEAST,
    MIDDLE,
    MOST,
    Rated,
    expected,
    guess,
    learned_level,
    level_of,
    unanswered,
    updated,
)
from tests.core.quiz_samples import question

RATINGS = st.floats(LEAST, MOST)
RATED = st.builds(Rated, RATINGS, st.integers(0, 10_000))


def test_a_new_player_is_expected_to_know_easy_questions_better_than_hard_ones() -> None:
    chances = [round(expected(MIDDLE, unanswered(level).rating, 0.25), 2) for level in (1, 2, 3)]
    assert chances == [0.82, 0.62, 0.43]


def test_a_guess_is_one_of_the_options_or_one_of_the_orders() -> None:
    assert guess(question(options=4)) == 1 / 4
    assert guess(question(options=4, order=True)) == 1 / 24


@given(RATINGS, RATINGS, st.floats(0, 0.5))
def test_nobody_is_expected_to_do_worse_than_a_guess_or_better_than_right(
    player: float, asked: float, guessing: float
) -> None:
    assert guessing <= expected(player, asked, guessing) <= 1


@given(RATED, RATED, st.booleans(), st.floats(0, 0.5))
def test_a_right_answer_raises_the_player_and_lowers_the_question_and_a_wrong_one_the_reverse(
    player: Rated, asked: Rated, right: bool, guessing: float
) -> None:
    new_player, new_asked = updated(player, asked, right, guessing)
    sign = 1 if right else -1
    assert sign * (new_player.rating - player.rating) >= 0
    assert sign * (new_asked.rating - asked.rating) <= 0
    assert abs(new_player.rating - player.rating) <= FIRST_STEP
    assert all(LEAST <= rated.rating <= MOST for rated in (new_player, new_asked))
    assert (new_player.answers, new_asked.answers) == (player.answers + 1, asked.answers + 1)


def test_a_rating_moves_less_the_more_answers_it_rests_on() -> None:
    steps = [Rated(answers=answers).step for answers in (0, 1, 10, 100, 1000)]
    assert steps == sorted(steps, reverse=True)


def test_a_question_that_many_answer_wrongly_becomes_hard_and_one_that_all_know_easy() -> None:
    for right, level in ((False, 3), (True, 1)):
        asked = unanswered(2)
        for answers in range(40):
            assert learned_level(asked) == (None if answers < ENOUGH else level_of(asked.rating))
            _, asked = updated(Rated(), asked, right, 0.25)
        assert learned_level(asked) == level


def test_the_written_levels_stand_in_the_middle_of_the_learned_ones() -> None:
    for level in (1, 2, 3):
        assert level_of(unanswered(level).rating) == level
    assert [level_of(rating) for rating in (LEAST, 899.9, 900, 1099.9, 1100, MOST)] == [1, 1, 2, 2, 3, 3]

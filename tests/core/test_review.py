"""When a practised question comes back."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from fsrs import Card
from hypothesis import given
from hypothesis import strategies as st

from bot.core.quiz.review import Grade, NothingToRegrade, grade_of, is_learning, new_card, regrade, review

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
GRADES = st.sampled_from(Grade)
GAPS = st.integers(min_value=0, max_value=60 * 24 * 400).map(lambda minutes: timedelta(minutes=minutes))


def after(*grades: Grade, card: str | None = None, now: datetime = NOW) -> tuple[str, datetime]:
    """The card after reviews, each at the moment that it was due."""
    card, due = card or new_card(now), now
    for grade in grades:
        card, due = review(card, grade, due)
    return card, due


def test_a_wrong_answer_comes_back_within_minutes_and_right_ones_after_ever_more_days():
    assert after(Grade.AGAIN)[1] - NOW <= timedelta(minutes=10)
    gaps: list[timedelta] = []
    card, due = after(Grade.GOOD)
    for _ in range(5):
        card, later = review(card, Grade.GOOD, due)
        gaps.append(later - due)
        due = later
    assert gaps == sorted(gaps)
    assert gaps[0] >= timedelta(days=1)
    assert gaps[-1] > timedelta(days=60)


def test_forgetting_brings_a_card_back_soon_that_was_days_away():
    card, due = after(Grade.GOOD, Grade.GOOD, Grade.GOOD)
    forgotten, again = review(card, Grade.AGAIN, due)
    assert again - due <= timedelta(minutes=10)
    assert is_learning(forgotten)
    assert not is_learning(card)


def test_an_answer_is_graded_by_whether_it_was_right():
    assert (grade_of(True), grade_of(False)) == (Grade.GOOD, Grade.AGAIN)


@given(grades=st.lists(st.tuples(GRADES, GAPS), min_size=1, max_size=12))
def test_reviews_are_the_same_every_time_and_never_due_in_the_past(grades: list[tuple[Grade, timedelta]]):
    def play() -> list[tuple[str, datetime]]:
        card, now, seen = new_card(NOW), NOW, []
        for grade, gap in grades:
            now += gap
            card, due = review(card, grade, now)
            assert due > now
            assert due.utcoffset() == timedelta(0)
            seen.append((card, due))
        return seen

    assert play() == play()


@given(grades=st.lists(GRADES, max_size=6), other=GRADES)
def test_grading_anew_gives_what_that_grade_would_have_given_and_goes_once(grades: list[Grade], other: Grade):
    card, due = after(*grades)
    reviewed, _ = review(card, Grade.GOOD, due)
    regraded, then = regrade(reviewed, other)
    instead, due_instead = review(card, other, due)
    assert then == due_instead
    assert Card.from_json(regraded) == Card.from_json(instead)
    with pytest.raises(NothingToRegrade):
        regrade(regraded, Grade.EASY)
    # It goes on from there as any card does.
    assert review(regraded, Grade.GOOD, then)[1] == review(instead, Grade.GOOD, then)[1]


def test_a_guess_comes_back_sooner_than_a_right_answer_and_what_was_known_later():
    card, due = after(Grade.GOOD, Grade.GOOD)
    reviewed, good = review(card, Grade.GOOD, due)
    assert regrade(reviewed, Grade.HARD)[1] < good < regrade(reviewed, Grade.EASY)[1]


def test_a_card_without_a_review_cannot_be_graded_anew():
    with pytest.raises(NothingToRegrade):
        regrade(new_card(NOW), Grade.HARD)


def test_cards_do_not_grow_with_their_reviews():
    assert len(after(*[Grade.GOOD] * 30)[0]) < 600


def test_moments_of_any_zone_are_taken():
    there = NOW.astimezone(timezone(timedelta(hours=9)))
    assert after(Grade.GOOD, now=there) == after(Grade.GOOD)

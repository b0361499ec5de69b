"""When a practised question comes back: spaced repetition with the `fsrs` library. Pure; keeping cards is elsewhere.

A card is the library's own JSON. Beside the library's fields it holds what the last review started from, so
that a member can say afterwards how hard a right answer was; the library passes over fields that it does not know.
"""

import json
from datetime import UTC, datetime
from enum import IntEnum
from typing import Any

from fsrs import Card, Rating, Scheduler, State

DESIRED_RETENTION = 0.9
"""A question comes back when the chance that it is still remembered has fallen to this; the library's default."""

_BEFORE = "before"
_SCHEDULER = Scheduler(desired_retention=DESIRED_RETENTION, enable_fuzzing=False)
"""The library's default parameters. Without its fuzzing, which would take chance from outside."""


class Grade(IntEnum):
    """How well a question was remembered; the numbers are those of the library's `Rating`."""

    AGAIN = Rating.Again.value
    """The answer was wrong."""
    HARD = Rating.Hard.value
    """It was right, and guessed."""
    GOOD = Rating.Good.value
    """It was right."""
    EASY = Rating.Easy.value
    """It was right, and known at once."""


class NothingToRegrade(Exception):
    """The card has no review that can be graded anew: it has had none, or that was done already."""


def grade_of(right: bool) -> Grade:
    """The grade of an answer about which the member has said nothing more."""
    return Grade.GOOD if right else Grade.AGAIN


def new_card(now: datetime) -> str:
    """A card that has not been reviewed, due at once. `now` has a time zone."""
    # Cards are told apart by member and question; the library would take the number from the clock.
    return Card(card_id=0, due=now.astimezone(UTC)).to_json()


def review(card: str, grade: Grade, now: datetime) -> tuple[str, datetime]:
    """The card after a review, and when it is due next, in UTC. `now` has a time zone."""
    held: dict[str, Any] = json.loads(card)
    held.pop(_BEFORE, None)
    reviewed, _ = _SCHEDULER.review_card(Card.from_json(json.dumps(held)), Rating(grade), now.astimezone(UTC))
    return json.dumps({**reviewed.to_dict(), _BEFORE: held}), reviewed.due


def regrade(card: str, grade: Grade) -> tuple[str, datetime]:
    """The card as if its last review had been given another grade, at the same moment; and when it is due.

    Raises:
        NothingToRegrade: there is no such review, or it has been graded anew before.
    """
    held: dict[str, Any] = json.loads(card)
    before, reviewed_at = held.get(_BEFORE), held["last_review"]
    if before is None or reviewed_at is None:
        raise NothingToRegrade
    again, due = review(json.dumps(before), grade, datetime.fromisoformat(reviewed_at))
    settled: dict[str, Any] = json.loads(again)
    del settled[_BEFORE]
    return json.dumps(settled), due


def is_learning(card: str) -> bool:
    """Whether a question is still being learned (or learned anew): its next review is minutes away, not days."""
    return Card.from_json(card).state is not State.Review

"""How hard a question is and how much a player knows, learned from answers: Elo, an answer being a match of the two.

The rule is that of Radek Pelánek, "Applications of the Elo rating system in adaptive educational systems",
Computers & Education 98 (2016), doi:10.1016/j.compedu.2016.03.017: player and question are rated on one scale, the
chance of a right answer grows with the difference, and never falls below that of a guess; after each answer both
ratings move by what was unexpected, less and less the more answers they rest on.
There the scale is that of natural logarithms; here 400 points are a factor of ten, as is usual for Elo ratings.
"""

from dataclasses import dataclass
from math import factorial, log

from bot.core.quiz.questions import Level, Question

SCALE = 400.0
"""So many points more are ten times the odds."""
FIRST_STEP = SCALE / log(10)
"""The most that the first answer moves a rating: 1 on the natural scale, 174 points."""
SLOWING = 0.05
"""How fast steps become smaller with the number of answers; what the paper found best for its own learners."""
LEAST, MIDDLE, MOST = 200.0, 1000.0, 1800.0
"""Ratings stay between the outer two: 800 points from the middle the chance is one in a hundred, and more would
tell nothing. New players begin in the middle."""
BETWEEN = 200.0
"""From one level to the next. With four options, a new player is expected to be right in 82, 63 and 43 of a hundred
questions of the levels 1, 2 and 3."""
ENOUGH = 10
"""Answers after which a question's learned level replaces the written one."""


@dataclass(frozen=True, slots=True)
class Rated:
    """A player's or a question's rating, and on how many answers it rests."""

    rating: float = MIDDLE
    answers: int = 0

    @property
    def step(self) -> float:
        """What a rating moves by for an answer that nobody would have expected: `a / (1 + b n)`."""
        return FIRST_STEP / (1 + SLOWING * self.answers)


def unanswered(level: Level) -> Rated:
    """A question that nobody has answered yet, by the level that it was given."""
    return Rated(MIDDLE + BETWEEN * (level - 2))


def guess(question: Question) -> float:
    """How likely a guess is right: one of the options, or one of all the orders they can stand in."""
    options = len(question.options)
    return 1 / (factorial(options) if question.form == "order" else options)


def expected(player: float, question: float, guessing: float = 0.0) -> float:
    """How likely a player is right, from `guessing` (0 to 1) to 1, by the two ratings."""
    knowing = 1 / (1 + 10 ** ((question - player) / SCALE))
    return guessing + (1 - guessing) * knowing


def updated(player: Rated, question: Rated, right: bool, guessing: float = 0.0) -> tuple[Rated, Rated]:
    """The player's and the question's ratings after an answer."""
    surprise = right - expected(player.rating, question.rating, guessing)
    return (
        Rated(_bounded(player.rating + player.step * surprise), player.answers + 1),
        Rated(_bounded(question.rating - question.step * surprise), question.answers + 1),
    )


def level_of(rating: float) -> Level:
    """The level that a question's rating is nearest to."""
    if rating < MIDDLE - BETWEEN / 2:
        return 1
    return 2 if rating < MIDDLE + BETWEEN / 2 else 3


def learned_level(question: Rated) -> Level | None:
    """The level that answers have shown; None while there are fewer than ten."""
    return level_of(question.rating) if question.answers >= ENOUGH else None


def _bounded(rating: float) -> float:
    return min(MOST, max(LEAST, rating))

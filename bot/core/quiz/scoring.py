"""Scores of a game, always reckoned from its answers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.core.quiz.events import Pace
from bot.core.quiz.game import Game, RoundOutcome


@dataclass(frozen=True, slots=True)
class Result:
    """What one player's answer in one round came to."""

    member: int
    choice: tuple[int, ...]
    at: datetime
    right: bool
    points: int


@dataclass(frozen=True, slots=True)
class Score:
    """A player's standing in a game."""

    member: int
    points: int
    right: int
    answered: int


@dataclass(frozen=True, slots=True)
class TeamScore:
    """A team's standing: in each round the share of its answers that were right, times the question's points."""

    team: int
    points: float
    members: tuple[int, ...]


def results(game: Game, number: int) -> tuple[Result, ...]:
    """The results of a revealed round, the first answer first; empty for a skipped or open one.

    A right answer is worth the question's level; in a race only the first right one is worth anything.
    """
    round_ = game.rounds[number]
    if round_.outcome is not RoundOutcome.REVEALED:
        return ()
    question = game.questions[number]
    in_order = sorted(round_.answers.items(), key=lambda item: (item[1].at, item[0]))
    racing = game.rules.pace is Pace.FIRST
    found: list[Result] = []
    won = False
    for member, answer in in_order:
        right = question.right(answer.choice)
        points = question.level if right and not (racing and won) else 0
        won = won or right
        found.append(Result(member, answer.choice, answer.at, right, points))
    return tuple(found)


def standing(game: Game) -> tuple[Score, ...]:
    """Everybody who answered a round that counts, the best first; ties by right answers, then by member."""
    points: dict[int, list[int]] = {}
    for number in range(len(game.rounds)):
        for result in results(game, number):
            row = points.setdefault(result.member, [0, 0, 0])
            row[0] += result.points
            row[1] += result.right
            row[2] += 1
    scores = [Score(member, *row) for member, row in points.items()]
    return tuple(sorted(scores, key=lambda score: (-score.points, -score.right, score.answered, score.member)))


def team_standing(game: Game) -> tuple[TeamScore, ...]:
    """The teams, the best first; empty for a game without teams."""
    totals = dict.fromkeys(range(game.rules.teams), 0.0)
    for number in range(len(game.rounds)):
        by_team: dict[int, list[bool]] = {}
        for result in results(game, number):
            by_team.setdefault(game.teams[result.member], []).append(result.right)
        for team, rights in by_team.items():
            totals[team] += game.questions[number].level * sum(rights) / len(rights)
    teams = [
        TeamScore(team, round(total, 2), tuple(sorted(m for m, t in game.teams.items() if t == team)))
        for team, total in totals.items()
    ]
    return tuple(sorted(teams, key=lambda team: (-team.points, team.team)))


def ranks(points: Iterable[float]) -> list[int]:
    """The rank of each of some totals that go down: equal ones share the better rank, as in 1, 1, 3."""
    given: list[int] = []
    before: float | None = None
    for place, total in enumerate(points, start=1):
        given.append(given[-1] if given and total == before else place)
        before = total
    return given

"""The game: `step(state, event, now) -> state, effects`. Pure; who may stop a game is decided elsewhere.

A game replays from its events: the same events at the same moments give the same state, scores included.
A round's answers stay in the state, and scores are always reckoned from them, so that an answer which
Discord took in time counts however late it reaches us.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from math import ceil

from bot.core.quiz.choices import is_possible
from bot.core.quiz.events import (
    GRACE,
    MOST_SILENT,
    STALE,
    UNTIMED,
    Accepted,
    Ask,
    Begin,
    Call,
    Count,
    Effect,
    Event,
    Finish,
    Gather,
    Gone,
    Join,
    JoinedTeam,
    Lost,
    Pace,
    Posted,
    Press,
    Recount,
    Refusal,
    Refused,
    Reopen,
    Restart,
    Reveal,
    Rules,
    Shown,
    Start,
    Stop,
    Tick,
    Vote,
    Voted,
    Why,
    Withdraw,
)
from bot.core.quiz.questions import Question


class Phase(StrEnum):
    """Where a game stands."""

    GATHERING = "gathering"
    ASKING = "asking"
    REVEALING = "revealing"
    """The deadline has passed, and the reveal is on its way to the channel."""
    PAUSING = "pausing"
    ENDED = "ended"


class RoundOutcome(StrEnum):
    """What became of a round."""

    OPEN = "open"
    REVEALED = "revealed"
    SKIPPED = "skipped"
    VOID = "void"
    """The game ended in the middle of it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a player chose, and when Discord took it."""

    choice: tuple[int, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Round:
    """One question from asking to reveal."""

    asked: datetime
    deadline: datetime | None
    """Answers that were given later do not count; None while nothing limits it."""
    closes: datetime
    """When a tick ends the round."""
    message: int | None = None
    answers: Mapping[int, Answer] = field(default_factory=dict[int, Answer])
    outcome: RoundOutcome = RoundOutcome.OPEN
    reopened: int = 0
    """How often its message was lost and posted anew."""


@dataclass(frozen=True, slots=True)
class Game:
    """The state of a game. Make one with `begin`, change it with `step`."""

    starter: int
    rules: Rules
    questions: tuple[Question, ...]
    phase: Phase
    changed: datetime
    """When the last event happened."""
    next_at: datetime | None
    """When a gathering or a pause ends."""
    rounds: tuple[Round, ...] = ()
    names: Mapping[int, str] = field(default_factory=dict[int, str])
    teams: Mapping[int, int] = field(default_factory=dict[int, int])
    """Member to team, counted from 0."""
    votes: frozenset[int] = frozenset()
    why: Why | None = None
    podium_shown: bool = False

    @property
    def number(self) -> int:
        """The index of the round that was asked last; -1 before the first."""
        return len(self.rounds) - 1

    @property
    def current(self) -> Round | None:
        """The round that was asked last."""
        return self.rounds[-1] if self.rounds else None

    @property
    def silent(self) -> int:
        """To how many questions nobody has answered since somebody did last; skipped ones tell nothing."""
        silent = 0
        for round_ in reversed(self.rounds):
            if round_.outcome is RoundOutcome.REVEALED:
                if round_.answers:
                    break
                silent += 1
        return silent

    @property
    def over(self) -> bool:
        """Whether nothing is left to do, the podium included."""
        return self.phase is Phase.ENDED and self.podium_shown

    @property
    def due(self) -> datetime | None:
        """When the next tick will change something; None where only others can."""
        if self.phase in (Phase.GATHERING, Phase.PAUSING):
            return self.next_at
        if self.phase is Phase.ASKING and self.rounds:
            return self.rounds[-1].closes
        return None

    @property
    def players(self) -> frozenset[int]:
        """Who joined a team, or answered lately: in this round or the two before."""
        lately = {member for round_ in self.rounds[-3:] for member in round_.answers}
        return frozenset(lately | set(self.teams))

    @property
    def votes_needed(self) -> int:
        """How many votes skip a question: half of the players, one at least."""
        return max(1, ceil(len(self.players) / 2))


Stepped = tuple[Game, tuple[Effect, ...]]


def begin(event: Start, now: datetime) -> Stepped:
    """The state after a game's first event."""
    game = Game(
        starter=event.member,
        rules=event.rules,
        questions=event.questions,
        phase=Phase.GATHERING,
        changed=now,
        next_at=now + event.rules.span(event.rules.gathering),
        names={event.member: event.name},
    )
    return (game, (Gather(),)) if event.rules.teams else _ask(game, now)


def step(game: Game, event: Event, now: datetime) -> Stepped:
    """What an event makes of a game, and what is to be done then, in this order.

    An event that changes nothing gives the very same state back; it need not be stored.
    """
    stepped, effects = _stepped(game, event, now)
    return (stepped if stepped is game else replace(stepped, changed=now)), effects


def replay(events: Iterable[tuple[Event, datetime]]) -> Game | None:
    """The state that stored events, each with its moment, lead to; None without a start."""
    game: Game | None = None
    for event, now in events:
        if game is None:
            if not isinstance(event, Start):
                return None
            game, _ = begin(event, now)
        else:
            game, _ = step(game, event, now)
    return game


def _stepped(game: Game, event: Event, now: datetime) -> Stepped:
    match event:
        case Press():
            return _press(game, event, now)
        case Join():
            return _join(game, event)
        case Vote():
            return _vote(game, event, now)
        case Tick():
            return _tick(game, now)
        case Begin():
            return _ask(game, now) if game.phase is Phase.GATHERING else _refused(game, Refusal.NO_TEAMS)
        case Call():
            return _call(game, event, now)
        case Posted():
            return _posted(game, event)
        case Shown():
            return _shown(game, event, now)
        case Gone():
            return _gone(game, event, now)
        case Stop():
            return _end(game, Why.STOPPED, now)
        case Lost():
            return _lost(game, now)
        case Restart():
            return _restart(game, now)
        case Start():
            return game, ()


# -- answers


def _press(game: Game, event: Press, now: datetime) -> Stepped:
    if not 0 <= event.round < len(game.rounds):
        return _refused(game, Refusal.NOT_YET if event.round >= 0 else Refusal.NO_SUCH_ANSWER)
    question, round_ = game.questions[event.round], game.rounds[event.round]
    if not is_possible(question, event.choice):
        return _refused(game, Refusal.NO_SUCH_ANSWER)
    if round_.outcome in (RoundOutcome.SKIPPED, RoundOutcome.VOID):
        return _refused(game, Refusal.OVER if game.phase is Phase.ENDED else Refusal.TOO_LATE)
    if round_.deadline is not None and event.at > round_.deadline:
        return _refused(game, Refusal.TOO_LATE)
    before = round_.answers.get(event.member)
    racing = game.rules.pace is Pace.FIRST
    if before is not None:
        if racing and (before.at, before.choice) <= (event.at, event.choice):
            return _refused(game, Refusal.ANSWERED)
        # Two presses of one member may arrive in the wrong order: the one that was made later stands.
        if not racing and event.at < before.at:
            return game, (Accepted(before.choice, changed=False),)
        # The same again but later is kept, or a press from between the two that is still on its way would win.
        if (before.at, before.choice) == (event.at, event.choice):
            return game, (Accepted(event.choice, changed=False),)
    answers = {**round_.answers, event.member: Answer(event.choice, event.at)}
    round_ = replace(round_, answers=answers)
    if racing:
        round_ = _raced(game.rules, question, round_, now)
    changed = before is not None and before.choice != event.choice
    effects: list[Effect] = [Accepted(event.choice, changed=changed)]
    if round_.outcome is RoundOutcome.REVEALED and not _awaits_reveal(game, event.round):
        effects.append(Recount(event.round))
    named = game if game.names.get(event.member) == event.name else _named(game, event.member, event.name)
    return _with_team(_with_round(named, event.round, round_), event.member), tuple(effects)


def _raced(rules: Rules, question: Question, round_: Round, now: datetime) -> Round:
    """A race ends with its first right answer: only what was pressed before counts, and what is on its way is awaited.

    A member's still earlier press may come in later and take that answer back. Then the next right one has won, or the
    question stays open as it was asked.
    """
    won = min((answer.at for answer in round_.answers.values() if question.right(answer.choice)), default=None)
    if round_.outcome is not RoundOutcome.OPEN:
        return round_ if won is None else replace(round_, deadline=won)
    if won is None:
        asked = _opened(rules, round_.asked)
        return replace(round_, deadline=asked.deadline, closes=asked.closes)
    return replace(round_, deadline=won, closes=min(round_.closes, now + GRACE))


def _awaits_reveal(game: Game, number: int) -> bool:
    return game.phase is Phase.REVEALING and number == game.number


def _named(game: Game, member: int, name: str) -> Game:
    return replace(game, names={**game.names, member: name})


def _with_round(game: Game, number: int, round_: Round) -> Game:
    return replace(game, rounds=(*game.rounds[:number], round_, *game.rounds[number + 1 :]))


# -- teams and votes


def _join(game: Game, event: Join) -> Stepped:
    if not game.rules.teams or not 0 <= event.team < game.rules.teams:
        return _refused(game, Refusal.NO_TEAMS)
    if game.phase is not Phase.GATHERING:
        return _refused(game, Refusal.OVER if game.phase is Phase.ENDED else Refusal.TOO_LATE)
    if game.teams.get(event.member) == event.team and game.names.get(event.member) == event.name:
        return game, (JoinedTeam(event.team),)
    joined = replace(_named(game, event.member, event.name), teams={**game.teams, event.member: event.team})
    return joined, (JoinedTeam(event.team),)


def _with_team(game: Game, member: int) -> Game:
    """Who answers without having joined comes into the smallest team."""
    if not game.rules.teams or member in game.teams:
        return game
    sizes = [sum(team == number for team in game.teams.values()) for number in range(game.rules.teams)]
    return replace(game, teams={**game.teams, member: sizes.index(min(sizes))})


def _vote(game: Game, event: Vote, now: datetime) -> Stepped:
    if game.phase is not Phase.ASKING:
        return _refused(game, Refusal.OVER if game.phase is Phase.ENDED else Refusal.NOT_YET)
    if game.players and event.member not in game.players and event.member != game.starter:
        return _refused(game, Refusal.NOT_PLAYING)
    voted = game if event.member in game.votes else replace(game, votes=game.votes | {event.member})
    effect = Voted(len(voted.votes), game.votes_needed)
    if effect.votes < effect.needed:
        return voted, (effect,)
    number = game.number
    skipped = replace(game.rounds[number], outcome=RoundOutcome.SKIPPED)
    paused = _pause(_with_round(voted, number, skipped), now)
    return paused, (effect, Withdraw(number, skipped=True))


# -- time


def _tick(game: Game, now: datetime) -> Stepped:
    due = game.due
    if due is None or now < due:
        return game, ()
    if game.phase is Phase.ASKING:
        return _close(game, now)
    if game.phase is Phase.PAUSING and (game.number + 1 >= len(game.questions) or game.silent >= MOST_SILENT):
        return _end(game, Why.IDLE if game.silent >= MOST_SILENT else Why.FINISHED, now)
    return _ask(game, now)


def _call(game: Game, event: Call, now: datetime) -> Stepped:
    if game.phase is not Phase.ASKING or event.round != game.number:
        return _refused(game, Refusal.OVER if game.phase is Phase.ENDED else Refusal.TOO_LATE)
    if game.rules.seconds is not None:
        return _refused(game, Refusal.HAS_DEADLINE)
    return _close(game, now)


def _ask(game: Game, now: datetime) -> Stepped:
    asked = replace(
        game,
        phase=Phase.ASKING,
        next_at=None,
        rounds=(*game.rounds, _opened(game.rules, now)),
        votes=frozenset(),
    )
    return asked, (Ask(asked.number),)


def _opened(rules: Rules, now: datetime) -> Round:
    deadline = None if rules.seconds is None else now + rules.span(rules.seconds)
    return Round(asked=now, deadline=deadline, closes=now + UNTIMED if deadline is None else deadline + GRACE)


def _close(game: Game, now: datetime) -> Stepped:
    number, round_ = game.number, game.rounds[-1]
    closed = replace(round_, deadline=round_.deadline or now, outcome=RoundOutcome.REVEALED)
    revealing = replace(_with_round(game, number, closed), phase=Phase.REVEALING)
    return revealing, (Reveal(number, anew=closed.message is None),)


def _pause(game: Game, now: datetime) -> Game:
    return replace(game, phase=Phase.PAUSING, next_at=now + game.rules.span(game.rules.pause), votes=frozenset())


# -- what became of our messages


def _posted(game: Game, event: Posted) -> Stepped:
    if not 0 <= event.round < len(game.rounds) or game.rounds[event.round].message == event.message:
        return game, ()
    return _with_round(game, event.round, replace(game.rounds[event.round], message=event.message)), ()


def _shown(game: Game, event: Shown, now: datetime) -> Stepped:
    if event.what == "podium":
        shown = game.phase is Phase.ENDED and not game.podium_shown
        return (replace(game, podium_shown=True) if shown else game), ()
    if game.phase is not Phase.REVEALING:
        return game, ()
    return _pause(game, now), (Count(game.number),)


def _gone(game: Game, event: Gone, now: datetime) -> Stepped:
    """A deleted question is asked again with its full time, once; what was answered stays."""
    if event.round != game.number or game.phase not in (Phase.ASKING, Phase.REVEALING):
        return game, ()
    round_ = game.rounds[-1]
    if round_.reopened or _decided(game):
        gone = game if round_.message is None else _with_round(game, game.number, replace(round_, message=None))
        return gone, () if game.phase is Phase.ASKING else (Reveal(event.round, anew=True),)
    return _reopened(game, now, reopened=1), (Ask(event.round, again=True),)


def _reopened(game: Game, now: datetime, *, reopened: int) -> Game:
    fresh = _opened(game.rules, now)
    round_ = game.rounds[-1]
    again = replace(
        round_,
        asked=now,
        deadline=fresh.deadline,
        closes=fresh.closes,
        outcome=RoundOutcome.OPEN,
        reopened=round_.reopened + reopened,
        message=None if reopened else round_.message,
    )
    return replace(_with_round(game, game.number, again), phase=Phase.ASKING)


def _decided(game: Game) -> bool:
    """Whether a race has its winner, so that opening it again would be unfair."""
    number = game.number
    return game.rules.pace is Pace.FIRST and any(
        game.questions[number].right(answer.choice) for answer in game.rounds[number].answers.values()
    )


def _restart(game: Game, now: datetime) -> Stepped:
    if game.over:
        return game, ()
    if game.phase is Phase.ENDED:
        return game, (Finish(game.why or Why.FINISHED),)
    if now - game.changed > STALE:
        return _end(game, Why.STALE, now)
    match game.phase:
        case Phase.GATHERING:
            return replace(game, next_at=now + game.rules.span(game.rules.gathering)), (Gather(),)
        case Phase.ASKING if _decided(game):
            return _close(game, now)
        case Phase.ASKING:
            posted = game.rounds[-1].message is not None
            return _reopened(game, now, reopened=0), (Reopen(game.number) if posted else Ask(game.number),)
        case Phase.REVEALING:
            return replace(game, changed=now), (Reveal(game.number, anew=game.rounds[-1].message is None),)
        case Phase.PAUSING:
            return _pause(game, now), ()


# -- the end


def _end(game: Game, why: Why, now: datetime) -> Stepped:
    if game.phase is Phase.ENDED:
        return _refused(game, Refusal.OVER)
    effects: list[Effect] = []
    ended = replace(game, phase=Phase.ENDED, next_at=None, why=why, votes=frozenset())
    if game.phase is Phase.ASKING:
        ended = _with_round(ended, game.number, replace(game.rounds[-1], deadline=now, outcome=RoundOutcome.VOID))
        effects.append(Withdraw(game.number, skipped=False))
    elif game.phase is Phase.REVEALING:
        effects += [Reveal(game.number, anew=game.rounds[-1].message is None), Count(game.number)]
    return ended, (*effects, Finish(why))


def _lost(game: Game, now: datetime) -> Stepped:
    """Nothing can be shown any more; what was answered in a round whose deadline had passed still counts."""
    if game.phase is Phase.ENDED:
        return (game if game.podium_shown else replace(game, podium_shown=True)), ()
    ended, effects = _end(game, Why.LOST, now)
    return replace(ended, podium_shown=True), tuple(effect for effect in effects if isinstance(effect, Count))


def _refused(game: Game, why: Refusal) -> Stepped:
    return game, (Refused(why),)

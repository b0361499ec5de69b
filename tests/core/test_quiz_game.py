"""The game: any order of events keeps it sound, stored events give it back, and each rule holds by itself."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

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
    Posted,
    Press,
    Recount,
    Refusal,
    Refused,
    Reopen,
    Restart,
    Reveal,
    Shown,
    Start,
    Stop,
    Tick,
    Vote,
    Voted,
    Why,
    Withdraw,
    event_adapter,
)
from bot.core.quiz.game import Phase, RoundOutcome, begin, replay, step
from bot.core.quiz.scoring import Result, ranks, results, standing, team_standing
from tests.core.quiz_samples import NOW, question, start

MEMBERS = st.integers(1, 5)
KEPT = Ask | Gather | Reopen | Withdraw | Count | Recount
"""What may only follow from an event that is stored."""


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


# -- any order of events


class AnyOrder(RuleBasedStateMachine):
    """Plays a game as badly as members, Discord and the operator together can."""

    @initialize(
        questions=st.integers(1, 5),
        pace=st.sampled_from(["everyone", "first"]),
        limit=st.sampled_from([None, 10, 30]),
        teams=st.sampled_from([0, 0, 2, 4]),
    )
    def begins(self, questions: int, pace: str, limit: int | None, teams: int) -> None:
        self.now = NOW
        event = start(questions, pace=pace, seconds=limit, teams=teams, pause=5)
        self.stored: list[tuple[str, datetime]] = [(event.model_dump_json(), self.now)]
        self.accepted: dict[tuple[int, int], list[tuple[datetime, tuple[int, ...]]]] = {}
        self.kept: dict[int, tuple[Result, ...]] = {}
        self.game, effects = begin(event, self.now)
        self.carried_out(effects)

    def happens(self, event: Event) -> tuple[Effect, ...]:
        before = self.game
        self.game, effects = step(before, event, self.now)
        if self.game is before:
            assert not [effect for effect in effects if isinstance(effect, KEPT)]
        else:
            assert self.game != before or isinstance(event, Restart)
            self.stored.append((event.model_dump_json(), self.now))
        self.carried_out(effects)
        return effects

    def carried_out(self, effects: Iterable[Effect]) -> None:
        """What storage does with effects."""
        for effect in effects:
            if isinstance(effect, Count):
                assert effect.round not in self.kept, "a round is counted once"
                self.kept[effect.round] = results(self.game, effect.round)
            elif isinstance(effect, Recount):
                assert effect.round in self.kept, "only a counted round is counted again"
                self.kept[effect.round] = results(self.game, effect.round)
            elif isinstance(effect, Ask):
                assert effect.round == self.game.number

    @rule(passing=st.floats(0, 45))
    def time_passes(self, passing: float) -> None:
        self.now += seconds(round(passing, 3))

    @rule()
    def time_comes(self) -> None:
        if self.game.due:
            self.now = max(self.now, self.game.due)
        self.ticks()

    @rule()
    def ticks(self) -> None:
        self.happens(Tick())
        assert self.game.due is None or self.game.due > self.now

    @rule(
        member=MEMBERS,
        back=st.sampled_from([0, 0, 0, 0, 1, 2, -1, -9]),
        choice=st.sampled_from([(0,), (1,), (1,), (2,), (3,), (4,), (-1,), (), (1, 2)]),
        lag=st.floats(0, 4),
    )
    def presses(self, member: int, back: int, choice: tuple[int, ...], lag: float) -> None:
        number, made = self.game.number - back, self.now - seconds(round(lag, 3))
        open_until = self.game.rounds[number].deadline if 0 <= number < len(self.game.rounds) else None
        effects = self.happens(Press(member=member, name=f"M{member}", round=number, choice=choice, at=made))
        for effect in effects:
            if isinstance(effect, Accepted):
                assert open_until is None or made <= open_until
                assert choice in {(0,), (1,), (2,), (3,)}
                self.accepted.setdefault((number, member), []).append((made, choice))
                assert self.game.rounds[number].answers[member].choice == effect.choice

    @rule(member=MEMBERS, team=st.integers(-1, 4))
    def joins(self, member: int, team: int) -> None:
        self.happens(Join(member=member, name=f"M{member}", team=team))

    @rule(member=MEMBERS)
    def votes(self, member: int) -> None:
        self.happens(Vote(member=member))

    @rule(back=st.sampled_from([0, 0, 1, -1]), message=st.integers(1, 3))
    def is_posted(self, back: int, message: int) -> None:
        self.happens(Posted(round=self.game.number - back, message=message))

    @rule(back=st.sampled_from([0, 0, 1]))
    def message_is_deleted(self, back: int) -> None:
        self.happens(Gone(round=self.game.number - back))

    @rule(what=st.sampled_from(["reveal", "reveal", "podium"]))
    def is_shown(self, what: Any) -> None:
        self.happens(Shown(what=what))

    @rule(event=st.sampled_from([Begin(), Call(round=0), Call(round=1), Call(round=2)]))
    def is_steered(self, event: Event) -> None:
        self.happens(event)

    @rule(event=st.sampled_from([Stop(), Lost()]), really=st.integers(0, 9))
    def ends_early(self, event: Event, really: int) -> None:
        if really == 9:
            self.happens(event)

    @rule(away=st.sampled_from([1, 60, 3600, 6 * 3600 + 1]))
    def bot_restarts(self, away: int) -> None:
        before = [dict(round_.answers) for round_ in self.game.rounds]
        self.comes_back_from_the_disk()
        self.now += seconds(away)
        self.happens(Restart())
        assert [dict(round_.answers) for round_ in self.game.rounds[: len(before)]] == before

    @rule()
    def comes_back_from_the_disk(self) -> None:
        found = replay((event_adapter.validate_json(text), at) for text, at in self.stored)
        assert found == self.game
        assert standing(found) == standing(self.game)

    @invariant()
    def is_sound(self) -> None:
        game = self.game
        assert game.number < len(game.questions)
        assert (game.phase is Phase.ENDED) == (game.why is not None)
        assert game.rounds or game.phase in (Phase.GATHERING, Phase.ENDED)
        for number, round_ in enumerate(game.rounds):
            is_open = number == game.number and game.phase is Phase.ASKING
            assert (round_.outcome is RoundOutcome.OPEN) == is_open
            found = results(game, number)
            if round_.outcome is not RoundOutcome.REVEALED:
                assert not found
                continue
            assert {result.member for result in found} == set(round_.answers)
            assert len(found) == len(round_.answers), "one answer a player"
            assert round_.deadline is not None
            assert all(result.at <= round_.deadline for result in found if result.points)
            if game.rules.pace == "first":
                assert sum(result.points > 0 for result in found) <= 1
            else:
                assert all(result.at <= round_.deadline for result in found)
        assert all(score.points >= score.right >= 0 for score in standing(game) if game.rules.pace == "everyone")
        assert all(score.points >= 0 for score in standing(game))
        assert {member for round_ in game.rounds for member in round_.answers} <= set(game.names)

    @invariant()
    def holds_what_each_member_was_told(self) -> None:
        for (number, member), told in self.accepted.items():
            held = self.game.rounds[number].answers[member]
            if self.game.rules.pace == "everyone":
                newest = max(at for at, _ in told)
                assert held.choice in [choice for at, choice in told if at == newest]
            else:
                assert held.choice == min(told)[1]

    @invariant()
    def keeps_the_results_that_stand(self) -> None:
        awaited = self.game.number if self.game.phase is Phase.REVEALING else None
        for number, round_ in enumerate(self.game.rounds):
            if round_.outcome is RoundOutcome.REVEALED and number != awaited:
                assert self.kept[number] == results(self.game, number)
            else:
                assert number not in self.kept

    def teardown(self) -> None:
        """Time and showing alone bring any game to its end."""
        if not hasattr(self, "game"):
            return
        for _ in range(4 * len(self.game.questions) + 4):
            if self.game.over:
                break
            if self.game.due:
                self.time_comes()
            else:
                self.happens(Shown(what="podium" if self.game.phase is Phase.ENDED else "reveal"))
        assert self.game.over
        self.is_sound()
        self.keeps_the_results_that_stand()
        self.comes_back_from_the_disk()


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)


# -- one rule after the other


class Table:
    """A game with a clock, that says briefly what happens."""

    def __init__(self, event: Start) -> None:
        self.now = NOW
        self.game, self.effects = begin(event, self.now)

    def does(self, event: Event, *, after: float = 0) -> tuple[Effect, ...]:
        self.now += seconds(after)
        self.game, self.effects = step(self.game, event, self.now)
        return self.effects

    def presses(self, member: int, choice: int, *, at: float | None = None, number: int | None = None) -> Any:
        """`at` in seconds after the round was asked; now, unless said."""
        number = self.game.number if number is None else number
        made = self.now if at is None else self.game.rounds[number].asked + seconds(at)
        effects = self.does(Press(member=member, name=f"M{member}", round=number, choice=(choice,), at=made))
        return effects[0] if len(effects) == 1 else effects

    def comes_to(self, phase: Phase) -> None:
        """Let time pass and things be shown until the game stands there."""
        while self.game.phase is not phase:
            assert not self.game.over
            if self.game.due:
                self.now = self.game.due
                self.does(Tick())
            else:
                self.does(Shown(what="podium" if self.game.phase is Phase.ENDED else "reveal"))


def test_a_game_goes_from_question_to_reveal_to_pause_and_ends_with_the_podium() -> None:
    table = Table(start(2))
    assert table.effects == (Ask(0),)
    table.presses(1, 1)
    table.presses(2, 0)
    assert table.does(Tick(), after=30) == ()  # Answers that were given in time may still be on their way.
    assert table.does(Tick(), after=GRACE.total_seconds()) == (Reveal(0, anew=True),)
    assert table.does(Shown(what="reveal")) == (Count(0),)
    assert table.does(Tick(), after=8) == (Ask(1),)
    table.comes_to(Phase.ENDED)
    assert table.effects == (Finish(Why.FINISHED),)
    assert [(score.member, score.points, score.right) for score in standing(table.game)] == [(1, 1, 1), (2, 0, 0)]
    assert not table.game.over
    table.does(Shown(what="podium"))
    assert table.game.over


def test_an_answer_may_be_changed_until_the_deadline_and_is_acknowledged_each_time() -> None:
    table = Table(start())
    assert table.presses(2, 0, at=1) == Accepted((0,), changed=False)
    assert table.presses(2, 1, at=29.9) == Accepted((1,), changed=True)
    assert table.presses(2, 1, at=30) == Accepted((1,), changed=False)
    assert table.presses(2, 3, at=30.1) == Refused(Refusal.TOO_LATE)
    table.comes_to(Phase.PAUSING)
    assert results(table.game, 0)[0].right


def test_of_two_presses_that_arrive_in_the_wrong_order_the_later_one_stands() -> None:
    table = Table(start())
    table.presses(2, 1, at=5)
    assert table.presses(2, 0, at=4) == Accepted((1,), changed=False)
    assert table.game.rounds[0].answers[2].choice == (1,)
    assert table.presses(2, 1, at=7) == Accepted((1,), changed=False)
    table.presses(2, 0, at=6)
    assert table.game.rounds[0].answers[2].choice == (1,)


@pytest.mark.parametrize("limit", [None, 30])
def test_a_right_answer_that_an_earlier_press_takes_back_leaves_the_race_to_the_next(limit: int | None) -> None:
    table = Table(start(1, pace="first", seconds=limit))
    table.now += seconds(10)
    table.presses(1, 1, at=8)
    table.presses(3, 1, at=7)
    table.presses(3, 0, at=6.9)
    table.comes_to(Phase.PAUSING)
    assert [(one.member, one.points) for one in results(table.game, 0)] == [(3, 0), (1, 1)]


@pytest.mark.parametrize("limit", [None, 30])
def test_a_race_whose_only_right_answer_is_taken_back_stays_open(limit: int | None) -> None:
    table = Table(start(1, pace="first", seconds=limit))
    asked = table.game.rounds[0]
    table.now += seconds(10)
    table.presses(3, 1, at=7)
    table.presses(3, 0, at=6.9)
    assert (table.game.rounds[0].deadline, table.game.rounds[0].closes) == (asked.deadline, asked.closes)
    assert table.presses(2, 1, at=12) == Accepted((1,), changed=False)
    table.comes_to(Phase.PAUSING)
    assert [one.member for one in results(table.game, 0) if one.points] == [2]


def test_what_is_no_answer_is_refused() -> None:
    table = Table(start())
    assert table.presses(2, 4) == Refused(Refusal.NO_SUCH_ANSWER)
    assert table.presses(2, -1) == Refused(Refusal.NO_SUCH_ANSWER)
    press = Press(member=2, name="M2", round=1, choice=(0,), at=NOW)
    assert table.does(press) == (Refused(Refusal.NOT_YET),)
    assert not table.game.rounds[0].answers


def test_an_order_is_answered_with_every_option_once() -> None:
    event = start(1).model_copy(update={"questions": (question(order=True, options=3),)})
    for choice, right in (((2, 1, 0), True), ((0, 1, 2), False)):
        table = Table(event)
        table.does(Press(member=2, name="M2", round=0, choice=choice, at=NOW))
        table.comes_to(Phase.PAUSING)
        assert results(table.game, 0)[0].right is right
    for choice in ((0, 1), (0, 0, 1), (1, 2, 3)):
        assert Table(event).does(Press(member=2, name="M2", round=0, choice=choice, at=NOW)) == (
            Refused(Refusal.NO_SUCH_ANSWER),
        )


def test_an_answer_in_time_that_arrives_before_the_reveal_counts_with_the_others() -> None:
    table = Table(start())
    table.now += seconds(31)
    assert table.presses(2, 1, at=29) == Accepted((1,), changed=False)
    table.comes_to(Phase.REVEALING)
    assert table.presses(3, 1, at=30) == Accepted((1,), changed=False)
    table.does(Shown(what="reveal"))
    assert [result.member for result in results(table.game, 0)] == [2, 3]


def test_an_answer_in_time_that_arrives_after_the_reveal_counts_and_the_results_are_corrected() -> None:
    table = Table(start())
    table.comes_to(Phase.PAUSING)
    assert table.presses(2, 1, at=29.5) == (Accepted((1,), changed=False), Recount(0))
    assert table.presses(2, 1, at=29.5) == Accepted((1,), changed=False)
    assert table.presses(3, 1, at=30.5, number=0) == Refused(Refusal.TOO_LATE)
    assert [(score.member, score.points) for score in standing(table.game)] == [(2, 1)]
    table.comes_to(Phase.ASKING)
    assert table.presses(4, 0, at=1, number=0) == (Accepted((0,), changed=False), Recount(0))


def test_in_a_race_the_first_right_answer_ends_the_round_and_takes_the_points() -> None:
    table = Table(start(pace="first"))
    table.presses(2, 0, at=1)
    assert table.presses(2, 1, at=2) == Refused(Refusal.ANSWERED)
    table.now += seconds(3)
    table.presses(3, 1, at=3)
    assert table.presses(4, 1, at=3.5) == Refused(Refusal.TOO_LATE)
    assert table.does(Tick(), after=GRACE.total_seconds()) == (Reveal(0, anew=True),)
    assert [(result.member, result.points) for result in results(table.game, 0)] == [(2, 0), (3, 1)]


def test_in_a_race_whoever_pressed_first_wins_however_slow_the_connection() -> None:
    table = Table(start(pace="first"))
    table.now += seconds(4)
    table.presses(3, 1, at=3.5)
    assert table.presses(2, 1, at=3) == Accepted((1,), changed=False)
    table.comes_to(Phase.PAUSING)
    assert [(result.member, result.points) for result in results(table.game, 0)] == [(2, 1), (3, 0)]
    assert table.presses(4, 1, at=2.5) == (Accepted((1,), changed=False), Recount(0))
    assert [(score.member, score.points) for score in standing(table.game) if score.points] == [(4, 1)]


def test_in_a_race_of_which_nobody_is_right_the_time_runs_out() -> None:
    table = Table(start(pace="first"))
    table.presses(2, 0, at=1)
    assert table.game.due == NOW + seconds(30) + GRACE
    table.comes_to(Phase.PAUSING)
    assert not any(score.points for score in standing(table.game))


def test_three_questions_without_an_answer_end_the_game() -> None:
    table = Table(start(9))
    table.comes_to(Phase.ENDED)
    assert table.effects == (Finish(Why.IDLE),)
    assert table.game.number + 1 == MOST_SILENT


def test_an_answer_begins_the_count_of_silent_questions_anew() -> None:
    table = Table(start(5))
    for _ in range(2):
        table.comes_to(Phase.PAUSING)
        table.comes_to(Phase.ASKING)
    table.presses(2, 0)
    table.comes_to(Phase.ENDED)
    assert table.game.why is Why.FINISHED


def test_a_late_answer_to_the_third_silent_question_lets_the_game_go_on() -> None:
    table = Table(start(5))
    for _ in range(2):
        table.comes_to(Phase.PAUSING)
        table.comes_to(Phase.ASKING)
    table.comes_to(Phase.PAUSING)
    table.presses(2, 0, at=30)
    table.comes_to(Phase.ASKING)
    assert table.game.number == 3


def test_half_of_the_players_skip_a_question_and_it_counts_nothing() -> None:
    table = Table(start())
    for member in (1, 2, 3):
        table.presses(member, 1)
    assert table.does(Vote(member=9)) == (Refused(Refusal.NOT_PLAYING),)
    assert table.does(Vote(member=2)) == (Voted(1, 2),)
    assert table.does(Vote(member=2)) == (Voted(1, 2),)
    assert table.does(Vote(member=3)) == (Voted(2, 2), Withdraw(0, skipped=True))
    assert table.game.phase is Phase.PAUSING
    assert standing(table.game) == ()
    assert table.presses(4, 1, at=0, number=0) == Refused(Refusal.TOO_LATE)


def test_where_nobody_plays_yet_anybody_can_skip() -> None:
    assert Table(start()).does(Vote(member=9)) == (Voted(1, 1), Withdraw(0, skipped=True))


def test_stopping_in_the_middle_of_a_question_makes_that_question_void() -> None:
    table = Table(start())
    table.presses(2, 1)
    table.comes_to(Phase.PAUSING)
    table.comes_to(Phase.ASKING)
    table.presses(2, 1)
    assert table.does(Stop()) == (Withdraw(1, skipped=False), Finish(Why.STOPPED))
    assert [(score.member, score.points, score.answered) for score in standing(table.game)] == [(2, 1, 1)]
    assert table.does(Stop()) == (Refused(Refusal.OVER),)
    assert table.presses(3, 1, at=0) == Refused(Refusal.OVER)


@pytest.mark.parametrize("event", [Stop(), Lost()])
def test_a_question_whose_time_is_up_counts_though_the_game_ends(event: Event) -> None:
    table = Table(start())
    table.presses(2, 1)
    table.comes_to(Phase.REVEALING)
    assert Count(0) in table.does(event)
    assert standing(table.game)[0].points == 1


def test_a_lost_channel_ends_the_game_at_once_and_keeps_the_scores() -> None:
    table = Table(start())
    table.presses(2, 1)
    table.comes_to(Phase.PAUSING)
    table.comes_to(Phase.ASKING)
    assert table.does(Lost()) == ()
    assert table.game.over
    assert table.game.why is Why.LOST
    assert standing(table.game)[0].points == 1


def test_a_deleted_question_is_asked_again_with_its_full_time_and_keeps_the_answers() -> None:
    table = Table(start())
    table.does(Posted(round=0, message=7))
    table.presses(2, 1)
    assert table.does(Gone(round=0), after=20) == (Ask(0, again=True),)
    assert table.game.rounds[0].deadline == NOW + seconds(50)
    assert 2 in table.game.rounds[0].answers
    table.does(Posted(round=0, message=8))
    assert table.does(Gone(round=0), after=20) == ()  # Once is enough; else somebody could hold up a game for ever.
    table.now += seconds(12)
    assert table.does(Tick()) == (Reveal(0, anew=True),)


def test_a_question_without_a_deadline_is_ended_by_hand_or_after_half_an_hour() -> None:
    table = Table(start(seconds=None))
    table.now += timedelta(minutes=20)
    assert table.presses(2, 1) == Accepted((1,), changed=False)
    assert table.does(Call(round=1)) == (Refused(Refusal.TOO_LATE),)
    assert table.does(Call(round=0)) == (Reveal(0, anew=True),)
    table.comes_to(Phase.PAUSING)
    table.now += seconds(1)
    assert table.presses(3, 1, number=0) == Refused(Refusal.TOO_LATE)
    table.comes_to(Phase.ASKING)
    assert table.game.due == table.now + UNTIMED
    assert Table(start()).does(Call(round=0)) == (Refused(Refusal.HAS_DEADLINE),)


def test_members_join_teams_change_them_and_begin() -> None:
    table = Table(start(teams=2))
    assert table.effects == (Gather(),)
    assert table.does(Join(member=2, name="M2", team=0)) == (JoinedTeam(0),)
    assert table.does(Join(member=2, name="M2", team=1)) == (JoinedTeam(1),)
    assert table.does(Join(member=2, name="M2", team=2)) == (Refused(Refusal.NO_TEAMS),)
    assert table.does(Begin()) == (Ask(0),)
    assert table.does(Join(member=3, name="M3", team=0)) == (Refused(Refusal.TOO_LATE),)
    assert table.game.teams == {2: 1}
    assert Table(start(teams=2)).does(Tick(), after=60) == (Ask(0),)


def test_who_answers_without_having_joined_comes_into_the_smallest_team() -> None:
    table = Table(start(teams=3))
    table.does(Join(member=2, name="M2", team=0))
    table.does(Begin())
    for member in (3, 4, 5):
        table.presses(member, 1)
    assert table.game.teams == {2: 0, 3: 1, 4: 2, 5: 0}


def test_a_team_scores_the_share_of_its_answers_that_are_right() -> None:
    table = Table(start(teams=2))
    for member, team in ((1, 0), (2, 0), (3, 1)):
        table.does(Join(member=member, name=f"M{member}", team=team))
    table.does(Begin())
    for member, choice in ((1, 1), (2, 0), (3, 1)):
        table.presses(member, choice)
    table.comes_to(Phase.PAUSING)
    assert [(team.team, team.points, team.members) for team in team_standing(table.game)] == [
        (1, 1.0, (3,)),
        (0, 0.5, (1, 2)),
    ]


def test_after_a_restart_the_open_question_has_its_full_time_again_and_its_answers() -> None:
    table = Table(start())
    table.presses(2, 1)
    assert table.does(Restart(), after=25) == (Ask(0),)  # It never came to stand in the channel.
    table.does(Posted(round=0, message=7))
    assert table.does(Restart(), after=25) == (Reopen(0),)
    assert table.game.rounds[0].deadline == table.now + seconds(30)
    assert table.game.rounds[0].answers[2].choice == (1,)


def test_after_a_restart_a_reveal_and_a_podium_are_shown_again_and_a_gathering_and_a_pause_go_on() -> None:
    table = Table(start(1, teams=2))
    assert table.does(Restart(), after=50) == (Gather(),)
    assert table.game.due == table.now + seconds(60)
    table.comes_to(Phase.ASKING)
    table.does(Posted(round=0, message=7))
    table.comes_to(Phase.REVEALING)
    assert table.does(Restart(), after=5) == (Reveal(0),)
    table.comes_to(Phase.PAUSING)
    assert table.does(Restart(), after=5) == ()
    assert table.game.due == table.now + seconds(8)
    table.comes_to(Phase.ENDED)
    assert table.does(Restart(), after=5) == (Finish(Why.FINISHED),)


def test_a_race_that_was_decided_before_the_restart_is_not_run_again() -> None:
    table = Table(start(pace="first"))
    table.presses(2, 1, at=1)
    assert table.does(Restart(), after=60) == (Reveal(0, anew=True),)
    assert results(table.game, 0)[0].points == 1


def test_after_too_long_an_absence_the_game_ends() -> None:
    table = Table(start())
    table.presses(2, 1)
    table.comes_to(Phase.PAUSING)
    assert table.does(Restart(), after=STALE.total_seconds() + 1) == (Finish(Why.STALE),)
    assert standing(table.game)[0].points == 1


def test_events_without_a_start_are_no_game() -> None:
    assert replay([(Tick(), NOW)]) is None
    assert replay([]) is None


def test_equal_totals_share_a_rank() -> None:
    assert ranks([5, 3, 3, 1]) == [1, 2, 2, 4]
    assert ranks([]) == []

"""What is counted of interactions and known of shards, on a clock that the test turns."""

import pytest

from bot.ops.interactions import Interactions
from bot.ops.metrics import Metrics
from bot.ops.shards import Beat, Shards


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture
def interactions(metrics: Metrics, clock: Clock) -> Interactions:
    return Interactions(metrics, clock)


def outcomes(metrics: Metrics) -> dict[str, float]:
    return {
        sample.labels["outcome"]: sample.value
        for family in metrics.registry.collect()
        for sample in family.samples
        if sample.name == "ajar_interactions_total"
    }


def acknowledged(metrics: Metrics, what: str = "count") -> float:
    return metrics.registry.get_sample_value(f"ajar_acknowledge_seconds_{what}", {"kind": "command"}) or 0.0


def test_a_whole_answer_is_an_outcome_and_takes_as_long_as_it_took(
    interactions: Interactions, metrics: Metrics, clock: Clock
) -> None:
    interactions.received(1, "command", lambda: "about")
    clock.now += 0.25
    interactions.acknowledged(1, whole=True)
    interactions.completed(1)
    assert outcomes(metrics) == {"ok": 1}
    assert acknowledged(metrics, "sum") == 0.25
    assert interactions.open == 0


def test_what_only_announces_an_answer_is_done_when_the_command_is(
    interactions: Interactions, metrics: Metrics
) -> None:
    interactions.received(1, "command", lambda: "about")
    interactions.acknowledged(1, whole=False)
    assert outcomes(metrics) == {}
    interactions.completed(1)
    assert outcomes(metrics) == {"ok": 1}


def test_what_fails_after_its_announcement_failed(interactions: Interactions, metrics: Metrics) -> None:
    interactions.received(1, "command", lambda: "about")
    interactions.acknowledged(1, whole=False)
    interactions.erred(1, "failed")
    interactions.completed(1)
    assert outcomes(metrics) == {"failed": 1}
    assert metrics.registry.get_sample_value("ajar_incidents_total") == 1


def test_telling_of_a_refusal_is_timed_and_is_no_second_outcome(
    interactions: Interactions, metrics: Metrics, clock: Clock
) -> None:
    interactions.received(1, "command", lambda: "about")
    interactions.erred(1, "refused")
    clock.now += 0.5
    interactions.acknowledged(1, whole=True)
    assert outcomes(metrics) == {"refused": 1}
    assert acknowledged(metrics, "sum") == 0.5
    assert interactions.open == 0


def test_a_refusal_that_could_not_be_told_is_counted_once(
    interactions: Interactions, metrics: Metrics, clock: Clock
) -> None:
    interactions.received(1, "command", lambda: "about")
    interactions.erred(1, "refused")
    clock.now += 100
    interactions.sweep()
    assert outcomes(metrics) == {"refused": 1}
    assert interactions.open == 0


def test_what_nobody_answered_has_expired(interactions: Interactions, metrics: Metrics, clock: Clock) -> None:
    interactions.received(1, "command", lambda: "about")
    clock.now += 2.9
    interactions.sweep()
    assert outcomes(metrics) == {}
    clock.now += 10
    interactions.sweep()
    assert outcomes(metrics) == {"expired": 1}
    assert acknowledged(metrics) == 0


def test_what_was_announced_and_raised_nothing_for_long_is_done(
    interactions: Interactions, metrics: Metrics, clock: Clock
) -> None:
    interactions.received(1, "component", lambda: "e:review")
    interactions.acknowledged(1, whole=False)
    interactions.received(2, "component", lambda: "e:review")
    clock.now += 30
    interactions.sweep()
    assert outcomes(metrics) == {"expired": 1}
    clock.now += 60
    interactions.sweep()
    assert outcomes(metrics) == {"expired": 1, "ok": 1}


def test_a_fault_after_a_whole_answer_is_an_incident_and_no_second_outcome(
    interactions: Interactions, metrics: Metrics
) -> None:
    interactions.received(1, "command", lambda: "about")
    interactions.acknowledged(1, whole=True)
    interactions.erred(1, "failed")
    assert outcomes(metrics) == {"ok": 1}
    assert metrics.registry.get_sample_value("ajar_incidents_total") == 1


class Hearts:
    """Two shards' connections."""

    def __init__(self) -> None:
        self.beats: dict[int, Beat] = {}

    def connect(self, shards: Shards, number: int) -> None:
        self.beats[number] = Beat(0.05, 0.0)
        shards.connected(number)

    def lose(self, shards: Shards, number: int) -> None:
        del self.beats[number]
        shards.lost(number)


def states(shards: Shards) -> list[str]:
    return [shard.state for _, shard in sorted(shards.all().items())]


def test_a_shard_is_ready_once_its_servers_are_there_and_lost_with_its_connection(clock: Clock) -> None:
    hearts = Hearts()
    shards = Shards(lambda: range(2), hearts.beats.get, clock)
    assert states(shards) == ["starting", "starting"]
    hearts.connect(shards, 0)
    assert states(shards) == ["starting", "starting"]
    shards.became_ready(0)
    assert states(shards) == ["ready", "starting"]
    hearts.lose(shards, 0)
    assert states(shards) == ["lost", "starting"]
    hearts.beats[0] = Beat(None, 0.0)
    shards.resumed(0)
    assert states(shards) == ["ready", "starting"]
    hearts.lose(shards, 0)
    hearts.connect(shards, 0)
    shards.became_ready(0)
    assert (shards.all()[0].resumed, shards.all()[0].anew) == (1, 1)


def test_a_heartbeat_without_an_answer_or_with_a_slow_one_is_late(clock: Clock) -> None:
    hearts = Hearts()
    shards = Shards(lambda: range(1), hearts.beats.get, clock)
    hearts.connect(shards, 0)
    shards.became_ready(0)
    for beat, state in (
        (Beat(0.1, 0.0), "ready"),
        (Beat(0.1, 9.0), "ready"),
        (Beat(0.1, 11.0), "late"),
        (Beat(11.0, 0.0), "late"),
        (Beat(None, 0.0), "ready"),
    ):
        hearts.beats[0] = beat
        assert states(shards) == [state]


def test_a_session_that_lives_is_ready_after_a_minute_even_if_nobody_says_so(clock: Clock) -> None:
    hearts = Hearts()
    shards = Shards(lambda: range(1), hearts.beats.get, clock)
    hearts.connect(shards, 0)
    clock.now += 61
    assert states(shards) == ["ready"]


def test_shards_of_other_processes_are_not_waited_for(clock: Clock) -> None:
    hearts = Hearts()
    shards = Shards(lambda: [2, 3], hearts.beats.get, clock)
    assert sorted(shards.all()) == [2, 3]


def test_the_gateways_state_is_among_the_metrics(clock: Clock, metrics: Metrics) -> None:
    hearts = Hearts()
    shards = Shards(lambda: range(2), hearts.beats.get, clock)
    metrics.watch_shards(shards)
    hearts.connect(shards, 0)
    shards.became_ready(0)
    read = metrics.registry.get_sample_value
    assert read("ajar_shard_ready", {"shard": "0"}) == 1
    assert read("ajar_shard_ready", {"shard": "1"}) == 0
    assert read("ajar_shard_latency_seconds", {"shard": "0"}) == 0.05
    assert read("ajar_shard_latency_seconds", {"shard": "1"}) is None
    assert read("ajar_shard_reconnects_total", {"shard": "0", "how": "anew"}) == 0

"""What is counted and timed while Ajar runs, as Prometheus metrics. Where the numbers come from is elsewhere."""

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Literal

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.gc_collector import GCCollector
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from bot.ops.shards import Shards

Kind = Literal["command", "autocomplete", "component", "form"]
Outcome = Literal["ok", "refused", "failed", "expired"]

_ACKNOWLEDGING = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 5.0)
"""Discord waits three seconds for the first answer, so the steps are fine below and end soon after."""
_DATABASE = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0)
_DELAY = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0)
_COMMIT = (1, 2, 5, 10, 20, 50, 100, 200, 500)


class Metrics:
    """All metrics of one running bot, in a registry of their own.

    Labels take their values from the program alone: kinds, outcomes, shard numbers, and names from our own command
    tree. Nothing that a member typed and no id of a server or a member becomes a label.
    """

    def __init__(self) -> None:
        """Make all metrics at nought."""
        # A line for each series that says when it was made: nobody asks for it, and it is half of the page.
        disable_created_metrics()
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        GCCollector(registry=self.registry)
        self.interactions = Counter(
            "ajar_interactions",
            "Interactions by kind, command or button, and outcome: ok, refused (a member can put it right), "
            "failed (ours; see the log), expired (not acknowledged in time).",
            ["kind", "command", "outcome"],
            registry=self.registry,
        )
        self.acknowledging = Histogram(
            "ajar_acknowledge_seconds",
            "From an interaction's arrival to Discord having taken the first answer to it.",
            ["kind"],
            buckets=_ACKNOWLEDGING,
            registry=self.registry,
        )
        self.incidents = Counter(
            "ajar_incidents", "Faults of ours that a member was told an incident number of.", registry=self.registry
        )
        self.loop_delay = Histogram(
            "ajar_event_loop_delay_seconds",
            "How late the event loop calls what is due; everything else waits as long.",
            buckets=_DELAY,
            registry=self.registry,
        )
        self.database = Histogram(
            "ajar_database_seconds",
            "Transactions, from the connection's being taken to its being given back, so with the commit.",
            ["kind"],
            buckets=_DATABASE,
            registry=self.registry,
        )
        self.database_errors = Counter(
            "ajar_database_errors",
            "Statements that the database refused, those too that Ajar expects and deals with.",
            registry=self.registry,
        )
        self.commit_size = Histogram(
            "ajar_group_commit_writes",
            "How many small writes (answers, scores) shared one commit.",
            buckets=_COMMIT,
            registry=self.registry,
        )

    def gauge(self, name: str, about: str, read: Callable[[], float]) -> None:
        """Add a number that is read when somebody asks; `read` must be quick and must not fail."""
        Gauge(name, about, registry=self.registry).set_function(read)

    def gauges(self, name: str, about: str, label: str, read: Callable[[], Iterable[tuple[str, float]]]) -> None:
        """Add a number for each of a few names, read when somebody asks."""
        self.registry.register(_Family(name, about, label, read))

    def watch_shards(self, shards: Shards) -> None:
        """Show what is known of the gateway."""
        self.registry.register(_ShardCollector(shards))

    def watch_backups(self, newest: Callable[[], float | None], count: Callable[[], tuple[int, int]]) -> None:
        """Show how backups go.

        Args:
            newest: the time of the newest backup, in seconds since 1970; None where there is none.
            count: how many were made and how many failed since the start.
        """
        self.registry.register(_BackupCollector(newest, count))


class _Family(Collector):
    def __init__(self, name: str, about: str, label: str, read: Callable[[], Iterable[tuple[str, float]]]) -> None:
        self._name, self._about, self._label, self._read = name, about, label, read

    def describe(self) -> Iterator[GaugeMetricFamily]:
        yield GaugeMetricFamily(self._name, self._about, labels=[self._label])

    def collect(self) -> Iterator[GaugeMetricFamily]:
        family = GaugeMetricFamily(self._name, self._about, labels=[self._label])
        for name, value in self._read():
            family.add_metric([name], value)
        yield family


class _ShardCollector(Collector):
    def __init__(self, shards: Shards) -> None:
        self._shards = shards

    def describe(self) -> Iterator[GaugeMetricFamily | CounterMetricFamily]:
        return self._families()

    def collect(self) -> Iterator[GaugeMetricFamily | CounterMetricFamily]:
        return self._families()

    def _families(self) -> Iterator[GaugeMetricFamily | CounterMetricFamily]:
        ready = GaugeMetricFamily(
            "ajar_shard_ready", "1 while a shard has its session, its servers and a timely heartbeat.", labels=["shard"]
        )
        latency = GaugeMetricFamily(
            "ajar_shard_latency_seconds", "How long Discord took to answer the last heartbeat.", labels=["shard"]
        )
        again = CounterMetricFamily(
            "ajar_shard_reconnects", "Sessions resumed, and begun anew, after one was lost.", labels=["shard", "how"]
        )
        for number, shard in sorted(self._shards.all().items()):
            ready.add_metric([str(number)], float(shard.ready))
            if shard.latency is not None:
                latency.add_metric([str(number)], shard.latency)
            again.add_metric([str(number), "resumed"], shard.resumed)
            again.add_metric([str(number), "anew"], shard.anew)
        yield ready
        yield latency
        yield again


class _BackupCollector(Collector):
    def __init__(self, newest: Callable[[], float | None], count: Callable[[], tuple[int, int]]) -> None:
        self._newest, self._count = newest, count

    def describe(self) -> Iterator[GaugeMetricFamily | CounterMetricFamily]:
        return self.collect()

    def collect(self) -> Iterator[GaugeMetricFamily | CounterMetricFamily]:
        age = GaugeMetricFamily("ajar_backup_age_seconds", "Time since the newest backup; absent while there is none.")
        newest = self._newest()
        if newest is not None:
            age.add_metric([], max(0.0, time.time() - newest))
        yield age
        made, failed = self._count()
        counts = CounterMetricFamily("ajar_backups", "Backups since the start, by outcome.", labels=["outcome"])
        counts.add_metric(["ok"], made)
        counts.add_metric(["failed"], failed)
        yield counts

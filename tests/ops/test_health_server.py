"""`/healthz` and `/metrics` as a probe sees them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families
from structlog.testing import capture_logs

from bot.ops.health import DatabaseProbe, Health, HealthServer, NoHealthPort
from bot.ops.metrics import Metrics
from bot.ops.shards import Shard

Get = Callable[[str], Awaitable[tuple[int, str, str]]]


class State:
    """What the process says of itself."""

    def __init__(self) -> None:
        self.health = Health(())

    async def __call__(self) -> Health:
        return self.health


@pytest.fixture
def state() -> State:
    return State()


@pytest.fixture
async def get(state: State) -> AsyncIterator[Get]:
    metrics = Metrics()
    metrics.interactions.labels("command", "about", "ok").inc(3)
    server = HealthServer(state, metrics.registry)
    port = await server.start("127.0.0.1", 0)

    async def get(path: str) -> tuple[int, str, str]:
        async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}{path}") as answer:
            return answer.status, answer.headers["Content-Type"], await answer.text()

    yield get
    await server.close()


async def test_a_process_that_serves_answers_200(get: Get, state: State) -> None:
    state.health = Health((), {0: Shard("ready", 0.1, 0, 0)})
    status, kind, body = await get("/healthz")
    assert (status, kind) == (200, "application/json; charset=utf-8")
    assert body == '{"status": "ok", "problems": [], "shards": {"0": "ready"}}'


async def test_one_that_does_not_answers_503_and_says_why(get: Get, state: State) -> None:
    state.health = Health(("shard 1 is lost",), {0: Shard("ready", 0.1, 0, 0), 1: Shard("lost", None, 0, 0)})
    status, _, body = await get("/healthz")
    assert status == 503
    assert body == '{"status": "unavailable", "problems": ["shard 1 is lost"], "shards": {"0": "ready", "1": "lost"}}'


async def test_metrics_are_in_the_format_that_prometheus_reads(get: Get) -> None:
    status, kind, body = await get("/metrics")
    assert status == 200
    assert kind.startswith("text/plain; version=")
    families = {family.name: family for family in text_string_to_metric_families(body)}
    assert families["ajar_interactions"].samples[0].value == 3
    assert "process_resident_memory_bytes" in families


async def test_there_is_nothing_else_there(get: Get) -> None:
    assert (await get("/"))[0] == 404


async def test_a_taken_port_is_a_sentence(get: Get, state: State) -> None:
    first = HealthServer(state, Metrics().registry)
    port = await first.start("127.0.0.1", 0)
    try:
        with pytest.raises(NoHealthPort, match="Choose another AJAR_HEALTH_PORT"):
            await HealthServer(state, Metrics().registry).start("127.0.0.1", port)
    finally:
        await first.close()
        await first.close()


async def test_many_probes_are_one_question_to_the_database() -> None:
    asked = 0

    async def ask() -> None:
        nonlocal asked
        asked += 1

    probe = DatabaseProbe(ask)
    assert await asyncio.gather(*(probe.problem() for _ in range(50))) == [None] * 50
    assert await probe.problem() is None
    assert asked == 1


async def test_a_database_that_hangs_is_told_of_and_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.ops.health.ANSWER_SECONDS", 0.01)
    asked, answer = 0, asyncio.Event()

    async def ask() -> None:
        nonlocal asked
        asked += 1
        await answer.wait()

    probe = DatabaseProbe(ask)
    for _ in range(3):
        assert await probe.problem() == "the database has not answered for 0.01 s"
    assert asked == 1
    answer.set()
    await asyncio.sleep(0)
    assert await probe.problem() is None


async def test_a_database_that_fails_is_told_of_without_its_address() -> None:
    async def ask() -> None:
        raise ConnectionError("postgresql://ajar:hunter2@host/ajar is away")

    assert await DatabaseProbe(ask).problem() == "the database does not answer (ConnectionError)"


async def test_a_database_that_goes_and_comes_back_is_logged_once_each_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.ops.health.REMEMBER_SECONDS", 0.0)
    answers = iter([True, True, False, False, False, True, True])

    async def ask() -> None:
        if not next(answers):
            raise ConnectionError("gone\nand more lines")

    probe = DatabaseProbe(ask)
    with capture_logs() as logs:
        for _ in range(7):
            await probe.problem()
    assert [(line["event"], line["log_level"]) for line in logs] == [
        ("database_does_not_answer", "warning"),
        ("database_answers_again", "info"),
    ]
    assert logs[0]["problem"] == "gone"

"""`/healthz` and `/metrics` over HTTP, in the bot's own loop. What is healthy is asked of others."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

import structlog
from aiohttp import web
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder

from bot.ops.shards import Shard

_log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(__name__)

ANSWER_SECONDS = 2.0
"""How long the database may take before it counts as not answering."""
REMEMBER_SECONDS = 1.0
"""So long its last answer is good for, however many ask."""


class NoHealthPort(Exception):
    """The port cannot be listened on; the message says why and what to do."""


class DatabaseProbe:
    """Asks the database something small, once at a time and at most once a second."""

    def __init__(self, ask: Callable[[], Awaitable[None]]) -> None:
        """Ask by `ask`, which raises where there is no answer."""
        self._ask = ask
        self._asking: asyncio.Task[str | None] | None = None
        self._known: tuple[float, str | None] | None = None

    async def problem(self) -> str | None:
        """What is wrong with the database, in words that hold no address and no password; None where it answers."""
        if self._known is not None and time.monotonic() - self._known[0] < REMEMBER_SECONDS:
            return self._known[1]
        if self._asking is None:
            self._asking = asyncio.create_task(self._asked())
        # The question is not cancelled when it takes long: the next who asks waits for the same one, so that
        # a database that hangs has one question of ours before it and not hundreds.
        done, _ = await asyncio.wait({self._asking}, timeout=ANSWER_SECONDS)
        if not done:
            return f"the database has not answered for {ANSWER_SECONDS:g} s"
        return done.pop().result()

    async def _asked(self) -> str | None:
        before = self._known[1] if self._known is not None else None
        try:
            await self._ask()
            problem = None
        except Exception as error:
            # The text of a database's error may hold its address, which the log masks and a probe would not.
            problem = f"the database does not answer ({type(error).__name__})"
            if before is None:
                _log.warning("database_does_not_answer", problem=str(error).partition("\n")[0])
        finally:
            self._asking = None
        if problem is None and before is not None:
            _log.info("database_answers_again")
        self._known = (time.monotonic(), problem)
        return problem


@dataclass(frozen=True, slots=True)
class Health:
    """Whether a process can serve, and if not, why."""

    problems: tuple[str, ...]
    shards: Mapping[int, Shard] = field(default_factory=dict[int, Shard])

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


class HealthServer:
    """A small web server for whoever looks after the process; it asks for no password."""

    def __init__(self, health: Callable[[], Awaitable[Health]], registry: CollectorRegistry) -> None:
        """Answer with what `health` says and with the metrics of `registry`."""
        self._health = health
        self._registry = registry
        self._runner: web.AppRunner | None = None

    async def start(self, host: str, port: int) -> int:
        """Listen; answers the port, which is another where 0 was asked for.

        Raises:
            NoHealthPort: the port is taken, or the address is not one of this machine's.
        """
        application = web.Application()
        application.router.add_get("/healthz", self._healthz)
        application.router.add_get("/metrics", self._metrics)
        # A probe that keeps its connection must not hold up the end of the process.
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as problem:
            await runner.cleanup()
            raise NoHealthPort(
                f"/healthz and /metrics cannot listen on {host} port {port}: {problem.strerror or problem}. "
                "Choose another AJAR_HEALTH_PORT, or leave it out; AJAR_HEALTH_HOST must be an address of this machine."
            ) from problem
        self._runner = runner
        taken = int(runner.addresses[0][1])
        _log.info("health_listening", host=host, port=taken)
        return taken

    async def close(self) -> None:
        """Stop listening; safe to call twice."""
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    async def _healthz(self, _request: web.Request) -> web.Response:
        health = await self._health()
        return web.json_response(
            {
                "status": "ok" if health.ok else "unavailable",
                "problems": list(health.problems),
                "shards": {str(number): shard.state for number, shard in sorted(health.shards.items())},
            },
            status=200 if health.ok else 503,
        )

    async def _metrics(self, request: web.Request) -> web.Response:
        encode, kind = choose_encoder(request.headers.get("Accept", ""))
        return web.Response(body=encode(self._registry), headers={"Content-Type": kind})

"""The gateway: sessions, heartbeats, resuming, and what a test may have it do wrong. What events say is elsewhere."""

import asyncio
import contextlib
import secrets
import time
import zlib
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from aiohttp import WSCloseCode, WSMsgType, web

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, INVALID, HELLO, ACK = 0, 1, 2, 6, 7, 9, 10, 11
KEPT = 5_000
"""Events of a session that are kept for a resume."""


@dataclass(eq=False)
class Session:
    """What a shard began by identifying; it outlives its connections."""

    id: str
    shard: int
    count: int
    intents: int
    sequence: int = 0
    sent: deque[tuple[int, bytes]] = field(default_factory=lambda: deque(maxlen=KEPT))
    line: "Line | None" = None
    """The connection that it has now."""


@dataclass(frozen=True)
class Noted:
    """Something that a bot did at the gateway: `connect`, `identify`, `resume`, `close`, `heartbeat`."""

    what: str
    shard: int | None
    at: float
    detail: Any = None


class Line:
    """One websocket connection."""

    def __init__(self, socket: web.WebSocketResponse, transport: asyncio.Transport | None, *, compressed: bool) -> None:
        self.socket = socket
        self._transport = transport
        self._deflate = zlib.compressobj(1) if compressed else None

    async def send(self, data: bytes) -> None:
        """Send one payload; what is lost on a broken line is lost."""
        # Compressed and written in one go: the stream's order is the order of the calls.
        with contextlib.suppress(ConnectionError, RuntimeError):
            if self._deflate is None:
                await self.socket.send_str(data.decode())
            else:
                packed = self._deflate.compress(data) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
                await self.socket.send_bytes(packed)

    async def op(self, op: int, data: Any = None) -> None:
        """Send something that is no event."""
        await self.send(orjson.dumps({"op": op, "d": data, "s": None, "t": None}))

    async def close(self, code: int) -> None:
        """End it in good order."""
        await self.socket.close(code=code)

    def cut(self) -> None:
        """End it as a network does: without a word."""
        if self._transport is not None:
            self._transport.abort()


class Gateway:
    """All shards' sessions. `ready` gives what READY says, `guilds` what GUILD_CREATE says, for a shard of so many."""

    def __init__(
        self,
        token: str,
        ready: Callable[[], Mapping[str, Any]],
        guilds: Callable[[int, int], Sequence[dict[str, Any]]],
        *,
        heartbeat: float,
    ) -> None:
        self.token = token
        self.address = ""
        """Set once the server listens, such as `ws://127.0.0.1:1234`."""
        self.sessions: dict[int, Session] = {}
        """By shard."""
        self.log: deque[Noted] = deque(maxlen=10_000)
        self.silent: set[int] = set()
        """Shards that identify and are never told READY."""
        self.deaf: set[int] = set()
        """Shards that get no answer to heartbeats."""
        self.refusing = False
        """Whether new connections are turned away, as while Discord is down."""
        self.remaining = 1000
        """Session starts that are left today."""
        self.lost = 0
        """Events that no session was there for."""
        self._heartbeat = heartbeat
        self._ready = ready
        self._guilds = guilds
        self._known: dict[str, Session] = {}
        self._lines: set[Line] = set()
        self._changed = asyncio.Event()

    # -- what tests do

    async def send(self, shard: int, name: str, data: Any) -> bool:
        """Send an event to a shard; kept for its resume while it has no connection. False where nobody ever comes."""
        session = self.sessions.get(shard)
        if session is None:
            self.lost += 1
            return False
        session.sequence += 1
        packed = orjson.dumps({"t": name, "s": session.sequence, "op": DISPATCH, "d": data})
        session.sent.append((session.sequence, packed))
        if session.line is not None:
            await session.line.send(packed)
        return True

    def shard_of(self, guild_id: int | None) -> int:
        """The shard that a server's events go to; direct messages go to shard 0."""
        if guild_id is None or not self.sessions:
            return 0
        count = next(iter(self.sessions.values())).count
        return (guild_id >> 22) % count

    def cut(self, shard: int = 0) -> None:
        """Break a shard's connection without a word; it may resume."""
        session = self.sessions[shard]
        line, session.line = session.line, None
        if line is not None:
            line.cut()

    async def close(self, shard: int = 0, code: int = 4000, *, forget: bool = False) -> None:
        """Close a shard's connection with a code; `forget` the session too, so that a resume is refused."""
        session = self.sessions[shard]
        line, session.line = session.line, None
        if forget:
            self.forget(shard)
        if line is not None:
            await line.close(code)

    def forget(self, shard: int = 0) -> None:
        """Let a session end, so that it cannot be resumed."""
        session = self.sessions.pop(shard)
        self._known.pop(session.id, None)

    async def ask_to_reconnect(self, shard: int = 0) -> None:
        """Op 7: the bot is to come again and resume."""
        line = self.sessions[shard].line
        if line is not None:
            await line.op(RECONNECT)

    async def invalidate(self, shard: int = 0, *, resumable: bool) -> None:
        """Op 9: the session is invalid; where it is not resumable it is also forgotten."""
        line = self.sessions[shard].line
        if not resumable:
            self.forget(shard)
        if line is not None:
            await line.op(INVALID, resumable)

    def count(self, what: str, shard: int | None = None) -> int:
        """How often a bot did that."""
        return sum(each.what == what and shard in (None, each.shard) for each in self.log)

    async def until(self, condition: Callable[[], bool], seconds: float = 60.0) -> None:
        """Wait until something at the gateway is so; TimeoutError where it never is."""
        async with asyncio.timeout(seconds):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    async def connected(self, shards: int, seconds: float = 60.0) -> None:
        """Wait until so many shards have a session and a connection."""
        await self.until(lambda: sum(s.line is not None for s in self.sessions.values()) >= shards, seconds)

    async def shut(self) -> None:
        """Break all connections."""
        for line in tuple(self._lines):
            line.cut()

    # -- the wire

    def _note(self, what: str, shard: int | None, detail: Any = None) -> None:
        self.log.append(Noted(what, shard, time.perf_counter(), detail))
        self._changed.set()

    async def serve(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer a websocket request."""
        self._note("connect", None, request.path)
        if self.refusing:
            return web.Response(status=503)
        socket = web.WebSocketResponse(compress=False, max_msg_size=0, autoclose=True, writer_limit=1 << 22)
        await socket.prepare(request)
        line = Line(socket, request.transport, compressed=request.query.get("compress") == "zlib-stream")
        self._lines.add(line)
        session: Session | None = None
        try:
            await line.op(HELLO, {"heartbeat_interval": int(self._heartbeat * 1000), "_trace": []})
            async for message in socket:
                if message.type is not WSMsgType.TEXT:
                    break
                session = await self._heard(line, session, orjson.loads(message.data))
        finally:
            self._lines.discard(line)
            if session is not None and session.line is line:
                session.line = None
            self._note("close", session.shard if session else None, socket.close_code)
        return socket

    async def _heard(self, line: Line, session: Session | None, message: dict[str, Any]) -> Session | None:
        op, data = message["op"], message["d"]
        if op == HEARTBEAT:
            self._note("heartbeat", session.shard if session else None)
            if session is None or session.shard not in self.deaf:
                await line.op(ACK)
        elif op == IDENTIFY:
            return await self._identify(line, data)
        elif op == RESUME:
            return await self._resume(line, data)
        return session

    async def _identify(self, line: Line, data: dict[str, Any]) -> Session | None:
        if data["token"] != self.token:
            await line.close(4004)
            return None
        shard, count = data.get("shard") or (0, 1)
        if not 0 <= shard < count:
            await line.close(4010)
            return None
        self.remaining -= 1
        old = self.sessions.pop(shard, None)
        if old is not None:
            self._known.pop(old.id, None)
            if old.line is not None:
                await old.line.close(WSCloseCode.GOING_AWAY)
        if shard in self.silent:
            self._note("identify", shard)
            return None
        session = Session(secrets.token_hex(16), shard, count, int(data["intents"]), line=line)
        self.sessions[shard] = session
        self._known[session.id] = session
        guilds = self._guilds(shard, count)
        await self.send(
            shard,
            "READY",
            {
                "v": 10,
                **self._ready(),
                "guilds": [{"id": guild["id"], "unavailable": True} for guild in guilds],
                "session_id": session.id,
                "resume_gateway_url": f"{self.address}/resume/{shard}",
                "shard": [shard, count],
                "session_type": "normal",
            },
        )
        for guild in guilds:
            await self.send(shard, "GUILD_CREATE", guild)
        self._note("identify", shard)
        return session

    async def _resume(self, line: Line, data: dict[str, Any]) -> Session | None:
        session = self._known.get(data["session_id"])
        if data["token"] != self.token or session is None or data["seq"] > session.sequence:
            self._note("resume refused", session.shard if session else None, data)
            await line.op(INVALID, False)
            return None
        if session.line is not None:
            session.line.cut()
        session.line = line
        missed = [packed for number, packed in session.sent if number > data["seq"]]
        for packed in missed:
            await line.send(packed)
        await self.send(session.shard, "RESUMED", {"_trace": []})
        self._note("resume", session.shard, len(missed))
        return session

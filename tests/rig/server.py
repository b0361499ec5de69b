"""The rig: one loopback server with members on it, and the processes that talk to it."""

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import discord
from aiohttp import web

from tests.rig import interactions
from tests.rig.faults import Fault
from tests.rig.gateway import Gateway
from tests.rig.interactions import AUTOCOMPLETE, COMMAND, COMPONENT, MODAL_SUBMIT, Exchange, NoAnswer
from tests.rig.processes import Process, python
from tests.rig.rest import PREFIX, Rest
from tests.rig.world import MEMBER, Channel, Guild, Member, Message, User, snowflake

TOKEN = "MTAwMDAwMDAwMDAwMDAwMDAwMA.G00000.rig-0000000000000000000000000000000"
BOT = MEMBER | discord.Permissions(use_external_emojis=True)
_MESSAGES, _CONTENT = 1 << 9, 1 << 15
"""Intents for messages in servers, and for what they say."""


class Rig:
    """Discord on loopback. Use as `async with Rig() as rig`; at its end it stops its processes, and fails where a bot
    did what Discord does not take (see `wrong`)."""

    def __init__(self, *, shards: int = 1, heartbeat: float = 41.25, waits: float = 60.0) -> None:
        """Prepare a Discord.

        Args:
            shards: how many it asks bots to run.
            heartbeat: seconds between two of them.
            waits: seconds that a test waits for an answer before it fails.
        """
        self.shards = shards
        self.waits = waits
        self.token = TOKEN
        self.rest = Rest(TOKEN, self._dispatch)
        self.gateway = Gateway(TOKEN, self._ready, self._guilds_of, heartbeat=heartbeat)
        self.rest.gateway_answer = self._gateway
        self.processes: list[Process] = []
        self._runner: web.ServerRunner | None = None
        self.address = ""
        """`http://127.0.0.1:port`."""

    # -- its life

    async def __aenter__(self) -> Self:
        server = web.Server(self._serve, access_log=None)
        self._runner = web.ServerRunner(server, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.address = f"http://127.0.0.1:{port}"
        self.gateway.address = self.rest.address = f"ws://127.0.0.1:{port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self.processes:
            await process.kill()
        await self.gateway.shut()
        if self._runner is not None:
            await self._runner.cleanup()
        if problem is None:
            assert not self.wrong, "\n".join(self.wrong)

    @property
    def api(self) -> str:
        """The base address of its HTTP interface, as `AJAR_DISCORD_API` takes it."""
        return self.address + PREFIX

    @property
    def wrong(self) -> list[str]:
        """What bots did that Discord does not take. A test that expects it clears it."""
        return self.rest.wrong

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        if request.headers.get("Upgrade", "").lower() == "websocket":
            return await self.gateway.serve(request)
        return await self.rest.serve(request)

    def _gateway(self) -> Mapping[str, Any]:
        limit = {
            "total": 1000,
            "remaining": max(0, self.gateway.remaining),
            "reset_after": 3_600_000,
            "max_concurrency": 1,
        }
        return {"url": self.gateway.address, "shards": self.shards, "session_start_limit": limit}

    def _ready(self) -> Mapping[str, Any]:
        return {"user": self.rest.bot.payload, "application": {"id": str(self.rest.application), "flags": 0}}

    def _guilds_of(self, shard: int, count: int) -> list[dict[str, Any]]:
        me = {"user": self.rest.bot.payload}
        return [guild.payload(me) for guild in self.rest.guilds.values() if (guild.id >> 22) % count == shard]

    async def _dispatch(self, guild_id: int | None, name: str, data: Any) -> None:
        shard = self.gateway.shard_of(guild_id)
        if name.startswith("MESSAGE"):
            session = self.gateway.sessions.get(shard)
            if session is None or not session.intents & (_MESSAGES if guild_id else 1 << 12):
                return
            if guild_id:
                data = {**data, "guild_id": str(guild_id)}
                if not session.intents & _CONTENT and data["author"]["id"] != str(self.rest.bot.id):
                    data |= {"content": "", "embeds": [], "components": [], "attachments": []}
        await self.gateway.send(shard, name, data)

    # -- what there is

    def add_guild(self, name: str = "Server", *, shard: int = 0, locale: str = "en-US", size: int = 3) -> Guild:
        """A server with one channel, whose events go to that shard. Add it before a bot connects, or `join` it."""
        identifier = snowflake()
        identifier += ((shard - (identifier >> 22)) % self.shards) << 22
        while identifier in self.rest.guilds:
            identifier += self.shards << 22
        owner = self.add_user("Owner")
        guild = Guild(identifier, name, self.rest.bot.id, owner.id, locale, size=size)
        self.rest.guilds[guild.id] = guild
        self.add_channel(guild, "general")
        return guild

    def add_channel(self, guild: Guild, name: str) -> Channel:
        """A text channel. Added after a bot has connected, it is known to Discord alone."""
        channel = Channel(snowflake(), name, guild)
        guild.channels[channel.id] = self.rest.channels[channel.id] = channel
        return channel

    def add_role(self, guild: Guild, name: str) -> int:
        """A role, by its id."""
        role = snowflake()
        guild.roles[role] = name
        return role

    def add_user(self, name: str, *, locale: str = "en-US") -> User:
        """Somebody."""
        user = User(snowflake(), name, locale=locale)
        self.rest.users[user.id] = user
        return user

    def add_member(
        self, guild: Guild, name: str, *, roles: Sequence[int] = (), locale: str = "en-US", **permissions: bool
    ) -> Member:
        """Somebody in a server, with what members may do and the permissions that are named besides."""
        granted = MEMBER | discord.Permissions(**permissions)
        member = Member(self.add_user(name, locale=locale), guild, granted, tuple(roles))
        guild.members[member.id] = member
        return member

    async def join(self, guild: Guild) -> None:
        """Tell the bot of a server that took it in just now."""
        await self._dispatch(guild.id, "GUILD_CREATE", guild.payload({"user": self.rest.bot.payload}))

    async def leave(self, guild: Guild) -> None:
        """Throw the bot out of a server."""
        self.rest.guilds.pop(guild.id, None)
        for channel in guild.channels:
            self.rest.channels.pop(channel, None)
        await self._dispatch(guild.id, "GUILD_DELETE", {"id": str(guild.id)})

    async def delete_channel(self, channel: Channel) -> None:
        """Delete a channel of a server."""
        assert channel.guild is not None
        payload = channel.payload
        self.rest.channels.pop(channel.id, None)
        channel.guild.channels.pop(channel.id, None)
        name = "THREAD_DELETE" if channel.kind else "CHANNEL_DELETE"
        await self._dispatch(channel.guild.id, name, payload)

    def fault(self, fault: Fault) -> Fault:
        """Let something go wrong on the HTTP interface; the first that fits a request strikes."""
        self.rest.faults.append(fault)
        return fault

    # -- bots

    def environment(self, **settings: Any) -> dict[str, str]:
        """What Ajar's process must be told to come here, with further settings by their names."""
        given = {"token": self.token, "discord_api": self.api, "log_format": "json", **settings}
        return {f"AJAR_{name.upper()}": str(value) for name, value in given.items() if value is not None}

    async def start(
        self,
        command: Sequence[str],
        folder: Path,
        environment: Mapping[str, str],
        *,
        name: str = "bot",
        file_limit: int | None = None,
    ) -> Process:
        """Start any bot; it is stopped with the rig."""
        process = await Process.start(command, folder, environment, name=name, file_limit=file_limit)
        self.processes.append(process)
        return process

    async def start_ajar(
        self,
        folder: Path,
        *,
        connected: bool = True,
        prefix: Sequence[str] = (),
        variables: Mapping[str, str] | None = None,
        file_limit: int | None = None,
        **settings: Any,
    ) -> Process:
        """Start `python -m bot run` with a database in `folder`, and wait until it is connected.

        Args:
            folder: where it runs, and where its log and `ajar.sqlite3` are.
            connected: whether to wait until its shards have said who they are.
            prefix: what to put before the command.
            variables: more for its environment.
            file_limit: the most bytes that one of its files may have.
            settings: settings of Ajar by their names, such as `health_port=0`.
        """
        settings.setdefault("database_url", f"sqlite+aiosqlite:///{(folder / 'ajar.sqlite3').as_posix()}")
        before = self.gateway.count("identify")
        command = [*prefix, *python("-m", "bot", "run")]
        environment = {**self.environment(**settings), **(variables or {})}
        process = await self.start(command, folder, environment, name="ajar", file_limit=file_limit)
        if connected:
            await self.identified(process, before + self.shards)
        return process

    async def identified(self, process: Process, times: int, seconds: float = 90.0) -> None:
        """Wait until bots have identified so often; fails with the log where the process ends before."""
        ending = asyncio.ensure_future(process.child.wait())
        coming = asyncio.ensure_future(
            self.gateway.until(lambda: self.gateway.count("identify") >= times, seconds=seconds)
        )
        try:
            await asyncio.wait({ending, coming}, return_when=asyncio.FIRST_COMPLETED)
            if not coming.done() or coming.exception() is not None:
                raise AssertionError(f"it did not connect:\n{process.said}")
        finally:
            for task in (ending, coming):
                task.cancel()
                with contextlib.suppress(BaseException):
                    await task

    # -- members

    async def send(
        self,
        kind: int,
        channel: Channel,
        member: Member | User,
        data: Mapping[str, Any],
        source: Message | None = None,
    ) -> Exchange:
        """Send an interaction and wait for nothing; `answered` or the exchange's futures tell what came."""
        guild = channel.guild
        given = interactions.exchange(kind, guild, channel, member, source)
        self.rest.keep(given)
        payload = interactions.event(given, data, self.rest.application, app_permissions=BOT)
        await self.gateway.send(self.gateway.shard_of(guild.id if guild else None), "INTERACTION_CREATE", payload)
        return given

    async def answered(self, given: Exchange, *, finished: bool = True) -> Exchange:
        """Wait for what an interaction brings, to its end or (`finished=False`) to the callback."""
        try:
            async with asyncio.timeout(self.waits):
                await asyncio.shield(given.finished if finished else given.acknowledged)
        except TimeoutError:
            logs = "\n".join(process.said[-3000:] for process in self.processes)
            raise NoAnswer(f"no answer in {self.waits} s; {given.tries} callbacks came\n{logs}") from None
        return given

    def command(self, path: str, /, **options: Any) -> dict[str, Any]:
        """The data of a slash command, for `send`."""
        return interactions.command_data(self.rest.commands, path, options)

    async def slash(self, place: Guild | Channel, member: Member | User, path: str, /, **options: Any) -> Exchange:
        """Use a slash command, such as `"model profile", name="llama 3.1"`, in a channel or a server's first."""
        data = interactions.command_data(self.rest.commands, path, options)
        return await self.answered(await self.send(COMMAND, _channel(place), member, data))

    async def autocomplete(
        self, place: Guild | Channel, member: Member | User, path: str, focused: str, /, **options: Any
    ) -> Exchange:
        """Type in an option; `options` has what stands in it and in others."""
        data = interactions.command_data(self.rest.commands, path, options, focused)
        return await self.answered(await self.send(AUTOCOMPLETE, _channel(place), member, data))

    async def menu(
        self, place: Guild | Channel, member: Member | User, name: str, target: Message | Member
    ) -> Exchange:
        """Use a command in the menu of a message or of a member."""
        data = interactions.menu_data(self.rest.commands, name, target)
        return await self.answered(await self.send(COMMAND, _channel(place), member, data))

    async def press(self, message: Message, custom_id: str, member: Member | User) -> Exchange:
        """Press a button, by its custom id or its label."""
        identifier = message.buttons.get(custom_id, custom_id)
        return await self.answered(await self.use(message, identifier, member))

    async def select(self, message: Message, custom_id: str, member: Member | User, values: Sequence[Any]) -> Exchange:
        """Choose from a menu: values, or members, channels, `(guild, role)`."""
        return await self.answered(await self.use(message, custom_id, member, values))

    async def use(
        self, message: Message, custom_id: str, member: Member | User, values: Sequence[Any] | None = None
    ) -> Exchange:
        """Press or choose, and wait for nothing."""
        data = interactions.component_data(message, custom_id, values)
        return await self.send(COMPONENT, self.rest.channels[message.channel_id], member, data, message)

    async def submit(self, form: Exchange, member: Member | User, values: Mapping[str, Any]) -> Exchange:
        """Send a form off, with what is filled in by labels (or how they begin) or custom ids."""
        assert form.callback == 9, f"no form opened, but: {form.text}"
        data = interactions.submit_data(form.data, values)
        return await self.answered(await self.send(MODAL_SUBMIT, form.channel, member, data, form.source))

    async def say(self, channel: Channel, member: Member, content: str) -> Message:
        """Write a message as a member does; bots hear of it as far as their intents go."""
        message = self.rest.make(channel, {"content": content}, {}, author=member.user)
        extra = {"member": {name: part for name, part in member.payload.items() if name != "user"}}
        await self._dispatch(channel.guild.id if channel.guild else None, "MESSAGE_CREATE", message.payload | extra)
        return message

    def attach(self, name: str, data: bytes) -> dict[str, Any]:
        """A file, as an option of a command takes it."""
        return self.rest.attachment(name, data)


def _channel(place: Guild | Channel) -> Channel:
    return place.channel if isinstance(place, Guild) else place

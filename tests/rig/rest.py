"""The HTTP interface: what a bot asks for, checks on what it sends, and what it is answered. Members are elsewhere."""

import asyncio
import time
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NamedTuple

import orjson
from aiohttp import web

from tests.rig import limits, multipart
from tests.rig.faults import Fault
from tests.rig.interactions import AUTOCOMPLETE, DEFERRED, Exchange
from tests.rig.world import EPHEMERAL, Channel, Guild, Member, Message, User, moment, snowflake

PREFIX = "/api/v10"
VIA = "1.1 rig"
"""Discord's answers come through a proxy, and its absence makes discord.py believe that it was banned."""
NONCE_SECONDS = 300.0
"""How long a nonce is remembered; Discord says "the past few minutes"."""
SENT, WORKING = "sent", "working"


class Refusal(Exception):
    """An answer that is an error, as Discord gives it."""

    def __init__(self, status: int, code: int, words: str, errors: Any = None) -> None:
        super().__init__(words)
        self.status = status
        self.body: dict[str, Any] = {"message": words, "code": code}
        if errors:
            self.body["errors"] = errors


class Asked(NamedTuple):
    """A request, as tests read it afterwards."""

    line: str
    body: Mapping[str, Any]
    at: float


class Rest:
    """What is there, and what bots may do with it."""

    def __init__(self, token: str, dispatch: Callable[[int | None, str, Any], Awaitable[None]]) -> None:
        self.token = token
        self.address = ""
        """Set once the server listens."""
        self.bot = User(snowflake(), "Ajar", bot=True)
        self.application = self.bot.id
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.users: dict[int, User] = {self.bot.id: self.bot}
        self.commands: list[dict[str, Any]] = []
        self.emojis: list[dict[str, Any]] = []
        self.files: dict[str, bytes] = {}
        """What was uploaded, by its path."""
        self.exchanges: dict[str, Exchange] = {}
        """By their tokens, the oldest first."""
        self.faults: list[Fault] = []
        self.wrong: list[str] = []
        """What the bot did that Discord does not take, and that no test asked for."""
        self.asked: deque[Asked] = deque(maxlen=5_000)
        self.counts: Counter[str] = Counter()
        """Requests by what they were for."""
        self.gateway_answer: Callable[[], Mapping[str, Any]] = dict
        self.patience = 15 * 60.0
        """Seconds in which an interaction must be acknowledged; Discord gives three."""
        self.kept = 20_000
        """Interactions that can still be followed up."""
        self.keep_files = True
        self._dispatch = dispatch
        self._headers = {
            "Via": VIA,
            "X-RateLimit-Limit": "1000",
            "X-RateLimit-Remaining": "999",
            "X-RateLimit-Reset-After": "1.000",
            "X-RateLimit-Bucket": "rig",
        }

    # -- the wire

    async def serve(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request."""
        path = request.path
        if not path.startswith(PREFIX):
            return self._file(path)
        parts = path[len(PREFIX) + 1 :].split("/")
        method = request.method
        raw = await request.read()
        kind = request.headers.get("Content-Type", "")
        files: dict[str, tuple[str, bytes]] = {}
        if kind.startswith("multipart/"):
            body, files = multipart.read(raw, kind)
        else:
            body = orjson.loads(raw) if raw else {}
        line = f"{method} {path[len(PREFIX) :]}"
        now = time.perf_counter()
        self.asked.append(Asked(line, body if isinstance(body, dict) else {"": body}, now))
        fault = next((each for each in self.faults if each.strikes(line)), None) if self.faults else None
        if fault is not None:
            if fault.delay:
                await asyncio.sleep(fault.delay)
            if fault.status is not None and not fault.after:
                self._note_try(parts)
                return self._answer(fault.status, fault.body or {"message": "rig", "code": 0}, fault.headers)
        try:
            if parts[0] not in ("interactions", "webhooks"):
                self._authorised(request)
            status, answer = await self._route(method, parts, body, files, request.query)
        except Refusal as refusal:
            status, answer = refusal.status, refusal.body
        if fault is not None and fault.late:
            await asyncio.sleep(fault.late)
        if fault is not None and fault.status is not None:
            return self._answer(fault.status, fault.body or {"message": "rig", "code": 0}, fault.headers)
        return self._answer(status, answer)

    def _answer(self, status: int, body: Any, headers: Mapping[str, str] | None = None) -> web.Response:
        if body is None:
            return web.Response(status=status, headers=self._headers)
        given = self._headers | dict(headers) if headers else self._headers
        return web.Response(status=status, body=orjson.dumps(body), headers=given, content_type="application/json")

    def _file(self, path: str) -> web.Response:
        data = self.files.get(path)
        return web.Response(status=404) if data is None else web.Response(body=data)

    def _authorised(self, request: web.BaseRequest) -> None:
        if request.headers.get("Authorization") != f"Bot {self.token}":
            raise Refusal(401, 0, "401: Unauthorized")

    def _note_try(self, parts: list[str]) -> None:
        if parts[0] == "interactions" and len(parts) == 4:
            exchange = self.exchanges.get(parts[2])
            if exchange is not None:
                exchange.tries += 1

    async def _route(
        self, method: str, parts: list[str], body: Any, files: Mapping[str, tuple[str, bytes]], query: Mapping[str, str]
    ) -> tuple[int, Any]:
        match method, parts:
            case "POST", ["interactions", number, token, "callback"]:
                self.counts["callback"] += 1
                return await self._callback(int(number), token, body, files, query)
            case "POST", ["channels", number, "messages"]:
                self.counts["message"] += 1
                return 200, (await self._post(self._channel(number), body, files)).payload
            case "PATCH", ["channels", number, "messages", message]:
                self.counts["edit"] += 1
                return 200, (await self._edit(self._message(number, message), body, files)).payload
            case "GET", ["channels", number, "messages", message]:
                return 200, self._message(number, message).payload
            case "GET", ["channels", number, "messages"]:
                most = int(query.get("limit", "50"))
                posted = [message.payload for message in reversed(self._channel(number).posted)]
                return 200, posted[:most]
            case "DELETE", ["channels", number, "messages", message]:
                return await self._delete(self._message(number, message))
            case "POST", ["channels", number, "typing"]:
                self._channel(number)
                return 204, None
            case "GET", ["channels", number]:
                return 200, self._channel(number).payload
            case "POST", ["channels", number, "threads"]:
                return 201, await self._thread(self._channel(number), body)
            case _, ["webhooks", _, token, *rest]:
                self.counts["followup"] += 1
                return await self._followed_up(method, token, rest, body, files)
            case "GET", ["gateway", "bot"]:
                return 200, self.gateway_answer()
            case "GET", ["users", "@me"]:
                return 200, {**self.bot.payload, "verified": True, "mfa_enabled": True, "locale": "en-US"}
            case "POST", ["users", "@me", "channels"]:
                return 200, self.direct(self._user(body["recipient_id"])).payload
            case "GET", ["users", number]:
                return 200, self._user(number).payload
            case "GET", ["oauth2" | "applications", *rest] if rest in (["applications", "@me"], ["@me"]):
                return 200, self._application()
            case _, ["applications", _, *rest]:
                return self._registered(method, rest, body)
            case "GET", ["guilds", number]:
                return 200, self._guild(number).payload({"user": self.bot.payload})
            case "GET", ["guilds", number, "channels"]:
                return 200, [channel.payload for channel in self._guild(number).channels.values()]
            case "GET", ["guilds", number, "members", member]:
                return 200, self._member(self._guild(number), member).payload
            case _:
                self.wrong.append(f"the rig does not know {method} /{'/'.join(parts)}")
                raise Refusal(404, 0, "404: Not Found")

    # -- things by their ids

    def _guild(self, number: str) -> Guild:
        guild = self.guilds.get(int(number))
        if guild is None:
            raise Refusal(404, 10004, "Unknown Guild")
        return guild

    def _channel(self, number: str) -> Channel:
        channel = self.channels.get(int(number))
        if channel is None:
            raise Refusal(404, 10003, "Unknown Channel")
        return channel

    def _message(self, channel: str, number: str) -> Message:
        message = self._channel(channel).messages.get(int(number))
        if message is None:
            raise Refusal(404, 10008, "Unknown Message")
        return message

    def _user(self, number: str) -> User:
        user = self.users.get(int(number))
        if user is None:
            raise Refusal(404, 10013, "Unknown User")
        return user

    def _member(self, guild: Guild, number: str) -> Member:
        member = guild.members.get(int(number))
        if member is None:
            raise Refusal(404, 10007, "Unknown Member")
        return member

    def _application(self) -> dict[str, Any]:
        return {
            "id": str(self.application),
            "name": self.bot.name,
            "icon": None,
            "description": "",
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": "00" * 32,
            "flags": 0,
            "owner": next((u.payload for u in self.users.values() if not u.bot), self.bot.payload),
            "team": None,
            "install_params": None,
            "integration_types_config": {"0": {}, "1": {}},
        }

    def _registered(self, method: str, rest: list[str], body: Any) -> tuple[int, Any]:
        match method, rest:
            case "GET", ["commands"] | ["guilds", _, "commands"]:
                return 200, self.commands
            case "PUT", ["commands"] | ["guilds", _, "commands"]:
                self.counts["sync"] += 1
                self._refuse(limits.command_faults(body))
                self.commands = [_command(each, self.application) for each in body]
                return 200, self.commands
            case "GET", ["emojis"]:
                return 200, {"items": self.emojis}
            case "POST", ["emojis"]:
                self.counts["emoji"] += 1
                emoji = {
                    "id": str(snowflake()),
                    "name": body["name"],
                    "roles": [],
                    "user": self.bot.payload,
                    "require_colons": True,
                    "managed": False,
                    "animated": False,
                    "available": True,
                }
                self.emojis.append(emoji)
                return 201, emoji
            case _:
                self.wrong.append(f"the rig does not know {method} /applications/{'/'.join(rest)}")
                raise Refusal(404, 0, "404: Not Found")

    # -- messages

    def _refuse(self, faults: limits.Faults) -> None:
        """Refuse a body that is wrong, as Discord does, and let the test fail."""
        if not faults:
            return
        self.wrong.append(f"Discord would refuse: {faults}")
        errors = {
            place or "_errors": {"_errors": [{"code": "BASE_TYPE_BAD_LENGTH", "message": words}]}
            for place, words in faults
        }
        raise Refusal(400, 50035, "Invalid Form Body", errors)

    def _uploaded(self, files: Mapping[str, tuple[str, bytes]], body: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Payloads of attachments, those that came and those that stay."""
        named = {str(each["id"]): each for each in body.get("attachments") or ()}
        shown: list[dict[str, Any]] = []
        for field, (name, data) in files.items():
            shown.append(self.attachment(name, data) | {"description": named.get(field[6:-1], {}).get("description")})
        return shown

    def attachment(self, name: str, data: bytes) -> dict[str, Any]:
        """Keep a file, and the payload that tells where."""
        number = snowflake()
        path = f"/attachments/{number}/{name}"
        if self.keep_files:
            self.files[path] = data
        address = f"http{self.address.removeprefix('ws')}{path}"
        kind = "image/png" if data[:4] == b"\x89PNG" else "application/octet-stream"
        return {
            "id": str(number),
            "filename": name,
            "size": len(data),
            "url": address,
            "proxy_url": address,
            "content_type": kind,
        }

    def make(
        self,
        channel: Channel,
        body: Mapping[str, Any],
        files: Mapping[str, tuple[str, bytes]],
        *,
        author: User | None = None,
        exchange: Exchange | None = None,
    ) -> Message:
        """A message from a body that is checked here."""
        flags = int(body.get("flags") or 0)
        if author is None:
            self._refuse(limits.message_faults(body, dict(files.values()), flags, fresh=True))
        attachments = self._uploaded(files, body)
        payload: dict[str, Any] = {
            "id": str(snowflake()),
            "type": 0,
            "channel_id": str(channel.id),
            "author": (author or self.bot).payload,
            "content": body.get("content") or "",
            "timestamp": moment(),
            "edited_timestamp": None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [],
            "mention_roles": [],
            "attachments": attachments,
            "embeds": body.get("embeds") or [],
            "components": _stored(body.get("components") or (), attachments),
            "pinned": False,
            "flags": flags,
        }
        if body.get("nonce") is not None:
            payload["nonce"] = body["nonce"]
        if exchange is not None:
            user = exchange.member.user if isinstance(exchange.member, Member) else exchange.member
            payload |= {
                "type": 20 if exchange.kind == 2 else 0,
                "webhook_id": str(self.application),
                "application_id": str(self.application),
                "interaction_metadata": {
                    "id": str(exchange.id),
                    "type": exchange.kind,
                    "user": user.payload,
                    "authorizing_integration_owners": {},
                },
            }
        message = Message(payload, channel.guild, exchange)
        if not message.ephemeral:
            channel.messages[message.id] = message
        return message

    async def _post(self, channel: Channel, body: Mapping[str, Any], files: Mapping[str, tuple[str, bytes]]) -> Message:
        nonce, now = body.get("nonce"), time.perf_counter()
        if nonce is not None and body.get("enforce_nonce"):
            known = channel.nonces.get(str(nonce))
            if known is not None and now - known[0] < NONCE_SECONDS:
                self.counts["not posted twice"] += 1
                return known[1]
        message = self.make(channel, body, files)
        if nonce is not None:
            channel.nonces[str(nonce)] = (now, message)
        await self.announce("MESSAGE_CREATE", message)
        return message

    async def announce(self, name: str, message: Message) -> None:
        """Tell the gateway of a message that all may see."""
        if not message.ephemeral:
            guild = message.guild.id if message.guild else None
            await self._dispatch(guild, name, message.payload)

    async def _edit(self, message: Message, body: Mapping[str, Any], files: Mapping[str, tuple[str, bytes]]) -> Message:
        payload = message.payload
        flags = payload["flags"] | int(body.get("flags") or 0) & limits.VERSION_2
        named = {data[0]: data[1] for data in files.values()}
        standing = {attachment["filename"]: b"" for attachment in payload["attachments"]}
        self._refuse(limits.message_faults(body, standing | named, flags, fresh=False))
        payload["flags"] = flags
        if "attachments" in body:
            kept = {str(each["id"]) for each in body["attachments"]}
            payload["attachments"] = [each for each in payload["attachments"] if each["id"] in kept]
        payload["attachments"] = payload["attachments"] + self._uploaded(files, body)
        for name in ("content", "embeds"):
            if name in body:
                payload[name] = body[name] or ([] if name == "embeds" else "")
        if "components" in body:
            payload["components"] = _stored(body["components"] or (), payload["attachments"])
        payload["edited_timestamp"] = moment()
        await self.announce("MESSAGE_UPDATE", message)
        return message

    async def _delete(self, message: Message) -> tuple[int, None]:
        channel = self.channels[message.channel_id]
        channel.messages.pop(message.id, None)
        return 204, None

    async def _thread(self, channel: Channel, body: Mapping[str, Any]) -> dict[str, Any]:
        faults: limits.Faults = []
        limits.too_long(faults, "name", body["name"], 100, 1)
        self._refuse(faults)
        guild = channel.guild
        if guild is None:
            raise Refusal(400, 50024, "Cannot execute action on this channel type")
        thread = Channel(snowflake(), body["name"], guild, kind=int(body.get("type", 11)), parent=channel.id)
        guild.channels[thread.id] = self.channels[thread.id] = thread
        await self._dispatch(guild.id, "THREAD_CREATE", {**thread.payload, "newly_created": True})
        return thread.payload

    def direct(self, user: User) -> Channel:
        """The conversation with a user, made where there is none."""
        for channel in self.channels.values():
            if channel.recipient is user:
                return channel
        channel = Channel(snowflake(), user.name, None, kind=1, recipient=user)
        self.channels[channel.id] = channel
        return channel

    # -- interactions

    def keep(self, exchange: Exchange) -> None:
        """Know an interaction, and forget the oldest when there are too many."""
        self.exchanges[exchange.token] = exchange
        if len(self.exchanges) > self.kept:
            del self.exchanges[next(iter(self.exchanges))]

    async def _callback(
        self,
        number: int,
        token: str,
        body: dict[str, Any],
        files: Mapping[str, tuple[str, bytes]],
        query: Mapping[str, str],
    ) -> tuple[int, Any]:
        exchange = self.exchanges.get(token)
        now = time.perf_counter()
        if exchange is None or exchange.id != number or now - exchange.sent > self.patience:
            self.counts["too late"] += 1
            raise Refusal(404, 10062, "Unknown interaction")
        exchange.tries += 1
        if exchange.callback is not None:
            raise Refusal(400, 40060, "Interaction has already been acknowledged.")
        kind: int = body["type"]
        data: dict[str, Any] = body.get("data") or {}
        message: Message | None = None
        match kind:
            case 4:
                message = self.make(exchange.channel, data, files, exchange=exchange)
            case 5:
                message = self._loading(exchange, data)
            case 6:
                message = exchange.source
            case 7:
                message = exchange.source
                if message is None:
                    raise Refusal(400, 50035, "Invalid Form Body")
                await self._edit(message, data, files)
            case 8:
                if exchange.kind != AUTOCOMPLETE:
                    raise Refusal(400, 50035, "Invalid Form Body")
                self._refuse(limits.choice_faults(data))
            case 9:
                self._refuse(limits.modal_faults(data))
            case _:
                raise Refusal(400, 50035, "Invalid Form Body")
        exchange.received, exchange.callback, exchange.data, exchange.message = now, kind, data, message
        if not exchange.acknowledged.done():
            exchange.acknowledged.set_result(None)
        if kind not in DEFERRED:
            _finish(exchange)
        if kind == 4 and message is not None:
            await self.announce("MESSAGE_CREATE", message)
        if "with_response" not in query:
            return 204, None
        told: dict[str, Any] = {"id": str(exchange.id), "type": exchange.kind}
        resource: dict[str, Any] = {"type": kind}
        if message is not None:
            told |= {
                "response_message_id": str(message.id),
                "response_message_loading": kind == 5,
                "response_message_ephemeral": message.ephemeral,
            }
            resource["message"] = message.payload
        return 200, {"interaction": told, "resource": resource}

    def _loading(self, exchange: Exchange, data: Mapping[str, Any]) -> Message:
        flags = int(data.get("flags") or 0) & EPHEMERAL | 1 << 7
        return self.make(exchange.channel, {"flags": flags}, {}, author=self.bot, exchange=exchange)

    async def _followed_up(
        self, method: str, token: str, rest: list[str], body: Any, files: Mapping[str, tuple[str, bytes]]
    ) -> tuple[int, Any]:
        exchange = self.exchanges.get(token)
        if exchange is None:
            raise Refusal(404, 10015, "Unknown Webhook")
        if exchange.callback is None:
            raise Refusal(404, 10008, "Unknown Message")
        match method, rest:
            case "POST", []:
                waiting = exchange.callback == 5 and not exchange.finished.done() and exchange.message is not None
                if waiting and exchange.message is not None:
                    # The first follow-up of a deferred answer takes the place of "thinking".
                    message = await self._settle(exchange.message, body, files)
                else:
                    message = self.make(exchange.channel, body, files, exchange=exchange)
                    exchange.followups.append(message)
                    await self.announce("MESSAGE_CREATE", message)
                _finish(exchange)
                return 200, message.payload
            case "PATCH", ["messages", which]:
                message = await self._settle(self._of(exchange, which), body, files)
                _finish(exchange)
                return 200, message.payload
            case "GET", ["messages", which]:
                return 200, self._of(exchange, which).payload
            case "DELETE", ["messages", which]:
                message = self._of(exchange, which)
                self.channels[message.channel_id].messages.pop(message.id, None)
                _finish(exchange)
                return 204, None
            case _:
                self.wrong.append(f"the rig does not know {method} /webhooks/…/{'/'.join(rest)}")
                raise Refusal(404, 0, "404: Not Found")

    async def _settle(self, message: Message, body: Any, files: Mapping[str, tuple[str, bytes]]) -> Message:
        message.payload["flags"] &= ~(1 << 7)
        return await self._edit(message, body, files)

    def _of(self, exchange: Exchange, which: str) -> Message:
        known = [exchange.message] if exchange.message is not None else []
        for message in (*known, *exchange.followups):
            if (which == "@original" and message is exchange.message) or which == str(message.id):
                return message
        raise Refusal(404, 10008, "Unknown Message")


def _finish(exchange: Exchange) -> None:
    if not exchange.finished.done():
        exchange.finished.set_result(None)


def _command(given: Mapping[str, Any], application: int) -> dict[str, Any]:
    return {
        "type": 1,
        "options": [],
        "description": "",
        **given,
        "id": str(snowflake()),
        "application_id": str(application),
        "version": str(snowflake()),
        "default_member_permissions": given.get("default_member_permissions"),
    }


def _stored(components: Any, attachments: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Components as Discord keeps them: numbered, and with addresses of what was uploaded."""
    number = 0
    addresses = {f"attachment://{each['filename']}": each["url"] for each in attachments}

    def media(item: dict[str, Any]) -> dict[str, Any]:
        url = addresses.get(item["url"], item["url"])
        return {**item, "url": url, "proxy_url": url, "content_type": "image/png", "width": 1, "height": 1}

    def stored(given: Mapping[str, Any]) -> dict[str, Any]:
        nonlocal number
        number += 1
        kept = {**given, "id": given.get("id") or number}
        if "components" in kept:
            kept["components"] = [stored(each) for each in kept["components"]]
        for name in ("accessory", "component"):
            if isinstance(kept.get(name), dict):
                kept[name] = stored(kept[name])
        for name in ("media", "file"):
            if isinstance(kept.get(name), dict):
                kept[name] = media(kept[name])
        if "items" in kept:
            kept["items"] = [{**item, "media": media(item["media"])} for item in kept["items"]]
        return kept

    return [stored(each) for each in components]

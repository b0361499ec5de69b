"""Servers, channels, members and messages of the loopback Discord, and their payloads. Nothing is sent here."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

import discord

EPOCH = 1_420_070_400_000
"""Discord's first millisecond."""
MEMBER = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    create_public_threads=True,
    embed_links=True,
    attach_files=True,
    read_message_history=True,
    use_application_commands=True,
    use_external_emojis=True,
    add_reactions=True,
)
EPHEMERAL = 1 << 6
_JOINED = "2026-01-01T00:00:00.000000+00:00"

_counter = count()


def snowflake(at: float | None = None) -> int:
    """A new id made at a moment (seconds since 1970; now by default). No two are the same."""
    milliseconds = int((time.time() if at is None else at) * 1000) - EPOCH
    return (milliseconds << 22) | (next(_counter) & 0x3FFFFF)


def moment() -> str:
    """Now, as Discord writes it."""
    return datetime.now(UTC).isoformat()


@dataclass(slots=True, eq=False)
class User:
    """A person or a bot."""

    id: int
    name: str
    bot: bool = False
    locale: str = "en-US"
    payload: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.payload = {
            "id": str(self.id),
            "username": self.name.casefold().replace(" ", "_"),
            "global_name": None if self.bot else self.name,
            "discriminator": "0",
            "avatar": None,
            "public_flags": 0,
            "flags": 0,
            "bot": self.bot,
            "primary_guild": None,
        }


@dataclass(slots=True, eq=False)
class Member:
    """A user in a server, with what they may do there."""

    user: User
    guild: "Guild"
    permissions: discord.Permissions
    roles: tuple[int, ...] = ()
    payload: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.payload = {
            "user": self.user.payload,
            "roles": [str(role) for role in self.roles],
            "joined_at": _JOINED,
            "nick": None,
            "avatar": None,
            "premium_since": None,
            "deaf": False,
            "mute": False,
            "flags": 0,
            "pending": False,
            "communication_disabled_until": None,
            "permissions": str(self.permissions.value),
        }

    @property
    def id(self) -> int:
        """The user's."""
        return self.user.id


@dataclass(slots=True, eq=False)
class Message:
    """A message as it stands now; the same object as long as it lives."""

    payload: dict[str, Any]
    guild: "Guild | None"
    interaction: Any = None
    """What an ephemeral message belongs to; only through it can it be edited."""

    @property
    def id(self) -> int:
        """Its id."""
        return int(self.payload["id"])

    @property
    def channel_id(self) -> int:
        """Where it stands."""
        return int(self.payload["channel_id"])

    @property
    def ephemeral(self) -> bool:
        """Whether one member alone sees it."""
        return bool(self.payload["flags"] & EPHEMERAL)

    @property
    def text(self) -> str:
        """All that is to be read in it."""
        texts = [self.payload["content"], *(p["content"] for p in self.parts() if "content" in p)]
        return "\n".join(filter(None, texts))

    def parts(self) -> Iterator[dict[str, Any]]:
        """Every component, those inside others too, in reading order."""
        return walk(self.payload["components"])

    @property
    def buttons(self) -> dict[str, str]:
        """The custom ids of what can be pressed, by their labels."""
        return {
            part.get("label", ""): part["custom_id"]
            for part in self.parts()
            if part["type"] == 2 and "custom_id" in part and not part.get("disabled")
        }

    @property
    def custom_ids(self) -> list[str]:
        """The custom ids of everything that can be used, in reading order."""
        return [part["custom_id"] for part in self.parts() if part.get("custom_id")]

    def component(self, custom_id: str) -> dict[str, Any]:
        """The one with that custom id; LookupError where there is none."""
        for part in self.parts():
            if part.get("custom_id") == custom_id:
                return part
        raise LookupError(f"{custom_id} is not among {self.custom_ids}")


def walk(components: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every component in a tree of them, in reading order."""
    for given in components:
        component = dict(given)
        yield component
        yield from walk(component.get("components") or ())
        for name in ("accessory", "component"):
            if isinstance(component.get(name), dict):
                yield from walk((component[name],))


@dataclass(slots=True, eq=False)
class Channel:
    """A text channel, a thread or a direct conversation."""

    id: int
    name: str
    guild: "Guild | None"
    kind: int = 0
    recipient: User | None = None
    parent: int | None = None
    messages: dict[int, Message] = field(default_factory=dict[int, Message])
    nonces: dict[str, tuple[float, Message]] = field(default_factory=dict[str, tuple[float, Message]])
    app_permissions: discord.Permissions | None = None
    """What the bot may do here, where it is something else than in the server."""

    @property
    def payload(self) -> dict[str, Any]:
        """As the gateway and the HTTP interface give it."""
        if self.recipient is not None:
            return {"id": str(self.id), "type": 1, "recipients": [self.recipient.payload], "last_message_id": None}
        shown: dict[str, Any] = {
            "id": str(self.id),
            "type": self.kind,
            "guild_id": str(self.guild.id) if self.guild else None,
            "name": self.name,
            "position": 0,
            "permission_overwrites": [],
            "parent_id": str(self.parent) if self.parent else None,
            "topic": None,
            "nsfw": False,
            "rate_limit_per_user": 0,
            "last_message_id": None,
            "flags": 0,
        }
        if self.kind in (10, 11, 12):
            shown |= {
                "owner_id": str(self.guild.bot_id) if self.guild else None,
                "message_count": 0,
                "member_count": 1,
                "thread_metadata": {
                    "archived": False,
                    "auto_archive_duration": 1440,
                    "archive_timestamp": moment(),
                    "locked": False,
                    "create_timestamp": moment(),
                },
            }
        return shown

    @property
    def posted(self) -> list[Message]:
        """What stands there, the oldest first."""
        return list(self.messages.values())


@dataclass(slots=True, eq=False)
class Guild:
    """A server."""

    id: int
    name: str
    bot_id: int
    owner_id: int
    locale: str = "en-US"
    channels: dict[int, Channel] = field(default_factory=dict[int, Channel])
    members: dict[int, Member] = field(default_factory=dict[int, Member])
    roles: dict[int, str] = field(default_factory=dict[int, str])
    size: int = 3
    """How many members it says it has."""

    @property
    def channel(self) -> Channel:
        """Its first channel."""
        return next(iter(self.channels.values()))

    @property
    def partial(self) -> dict[str, Any]:
        """As it stands in an interaction."""
        return {"id": str(self.id), "locale": self.locale, "features": []}

    def role_payload(self, role: int) -> dict[str, Any]:
        """A role of it."""
        return {
            "id": str(role),
            "name": self.roles.get(role, "@everyone"),
            "permissions": str(MEMBER.value if role == self.id else 0),
            "position": 0 if role == self.id else 1,
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "managed": False,
            "mentionable": False,
            "flags": 0,
            "icon": None,
            "unicode_emoji": None,
        }

    def payload(self, me: Mapping[str, Any]) -> dict[str, Any]:
        """As GUILD_CREATE gives it to a bot without privileged intents."""
        threads = [channel.payload for channel in self.channels.values() if channel.kind in (10, 11, 12)]
        return {
            "id": str(self.id),
            "name": self.name,
            "icon": None,
            "owner_id": str(self.owner_id),
            "region": "deprecated",
            "afk_channel_id": None,
            "afk_timeout": 300,
            "verification_level": 1,
            "default_message_notifications": 1,
            "explicit_content_filter": 0,
            "mfa_level": 0,
            "nsfw_level": 0,
            "premium_tier": 0,
            "premium_subscription_count": 0,
            "preferred_locale": self.locale,
            "system_channel_id": None,
            "system_channel_flags": 0,
            "rules_channel_id": None,
            "public_updates_channel_id": None,
            "features": [],
            "emojis": [],
            "stickers": [],
            "roles": [self.role_payload(role) for role in (self.id, *self.roles)],
            "channels": [channel.payload for channel in self.channels.values() if channel.kind == 0],
            "threads": threads,
            "members": [{**me, "roles": [], "joined_at": _JOINED, "deaf": False, "mute": False, "flags": 0}],
            "member_count": self.size,
            "presences": [],
            "voice_states": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "joined_at": _JOINED,
            "large": self.size >= 250,
            "unavailable": False,
        }

"""What members do, as the payloads of INTERACTION_CREATE, and what the bot's answers brought. Nothing is sent here."""

import asyncio
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import discord

from tests.rig.world import Channel, Guild, Member, Message, User, snowflake, walk

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5
DEFERRED = (5, 6)
"""Callbacks that only say that an answer will come."""
_RESOLVED = {6: "users", 7: "channels", 8: "roles", 11: "attachments"}


class NoAnswer(AssertionError):
    """An interaction brought nothing in the time that the rig waits."""


@dataclass(slots=True, eq=False)
class Exchange:
    """An interaction and what came of it. Times are of `time.perf_counter`."""

    id: int
    token: str
    kind: int
    guild: Guild | None
    channel: Channel
    member: Member | User
    source: Message | None = None
    """The message whose component was used."""
    sent: float = 0.0
    received: float | None = None
    """When its callback came, whole and accepted."""
    callback: int | None = None
    """Its type, as Discord numbers them."""
    data: Mapping[str, Any] = field(default_factory=dict[str, Any])
    message: Message | None = None
    """The answer as it stands now: the original response, or the message that was changed."""
    followups: list[Message] = field(default_factory=list[Message])
    tries: int = 0
    """Callbacks that came, those that were refused included."""
    acknowledged: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    finished: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    """After a callback that says something, or after what follows one that only deferred."""

    @property
    def seconds(self) -> float:
        """From the event's sending to the callback's coming; infinite while none came."""
        return float("inf") if self.received is None else self.received - self.sent

    @property
    def text(self) -> str:
        """All that the member reads: the answer, then what followed it."""
        said = [self.message] if self.message is not None else []
        return "\n".join(message.text for message in (*said, *self.followups))

    @property
    def choices(self) -> list[dict[str, Any]]:
        """What an autocomplete offers."""
        return list(self.data.get("choices") or ())

    @property
    def title(self) -> str:
        """A form's title; empty where no form opened."""
        return str(self.data.get("title", "")) if self.callback == 9 else ""

    @property
    def inputs(self) -> dict[str, dict[str, Any]]:
        """What a form asks, by its labels: each the component that takes the answer."""
        found: dict[str, dict[str, Any]] = {}
        for part in self.data.get("components") or ():
            if part["type"] == 18:
                found[part["label"]] = part["component"]
            elif part["type"] == 1:
                for inner in part["components"]:
                    found[inner.get("label") or inner["custom_id"]] = inner
        return found


def exchange(
    kind: int, guild: Guild | None, channel: Channel, member: Member | User, source: Message | None
) -> Exchange:
    """A fresh exchange, made now."""
    return Exchange(snowflake(), secrets.token_urlsafe(48), kind, guild, channel, member, source, time.perf_counter())


def event(given: Exchange, data: Mapping[str, Any], application: int, *, app_permissions: discord.Permissions) -> Any:
    """The payload of INTERACTION_CREATE."""
    guild, channel, who = given.guild, given.channel, given.member
    user = who.user if isinstance(who, Member) else who
    shown: dict[str, Any] = {
        "id": str(given.id),
        "application_id": str(application),
        "type": given.kind,
        "data": data,
        "channel_id": str(channel.id),
        "channel": channel.payload,
        "token": given.token,
        "version": 1,
        "app_permissions": str((channel.app_permissions or app_permissions).value),
        "locale": user.locale,
        "entitlements": [],
        "attachment_size_limit": 10 * 1024 * 1024,
    }
    if isinstance(who, Member) and guild is not None:
        shown["channel"]["permissions"] = who.payload["permissions"]
        shown |= {
            "guild_id": str(guild.id),
            "guild": guild.partial,
            "guild_locale": guild.locale,
            "member": who.payload,
            "context": 0,
            "authorizing_integration_owners": {"0": str(guild.id)},
        }
    else:
        shown |= {
            "user": user.payload,
            "context": 1,
            "authorizing_integration_owners": {"0": "0", "1": str(user.id)},
        }
    if given.source is not None:
        shown["message"] = given.source.payload
    return shown


# -- commands


class Unoffered(AssertionError):
    """A test does what Discord's own program would not let a member do."""


def command_data(
    commands: Sequence[Mapping[str, Any]], path: str, options: Mapping[str, Any], focused: str | None = None
) -> dict[str, Any]:
    """The data of a slash command, checked against how the bot registered it.

    Args:
        commands: what is registered.
        path: such as `model profile`.
        options: by their names; members, roles and channels as they are, attachments as their payloads.
        focused: the option that is being typed, for an autocomplete.
    """
    name, *inner = path.split()
    command = next((each for each in commands if each["name"] == name and each.get("type", 1) == 1), None)
    if command is None:
        raise Unoffered(f"/{name} is not among {sorted(each['name'] for each in commands)}")
    resolved: dict[str, dict[str, Any]] = {}
    data: dict[str, Any] = {"id": command["id"], "name": name, "type": 1, "options": []}
    holder, place = data, command
    for word in inner:
        place = next(
            (each for each in place.get("options", ()) if each["name"] == word and each["type"] in (1, 2)), None
        )
        if place is None:
            raise Unoffered(f"there is no {path}")
        step: dict[str, Any] = {"name": word, "type": place["type"], "options": []}
        holder["options"].append(step)
        holder = step
    known = {each["name"]: each for each in place.get("options", ())}
    for option, value in options.items():
        if option not in known:
            raise Unoffered(f"{path} has no option {option}, but {sorted(known)}")
        holder["options"].append(_option(known[option], value, resolved, focused=option == focused))
    missing = [option for option, each in known.items() if each.get("required") and option not in options]
    if missing and focused is None:
        raise Unoffered(f"{path} needs {missing}")
    if focused is not None and not known[focused].get("autocomplete"):
        raise Unoffered(f"{path} completes no {focused}")
    if resolved:
        data["resolved"] = resolved
    return data


def _option(known: Mapping[str, Any], value: Any, resolved: dict[str, dict[str, Any]], *, focused: bool) -> Any:
    kind: int = known["type"]
    choices = known.get("choices")
    if choices and value not in [each["value"] for each in choices]:
        raise Unoffered(f"{value} is not among the choices of {known['name']}")
    if kind in _RESOLVED:
        value = resolve(value, resolved)
    given = {"name": known["name"], "type": kind, "value": value}
    return {**given, "focused": True} if focused else given


def resolve(value: Any, resolved: dict[str, dict[str, Any]]) -> str:
    """The id of a member, user, channel, role or attachment, which is put among those that come with the data."""
    match value:
        case Member():
            resolved.setdefault("users", {})[str(value.id)] = value.user.payload
            resolved.setdefault("members", {})[str(value.id)] = {
                name: part for name, part in value.payload.items() if name != "user"
            }
            return str(value.id)
        case User():
            resolved.setdefault("users", {})[str(value.id)] = value.payload
            return str(value.id)
        case Channel():
            resolved.setdefault("channels", {})[str(value.id)] = {**value.payload, "permissions": "0"}
            return str(value.id)
        case (Guild() as guild, int(role)):
            resolved.setdefault("roles", {})[str(role)] = guild.role_payload(role)
            return str(role)
        case {"id": str(identifier), "filename": _}:
            resolved.setdefault("attachments", {})[identifier] = value
            return identifier
        case _:
            raise Unoffered(f"cannot resolve {value!r}")


def menu_data(commands: Sequence[Mapping[str, Any]], name: str, target: Message | Member) -> dict[str, Any]:
    """The data of a command in the menu of a message or a member."""
    kind = 3 if isinstance(target, Message) else 2
    command = next((each for each in commands if each["name"] == name and each.get("type", 1) == kind), None)
    if command is None:
        raise Unoffered(f"{name} is not registered")
    data: dict[str, Any] = {"id": command["id"], "name": name, "type": kind, "target_id": str(target.id)}
    if isinstance(target, Message):
        data["resolved"] = {"messages": {str(target.id): target.payload}}
    else:
        resolve(target, data.setdefault("resolved", {}))
    return data


# -- components


def component_data(message: Message, custom_id: str, values: Sequence[Any] | None) -> dict[str, Any]:
    """The data of a press or of a choice from a menu, checked against the message."""
    component = message.component(custom_id)
    if component.get("disabled"):
        raise Unoffered(f"{custom_id} cannot be used")
    data: dict[str, Any] = {"custom_id": custom_id, "component_type": component["type"], "id": component["id"]}
    if values is None:
        return data
    if component["type"] == 3:
        offered = [option["value"] for option in component["options"]]
        if not set(values) <= set(offered):
            raise Unoffered(f"{values} are not among {offered}")
        data["values"] = list(values)
    else:
        resolved: dict[str, dict[str, Any]] = {}
        data["values"] = [resolve(value, resolved) for value in values]
        data["resolved"] = resolved
    return data


def submit_data(form: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """The data of a form that is sent off: what was filled in, by label or custom id, and else what stood there."""
    left = dict(values)
    resolved: dict[str, dict[str, Any]] = {}

    def filled(label: str, component: Mapping[str, Any]) -> dict[str, Any]:
        name = next((name for name in left if name == component["custom_id"] or label.startswith(name)), None)
        shown = {"type": component["type"], "custom_id": component["custom_id"], "id": component.get("id", 0)}
        value = left.pop(name) if name is not None else None
        if component["type"] == 4:
            text = str(component.get("value") or "") if value is None else str(value)
            least, most = component.get("min_length") or 0, component.get("max_length") or 4000
            if (component.get("required", True) and not text) or (text and not least <= len(text) <= most):
                raise Unoffered(f"{label}: {text!r} is not what the form takes")
            return {**shown, "value": text}
        if component["type"] == 3:
            standing = [option["value"] for option in component["options"] if option.get("default")]
            return {**shown, "values": standing if value is None else list(value)}
        return {**shown, "values": [resolve(each, resolved) for each in value or ()]}

    components: list[dict[str, Any]] = []
    for part in form["components"]:
        if part["type"] == 1:
            inner = [filled(each.get("label", ""), each) for each in part["components"]]
            components.append({"type": 1, "id": part.get("id", 0), "components": inner})
        elif part["type"] == 18:
            components.append(
                {"type": 18, "id": part.get("id", 0), "component": filled(part["label"], part["component"])}
            )
        else:
            components.append({"type": part["type"], "id": part.get("id", 0)})
    if left:
        raise Unoffered(f"the form does not ask {sorted(left)}")
    data: dict[str, Any] = {"custom_id": form["custom_id"], "components": components}
    if resolved:
        data["resolved"] = resolved
    return data


__all__ = ["Exchange", "NoAnswer", "Unoffered", "walk"]

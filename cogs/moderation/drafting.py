"""An edit that a moderator has begun: what is kept of it between two presses, and through restarts."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, cast

from pydantic import ValidationError

from bot.core.editing.changes import Difference, differences
from bot.core.editing.policy import Actor
from bot.services.editing import Editing, EntryState
from bot.storage.datafiles import Entry, EntryKind, document_type
from cogs.shared.changes import values_of


@dataclass(frozen=True, slots=True)
class Begun:
    """What is kept."""

    entry: dict[str, Any]
    """The entry as it should be, in plain values; need not be valid yet."""
    start: dict[str, Any] | None
    """The entry as it was when the edit began; None for a new one."""
    version: int = 0
    """Of the server's overlay then."""
    base_hash: str | None = None
    """Of the base's document then."""
    reason: str = ""
    link: str = ""
    part: str = ""
    """The part whose form was sent last."""
    typed: dict[str, Any] = field(default_factory=dict[str, Any])
    """What was typed into that form, where it could not be taken: it stands there when the form opens again."""
    suggestion: int | None = None
    """The member's suggestion that this edit answers."""
    revision: int | None = None
    """The change that this edit takes back."""
    steps: int = 0
    """Of a new entry: how many of its forms were sent."""

    @property
    def changed(self) -> bool:
        """Whether anything differs yet."""
        return self.start is None or self.entry != self.start


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft with its number."""

    id: int
    begun: Begun


def begin(state: EntryState) -> Begun:
    """A new edit of an entry as it stands; of nothing, where there is no such entry."""
    now = values_of(state.document)
    return Begun(
        entry=now if now is not None else {"slug": state.slug},
        start=now,
        version=state.version,
        base_hash=state.base_hash,
    )


async def find(editing: Editing, actor: Actor, guild_id: int, kind: EntryKind, slug: str) -> Kept | None:
    """What this moderator has begun on an entry. Raises NotAllowed."""
    draft = await editing.draft_of(actor, guild_id, kind, slug)
    if draft is None:
        return None
    names = {each.name for each in fields(Begun)}
    return Kept(draft.id, Begun(**{key: value for key, value in draft.document.items() if key in names}))


async def keep(editing: Editing, actor: Actor, guild_id: int, kind: EntryKind, slug: str, begun: Begun) -> None:
    """Keep an edit, on disk before this returns. Raises NotAllowed, Faulty where it is too long."""
    await editing.save_draft(actor, guild_id, kind, slug, asdict(begun), begun.version)


async def drop(editing: Editing, actor: Actor, guild_id: int, kind: EntryKind, slug: str) -> None:
    """Forget an edit, if there is one. Raises NotAllowed."""
    kept = await find(editing, actor, guild_id, kind, slug)
    if kept is not None:
        await editing.drop_draft(kept.id)


def changed_since(begun: Begun, state: EntryState) -> bool:
    """Whether somebody else, or an upgrade of the base, has changed the entry since the edit began."""
    return begun.version != state.version or begun.base_hash != state.base_hash


def difference(
    kind: EntryKind, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> tuple[Difference, ...]:
    """What differs between two states of an entry that need not be valid; by whole fields where one is not."""
    old, new = document(kind, before), document(kind, after)
    if (before is None or old is not None) and (after is None or new is not None):
        return differences(old, new)
    old_values, new_values = before or {}, after or {}
    keys = dict.fromkeys([*old_values, *new_values])
    return tuple(
        Difference((key,), old_values.get(key), new_values.get(key))
        for key in keys
        if old_values.get(key) != new_values.get(key)
    )


def document(kind: EntryKind, values: Mapping[str, Any] | None) -> Entry | None:
    """The document that plain values make; None where they make none."""
    try:
        return None if values is None else document_type(kind).model_validate(dict(values))
    except ValidationError:
        return None


def rebased(begun: Begun, state: EntryState, merged: Mapping[str, Any]) -> Begun:
    """The edit as if it had begun on the entry as it is now."""
    now = begin(state)
    return replace(begun, entry=dict(merged), start=now.start, version=now.version, base_hash=now.base_hash)


def jsonable(values: Mapping[str, Any]) -> dict[str, Any]:
    """Plain values as JSON has them: days as text."""
    return cast("dict[str, Any]", json.loads(json.dumps(dict(values), ensure_ascii=False, default=str)))

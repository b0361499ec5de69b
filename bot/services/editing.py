"""Changing entries of a server: validated, shown, confirmed with a reason, undone. One way for every kind.

Who may is asked here; the base is never changed. What members read is worded elsewhere.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal, TypeAlias
from weakref import WeakValueDictionary

import structlog
from pydantic import TypeAdapter, ValidationError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.catalogue.documents import Document, Link
from bot.core.catalogue.plain import Plain, plain
from bot.core.editing.changes import Difference, differences, laid_on_top
from bot.core.editing.consequences import VerdictChange, all_consequences, carries, rests_on
from bot.core.editing.fitness import MOST_CHARACTERS, FieldFault, half_characters, unfit, unfit_text
from bot.core.editing.policy import Actor, may_moderate
from bot.services.answers import catalogue_of
from bot.services.audit import Act, Audit, AuditKind
from bot.services.overlays import Key, with_changes, without_mentions
from bot.services.preferences import NotAllowed, PreferenceKeeper
from bot.services.served import Served, ServedView
from bot.storage import drafts, entries
from bot.storage.database import Database
from bot.storage.datafiles import DataSet, Entry, EntryKind, Fault, as_json, check_references, document_type
from bot.storage.datafiles.faults import key_path, sentence
from bot.storage.drafts import StoredDraft
from bot.storage.entries import Change, Effect, StoredEntry, StoredRevision, VersionConflict, document_hash
from bot.storage.tables import BASE_GUILD

__all__ = [
    "NEEDS_LINK",
    "Behind",
    "Draft",
    "Editing",
    "EntryState",
    "Faulty",
    "NotAllowed",
    "Overtaken",
    "Proposal",
    "Revision",
    "lacks_link",
]

LONGEST_REASON = 500
DRAFT_DAYS = 7
NEEDS_LINK = frozenset((EntryKind.MODEL, EntryKind.QUOTE))
"""The kinds whose facts nobody may change without saying where they stand."""
MOST_FAULTS = 25
"""Nobody reads more at once."""

Also: TypeAlias = Callable[[AsyncConnection], Awaitable[Sequence[Act]]]
"""What else belongs into the transaction of a change; gives back the acts that it recorded."""

_log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(__name__)
_LINK: TypeAdapter[str] = TypeAdapter(Link)
_ACTS: Mapping[str, AuditKind] = {kind.value: kind for kind in AuditKind}


class Faulty(Exception):
    """What somebody wants to store cannot be stored. Nothing was."""

    def __init__(self, *faults: FieldFault) -> None:
        """`faults` name the fields; at least one."""
        super().__init__("; ".join(map(str, faults)))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class EntryState:
    """How an entry stands in a server."""

    kind: EntryKind
    slug: str
    document: Entry | None
    """What the server sees; None where there is nothing, or it is hidden."""
    base: Entry | None
    version: int
    """Of the overlay; 0 where this server never changed the entry."""
    base_hash: str | None
    """Of the base's document as it is now; None where the base has none."""
    retracted: bool
    """Whether this server hides it."""
    overlaid: bool
    """Whether this server has a document of its own for it."""
    behind: bool
    """Whether the base has changed since the server's own was made, or since it was hidden."""


class Overtaken(Exception):
    """Somebody else, or an upgrade of the base, has changed the entry meanwhile. Nothing was stored."""

    def __init__(self, state: EntryState, changed: tuple[Difference, ...]) -> None:
        """`state` is the present one, `changed` what differs from what the change was made on."""
        super().__init__(f"{state.kind}/{state.slug} was changed meanwhile")
        self.state = state
        self.changed = changed


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change that is valid and not stored yet."""

    kind: EntryKind
    slug: str
    before: Entry | None
    after: Entry | None
    version: int
    """Of the overlay that it was made on."""
    differences: tuple[Difference, ...]
    consequences: tuple[VerdictChange, ...]
    """The verdicts that change, of at most twenty versions."""
    more_models: int = 0
    """Of how many further versions verdicts change."""
    base_hash: str | None = None
    """Of the base's document that it was made on."""
    effect: Effect = Effect.OWN
    origin: str = AuditKind.EDIT.value
    own_base_hash: str | None = None
    """Which document of the base the server's own will count as made on."""
    text: str | None = None
    """The very JSON to store, for what is taken from a revision."""


@dataclass(frozen=True, slots=True)
class Revision:
    """One change that was made."""

    id: int
    kind: EntryKind
    slug: str
    guild_id: int
    """0 for a change of the base."""
    version: int
    before: Entry | None
    after: Entry | None
    reason: str | None
    evidence_link: str | None
    actor: str
    """A member's id as text, `base:` and a hash for the base, or an anonymous mark."""
    origin: str
    at: datetime
    effect: Effect
    differences: tuple[Difference, ...]

    @property
    def of_base(self) -> bool:
        """Whether it came with the base, and was not made in this server."""
        return self.guild_id == BASE_GUILD


@dataclass(frozen=True, slots=True)
class Behind:
    """An entry of a server whose base has changed since."""

    kind: EntryKind
    slug: str
    version: int
    ours: Entry | None
    """None where the server hides it."""
    base_then: Entry | None
    """What the base had; None where it had nothing, or its history does not tell."""
    base_now: Entry | None
    base_changed: tuple[Difference, ...]
    """From the base then to the base now."""
    ours_differs: tuple[Difference, ...]
    """From the base now to ours."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An edit that somebody has begun."""

    id: int
    guild_id: int
    member_id: int
    kind: EntryKind
    slug: str
    document: dict[str, Any]
    """Plain values; need not be valid."""
    version: int
    base_hash: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class _Wish:
    """What should become of an entry, before it is weighed."""

    kind: EntryKind
    slug: str
    effect: Effect
    document: Entry | None
    origin: str
    text: str | None = None
    own_base_hash: str | None = None
    """Set only where the server's own is to count as made on another document of the base than it does."""
    rebased: bool = False


@dataclass(slots=True)
class _Present:
    """An entry as it is stored now: the overlay's row and the base's."""

    own: StoredEntry | None
    base: StoredEntry | None

    @property
    def base_text(self) -> str | None:
        return None if self.base is None or self.base.retracted else self.base.document

    @property
    def base_hash(self) -> str | None:
        return None if self.base is None or self.base.retracted else self.base.content_hash

    @property
    def effect(self) -> Effect:
        return self.own.effect if self.own is not None else Effect.BASE

    @property
    def text(self) -> str | None:
        """JSON of what the server sees."""
        if self.effect is Effect.BASE:
            return self.base_text
        return self.own.document if self.own is not None and self.effect is Effect.OWN else None

    @property
    def version(self) -> int:
        return self.own.version if self.own is not None else 0

    @property
    def behind(self) -> bool:
        if self.own is None or self.effect is Effect.BASE or self.own.base_hash == self.base_hash:
            return False
        # What is hidden and gone from the base as well leaves nothing to choose.
        return self.effect is Effect.OWN or self.base_hash is not None


class Editing:
    """All changes of entries."""

    def __init__(
        self,
        database: Database,
        served: Served,
        preferences: PreferenceKeeper,
        clock: Callable[[], datetime],
        audit: Audit | None = None,
    ) -> None:
        """Change what this database holds, and renew what is served from it; `clock` has a time zone."""
        self._database = database
        self._served = served
        self._preferences = preferences
        self._clock = clock
        self.audit = audit or Audit(database, clock)
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    # -- looking

    async def find(self, guild_id: int, kind: EntryKind, slug: str) -> EntryState:
        """How an entry stands in a server; one that is nowhere has no document, no base, and version 0."""
        async with self._database.reading() as connection:
            return _state(kind, slug, await _present(connection, guild_id, kind, slug))

    async def history(self, guild_id: int, kind: EntryKind, slug: str) -> list[Revision]:
        """The base's changes of an entry and the server's own, newest first."""
        if not slug.isascii():
            return []
        async with self._database.reading() as connection:
            rows = await entries.history(connection, kind, slug)
            rows += await entries.history(connection, kind, slug, guild_id)
        return [_revision(row) for row in sorted(rows, key=lambda row: (row.at, row.id), reverse=True)]

    async def behind(self, guild_id: int) -> list[Behind]:
        """The entries whose base has changed since the server's own was made, by kind and slug."""
        found: list[Behind] = []
        async with self._database.reading() as connection:
            for row in await entries.every(connection, guild_id):
                here = _Present(row, await entries.find(connection, row.kind, row.slug))
                if here.behind:
                    then = await _base_then(connection, row)
                    ours = _read_stored(row.kind, here.text)
                    now = _read_stored(row.kind, here.base_text)
                    found.append(
                        Behind(
                            row.kind,
                            row.slug,
                            row.version,
                            ours,
                            then,
                            now,
                            differences(then, now),
                            differences(now, ours),
                        )
                    )
        return found

    # -- changing

    async def propose(
        self,
        actor: Actor,
        guild_id: int,
        kind: EntryKind,
        slug: str,
        document: Document | Mapping[str, Any],
        *,
        version: int | None = None,
    ) -> Proposal:
        """Weigh a new state of an entry against what the server sees; stores nothing.

        Args:
            actor: who wants it.
            guild_id: whose view.
            kind: of the entry.
            slug: of the entry; a new one adds it.
            document: the whole entry as it should be, as a document or as plain values.
            version: of the overlay that the document was made from, where the caller knows.

        Raises:
            NotAllowed: the actor does not moderate this server.
            Faulty: it is not valid, or does not fit what the server sees.
            Overtaken: `version` is given and is not the present one.
        """
        (proposal,) = await self.propose_all(actor, guild_id, [(kind, slug, document)], versions=[version])
        return proposal

    async def propose_all(
        self,
        actor: Actor,
        guild_id: int,
        changes: Sequence[tuple[EntryKind, str, Document | Mapping[str, Any]]],
        *,
        versions: Sequence[int | None] = (),
        origin: AuditKind = AuditKind.EDIT,
    ) -> list[Proposal]:
        """Weigh several entries together, so that they may name each other; as `propose` otherwise.

        The consequences of all stand with the first.
        """
        self._check_moderator(actor, guild_id)
        wishes: list[_Wish] = []
        faults: list[FieldFault] = []
        for kind, slug, document in changes:
            try:
                wishes.append(_Wish(kind, slug, Effect.OWN, _validated(kind, slug, document), origin.value))
            except Faulty as problem:
                several = len(changes) > 1
                faults += [replace(f, entry=f"{kind}/{slug}") if several else f for f in problem.faults]
        if len({(wish.kind, wish.slug) for wish in wishes}) != len(wishes):
            faults.append(FieldFault("", "an entry stands here twice", "twice"))
        if faults:
            raise Faulty(*faults[:MOST_FAULTS])
        return await self._weigh(guild_id, wishes, versions)

    async def confirm(
        self, actor: Actor, guild_id: int, proposal: Proposal, reason: str, evidence_link: str | None = None
    ) -> Revision:
        """Store a proposal, audit it and renew what the server sees, before returning.

        Raises:
            NotAllowed: the actor does not moderate this server.
            Faulty: the reason or the link is no good, there is no link for a fact that needs one, nothing would change,
                or it does not fit any more.
            Overtaken: the entry was changed since the proposal was made.
        """
        (revision,) = await self.confirm_all(actor, guild_id, [proposal], reason, evidence_link)
        return revision

    async def confirm_all(
        self,
        actor: Actor,
        guild_id: int,
        proposals: Sequence[Proposal],
        reason: str,
        evidence_link: str | None = None,
        *,
        also: Also | None = None,
    ) -> list[Revision]:
        """Store several proposals in one transaction, all or none; as `confirm` otherwise.

        Args:
            actor: who wants it.
            guild_id: whose overlay.
            proposals: one an entry, weighed together.
            reason: why; at most 500 characters.
            evidence_link: where one can read it; needed where one of them `lacks_link`.
            also: what else belongs into the transaction.
        """
        self._check_moderator(actor, guild_id)
        why, link = _reason(reason), _evidence(evidence_link)
        if not proposals or len({(p.kind, p.slug) for p in proposals}) != len(proposals):
            raise Faulty(FieldFault("", "each entry stands here once", "twice"))
        if link is None:
            _check_links(proposals)
        async with self._lock(guild_id):
            # The lock keeps the view at the state of the last commit, so that two changes which are sound one by one
            # cannot leave a reference that leads nowhere.
            await self._check_fits(guild_id, proposals)
            acts: list[Act] = []
            try:
                async with self._database.writing() as connection:
                    at = self._clock()
                    for proposal in proposals:
                        acts.append(await self._store(connection, actor, guild_id, proposal, why, link, at))
                    if also is not None:
                        acts += await also(connection)
            except VersionConflict as problem:
                late = next(p for p in proposals if (p.kind, p.slug) == (problem.change.kind, problem.change.slug))
                state = await self.find(guild_id, late.kind, late.slug)
                raise Overtaken(state, differences(late.before, state.document)) from problem
            await self._renew(guild_id)
        self.audit.tell(*acts)
        async with self._database.reading() as connection:
            made = [await _latest(connection, guild_id, proposal) for proposal in proposals]
        return [_revision(row) for row in made]

    async def redo(self, actor: Actor, guild_id: int, proposal: Proposal) -> Proposal:
        """Make a proposal again on top of what the entry is by now; where both changed one thing, the proposal stands.

        Raises:
            NotAllowed, Faulty: as `propose`.
        """
        self._check_moderator(actor, guild_id)
        state = await self.find(guild_id, proposal.kind, proposal.slug)
        if proposal.effect is not Effect.OWN or proposal.after is None:
            wish = _Wish(proposal.kind, proposal.slug, proposal.effect, proposal.after, proposal.origin)
            if proposal.effect is Effect.BASE:
                wish = replace(wish, document=state.base)
            (again,) = await self._weigh(guild_id, [wish])
            return again
        if proposal.before is None or state.document is None:
            return await self.propose(actor, guild_id, proposal.kind, proposal.slug, proposal.after)
        merged = laid_on_top(proposal.before, proposal.after, state.document)
        return await self.propose(actor, guild_id, proposal.kind, proposal.slug, merged)

    async def retract(
        self, actor: Actor, guild_id: int, kind: EntryKind, slug: str, reason: str, evidence_link: str | None = None
    ) -> Revision:
        """Hide an entry in this server, the base's too; its document and history are kept. Raises as `confirm`."""
        self._check_moderator(actor, guild_id)
        state = await self.find(guild_id, kind, slug)
        if state.document is None:
            raise Faulty(FieldFault("", "there is no such entry here", "no_entry"))
        wish = _Wish(kind, slug, Effect.HIDDEN, None, AuditKind.RETRACT.value)
        return await self._at_once(actor, guild_id, wish, reason, evidence_link)

    async def restore(self, actor: Actor, guild_id: int, kind: EntryKind, slug: str, reason: str) -> Revision:
        """Show again what was hidden, as it was before. Raises as `confirm`."""
        self._check_moderator(actor, guild_id)
        async with self._database.reading() as connection:
            here = await _present(connection, guild_id, kind, slug)
            history = await entries.history(connection, kind, slug, guild_id)
        if here.own is None or here.effect is not Effect.HIDDEN:
            raise Faulty(FieldFault("", "this entry is not hidden here", "not_hidden"))
        earlier = next((row for row in reversed(history) if row.effect is not Effect.HIDDEN), None)
        wish = _back_to(kind, slug, earlier, here, AuditKind.RESTORE)
        return await self._at_once(actor, guild_id, wish, reason)

    async def restore_base(self, actor: Actor, guild_id: int, kind: EntryKind, slug: str, reason: str) -> Revision:
        """Take back what this server made of an entry; the base shows again. Raises as `confirm`."""
        self._check_moderator(actor, guild_id)
        state = await self.find(guild_id, kind, slug)
        if not state.overlaid and not state.retracted:
            raise Faulty(FieldFault("", "this server has not changed this entry", "no_overlay"))
        if state.base is None:
            raise Faulty(FieldFault("", "the base has no such entry; hide it instead", "no_base"))
        wish = _Wish(kind, slug, Effect.BASE, state.base, AuditKind.RESTORE_BASE.value)
        return await self._at_once(actor, guild_id, wish, reason)

    async def revert(self, actor: Actor, guild_id: int, revision_id: int, reason: str) -> Revision | Proposal:
        """Undo a change of this server.

        The newest change of an entry is undone at once. Where others followed, what comes back is a proposal of the
        state before the change, with the differences against now, which has to be confirmed.

        Raises:
            Faulty: there is no such change in this server, or as `confirm`.
            NotAllowed, Overtaken: as `confirm`.
        """
        self._check_moderator(actor, guild_id)
        async with self._database.reading() as connection:
            wanted = await entries.revision(connection, revision_id, guild_id)
            if wanted is None or guild_id == BASE_GUILD:
                raise Faulty(FieldFault("", "there is no such change in this server", "no_revision"))
            history = await entries.history(connection, wanted.kind, wanted.slug, guild_id)
            here = await _present(connection, guild_id, wanted.kind, wanted.slug)
        earlier = next((row for row in history if row.version == wanted.version - 1), None)
        wish = _back_to(wanted.kind, wanted.slug, earlier, here, AuditKind.REVERT)
        if history[-1].id == wanted.id:
            return await self._at_once(actor, guild_id, wish, reason)
        (proposal,) = await self._weigh(guild_id, [wish])
        return proposal

    async def choose(
        self,
        actor: Actor,
        guild_id: int,
        kind: EntryKind,
        slug: str,
        which: Literal["ours", "base"],
        reason: str | None = None,
    ) -> Revision:
        """Settle an entry that is behind its base: keep the server's own, or take the base as it is now.

        Raises:
            Faulty: the entry is not behind, or as `confirm`.
            NotAllowed, Overtaken: as `confirm`.
        """
        self._check_moderator(actor, guild_id)
        async with self._database.reading() as connection:
            here = await _present(connection, guild_id, kind, slug)
        if here.own is None or not here.behind:
            raise Faulty(FieldFault("", "the base has not changed under this entry", "not_behind"))
        if which == "base":
            wish = _Wish(kind, slug, Effect.BASE, _read_stored(kind, here.base_text), AuditKind.CHOOSE.value)
        else:
            wish = _Wish(
                kind,
                slug,
                here.effect,
                _read_stored(kind, here.text),
                AuditKind.CHOOSE.value,
                text=here.text,
                own_base_hash=here.base_hash,
                rebased=True,
            )
        return await self._at_once(actor, guild_id, wish, reason or which)

    # -- drafts

    async def save_draft(
        self,
        actor: Actor,
        guild_id: int,
        kind: EntryKind,
        slug: str,
        document_json: str | Mapping[str, Any],
        version: int,
    ) -> int:
        """Keep what somebody has begun, for seven days, in place of their earlier draft of the same entry.

        Args:
            actor: who edits.
            guild_id: where.
            kind: of the entry.
            slug: of the entry.
            document_json: a mapping, or its JSON; need not be a valid document.
            version: of the overlay that it was begun on.

        Raises:
            NotAllowed: the actor does not moderate this server.
            Faulty: it is no mapping, or too long.
        """
        self._check_moderator(actor, guild_id)
        text = _draft_text(document_json)
        now = self._clock()
        async with self._database.writing() as connection:
            await drafts.drop_before(connection, now - timedelta(days=DRAFT_DAYS))
            here = await _present(connection, guild_id, kind, slug)
            return await drafts.save(
                connection,
                guild_id=guild_id,
                member_id=actor.member_id,
                kind=kind,
                slug=slug,
                document=text,
                version=version,
                base_hash=here.base_hash,
                at=now,
            )

    async def draft(self, draft_id: int, guild_id: int | None = None) -> Draft | None:
        """A draft; None where it is gone, older than seven days, or of another server than the one asked for."""
        since = self._clock() - timedelta(days=DRAFT_DAYS)
        async with self._database.reading() as connection:
            found = await drafts.find(connection, draft_id, since)
        if found is None or guild_id not in (None, found.guild_id):
            return None
        return _draft(found)

    async def draft_of(self, actor: Actor, guild_id: int, kind: EntryKind, slug: str) -> Draft | None:
        """What a member has begun on an entry of a server; None where there is nothing, or it is older than seven days.

        Raises:
            NotAllowed: the actor does not moderate this server.
        """
        self._check_moderator(actor, guild_id)
        since = self._clock() - timedelta(days=DRAFT_DAYS)
        async with self._database.reading() as connection:
            found = await drafts.begun(connection, guild_id, actor.member_id, kind, slug, since)
        return None if found is None else _draft(found)

    async def drop_draft(self, draft_id: int) -> None:
        """Forget a draft; one that is gone already is no mistake."""
        async with self._database.writing() as connection:
            await drafts.drop(connection, draft_id)

    # -- how

    def _check_moderator(self, actor: Actor, guild_id: int) -> None:
        if guild_id == BASE_GUILD or not may_moderate(actor, guild_id, self._preferences.of(guild_id)):
            raise NotAllowed

    def _lock(self, guild_id: int) -> asyncio.Lock:
        lock = self._locks.get(guild_id)
        if lock is None:
            lock = self._locks[guild_id] = asyncio.Lock()
        return lock

    async def _at_once(
        self, actor: Actor, guild_id: int, wish: _Wish, reason: str, evidence_link: str | None = None
    ) -> Revision:
        (proposal,) = await self._weigh(guild_id, [wish])
        return await self.confirm(actor, guild_id, proposal, reason, evidence_link)

    async def _weigh(
        self, guild_id: int, wishes: Sequence[_Wish], versions: Sequence[int | None] = ()
    ) -> list[Proposal]:
        """Check wishes against what the server sees, and say what they would change."""
        async with self._database.reading() as connection:
            present = [await _present(connection, guild_id, wish.kind, wish.slug) for wish in wishes]
        for wish, here, version in zip(wishes, present, [*versions, *[None] * len(wishes)], strict=False):
            if version is not None and version != here.version:
                state = _state(wish.kind, wish.slug, here)
                raise Overtaken(state, await self._since(guild_id, wish, version, state))
        changes: dict[Key, Entry | None] = {(wish.kind, wish.slug): wish.document for wish in wishes}
        view = self._served.of(guild_id)
        verdicts, more = await asyncio.to_thread(_weighed, view, changes)
        proposals: list[Proposal] = []
        for wish, here in zip(wishes, present, strict=True):
            before = _read_stored(wish.kind, here.text)
            made_on = here.own.base_hash if here.own is not None and here.effect is not Effect.BASE else here.base_hash
            proposals.append(
                Proposal(
                    kind=wish.kind,
                    slug=wish.slug,
                    before=before,
                    after=wish.document,
                    version=here.version,
                    differences=differences(before, wish.document),
                    consequences=() if proposals else verdicts,
                    more_models=0 if proposals else more,
                    base_hash=here.base_hash,
                    effect=wish.effect,
                    origin=wish.origin,
                    own_base_hash=wish.own_base_hash if wish.rebased else made_on,
                    text=wish.text,
                )
            )
        return proposals

    async def _since(self, guild_id: int, wish: _Wish, version: int, state: EntryState) -> tuple[Difference, ...]:
        """What changed since a version of the overlay."""
        async with self._database.reading() as connection:
            history = await entries.history(connection, wish.kind, wish.slug, guild_id)
        then = next((row for row in history if row.version == version + 1), None)
        return differences(_read_stored(wish.kind, then.before) if then else None, state.document)

    async def _check_fits(self, guild_id: int, proposals: Sequence[Proposal]) -> None:
        for proposal in proposals:
            if proposal.effect is Effect.OWN:
                if proposal.after is None:
                    raise Faulty(FieldFault("", "there is nothing to store", "no_entry"))
                _validated(proposal.kind, proposal.slug, proposal.after)
        changes: dict[Key, Entry | None] = {(p.kind, p.slug): p.after for p in proposals}
        await asyncio.to_thread(_check_whole, self._served.of(guild_id), changes)

    async def _store(
        self,
        connection: AsyncConnection,
        actor: Actor,
        guild_id: int,
        proposal: Proposal,
        reason: str,
        link: str | None,
        at: datetime,
    ) -> Act:
        kind, slug = proposal.kind, proposal.slug
        here = await _present(connection, guild_id, kind, slug)
        if here.version != proposal.version or here.base_hash != proposal.base_hash:
            raise Overtaken(_state(kind, slug, here), differences(proposal.before, _read_stored(kind, here.text)))
        text = None
        if proposal.effect is Effect.OWN and proposal.after is not None:
            text = proposal.text or as_json(proposal.after)
        if _changes_nothing(here, proposal, text):
            raise Faulty(FieldFault("", "nothing would change", "no_change"))
        change = Change(
            kind,
            slug,
            guild_id,
            here.version,
            text,
            str(actor.member_id),
            proposal.origin,
            reason,
            link,
            base_hash=None if proposal.effect is Effect.BASE else proposal.own_base_hash,
            base_document=here.base_text,
            follows_base=proposal.effect is Effect.BASE,
        )
        await entries.apply(connection, change, at)
        what = _ACTS[proposal.origin]
        return await self.audit.record(
            connection, guild_id, actor.member_id, what, kind, slug, here.text, change.shown, reason, link
        )

    async def _renew(self, guild_id: int) -> None:
        try:
            await self._served.renew(guild_id)
        except Exception:
            # The change is on disk, and whoever made it must hear that; a restart would show it.
            _log.exception("view_not_renewed", guild=guild_id)


# -- reading what is stored


async def _present(connection: AsyncConnection, guild_id: int, kind: EntryKind, slug: str) -> _Present:
    if not slug.isascii():
        # No slug is spelt so, and what somebody typed may not even be text that a database takes.
        return _Present(None, None)
    own = await entries.find(connection, kind, slug, guild_id) if guild_id != BASE_GUILD else None
    return _Present(own, await entries.find(connection, kind, slug))


async def _latest(connection: AsyncConnection, guild_id: int, proposal: Proposal) -> StoredRevision:
    history = await entries.history(connection, proposal.kind, proposal.slug, guild_id)
    return next(row for row in history if row.version == proposal.version + 1)


async def _base_then(connection: AsyncConnection, row: StoredEntry) -> Entry | None:
    """The base's document that an overlay was made on."""
    if row.base_hash is None:
        return None
    for then in reversed(await entries.history(connection, row.kind, row.slug)):
        if then.after is not None and document_hash(then.after) == row.base_hash:
            return _read_stored(row.kind, then.after)
    return None


def _state(kind: EntryKind, slug: str, here: _Present) -> EntryState:
    return EntryState(
        kind=kind,
        slug=slug,
        document=_read_stored(kind, here.text),
        base=_read_stored(kind, here.base_text),
        version=here.version,
        base_hash=here.base_hash,
        retracted=here.effect is Effect.HIDDEN,
        overlaid=here.effect is Effect.OWN,
        behind=here.behind,
    )


def _read_stored(kind: EntryKind, text: str | None) -> Entry | None:
    try:
        return None if text is None else document_type(kind).model_validate_json(text)
    except ValidationError as problem:
        _log.error("stored document is not valid", kind=kind.value, faults=problem.error_count())
        return None


def _revision(row: StoredRevision) -> Revision:
    before, after = _read_stored(row.kind, row.before), _read_stored(row.kind, row.after)
    return Revision(
        id=row.id,
        kind=row.kind,
        slug=row.slug,
        guild_id=row.guild_id,
        version=row.version,
        before=before,
        after=after,
        reason=row.reason,
        evidence_link=row.evidence_link,
        actor=row.actor,
        origin=row.origin,
        at=row.at,
        effect=row.effect,
        differences=differences(before, after),
    )


def _draft(row: StoredDraft) -> Draft:
    return Draft(
        row.id,
        row.guild_id,
        row.member_id,
        row.kind,
        row.slug,
        json.loads(row.document),
        row.version,
        row.base_hash,
        row.at,
    )


def _back_to(kind: EntryKind, slug: str, earlier: StoredRevision | None, here: _Present, origin: AuditKind) -> _Wish:
    """The wish for the state that one of this server's revisions left; None stands for before the first."""
    if earlier is None or earlier.effect is Effect.BASE:
        return _Wish(kind, slug, Effect.BASE, _read_stored(kind, here.base_text), origin.value)
    if earlier.effect is Effect.HIDDEN:
        return _Wish(kind, slug, Effect.HIDDEN, None, origin.value, own_base_hash=earlier.base_hash, rebased=True)
    document = _read_stored(kind, earlier.after)
    if document is None:
        raise Faulty(FieldFault("", "what was stored then is not valid any more", "no_revision"))
    return _Wish(
        kind,
        slug,
        Effect.OWN,
        document,
        origin.value,
        text=earlier.after,
        own_base_hash=earlier.base_hash,
        rebased=True,
    )


def _changes_nothing(here: _Present, proposal: Proposal, text: str | None) -> bool:
    if here.effect is not proposal.effect:
        return False
    if proposal.effect is Effect.OWN and text != here.text:
        return False
    return here.own is None or proposal.effect is Effect.BASE or here.own.base_hash == proposal.own_base_hash


# -- checking


def _validated(kind: EntryKind, slug: str, document: Document | Mapping[str, Any]) -> Entry:
    """A document that may be stored under this slug.

    Raises:
        Faulty: with every fault that there is.
    """
    wanted = document_type(kind)
    # Documents that were copied with changes have not been validated, so what they say is read anew.
    values: object = document.model_dump(warnings=False) if isinstance(document, Document) else document
    broken = [replace(fault, path=_legible(key_path(path))) for path, fault in half_characters(values)]
    if broken:
        raise Faulty(*broken[:MOST_FAULTS])
    try:
        entry = wanted.model_validate(values)
    except ValidationError as problem:
        errors = problem.errors(include_url=False)
        raise Faulty(
            *(
                FieldFault(
                    _legible(key_path(error["loc"])),
                    _legible(sentence(error, wanted)),
                    str(error["type"]),
                    {name: _legible(str(value)) for name, value in error.get("ctx", {}).items()},
                )
                for error in errors[:MOST_FAULTS]
            )
        ) from problem
    if entry.slug != slug:
        raise Faulty(FieldFault("slug", f"this entry is `{slug}`; its slug never changes", "slug_changed"))
    faults = [replace(fault, path=_legible(key_path(path))) for path, fault in unfit(plain(entry))]
    if not faults and len(as_json(entry)) > MOST_CHARACTERS:
        faults = [FieldFault("", f"an entry has at most {MOST_CHARACTERS:,} characters", "entry_too_long")]
    if faults:
        raise Faulty(*faults[:MOST_FAULTS])
    return entry


def _legible(text: str) -> str:
    """A text that repeats what somebody wrote, with what nobody sees written out, and not endless."""
    shown = "".join(c if unfit_text(c, breaks=True, marks=True) is None else f"\\u{ord(c):04x}" for c in text[:600])
    return shown if len(text) <= 600 else f"{shown[:597]}..."


def _reason(text: str) -> str:
    why = text.strip()
    if not why:
        raise Faulty(FieldFault("reason", "say why", "empty"))
    if len(why) > LONGEST_REASON:
        raise Faulty(
            FieldFault(
                "reason", f"at most {LONGEST_REASON} characters fit here", "string_too_long",
                {"max_length": str(LONGEST_REASON)},
            )
        )  # fmt: skip
    fault = unfit_text(why, breaks=True, marks=True)
    if fault is not None:
        raise Faulty(replace(fault, path="reason"))
    return why


def _evidence(link: str | None) -> str | None:
    given = (link or "").strip()
    if not given:
        return None
    fault = unfit_text(given, marks=True)
    if fault is not None:
        raise Faulty(replace(fault, path="evidence_link"))
    try:
        checked = _LINK.validate_python(given)
    except ValidationError as problem:
        (error, *_) = problem.errors(include_url=False)
        raise Faulty(FieldFault("evidence_link", _legible(sentence(error, Document)), str(error["type"]))) from problem
    found = next(iter(unfit(checked)), None)
    if found is not None:
        raise Faulty(replace(found[1], path="evidence_link"))
    return checked


def lacks_link(proposal: Proposal) -> bool:
    """Whether a proposal changes facts that need a link, and brings none itself.

    What somebody edits needs the link of that edit. What is imported may bring its own: a quote the page where it
    stands, a version a link in every record that the import changes or adds. Going back to what was there, hiding, and
    settling an upgrade of the base state nothing new.
    """
    if proposal.kind not in NEEDS_LINK or proposal.effect is not Effect.OWN or proposal.after is None:
        return False
    if proposal.origin == AuditKind.EDIT.value:
        return True
    return proposal.origin == AuditKind.IMPORT.value and not _brings_links(proposal)


def _brings_links(proposal: Proposal) -> bool:
    after = plain(proposal.after) if proposal.after is not None else {}
    if proposal.kind is EntryKind.QUOTE:
        return True
    if proposal.before is None:
        return _names_link(after)
    said: list[Plain] = []
    records = after.get("records")
    for change in proposal.differences:
        match change.path:
            case ("records", int(place), _, *_) if isinstance(records, list):
                said.append(records[place])
            case _:
                said.append(change.after)
    return all(map(_names_link, said))


def _names_link(value: Plain) -> bool:
    if isinstance(value, dict):
        return any(map(_names_link, value.values()))
    if isinstance(value, list):
        return any(map(_names_link, value))
    return isinstance(value, str) and value.startswith(("https://", "http://"))


def _check_links(proposals: Sequence[Proposal]) -> None:
    several = len(proposals) > 1
    words = "give a link that shows it"
    faults = [
        FieldFault("evidence_link", words, "link_needed", entry=f"{each.kind}/{each.slug}" if several else "")
        for each in proposals
        if lacks_link(each)
    ]
    if faults:
        raise Faulty(*faults[:MOST_FAULTS])


def _draft_text(document: str | Mapping[str, Any]) -> str:
    try:
        if isinstance(document, str):
            value: object = json.loads(document)
            text = document
        else:
            text = json.dumps(dict(document), ensure_ascii=False, default=str)
            value = json.loads(text)
        text.encode()
    except (ValueError, TypeError, RecursionError) as problem:
        raise Faulty(FieldFault("", "this is not a draft", "json_invalid")) from problem
    if not isinstance(value, dict):
        raise Faulty(FieldFault("", "this is not a draft", "json_invalid"))
    if len(text) > MOST_CHARACTERS:
        raise Faulty(FieldFault("", f"an entry has at most {MOST_CHARACTERS:,} characters", "entry_too_long"))
    return text


def _check_whole(view: ServedView, changes: Mapping[Key, Entry | None]) -> DataSet:
    """What the server would see; raises Faulty for what would not fit together and did before."""
    hidden = {*view.hidden, *(key for key, document in changes.items() if document is None)}
    hidden -= {key for key, document in changes.items() if document is not None}
    changed = without_mentions(with_changes(view.dataset, changes), hidden)
    found = [fault for fault in check_references(changed, empty_families=True) if fault not in view.faults]
    if found:
        only = next(iter(changes)) if len(changes) == 1 else None
        raise Faulty(*(_field_fault(fault, only) for fault in found[:MOST_FAULTS]))
    return changed


def _field_fault(fault: Fault, only: Key | None) -> FieldFault:
    folder, _, name = fault.file.rpartition("/")
    slug = name.removesuffix(".yaml")
    kind = next(kind for kind in EntryKind if kind.folder == folder)
    entry = "" if (kind, slug) == only else f"{kind}/{slug}"
    return FieldFault(_legible(fault.key), _legible(fault.problem), "reference", entry=entry)


def _weighed(view: ServedView, changes: Mapping[Key, Entry | None]) -> tuple[tuple[VerdictChange, ...], int]:
    changed = _check_whole(view, changes)
    before, after = view.answers.catalogue, catalogue_of(changed)
    affected = list(dict.fromkeys(_affected(view, changes)))
    return all_consequences(before, after, affected) if affected else ((), 0)


def _affected(view: ServedView, changes: Mapping[Key, Entry | None]) -> Iterable[str]:
    """The versions whose verdicts may change."""
    yield from (slug for kind, slug in changes if kind is EntryKind.MODEL)
    licences = {slug for kind, slug in changes if kind is EntryKind.LICENCE}
    sources = {slug for kind, slug in changes if kind is EntryKind.SOURCE}
    if licences or sources:
        for slug, model in view.dataset.models.items():
            if any(carries(model, licence) for licence in licences) or any(rests_on(model, s) for s in sources):
                yield slug

"""What members say is wrong with an entry: taken in within limits, decided by moderators. Telling them is elsewhere."""

import unicodedata
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.catalogue.documents import Document, Link
from bot.core.editing.fitness import FieldFault, unfit, unfit_text
from bot.core.editing.policy import Actor, may_moderate
from bot.services.audit import Act, AuditKind
from bot.services.editing import Editing, Faulty, Proposal, Revision
from bot.services.preferences import NotAllowed, PreferenceKeeper
from bot.storage import suggestions
from bot.storage.database import Database
from bot.storage.datafiles import EntryKind
from bot.storage.suggestions import Status, StoredSuggestion

MOST_A_DAY = 10
"""Suggestions that one member can send within a day, in all servers together."""
LONGEST = 500
"""Characters of one field."""
LONGEST_SLUG = 80
NOWHERE = 0
"""The server of what was said in none."""

_LINK: TypeAdapter[str] = TypeAdapter(Link)


class TooMany(Exception):
    """The member has sent as many suggestions today as one can."""


class Muted(Exception):
    """The moderators of this server do not take this member's suggestions."""


class Gone(Exception):
    """There is no such suggestion here, or somebody has decided it already."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a member said is wrong, and what became of it."""

    id: int
    kind: str
    """An `EntryKind`, or a word of an earlier version for something that is no entry, such as `generated`."""
    slug: str
    guild_id: int
    member_id: int
    wrong: str
    right: str
    link: str
    at: datetime
    status: Status
    decided_by: int | None = None
    decided_at: datetime | None = None
    reason: str | None = None
    told: bool | None = None
    """Whether the member heard of the decision; None until that was tried."""


@dataclass(frozen=True, slots=True)
class Queued:
    """A suggestion that waits, with those that say the same."""

    first: Suggestion
    others: tuple[Suggestion, ...]

    @property
    def count(self) -> int:
        """How many say so."""
        return 1 + len(self.others)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a suggestion that was just sent."""

    id: int
    folded_into: int | None
    """The earlier one that says the same, if there is one."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided, on whose suggestions."""

    suggestions: tuple[Suggestion, ...]
    """The first one and all that were folded into it: their members should be told."""
    revision: Revision | None
    """The change of the entry, where one was made."""


class Suggestions:
    """The suggestions of all servers."""

    def __init__(
        self,
        database: Database,
        editing: Editing,
        preferences: PreferenceKeeper,
        clock: Callable[[], datetime],
    ) -> None:
        """Keep them in this database; `clock` has a time zone."""
        self._database = database
        self._editing = editing
        self._preferences = preferences
        self._clock = clock

    async def suggest(
        self, actor: Actor, guild_id: int | None, kind: EntryKind | str, slug: str, wrong: str, right: str, link: str
    ) -> Taken:
        """Take in what a member says; on disk before this returns.

        What is said outside of a server that has the bot goes to no moderators, and is kept for whoever runs it.

        Args:
            actor: who says it.
            guild_id: where; None outside of servers.
            kind: of the entry.
            slug: of the entry.
            wrong: what is wrong; needed.
            right: what would be right; may be empty.
            link: where that stands; may be empty.

        Raises:
            Faulty: a field is empty that must not be, too long, or no plain text; the link is none.
            TooMany: beyond the day's limit.
            Muted: the moderators of this server do not want to hear from this member.
            NotAllowed: the actor speaks from another server.
        """
        if guild_id is not None and actor.guild_id != guild_id:
            raise NotAllowed
        where = guild_id if guild_id is not None and actor.in_server else NOWHERE
        said = _checked(slug, wrong, right, link)
        now = self._clock()
        async with self._database.writing() as connection:
            await suggestions.one_at_a_time(connection, actor.member_id)
            if where != NOWHERE and actor.member_id in await suggestions.muted(connection, where):
                raise Muted
            if await suggestions.count_since(connection, actor.member_id, now - timedelta(days=1)) >= MOST_A_DAY:
                raise TooMany
            earlier = await _same(connection, where, str(kind), said["slug"], said["right"])
            number = await suggestions.add(
                connection,
                kind=str(kind),
                guild_id=where,
                member_id=actor.member_id,
                at=now,
                folded_into=earlier,
                **said,
            )
        return Taken(number, earlier)

    async def queue(self, guild_id: int) -> list[Queued]:
        """What waits for the moderators of a server, oldest first; what says the same stands together."""
        async with self._database.reading() as connection:
            rows = await suggestions.open_in(connection, guild_id)
        folded: defaultdict[int, list[Suggestion]] = defaultdict(list)
        for row in rows:
            if row.folded_into is not None:
                folded[row.folded_into].append(_suggestion(row))
        return [Queued(_suggestion(row), tuple(folded[row.id])) for row in rows if row.folded_into is None]

    async def find(self, guild_id: int, number: int) -> Suggestion | None:
        """A suggestion of a server, decided or not; None where it has none of that number."""
        async with self._database.reading() as connection:
            row = await suggestions.find(connection, number, guild_id)
        return None if row is None else _suggestion(row)

    async def approve(
        self,
        actor: Actor,
        number: int,
        document: Proposal | Document | Mapping[str, Any] | None = None,
        *,
        reason: str | None = None,
        evidence_link: str | None = None,
    ) -> Decision:
        """Agree with a suggestion, and make the change that follows from it, both in one transaction.

        Args:
            actor: a moderator of the server that they act in.
            number: of the suggestion, in that server.
            document: the entry as it should be, or a proposal of it; None where nothing is to be changed any more.
            reason: for the history; the member's own words by default.
            evidence_link: for the history; the member's link by default.

        Raises:
            NotAllowed: the actor does not moderate the server that they act in.
            Gone: there is no such open suggestion there.
            Faulty, Overtaken: of the change, as for any edit; the suggestion then stays open.
        """
        guild_id = self._moderated(actor)
        found = await self._open(guild_id, number)
        if document is None:
            return await self._decided(actor, guild_id, found, Status.APPROVED, reason)
        why = reason or f"#{number}: {found.wrong}"[:LONGEST]
        proposal = document
        if not isinstance(proposal, Proposal):
            proposal = await self._editing.propose(actor, guild_id, EntryKind(found.kind), found.slug, proposal)

        async def also(connection: AsyncConnection) -> Sequence[Act]:
            return [await self._decide(connection, actor, guild_id, found, Status.APPROVED, reason)]

        (revision,) = await self._editing.confirm_all(
            actor, guild_id, [proposal], why, evidence_link or found.link or None, also=also
        )
        return Decision(await self._all(guild_id, number), revision)

    async def reject(self, actor: Actor, number: int, reason: str) -> Decision:
        """Disagree with a suggestion, with a reason that its member will read.

        Raises:
            NotAllowed, Gone: as `approve`.
            Faulty: there is no reason, or it is no plain text.
        """
        guild_id = self._moderated(actor)
        why = _text("reason", reason, needed=True)
        found = await self._open(guild_id, number)
        return await self._decided(actor, guild_id, found, Status.REJECTED, why)

    async def mark_told(self, number: int, *, told: bool) -> None:
        """Keep whether the member heard of the decision."""
        async with self._database.writing() as connection:
            await suggestions.set_told(connection, number, told=told)

    async def untold(self, guild_id: int) -> list[Suggestion]:
        """What was decided and nobody has tried to tell yet, such as after an end of the process; oldest first."""
        async with self._database.reading() as connection:
            return [_suggestion(row) for row in await suggestions.untold(connection, guild_id)]

    async def mute(self, actor: Actor, member_id: int) -> bool:
        """Take no more suggestions from a member in the actor's server; False where that is so already.

        Raises:
            NotAllowed: the actor does not moderate the server that they act in.
        """
        guild_id = self._moderated(actor)

        async def work(connection: AsyncConnection) -> bool:
            return await suggestions.mute(connection, guild_id, member_id, actor.member_id, self._clock())

        return await self._change_mute(actor, guild_id, member_id, AuditKind.MUTE, work)

    async def unmute(self, actor: Actor, member_id: int) -> bool:
        """Take a member's suggestions again; False where they were not muted. Raises as `mute`."""
        guild_id = self._moderated(actor)

        async def work(connection: AsyncConnection) -> bool:
            return await suggestions.unmute(connection, guild_id, member_id)

        return await self._change_mute(actor, guild_id, member_id, AuditKind.UNMUTE, work)

    async def muted(self, guild_id: int) -> Sequence[int]:
        """The members whom a server has muted."""
        async with self._database.reading() as connection:
            return await suggestions.muted(connection, guild_id)

    def _moderated(self, actor: Actor) -> int:
        guild_id = actor.guild_id
        if guild_id is None or not may_moderate(actor, guild_id, self._preferences.of(guild_id)):
            raise NotAllowed
        return guild_id

    async def _open(self, guild_id: int, number: int) -> StoredSuggestion:
        async with self._database.reading() as connection:
            found = await suggestions.find(connection, number, guild_id)
        if found is None or found.status != Status.OPEN.value or found.folded_into is not None:
            raise Gone
        return found

    async def _all(self, guild_id: int, number: int) -> tuple[Suggestion, ...]:
        async with self._database.reading() as connection:
            first = await suggestions.find(connection, number, guild_id)
            others = await suggestions.folded_into(connection, number)
        return tuple(_suggestion(row) for row in [*([first] if first else []), *others])

    async def _decided(
        self, actor: Actor, guild_id: int, found: StoredSuggestion, status: Status, reason: str | None
    ) -> Decision:
        async with self._database.writing() as connection:
            act = await self._decide(connection, actor, guild_id, found, status, reason)
        self._editing.audit.tell(act)
        return Decision(await self._all(guild_id, found.id), None)

    async def _decide(
        self,
        connection: AsyncConnection,
        actor: Actor,
        guild_id: int,
        found: StoredSuggestion,
        status: Status,
        reason: str | None,
    ) -> Act:
        decided = await suggestions.decide(
            connection,
            found.id,
            guild_id,
            status=status,
            decided_by=actor.member_id,
            reason=reason,
            at=self._clock(),
        )
        if not decided:
            raise Gone
        what = AuditKind.SUGGESTION_APPROVED if status is Status.APPROVED else AuditKind.SUGGESTION_REJECTED
        kind = EntryKind(found.kind) if found.kind in set(EntryKind) else None
        return await self._editing.audit.record(
            connection, guild_id, actor.member_id, what, kind, found.slug,
            before=found.wrong, after=found.right or None, reason=reason, link=found.link or None,
        )  # fmt: skip

    async def _change_mute(
        self,
        actor: Actor,
        guild_id: int,
        member_id: int,
        what: AuditKind,
        work: Callable[[AsyncConnection], Awaitable[bool]],
    ) -> bool:
        async with self._database.writing() as connection:
            if not await work(connection):
                return False
            act = await self._editing.audit.record(connection, guild_id, actor.member_id, what, after=str(member_id))
        self._editing.audit.tell(act)
        return True


async def _same(connection: AsyncConnection, guild_id: int, kind: str, slug: str, right: str) -> int | None:
    """The earlier one that waits and wants the same value in the same entry; never by an empty value."""
    wanted = _folded(right)
    if not wanted:
        return None
    for row in await suggestions.open_in(connection, guild_id):
        if row.folded_into is None and (row.kind, row.slug) == (kind, slug) and _folded(row.right) == wanted:
            return row.id
    return None


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _checked(slug: str, wrong: str, right: str, link: str) -> dict[str, str]:
    checks: dict[str, Callable[[], str]] = {
        "slug": lambda: _text("slug", slug, needed=True, most=LONGEST_SLUG),
        "wrong": lambda: _text("wrong", wrong, needed=True),
        "right": lambda: _text("right", right),
        "link": lambda: _checked_link(link),
    }
    faults: list[FieldFault] = []
    checked: dict[str, str] = {}
    for name, check in checks.items():
        try:
            checked[name] = check()
        except Faulty as problem:
            faults += problem.faults
    if faults:
        raise Faulty(*faults)
    return checked


def _text(name: str, given: str, *, needed: bool = False, most: int = LONGEST) -> str:
    text = given.strip().replace("\r\n", "\n")
    if needed and not text:
        raise Faulty(FieldFault(name, "this may not be empty", "string_too_short"))
    if len(text) > most:
        words = f"at most {most} characters fit here"
        raise Faulty(FieldFault(name, words, "string_too_long", {"max_length": str(most)}))
    fault = unfit_text(text, breaks=True, marks=True)
    if fault is not None:
        raise Faulty(replace(fault, path=name))
    return text


def _checked_link(given: str) -> str:
    link = given.strip()
    if not link:
        return ""
    fault = unfit_text(link, marks=True)
    if fault is not None:
        raise Faulty(replace(fault, path="link"))
    try:
        checked = _LINK.validate_python(link)
    except ValidationError as problem:
        raise Faulty(FieldFault("link", "a link starts with https:// and has no blanks", "link")) from problem
    found = next(iter(unfit(checked)), None)
    if found is not None:
        raise Faulty(replace(found[1], path="link"))
    return checked


async def newest_suggestions(database: Database, limit: int = 100) -> list[Suggestion]:
    """Of all servers and of none, decided or not, newest first: for whoever runs the bot."""
    async with database.reading() as connection:
        return [_suggestion(row) for row in await suggestions.newest(connection, limit)]


def _suggestion(row: StoredSuggestion) -> Suggestion:
    return Suggestion(
        row.id, row.kind, row.slug, row.guild_id, row.member_id, row.wrong, row.right, row.link, row.at,
        Status(row.status), row.decided_by, row.decided_at, row.reason, row.told,
    )  # fmt: skip

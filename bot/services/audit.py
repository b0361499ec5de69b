"""The audit: who changed what in a server, before, after and why. Posting it anywhere is elsewhere."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import audit
from bot.storage.audit import Sieve, StoredAct
from bot.storage.database import Database
from bot.storage.datafiles import EntryKind

PAGE = 10
"""Rows of a page."""

_log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(__name__)


class AuditKind(StrEnum):
    """What somebody did; the value stands in the database and never changes."""

    EDIT = "edit"
    """Also the adding of an entry: then there is nothing before."""
    RETRACT = "retract"
    RESTORE = "restore"
    RESTORE_BASE = "restore_base"
    REVERT = "revert"
    CHOOSE = "choose"
    """Between the server's own and a base that has changed."""
    IMPORT = "import"
    SUGGESTION_APPROVED = "suggestion_approved"
    SUGGESTION_REJECTED = "suggestion_rejected"
    MUTE = "mute"
    UNMUTE = "unmute"
    PREFERENCES = "preferences"


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that somebody did."""

    id: int
    guild_id: int
    actor: str
    """A member's id as text, or an anonymous mark."""
    what: AuditKind
    kind: EntryKind | None
    slug: str | None
    before: str | None
    """JSON of the document, or of whatever else was changed; None where there was none."""
    after: str | None
    reason: str | None
    link: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Some acts, newest first."""

    acts: tuple[Act, ...]
    page: int
    """From 0."""
    pages: int
    total: int


class Audit:
    """What was done in every server."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        """Keep it in this database; `clock` has a time zone."""
        self._database = database
        self._clock = clock
        self.listener: Callable[[Act], None] | None = None
        """Hears of each act once it is on disk; must return at once."""

    async def record(
        self,
        connection: AsyncConnection,
        guild_id: int,
        actor: int,
        what: AuditKind,
        kind: EntryKind | None = None,
        slug: str | None = None,
        before: str | None = None,
        after: str | None = None,
        reason: str | None = None,
        link: str | None = None,
    ) -> Act:
        """Write an act inside the caller's transaction; hand what comes back to `tell` once that has ended."""
        act = StoredAct(
            guild_id, str(actor), what.value, kind.value if kind else None, slug, before, after, reason, link,
            self._clock(),
        )  # fmt: skip
        number = await audit.add(connection, act)
        return Act(number, guild_id, act.actor, what, kind, slug, before, after, reason, link, act.at)

    def tell(self, *acts: Act) -> None:
        """Tell the listener, after the commit. Whatever it does wrong undoes nothing."""
        for act in acts:
            if self.listener is not None:
                try:
                    self.listener(act)
                except Exception:
                    _log.exception("audit_listener_failed", act=act.id)

    async def page(
        self,
        guild_id: int,
        *,
        what: Sequence[AuditKind] | None = None,
        member: int | None = None,
        kind: EntryKind | None = None,
        slug: str | None = None,
        since: datetime | None = None,
        page: int = 0,
    ) -> AuditPage:
        """A page of a server's acts, newest first; the nearest page where there is none of that number."""
        sieve = Sieve(
            what=None if what is None else [one.value for one in what],
            actor=None if member is None else str(member),
            kind=kind.value if kind else None,
            slug=slug,
            since=since,
        )
        async with self._database.reading() as connection:
            total = await audit.count(connection, guild_id, sieve)
            pages = max(1, -(-total // PAGE))
            here = min(max(page, 0), pages - 1)
            rows = await audit.newest(connection, guild_id, sieve, limit=PAGE, offset=here * PAGE)
        return AuditPage(tuple(map(_act, rows)), here, pages, total)

    async def after(self, guild_id: int, act_id: int, limit: int = 50) -> tuple[Act, ...]:
        """A server's newest acts since one, oldest first: what a log channel lacks after the process ended."""
        async with self._database.reading() as connection:
            rows = await audit.newest(connection, guild_id, Sieve(after_id=act_id), limit=limit)
        return tuple(map(_act, reversed(rows)))

    async def export(self, guild_id: int) -> bytes:
        """Everything of a server as JSON lines, oldest first, in UTF-8. Documents are nested, not quoted text."""
        async with self._database.reading() as connection:
            rows = await audit.every(connection, guild_id)
        return "".join(f"{_line(row)}\n" for row in rows).encode()


def _act(row: StoredAct) -> Act:
    kind = EntryKind(row.kind) if row.kind else None
    return Act(
        row.id, row.guild_id, row.actor, AuditKind(row.what), kind, row.slug, row.before, row.after, row.reason,
        row.link, row.at,
    )  # fmt: skip


def _line(row: StoredAct) -> str:
    return json.dumps(
        {
            "id": row.id,
            "at": row.at.isoformat(),
            "actor": row.actor,
            "what": row.what,
            "kind": row.kind,
            "slug": row.slug,
            "before": _opened(row.before),
            "after": _opened(row.after),
            "reason": row.reason,
            "link": row.link,
        },
        ensure_ascii=False,
    )


def _opened(text: str | None) -> object:
    try:
        return None if text is None else json.loads(text)
    except ValueError:
        return text

"""A small catalogue with an entry of every kind, a database that took it in, and the services that edit it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.core.catalogue.documents import Document
from bot.core.catalogue.plain import plain
from bot.core.editing.policy import Actor
from bot.services.audit import Audit
from bot.services.editing import Editing, Proposal, Revision
from bot.services.intake import take_in
from bot.services.preferences import PreferenceKeeper
from bot.services.served import Served
from bot.services.suggestions import Suggestions
from bot.storage.database import Database
from bot.storage.datafiles import EntryKind, document_type, dump
from bot.storage.migrations import upgrade

HERE, THERE = 1001, 2002
"""Two servers."""
MODERATOR = Actor(7, HERE, manage_server=True)
SECOND = Actor(8, HERE, manage_server=True)
ELSEWHERE = Actor(9, THERE, manage_server=True)
MEMBER = Actor(20, HERE)


def both(text: str) -> dict[str, str]:
    """A text of ours in both languages."""
    return {"en": text, "zh-CN": f"{text}（中文）"}


def _assessment(**changes: Any) -> dict[str, Any]:
    return {"says": "download", "status": "open", "access": "public", "licence": "mit"} | changes


PAGE = {"title": "A page", "link": "https://marsh.example/page", "read": "2026-01-31"}
DOCUMENTS: dict[EntryKind, list[dict[str, Any]]] = {
    EntryKind.MODEL: [
        {
            "slug": "heron-1.5",
            "name": "Heron 1.5",
            "family": "heron",
            "organisation": "marsh",
            "released": "2025-02",
            "aliases": ["heron1.5"],
            "variants": ["Heron 1.5 7B"],
            "repositories": ["marsh/heron-1.5"],
            "note": "The first of its kind.",
            "records": [
                {
                    "source": "ajar",
                    "record": "heron",
                    "judged": "Heron 1.5",
                    "snapshot": "2026-01-31",
                    "assessments": {
                        "final_weights": _assessment(links=["https://marsh.example/heron"], note="Read at its page."),
                        "training_code": _assessment(says="no", status="closed", access="not_available", licence=None),
                    },
                    "reach": {"api": {"says": "yes", "available": "true", "links": ["https://marsh.example/api"]}},
                    "links": ["https://marsh.example/"],
                }
            ],
        },
        {
            "slug": "heron-2",
            "name": "Heron 2",
            "family": "heron",
            "organisation": "marsh",
            "base": "heron-1.5",
            "aliases": ["second heron"],
        },
    ],
    EntryKind.FAMILY: [{"slug": "heron", "name": "Heron", "organisation": "marsh", "aliases": ["the herons"]}],
    EntryKind.ORGANISATION: [
        {
            "slug": "marsh",
            "name": "Marsh Laboratory",
            "aliases": ["Marsh Lab"],
            "country": "NO",
            "link": "https://marsh.example/",
            "transparency": [
                {
                    "edition": "2025-12",
                    "met": "3",
                    "of": "10",
                    "flagship": "Heron 2",
                    "source": "ajar",
                    "snapshot": "2025-12-01",
                }
            ],
        }
    ],
    EntryKind.LICENCE: [
        {
            "slug": "mit",
            "name": "MIT License",
            "short": "MIT",
            "spdx": "MIT",
            "aliases": ["Expat"],
            "category": "open",
            "osi_approved": "true",
            "summary": "Everything is allowed as long as the notice stays.",
            "link": "https://opensource.example/mit",
            "read": "2026-01-31",
        },
        {"slug": "marsh-terms", "name": "Marsh Terms", "short": "Marsh", "category": "community", "commercial": "no"},
    ],
    EntryKind.SOURCE: [
        {
            "slug": slug,
            "name": name,
            "short": name,
            "publisher": "Somebody",
            "link": "https://ajar.example/",
            "data_link": "https://ajar.example/data",
            "licence": "CC-BY-4.0",
            "snapshot": "2026-01-31",
            "citation": "Read at the page.",
            "caveat": "May have changed.",
            "first_hand": "true",
        }
        for slug, name in (("ajar", "Own reading"), ("server", "This server"))
    ],
    EntryKind.PERSON: [
        {
            "slug": "ada",
            "name": "Ada Marsh",
            "aliases": ["A. Marsh"],
            "field": "academia",
            "roles": [
                {
                    "title": "Director",
                    "at": "Marsh Laboratory",
                    "organisation": "marsh",
                    "since": "2020",
                    "link": "https://marsh.example/ada",
                }
            ],
            "links": ["https://ada.example/"],
            "changes": [
                {
                    "date": "2025",
                    "before": "ada-2024-open",
                    "after": "ada-2025-closed",
                    "what": both("Changed her mind."),
                }
            ],
        }
    ],
    EntryKind.TOPIC: [
        {
            "slug": slug,
            "name": both(name),
            "aliases": [f"about {slug}"],
            "at_issue": both(f"Whether {slug} should be public."),
            "words_differ": both("They mean different things."),
            "evidence": [{"what": both("A study counted."), "link": "https://study.example/"}],
        }
        for slug, name in (("weights", "Weights"), ("data", "Data"))
    ],
    EntryKind.QUOTE: [
        {
            "slug": slug,
            "speaker": "ada",
            "role": "Director of the Marsh Laboratory",
            "date": "2024-05-01",
            "venue": "Her own page",
            "link": f"https://ada.example/{slug}",
            "language": "en",
            "words": words,
            "translations": {"zh-CN": "中文的话"},
            "camp": camp,
            "topics": ["weights", "data"],
            "models": ["heron-1.5"],
            "organisations": ["marsh"],
            "context": both("She was asked about herons."),
            "provenance": "primary",
            "check": {
                "how": "read_at_source",
                "pages": [{"link": f"https://ada.example/{slug}", "outlet": "Her page", "own": "true"}],
                "read": "2026-01-31",
                "note": "The page is a blog.",
            },
        }
        for slug, words, camp in (
            ("ada-2024-open", "Herons should fly free wherever they like.", "open"),
            ("ada-2025-closed", "Perhaps some herons should stay in the marsh.", "limits"),
        )
    ],
    EntryKind.EVENT: [
        {
            "slug": "2025-02-heron",
            "date": "2025-02-01",
            "title": both("Heron is published"),
            "what": both("The laboratory publishes Heron."),
            "links": ["https://marsh.example/news"],
            "people": ["ada"],
            "organisations": ["marsh"],
            "models": ["heron-1.5"],
            "quotes": ["ada-2024-open"],
        }
    ],
    EntryKind.TERM: [
        {
            "slug": slug,
            "name": both(name),
            "aliases": [f"{slug} as a word"],
            "group": "parts",
            "level": "1",
            "short": both(f"What {slug} means"),
            "meaning": both(f"It is called {slug} because it is."),
            "sources": [PAGE],
            "see_also": [other],
        }
        for slug, name, other in (("feather", "Feather", "wing"), ("wing", "Wing", "feather"))
    ],
    EntryKind.QUESTION: [
        {
            "slug": "first-heron",
            "subject": "debate",
            "level": "1",
            "prompt": both("Which heron came first?"),
            "right": both("Heron 1.5"),
            "wrong": [both("Heron 2"), both("Heron 3")],
            "explanation": both("It came in February."),
            "sources": [PAGE],
            "about": ["model/heron-1.5", "person/ada"],
        }
    ],
}
SAMPLES: dict[EntryKind, dict[str, Any]] = {kind: documents[0] for kind, documents in DOCUMENTS.items()}


def write_base(folder: Path) -> Path:
    """Write the small catalogue as a data folder."""
    for kind, documents in DOCUMENTS.items():
        for values in documents:
            write_entry(folder, kind, values)
    return folder


def write_entry(folder: Path, kind: EntryKind, values: dict[str, Any]) -> None:
    """Write one file of a data folder."""
    file = folder / kind.folder / f"{values['slug']}.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(dump(document_type(kind).model_validate(values)), encoding="utf-8")


def values_of(document: Document | None) -> dict[str, Any]:
    """A document as plain values, to be changed."""
    assert document is not None
    return dict(plain(document))


@dataclass
class Clock:
    """A minute passes with every look."""

    now: datetime = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


@dataclass
class World:
    """Everything that edits."""

    database: Database
    folder: Path
    served: Served
    preferences: PreferenceKeeper
    editing: Editing
    suggestions: Suggestions
    clock: Clock = field(default_factory=Clock)

    @property
    def audit(self) -> Audit:
        return self.editing.audit

    async def upgrade(self, *changes: tuple[EntryKind, dict[str, Any]], gone: tuple[tuple[EntryKind, str], ...] = ()):
        """Change the base's files and take them in, as a new version of the program would."""
        for kind, values in changes:
            write_entry(self.folder, kind, values)
        for kind, slug in gone:
            (self.folder / kind.folder / f"{slug}.yaml").unlink()
        report = await take_in(self.database, self.folder, now=self.clock)
        assert report.faults == ()
        await self.served.load()

    async def edit(
        self,
        kind: EntryKind,
        slug: str,
        actor: Actor = MODERATOR,
        guild_id: int = HERE,
        reason: str = "It was wrong",
        **changes: Any,
    ) -> Revision:
        """Change some fields of an entry as this server sees it."""
        proposal = await self.propose(kind, slug, actor, guild_id, **changes)
        return await self.editing.confirm(actor, guild_id, proposal, reason, "https://proof.example/")

    async def propose(
        self, kind: EntryKind, slug: str, actor: Actor = MODERATOR, guild_id: int = HERE, **changes: Any
    ) -> Proposal:
        """Propose that."""
        state = await self.editing.find(guild_id, kind, slug)
        return await self.editing.propose(actor, guild_id, kind, slug, values_of(state.document) | changes)


@asynccontextmanager
async def world_in(folder: Path) -> AsyncIterator[World]:
    """A fresh world whose files are all in this folder."""
    database = await Database.open(f"sqlite:///{folder / 'ajar.sqlite3'}")
    await upgrade(database)
    clock = Clock()
    base = write_base(folder / "data")
    assert (await take_in(database, base, now=clock)).faults == ()
    served, preferences = Served(database), PreferenceKeeper(database)
    await served.load()
    await preferences.load()
    editing = Editing(database, served, preferences, clock)
    try:
        yield World(
            database, base, served, preferences, editing, Suggestions(database, editing, preferences, clock), clock
        )
    finally:
        await served.close()
        await database.close()

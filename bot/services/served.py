"""What every server is served from: the base, shared by all, or its own view. Changing entries is elsewhere."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from weakref import WeakValueDictionary

import structlog
from cachetools import LRUCache

from bot.core.definitions import judge_all
from bot.core.quiz.makers.material import Material
from bot.core.quiz.pool import QuestionPool
from bot.services.answers import Answers, catalogue_of
from bot.services.debate import Debate, debate_of
from bot.services.learn import Learning, learning_from
from bot.services.loading import load_documents
from bot.services.overlays import Key, Overlay, overlay_of, understood, view_of
from bot.storage import entries
from bot.storage.collecting import collection_paused
from bot.storage.database import Database
from bot.storage.datafiles import DataSet, Entry, Fault, check_references

MOST_KEPT = 32
"""So many servers' own views are kept ready; others are put together again when they are asked for."""

_log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True)
class ServedView:
    """One consistent state of everything that a server sees."""

    answers: Answers
    debate: Debate
    pool: QuestionPool
    dataset: DataSet
    hidden: frozenset[Key] = frozenset()
    """What this server hides; mentions of it are left out of the view."""

    @cached_property
    def learning(self) -> Learning:
        """What its words mean, and the gradient of release with examples that it holds."""
        return learning_from(self.dataset, self.answers.catalogue, self.debate.record)

    @cached_property
    def faults(self) -> frozenset[Fault]:
        """What does not fit together in it, such as a name that an upgrade of the base has given away twice."""
        return frozenset(check_references(self.dataset, empty_families=True))

    def prepare(self) -> None:
        """Build what takes long to build, so that no member waits for it; call it in a thread."""
        _ = self.answers.catalogue.names
        for slug in self.answers.catalogue.models:
            self.answers.model(slug)
        self.debate.prepare()
        _ = self.pool.seeds
        self.learning.prepare()


class Served:
    """The views of all servers. `load` it before asking, and again after the base has changed."""

    def __init__(self, database: Database, most_kept: int = MOST_KEPT) -> None:
        """Serve what this database holds, and keep so many servers' own views ready."""
        self._database = database
        self._most_kept = most_kept
        self._base = _view(DataSet())
        self._gone: dict[Key, Entry] = {}
        self._overlays: dict[int, Overlay] = {}
        self._views: LRUCache[int, ServedView] = LRUCache(most_kept)
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._warming = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self._renewed: set[int] = set()
        """Servers whose overlay was read since the last `load` began."""

    async def load(self, documents: DataSet | None = None, *, prepared: bool = False) -> None:
        """Read the base and all overlays, and put together the views of servers that have one.

        Args:
            documents: the base, where the caller has just loaded it.
            prepared: whether to build all that takes long before anybody is answered from it.
        """
        if documents is None:
            documents = await load_documents(self._database)
        self._renewed.clear()
        async with self._database.reading() as connection:
            retracted = [row for row in await entries.every(connection) if row.retracted]
            rows: defaultdict[int, list[entries.StoredEntry]] = defaultdict(list)
            for row in await entries.overlays(connection):
                rows[row.guild_id].append(row)
        gone = {(row.kind, row.slug): found for row in retracted if (found := understood(row)) is not None}
        newest = sorted(rows, key=lambda guild_id: max(row.updated_at for row in rows[guild_id]))
        overlays = {guild_id: overlay_of(rows[guild_id]) for guild_id in newest}
        base = _view(documents)
        if prepared:
            await asyncio.to_thread(base.prepare)
        views: LRUCache[int, ServedView] = LRUCache(self._most_kept)
        for guild_id in newest[-self._most_kept :]:
            views[guild_id] = await asyncio.to_thread(_ready_view_over, base, overlays[guild_id], gone)
        self._base, self._gone, self._overlays, self._views = base, gone, overlays, views
        for guild_id in tuple(self._renewed):
            # It was changed while all this was read and put together, which took what it was before.
            await self.renew(guild_id)

    async def load_again(self) -> bool:
        """Read everything anew after another process took in another base; answers go on from the old one meanwhile.

        Returns:
            False where this version of the program does not understand all of the new base, and so keeps the old
            one: during an upgrade, until this process is restarted as well.
        """
        documents = await load_documents(self._database)
        async with self._database.reading() as connection:
            stored = await entries.count_visible(connection)
        if len(documents) < stored:
            _log.warning("base_of_another_version_not_taken_up", stored=stored, understood=len(documents))
            return False
        await self.load(documents, prepared=True)
        return True

    @property
    def base(self) -> ServedView:
        """What servers without an overlay, and direct messages, see."""
        return self._base

    def of(self, guild_id: int | None) -> ServedView:
        """What a server sees. A view that is not kept any more is put together at once, from memory."""
        overlay = self._overlays.get(guild_id) if guild_id is not None else None
        if guild_id is None or not overlay:
            return self._base
        view = self._views.get(guild_id)
        if view is None:
            view = self._views[guild_id] = _view_over(self._base, overlay, self._gone)
            self._warm(guild_id, view)
        return view

    @property
    def kept(self) -> int:
        """How many servers' own views are kept ready."""
        return len(self._views)

    def has_overlay(self, guild_id: int) -> bool:
        """Whether a server has anything of its own or hides anything."""
        return bool(self._overlays.get(guild_id))

    async def renew(self, guild_id: int) -> ServedView:
        """Read a server's overlay again and swap its view; what was begun before goes on with the old one."""
        async with self._lock(guild_id):
            while True:
                async with self._database.reading() as connection:
                    rows = await entries.every(connection, guild_id)
                base, overlay = self._base, overlay_of(rows)
                view = await asyncio.to_thread(_ready_view_over, base, overlay, self._gone) if overlay else base
                if base is self._base:
                    break
            self._renewed.add(guild_id)
            if overlay:
                self._overlays[guild_id] = overlay
                self._views[guild_id] = view
                self._warm(guild_id, view)
            else:
                self._overlays.pop(guild_id, None)
                self._views.pop(guild_id, None)
            return view

    async def warmed(self) -> None:
        """Wait until everything that is being prepared in the background is ready."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def close(self) -> None:
        """End what is being prepared in the background."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _lock(self, guild_id: int) -> asyncio.Lock:
        lock = self._locks.get(guild_id)
        if lock is None:
            lock = self._locks[guild_id] = asyncio.Lock()
        return lock

    def _warm(self, guild_id: int, view: ServedView) -> None:
        async def work() -> None:
            # One after the other: a server that edits in a row must not keep all threads busy.
            async with self._warming:
                if self._views.get(guild_id) is view:
                    await asyncio.to_thread(view.prepare)

        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return
        self._begin(loop, work())

    def _begin(self, loop: asyncio.AbstractEventLoop, work: Awaitable[None]) -> None:
        async def guarded() -> None:
            try:
                await work
            except Exception:
                _log.exception("view_not_prepared")

        task = loop.create_task(guarded())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _view(dataset: DataSet) -> ServedView:
    catalogue = catalogue_of(dataset)
    debate = debate_of(dataset, catalogue)
    pool = QuestionPool(Material(catalogue, debate.record, dataset.terms, dataset.questions))
    return ServedView(Answers(catalogue), debate, pool, dataset)


def _view_over(base: ServedView, overlay: Overlay, gone: dict[Key, Entry]) -> ServedView:
    """A server's view, which shares with the base whatever is the same in both."""
    with collection_paused():
        known = base.pool.material
        judged = known.verdicts
        dataset = view_of(base.dataset, overlay, gone)
        catalogue = catalogue_of(dataset)
        catalogue.share(base.answers.catalogue)
        debate = debate_of(dataset, catalogue)
        if _is_same_record(dataset, base.dataset):
            debate = Debate(base.debate.record, catalogue)
            _seed(debate, "search", base.debate.search)
        material = Material(catalogue, debate.record, dataset.terms, dataset.questions)
        verdicts = {
            slug: judged[slug]
            if slug in judged and catalogue.profile(slug) is known.catalogue.profile(slug)
            else judge_all(catalogue.profile(slug))
            for slug in catalogue.models
        }
        _seed(material, "verdicts", verdicts)
        return ServedView(Answers(catalogue), debate, QuestionPool(material), dataset, frozenset(overlay.hidden))


def _ready_view_over(base: ServedView, overlay: Overlay, gone: dict[Key, Entry]) -> ServedView:
    """The same with everything that an answer needs at once; questions are prepared later."""
    view = _view_over(base, overlay, gone)
    _ = view.answers.catalogue.names
    view.debate.prepare()
    return view


def _is_same_record(one: DataSet, other: DataSet) -> bool:
    return (
        one.quotes is other.quotes
        and one.people is other.people
        and one.topics is other.topics
        and one.events is other.events
        and one.organisations is other.organisations
    )


def _seed(owner: Any, name: str, value: object) -> None:
    """Give an object what its cached property would work out."""
    vars(owner)[name] = value

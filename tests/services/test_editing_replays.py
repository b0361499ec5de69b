"""Any sequence of edits, undoings, hidings, imports, upgrades of the base and suggestions leaves a history that
replays to the present state."""

import asyncio
import copy
import os
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.core.editing.changes import differences
from bot.services.audit import AuditKind
from bot.services.editing import Faulty, Overtaken, Proposal, Revision
from bot.services.suggestions import TooMany
from bot.storage import entries
from bot.storage.datafiles import EntryKind, as_json, check_references, document_type
from bot.storage.entries import Effect, document_hash
from tests.services.editing_world import (
    DOCUMENTS,
    ELSEWHERE,
    HERE,
    MODERATOR,
    THERE,
    World,
    both,
    values_of,
    world_in,
)

KEYS = [
    (EntryKind.MODEL, "heron-1.5"),
    (EntryKind.MODEL, "heron-2"),
    (EntryKind.TERM, "wing"),
    (EntryKind.LICENCE, "marsh-terms"),
    (EntryKind.QUOTE, "ada-2024-open"),
]
ACTORS = {HERE: MODERATOR, THERE: ELSEWHERE}
CHANGES = [
    kind for kind in AuditKind if kind in {"edit", "retract", "restore", "restore_base", "revert", "choose", "import"}
]
BASE = {(kind, values["slug"]): values for kind, documents in DOCUMENTS.items() for values in documents}
keys, guilds, numbers = st.sampled_from(KEYS), st.sampled_from([HERE, THERE]), st.integers(0, 4)


def changed(kind: EntryKind, values: dict[str, Any], number: int) -> dict[str, Any]:
    """An entry with another text; the number tells which."""
    values = copy.deepcopy(values)
    match kind:
        case EntryKind.MODEL:
            values["note"] = f"Number {number}."
        case EntryKind.TERM:
            values["meaning"] = both(f"Number {number}.")
        case EntryKind.LICENCE:
            values["summary"] = f"Number {number}."
        case _:
            values["venue"] = f"Number {number}"
    return values


class Editors(RuleBasedStateMachine):
    """Two servers that edit what an owner upgrades."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.stack = AsyncExitStack()
        self.folder = tempfile.TemporaryDirectory()
        self.world: World

    @initialize()
    def begin(self) -> None:
        self.world = self.run(self.stack.enter_async_context(world_in(Path(self.folder.name))))
        self.upgraded = copy.deepcopy(BASE)

    most = 0
    """The longest history of a server that an example came to."""

    def run(self, work: Any) -> Any:
        return self.runner.run(work)

    def try_to(self, work: Any) -> Any:
        """Do what may be refused; a refusal leaves everything as it was, which the invariants see."""

        async def tried() -> Any:
            try:
                return await work
            except (Faulty, Overtaken):
                return None

        return self.run(tried())

    def teardown(self) -> None:
        self.run(self.stack.aclose())
        self.runner.close()
        self.folder.cleanup()

    @rule(guild=guilds, key=keys, number=numbers)
    def edit(self, guild: int, key: tuple[EntryKind, str], number: int) -> None:
        async def work() -> None:
            editing, actor = self.world.editing, ACTORS[guild]
            state = await editing.find(guild, *key)
            start = state.document or state.base
            values = changed(key[0], values_of(start) if start else BASE[key], number)
            proposal = await editing.propose(actor, guild, *key, values)
            revision = await editing.confirm(actor, guild, proposal, "edit", "https://proof.example/")
            assert revision.after is not None
            assert values_of(revision.after) == values_of(proposal.after)

        self.try_to(work())

    @rule(guild=guilds, key=keys)
    def edit_and_undo_restores_byte_for_byte(self, guild: int, key: tuple[EntryKind, str]) -> None:
        async def work() -> None:
            editing, actor = self.world.editing, ACTORS[guild]
            before, shown = await self.stored(guild, key), await editing.find(guild, *key)
            start = shown.document or shown.base
            if start is None:
                return
            proposal = await editing.propose(actor, guild, *key, changed(key[0], values_of(start), 99))
            revision = await editing.confirm(actor, guild, proposal, "edit", "https://proof.example/")
            undone = await editing.revert(actor, guild, revision.id, "undo")
            assert isinstance(undone, Revision)
            after, again = await self.stored(guild, key), await editing.find(guild, *key)
            assert again.document == shown.document
            assert (again.retracted, again.overlaid, again.behind) == (shown.retracted, shown.overlaid, shown.behind)
            assert after is not None
            if before is not None and before.effect is Effect.OWN:
                assert (after.document, after.base_hash) == (before.document, before.base_hash)
            if before is None:
                assert after.effect is Effect.BASE

        self.try_to(work())

    @rule(guild=guilds, key=keys)
    def retract(self, guild: int, key: tuple[EntryKind, str]) -> None:
        self.try_to(self.world.editing.retract(ACTORS[guild], guild, *key, "hide"))

    @rule(guild=guilds, key=keys)
    def restore(self, guild: int, key: tuple[EntryKind, str]) -> None:
        self.try_to(self.world.editing.restore(ACTORS[guild], guild, *key, "show"))

    @rule(guild=guilds, key=keys)
    def restore_base(self, guild: int, key: tuple[EntryKind, str]) -> None:
        self.try_to(self.world.editing.restore_base(ACTORS[guild], guild, *key, "base"))

    @rule(guild=guilds, key=keys, back=numbers)
    def revert(self, guild: int, key: tuple[EntryKind, str], back: int) -> None:
        async def work() -> None:
            editing, actor = self.world.editing, ACTORS[guild]
            history = [r for r in await editing.history(guild, *key) if not r.of_base]
            if not history:
                return
            wanted = history[min(back, len(history) - 1)]
            found = await editing.revert(actor, guild, wanted.id, "undo")
            if isinstance(found, Proposal):
                found = await editing.confirm(actor, guild, found, "undo", "https://proof.example/")
            if wanted.version > 1 and found.effect is Effect.OWN:
                assert found.after == wanted.before

        self.try_to(work())

    @rule(guild=guilds, number=numbers)
    def import_several(self, guild: int, number: int) -> None:
        async def work() -> None:
            editing, actor = self.world.editing, ACTORS[guild]
            several = [(kind, slug, changed(kind, BASE[kind, slug], 10 + number)) for kind, slug in KEYS[:3]]
            proposals = await editing.propose_all(actor, guild, several)
            await editing.confirm_all(actor, guild, proposals, "import", "https://proof.example/")

        self.try_to(work())

    @rule(key=keys, number=numbers)
    def upgrade(self, key: tuple[EntryKind, str], number: int) -> None:
        self.upgraded[key] = changed(key[0], BASE[key], 20 + number)
        self.run(self.world.upgrade((key[0], self.upgraded[key])))

    @rule(guild=guilds, key=keys, ours=st.booleans())
    def choose(self, guild: int, key: tuple[EntryKind, str], ours: bool) -> None:
        self.try_to(self.world.editing.choose(ACTORS[guild], guild, *key, "ours" if ours else "base"))

    @rule(guild=guilds, key=keys, number=numbers, agree=st.booleans())
    def suggestion(self, guild: int, key: tuple[EntryKind, str], number: int, agree: bool) -> None:
        async def work() -> None:
            suggestions, actor = self.world.suggestions, ACTORS[guild]
            try:
                taken = await suggestions.suggest(actor, guild, *key, "wrong", f"Number {number}", "")
            except TooMany:
                return
            if taken.folded_into is not None:
                return
            if agree:
                await suggestions.approve(actor, taken.id, changed(key[0], BASE[key], 30 + number))
            else:
                await suggestions.reject(actor, taken.id, "no")

        self.try_to(work())

    @rule()
    def start_again(self) -> None:
        self.run(self.world.served.load())

    async def stored(self, guild: int, key: tuple[EntryKind, str]) -> entries.StoredEntry | None:
        async with self.world.database.reading() as connection:
            return await entries.find(connection, *key, guild)

    @invariant()
    def history_replays_to_the_present_state(self) -> None:
        self.run(self.check())

    async def check(self) -> None:
        world = self.world
        async with world.database.reading() as connection:
            for guild in (HERE, THERE):
                view = world.served.of(guild)
                rows = {(row.kind, row.slug): row for row in await entries.every(connection, guild)}
                for key in KEYS:
                    base = await entries.find(connection, *key)
                    assert base is not None
                    effect, text, base_hash = Effect.BASE, base.document, None
                    history = await entries.history(connection, *key, guild)
                    for number, revision in enumerate(history, 1):
                        assert revision.version == number
                        if effect is not Effect.BASE:
                            assert revision.before == (text if effect is Effect.OWN else None)
                        effect, base_hash = revision.effect, revision.base_hash
                        if effect is Effect.OWN:
                            text = revision.after or ""
                    row = rows.get(key)
                    assert (row is None) == (not history)
                    if row is not None:
                        assert (row.version, row.effect, row.base_hash) == (len(history), effect, base_hash)
                        assert row.content_hash == document_hash(row.document)
                        assert effect is not Effect.OWN or row.document == text
                    shown = view.dataset.of(key[0]).get(key[1])
                    if effect is Effect.HIDDEN:
                        assert shown is None
                    else:
                        assert shown is not None
                        wanted = text if effect is Effect.OWN else base.document
                        # Mentions of what is hidden are left out of the view, and of it alone.
                        if not any(r.effect is Effect.HIDDEN for r in rows.values()):
                            assert as_json(shown) == wanted
                assert check_references(view.dataset, empty_families=True) == []
                made = 0
                for key in KEYS:
                    made += len(await entries.history(connection, *key, guild))
                assert (await world.audit.page(guild, what=CHANGES)).total == made
                Editors.most = max(Editors.most, made)


TestEditors = Editors.TestCase
TestEditors.settings = settings(
    max_examples=int(os.environ.get("AJAR_TEST_EXAMPLES", "12")),
    stateful_step_count=14,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def test_the_sequences_above_did_change_something() -> None:
    assert Editors.most == 0 or Editors.most >= 4


def test_differences_of_equal_documents_are_none_and_of_others_some() -> None:
    for kind, documents in DOCUMENTS.items():
        whole = [document_type(kind).model_validate(values) for values in documents]
        for one in whole:
            assert differences(one, one) == ()
            assert differences(None, one)
            assert all(differences(one, other) for other in whole if other is not one)

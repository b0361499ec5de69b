"""A process that edits until it is killed, and says on standard output what was confirmed. For the test beside it."""

import asyncio
import itertools
import random
import sys
from datetime import UTC, datetime

from bot.core.catalogue.plain import plain
from bot.core.editing.policy import Actor
from bot.services.editing import Editing, Faulty, Proposal, Revision
from bot.services.preferences import PreferenceKeeper
from bot.services.served import Served
from bot.storage.database import Database
from bot.storage.datafiles import EntryKind

SERVER = 1001
ACTOR = Actor(7, SERVER, manage_server=True)
SLUGS = ("heron-1.5", "heron-2")


def say(*words: object) -> None:
    """One line, at once."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


async def edit(url: str, seed: int) -> None:
    """Edit, hide, show, undo and import, with random pauses, for ever."""
    chance = random.Random(seed)
    database = await Database.open(url)
    served, preferences = Served(database), PreferenceKeeper(database)
    await served.load()
    editing = Editing(database, served, preferences, lambda: datetime.now(UTC))
    say("ready")
    for turn in itertools.count():
        mark = f"{seed}.{turn}"
        slug = chance.choice(SLUGS)
        try:
            for revision in await one(editing, chance, slug, mark):
                say("done", revision.slug, revision.version)
        except Faulty:
            continue


async def one(editing: Editing, chance: random.Random, slug: str, mark: str) -> list[Revision]:
    """One change, or two in one transaction; its reason is the mark."""
    kind = EntryKind.MODEL
    state = await editing.find(SERVER, kind, slug)
    if state.retracted:
        return [await editing.restore(ACTOR, SERVER, kind, slug, mark)]
    match chance.randrange(6):
        case 0:
            return [await editing.retract(ACTOR, SERVER, kind, slug, mark)]
        case 1:
            latest = (await editing.history(SERVER, kind, slug))[0]
            found = await editing.revert(ACTOR, SERVER, latest.id, mark)
            assert not isinstance(found, Proposal)
            return [found]
        case 2:
            documents = [(kind, each, await changed(editing, each, mark)) for each in SLUGS]
            proposals = await editing.propose_all(ACTOR, SERVER, documents)
            return await editing.confirm_all(ACTOR, SERVER, proposals, mark, "https://proof.example/")
        case _:
            proposal = await editing.propose(ACTOR, SERVER, kind, slug, await changed(editing, slug, mark))
            return [await editing.confirm(ACTOR, SERVER, proposal, mark, "https://proof.example/")]


async def changed(editing: Editing, slug: str, mark: str) -> dict[str, object]:
    """The entry with a long note, so that a write takes its time."""
    state = await editing.find(SERVER, EntryKind.MODEL, slug)
    document = state.document or state.base
    assert document is not None
    return {**plain(document), "note": f"{mark} " + "x" * 500}


if __name__ == "__main__":
    asyncio.run(edit(sys.argv[1], int(sys.argv[2])))

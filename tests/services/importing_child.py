"""Imports into a database until it is killed: `python -m tests.services.importing_child DATABASE DATA`.

It says `ask N` before an import is confirmed, and `ack N` once the service has returned from it. Every import changes
eight entries and has a reason of its own; entries of different imports overlap.
"""

import asyncio
import os
import sys
import zipfile
from io import BytesIO
from pathlib import Path

from bot.storage.database import Database
from tests.services.overlays import MODERATOR, SERVER, desk_without_intake

ENTRIES = 8


def say(place: str, number: int) -> None:
    """Write a line past all buffers."""
    os.write(1, f"{place} {number}\n".encode())


def files_of(number: int) -> bytes:
    """The archive of an import: half of its entries are new, half were in earlier imports too."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for place in range(ENTRIES):
            slug = f"crane-{place}" if place < ENTRIES // 2 else f"stork-{number}-{place}"
            text = f"slug: {slug}\nname: {slug.title()}\nfamily: heron\norganisation: marsh\nnote: import {number}\n"
            archive.writestr(zipfile.ZipInfo(f"data/models/{slug}.yaml"), text)
    return packed.getvalue()


async def work(url: str, data: Path) -> None:
    """One import after the other."""
    desk = await desk_without_intake(await Database.open(url), data)
    number = 0
    while True:
        number += 1
        trial = await desk.importing.send(MODERATOR, SERVER, "x.zip", files_of(number))
        say("ask", number)
        await desk.importing.confirm(
            MODERATOR, SERVER, trial.id, trial.mark, f"import {number}", "https://proof.example/"
        )
        say("ack", number)


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1], Path(sys.argv[2])))

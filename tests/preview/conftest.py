"""The small bot's preview for each test, without a browser."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.preview.session import Session
from tests.preview.clockwork import WORDS, Clockwork, picture
from tests.preview.stage import START, Stage


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    bots: list[Clockwork] = []
    wall = [START]
    session = Session(lambda folder: Clockwork(folder, bots), tmp_path, WORDS, wall=lambda: wall[0])
    try:
        await session.start("Clockwork", picture())
        yield Stage(session, bots, wall)
    finally:
        await session.end()

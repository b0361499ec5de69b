"""What all tests share: a PostgreSQL server of their own, one a worker, for the tests that ask for it.

Tests marked `both_databases` run on SQLite and on PostgreSQL: those that are about what is stored and counted. The
others run on SQLite alone, since what they are about is the same on both, and time is short.
"""

import asyncio
import os
from collections.abc import Iterator

import hypothesis
import pytest

from bot.storage.database import Database
from bot.storage.migrations import upgrade
from tests.postgresql import TEMPLATE, NotInstalled, Server

# How long an example takes depends on what else the machine does, and no test of ours is about that.
hypothesis.settings.register_profile("ajar", deadline=None)
hypothesis.settings.load_profile("ajar")

BACKENDS = ("sqlite", "postgresql")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "both_databases: runs on SQLite and on PostgreSQL")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "backend" in metafunc.fixturenames and metafunc.definition.get_closest_marker("both_databases"):
        metafunc.parametrize("backend", BACKENDS, indirect=True)


@pytest.fixture
def backend(request: pytest.FixtureRequest) -> str:
    """The kind of database that this test runs on."""
    return getattr(request, "param", "sqlite")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A running server with a template of a migrated database; skips where there is no PostgreSQL, fails so in CI."""
    try:
        server = Server()
    except NotInstalled as problem:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{problem} (.ci/run does it)")
        pytest.skip(str(problem))
    try:
        server.start()
        server.sql(f"CREATE DATABASE {TEMPLATE}")
        asyncio.run(_migrate(server.url(TEMPLATE)))
        yield server
    finally:
        server.remove()


@pytest.fixture
def own_server(postgresql: Server) -> Iterator[Server]:
    """A second running server, for a test that stops or kills it; `postgresql` only says whether there can be one."""
    server = Server()
    try:
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture
def postgresql_url(postgresql: Server) -> Iterator[str]:
    """The address of a migrated database with nothing in it, for this test alone."""
    with postgresql.database(TEMPLATE) as url:
        yield url


async def _migrate(url: str) -> None:
    database = await Database.open(url)
    try:
        await upgrade(database)
    finally:
        await database.close()

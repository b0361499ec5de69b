"""Logs: one form for ours and for libraries', incident numbers on them, and never a secret in them."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot.ops.logging import configure_logging, incident, masker, new_incident

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE.never-to-be-seen-never-to-be-seen-1234"
PLAIN_SECRET = "quite another secret"


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def json_lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_our_logs_and_those_of_libraries_come_out_in_one_form() -> None:
    stream = io.StringIO()
    configure_logging("json", "info", stream=stream)
    structlog.get_logger("bot.app").info("ready", servers=3)
    logging.getLogger("discord.gateway").warning("Shard %s lost", 1)
    structlog.get_logger("bot.app").debug("unheard")
    ours, theirs = json_lines(stream)
    assert (ours["event"], ours["servers"], ours["level"], ours["logger"]) == ("ready", 3, "info", "bot.app")
    assert (theirs["event"], theirs["level"], theirs["logger"]) == ("Shard 1 lost", "warning", "discord.gateway")
    assert str(ours["timestamp"]).endswith("Z")


def test_an_incident_number_stands_on_every_line_inside_and_on_none_after() -> None:
    stream = io.StringIO()
    configure_logging("json", stream=stream)
    with incident() as number:
        structlog.get_logger().error("ours")
        logging.getLogger("elsewhere").error("theirs")
    structlog.get_logger().info("after")
    assert [line.get("incident") for line in json_lines(stream)] == [number, number, None]


def test_incident_numbers_are_short_readable_and_different() -> None:
    numbers = {new_incident() for _ in range(500)}
    assert len(numbers) == 500
    assert all(len(number) == 9 and not set(number) & set("01IO") for number in numbers)


@pytest.mark.parametrize("form", ["console", "json"])
def test_a_secret_appears_nowhere_not_in_values_not_in_tracebacks(form: str) -> None:
    stream = io.StringIO()
    configure_logging("json" if form == "json" else "console", "debug", [PLAIN_SECRET], stream)
    log = structlog.get_logger()
    log.info("values", nested={"deep": [TOKEN, PLAIN_SECRET]})
    logging.getLogger("discord.http").debug("PATCH /webhooks/123456789012345678/aW50ZXJhY3Rpb246abcdef:xyz-token/x")
    logging.getLogger("x").info("postgresql+asyncpg://me:hunter2@host/ajar")

    def fails(local: str) -> None:
        raise RuntimeError(f"Improper token {local}")

    try:
        fails(TOKEN)
    except RuntimeError:
        log.exception("failed with %s", PLAIN_SECRET)
    written = stream.getvalue()
    assert written.count("[secret]") >= 6
    for secret in ("never-to-be-seen", PLAIN_SECRET, "aW50ZXJhY3Rpb246", "hunter2"):
        assert secret not in written
    assert "RuntimeError" in written
    assert "me:[secret]@host/ajar" in written


def test_ordinary_words_are_left_as_they_are() -> None:
    mask = masker(["", TOKEN])
    for text in (
        "bot.storage.datafiles.reading took 12.345 ms",
        "https://huggingface.example/allenai/OLMo-2-1124-13B/blob/main/README.md",
        "qwen2.5-coder-32b-instruct",
        "2026-03-01T12:00:00.000000Z",
        "/webhooks/123456789012345678",
    ):
        assert mask(text) == text


def test_configuring_twice_writes_each_line_once() -> None:
    stream = io.StringIO()
    configure_logging("json", stream=stream)
    configure_logging("json", stream=stream)
    structlog.get_logger().info("once")
    assert len(json_lines(stream)) == 1


def test_libraries_that_tell_at_each_start_what_they_are_made_of_are_heard_when_something_is_wrong() -> None:
    stream = io.StringIO()
    configure_logging("json", "info", stream=stream)
    logging.getLogger("alembic.runtime.plugins").info("setup plugin made_of.this")
    logging.getLogger("alembic.runtime.migration").warning("something is wrong")
    assert [line["event"] for line in json_lines(stream)] == ["something is wrong"]

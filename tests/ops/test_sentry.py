"""What leaves the machine when a fault is sent to Sentry: where it happened and its number, and nobody's words."""

import builtins
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import sentry_sdk
import structlog
from sentry_sdk.envelope import Envelope
from sentry_sdk.transport import Transport

from bot.ops.logging import configure_logging, incident
from bot.ops.sentry import NoSentry, begin_sentry

ADDRESS = "https://0123456789abcdef0123456789abcdef@sentry.invalid/42"
TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE.never-to-be-seen-never-to-be-seen-1234"
SAID = "what a member said"
MEMBER = 123456789012345678


class Post(Transport):
    """Keeps what would have been sent."""

    sent: list[dict[str, Any]]

    def capture_envelope(self, envelope: Envelope) -> None:
        Post.sent.extend(event for item in envelope.items if (event := item.get_event()) is not None)


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    Post.sent = []
    yield
    sentry_sdk.get_client().close()
    sentry_sdk.get_global_scope().set_client(None)
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def sent() -> list[dict[str, Any]]:
    configure_logging("json")
    begin_sentry(ADDRESS, "ajar@1.2.3", transport=Post)
    return Post.sent


def fail(words: str) -> None:
    member = MEMBER
    raise RuntimeError(f"cannot read {words} of {member} with {TOKEN}")


def test_an_incident_is_sent_with_its_number_its_command_and_where_it_happened(sent: list[dict[str, Any]]) -> None:
    with incident("K7PX-2MQD"):
        try:
            fail(SAID)
        except RuntimeError as error:
            structlog.get_logger("cogs.shared.errors").error(
                "incident", command="model profile", guild=MEMBER, interaction=MEMBER, exc_info=error
            )
    (event,) = sent
    assert event["tags"] == {
        "event": "incident",
        "logger": "cogs.shared.errors",
        "incident": "K7PX-2MQD",
        "command": "model profile",
    }
    (error,) = event["exception"]["values"]
    assert error["type"] == "RuntimeError"
    assert [frame["function"] for frame in error["stacktrace"]["frames"]][-1] == "fail"
    assert event["release"] == "ajar@1.2.3"


def test_nothing_that_was_said_no_id_and_no_secret_leaves(sent: list[dict[str, Any]]) -> None:
    sentry_sdk.set_user({"id": str(MEMBER), "username": "ann"})
    sentry_sdk.set_context("message", {"content": SAID})
    sentry_sdk.set_tag("server", "The Marsh")
    sentry_sdk.add_breadcrumb(message=SAID)
    try:
        fail(SAID)
    except RuntimeError:
        structlog.get_logger("bot.app").exception("background_work_failed", text=SAID, member=MEMBER)
        logging.getLogger("discord.client").exception("Ignoring exception in %s", SAID)
    logging.getLogger("elsewhere").error("first line\n%s", SAID)
    assert len(sent) == 3
    written = json.dumps(sent, default=str)
    for secret in (SAID, TOKEN, str(MEMBER), "ann", "The Marsh", "0123456789abcdef0123456789abcdef"):
        assert secret not in written, secret
    for event in sent:
        assert set(event) <= {
            "event_id", "timestamp", "level", "platform", "release", "sdk", "tags", "exception", "message",
        }  # fmt: skip


def test_what_is_no_error_stays_here(sent: list[dict[str, Any]]) -> None:
    structlog.get_logger("bot.app").warning("gateway_slow_to_close")
    logging.getLogger("discord.gateway").info("Shard 0 connected")
    assert sent == []


def test_a_wrong_address_is_a_sentence_that_does_not_repeat_it() -> None:
    with pytest.raises(NoSentry, match="AJAR_SENTRY_DSN") as caught:
        begin_sentry("https://secret-without-key.invalid", "ajar@1")
    assert "secret" not in str(caught.value)


def test_a_missing_package_is_a_sentence_that_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without_sentry(name: str, *given: Any, **named: Any) -> Any:
        if name == "sentry_sdk":
            raise ModuleNotFoundError("No module named 'sentry_sdk'", name="sentry_sdk")
        return real(name, *given, **named)

    monkeypatch.setattr(builtins, "__import__", without_sentry)
    with pytest.raises(NoSentry, match="pip install sentry-sdk"):
        begin_sentry(ADDRESS, "ajar@1")

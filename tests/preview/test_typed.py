"""What the composer's wishes mean."""

import pytest

from bot.preview.typed import Menu, NotUnderstood, Restart, Skip, read


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("//restart", Restart()),
        ("  //restart", None),
        ("// Restart ", Restart()),
        ("//skip 60", Skip(60)),
        ("//skip 5m", Skip(300)),
        ("//skip 2 h", Skip(7200)),
        ("//skip 1d", Skip(86400)),
        ("//skip 9999999d", NotUnderstood()),
        ("//skip soon", NotUnderstood()),
        ("//", NotUnderstood()),
        ("//Check claim", NotUnderstood()),
        ("hello", None),
        ("https://example.org", None),
        ("/model", None),
    ],
)
def test_a_message_of_its_own_asks_for_a_restart_or_for_time_to_pass(text: str, wish: object) -> None:
    assert read(text, None) == wish


def test_a_reply_may_name_a_context_menu() -> None:
    assert read("//Check claim", 7) == Menu("Check claim", 7)
    assert read("//restart", 7) == Restart()
    assert read("//", 7) == NotUnderstood()

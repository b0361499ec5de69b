"""A game of five with two members in a real browser, and what else the quiz shows there."""

from collections.abc import Iterator

import pytest

from tests.e2e.browser import PHONE, chromium, find_chromium, must_run
from tests.e2e.page import PreviewPage
from tests.e2e.process import PreviewProcess, preview

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(300),
    pytest.mark.skipif(
        find_chromium() is None and not must_run(),
        reason="no Chromium on this machine (install it, or name its executable in CHROMIUM)",
    ),
]


@pytest.fixture(scope="module")
def running() -> Iterator[PreviewProcess]:
    with preview() as process:
        yield process
        assert process.stop() == 0
        assert "Traceback" not in "\n".join(process.output)


@pytest.fixture
def page(running: PreviewProcess) -> Iterator[PreviewPage]:
    with chromium(PHONE) as browser:
        yield PreviewPage(browser.pages[0]).open(running.urls["#models"])


def _look_for(page: PreviewPage, text: str) -> None:
    """Go to the newest messages and wait until these words are among them."""
    jump = page.page.locator("#new-messages")
    if jump.is_visible():
        jump.click()
        page.settle()
    page.wait_for_text(text)
    page.settle()


def _answer(page: PreviewPage, number: int, option: int) -> None:
    """Press an option of a question, or put it in the order in which it stands."""
    asked = f"Question {number} of 5"
    labels = page.buttons(asked)
    before = page.messages().count()
    if labels == ["Put in order"]:
        page.press(labels[0], saying=asked)
        page.wait_for_messages(before + 1)
        return
    page.press(labels[option], saying=asked)
    page.wait_for_messages(before + 1)
    told = page.message().inner_text()
    assert "Only you can see this" in told
    assert "is locked in" in told


def test_two_members_play_five_questions_up_to_the_podium_and_over_a_restart(page: PreviewPage) -> None:
    page.switch_member("Ann")
    page.slash("quiz start", questions="5", seconds="60")
    for number in range(1, 6):
        _look_for(page, f"Question {number} of 5")
        assert page.widest() <= PHONE[0]
        for place, member in enumerate(("Ann", "Mona")):
            page.switch_member(member)
            _answer(page, number, place)
            if number == 2 and place == 0:
                page.send("//restart")
                _look_for(page, "Question 2 is open again with its full time")
        page.send("//skip 63")
        _look_for(page, f"Answer {number} of 5")
        page.send("//skip 9")
    _look_for(page, "Play again")
    width, height = page.picture_size("Play again") if "point" in page.message("Play again").inner_text() else (0, 0)
    assert (width, height) == (0, 0) or width > height > 0

    page.slash("quiz leaderboard")
    _look_for(page, "This week")
    page.slash("quiz stats")
    _look_for(page, "Your results here")


def test_practice_turns_one_private_message(page: PreviewPage) -> None:
    page.switch_member("Ann")
    page.slash("quiz practice")
    _look_for(page, "Practice · new")
    before = page.messages().count()
    page.press(page.buttons("Practice · new")[0])
    page.settle()
    assert page.messages().count() == before


def test_the_moderator_finds_the_settings_on_a_phone(page: PreviewPage) -> None:
    page.switch_member("Mona")
    page.slash("settings")
    _look_for(page, "Settings of this server")
    assert page.widest() <= PHONE[0]

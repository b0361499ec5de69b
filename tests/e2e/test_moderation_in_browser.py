"""A moderator's first correction in a real browser: from a model's card to the log entry, in English and Chinese."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

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

SHOTS = Path(os.environ["AJAR_SHOTS"]) if "AJAR_SHOTS" in os.environ else None
"""Where pictures of the walk go; none are kept without it."""
COMMAND = (sys.executable, "-m", "tests.e2e.moderated_preview", "preview")
SOURCE = "https://example.org/where-it-stands"
WALKS = {
    "en": ("Mona", "Report a problem", "Correct it yourself", "Correct:", "Confirm", "Done:", "training code"),
    "zh": ("Lin", "Report a problem", "直接更正", "更正：", "确认", "已完成：", "训练代码"),
}


@pytest.fixture(scope="module")
def running() -> Iterator[PreviewProcess]:
    with preview(command=COMMAND) as process:
        yield process
        assert process.stop() == 0
        assert "Traceback" not in "\n".join(process.output)


def _choose(page: PreviewPage, placeholder: str, option: str) -> None:
    """Choose from the first such menu of the newest message that has it."""
    with_menu = page.messages().filter(has=page.page.locator(f'.select-trigger[aria-label="{placeholder}"]'))
    menu = with_menu.last.locator(f'.select-trigger[aria-label="{placeholder}"]').first
    menu.scroll_into_view_if_needed()
    menu.click()
    page.page.wait_for_timeout(400)
    page.page.locator(".select-list:not([hidden]) .select-option").get_by_text(option, exact=True).first.click()
    page.page.wait_for_timeout(400)
    page.settle()


def _shot(page: PreviewPage, name: str) -> None:
    if SHOTS is not None:
        page.page.wait_for_timeout(300)
        page.screenshot(SHOTS / f"{name}.png")


def _fill(page: PreviewPage, link: str, reason: str, language: str) -> None:
    """Fill the form of a component and send it: closed, not available."""
    form = page.page.locator("#modal-root")
    form.locator(".select-trigger").first.wait_for()
    for place, value in ((0, "closed"), (1, "not_available")):
        form.locator(".select-trigger").nth(place).click()
        page.page.wait_for_timeout(300)
        page.page.locator(f'.select-list:not([hidden]) .select-option[data-value="{value}"]').first.click()
        page.page.wait_for_timeout(300)
    fields = form.locator("input[type=text], input:not([type]), textarea")
    fields.nth(0).fill("")
    fields.nth(1).fill(link)
    fields.nth(2).fill(reason)
    _shot(page, f"{language}-3-form")
    form.get_by_role("button", name="Submit", exact=True).click()
    page.page.wait_for_timeout(800)
    page.settle()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_from_the_card_to_the_log_entry(running: PreviewProcess, language: str) -> None:
    member, report, correct, panel, confirm, done, part = WALKS[language]
    with chromium(PHONE, sharpness=2) as browser:
        page = PreviewPage(browser.pages[0]).open(running.urls["#general"])
        page.switch_member("Mona")
        page.slash("settings")
        page.wait_for_text("Settings of this server")
        if page.page.locator('.select-trigger[aria-label="No channel: choose one"]').count() > 1:
            # The first of the two is the log's, the other the quiz's.
            _choose(page, "No channel: choose one", "models")
        page.switch_member(member)
        page.slash("model profile", name="bloom" if language == "en" else "olmo-2")
        page.picture_size()
        presses = 1
        page.press(report, with_picture=True)
        page.wait_for_text(correct)
        _shot(page, f"{language}-1-report")
        page.press(correct)
        presses += 1
        page.wait_for_text(panel)
        page.show_latest()
        _shot(page, f"{language}-2-panel")
        placeholder = "Choose what to correct" if language == "en" else "选择要更正的部分"
        _choose(page, placeholder, part)
        presses += 1
        _fill(page, SOURCE, "The code was taken down" if language == "en" else "代码已下架", language)
        page.wait_for_text(confirm)
        page.show_latest()
        _shot(page, f"{language}-4-diff")
        assert page.widest() <= PHONE[0]
        page.press(confirm)
        presses += 1
        page.wait_for_text(done)
        page.show_latest()
        _shot(page, f"{language}-5-done")
        assert presses <= 5
        page.go_to("#models")
        page.wait_for_text("The code was taken down" if language == "en" else "代码已下架")
        page.show_latest()
        _shot(page, f"{language}-6-log")
        assert page.widest() <= PHONE[0]

"""The preview in a real browser: what a stranger does first, before and after a restart of the bot."""

from collections.abc import Iterator

import pytest

from tests.e2e.browser import PHONE, chromium, find_chromium, must_run
from tests.e2e.page import Pick, PreviewPage
from tests.e2e.process import PreviewProcess, preview

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(300),
    pytest.mark.skipif(
        find_chromium() is None and not must_run(),
        reason="no Chromium on this machine (install it, or name its executable in CHROMIUM)",
    ),
]

MODEL = Pick("lama 3.1", "Llama 3.1")
CARD = "Llama 3.1"


@pytest.fixture(scope="module")
def running() -> Iterator[PreviewProcess]:
    with preview() as process:
        yield process
        assert process.stop() == 0
        assert "Traceback" not in "\n".join(process.output)


@pytest.fixture
def page(running: PreviewProcess) -> Iterator[PreviewPage]:
    with chromium() as browser:
        yield PreviewPage(browser.pages[0]).open(running.urls["#general"])


def _ask_why_and_for_evidence(page: PreviewPage) -> None:
    """Press the card's buttons; each answer is one message more, for this member only."""
    for label in ("Why?", "Evidence"):
        before = page.messages().count()
        page.press(label, with_picture=True)
        page.wait_for_messages(before + 1)
        answer = page.message()
        assert "Only you can see this" in answer.inner_text()
        assert CARD in answer.inner_text()


def test_it_greets_with_what_to_try(page: PreviewPage) -> None:
    page.wait_for_text("/model profile")


def test_a_model_is_found_shown_and_explained_to_each_member_before_and_after_a_restart(page: PreviewPage) -> None:
    page.slash("model profile", name=MODEL)
    page.wait_for_text(CARD)
    width, height = page.picture_size()
    assert width >= 600
    assert height >= 300
    _ask_why_and_for_evidence(page)
    page.switch_member("Ann")
    _ask_why_and_for_evidence(page)

    page.send("//restart")
    page.wait_for_text("The bot has restarted")
    _ask_why_and_for_evidence(page)
    page.switch_member("Mona")
    _ask_why_and_for_evidence(page)


def test_a_member_whose_discord_is_chinese_is_answered_in_chinese(page: PreviewPage) -> None:
    page.switch_member("Lin")
    page.slash("about")
    text = page.message().inner_text()
    assert sum("\u4e00" <= character <= "\u9fff" for character in text) > 20


def test_a_name_that_nobody_knows_gets_an_answer_that_helps(page: PreviewPage) -> None:
    page.slash("model profile", name="zephyrus 9")
    assert "zephyrus 9" in page.message().inner_text()


def test_a_quote_is_found_cited_and_put_in_context_before_and_after_a_restart(page: PreviewPage) -> None:
    page.slash("quote search", words="red herring")
    page.wait_for_text("Dario Amodei")
    for label, shown in (("Context", "Context"), ("Cite", "@misc{")):
        before = page.messages().count()
        page.press(label, saying="red herring")
        page.wait_for_messages(before + 1)
        assert shown in page.message().inner_text()
    page.send("//restart")
    page.wait_for_text("The bot has restarted")
    before = page.messages().count()
    page.press("Next", saying="quote 1 of")
    page.wait_for_messages(before + 1)
    assert "quote 2 of" in page.message().inner_text()


def test_both_sides_a_stance_and_the_timeline_show(page: PreviewPage) -> None:
    page.slash("debate topic", topic=Pick("safe", "Safety and misuse · topic"))
    page.wait_for_text("For limits")
    page.slash("who", name=Pick("zuck", "Mark Zuckerberg · person"))
    assert page.picture_size()[0] >= 600
    page.slash("timeline", **{"from": "2024"})
    page.wait_for_text("page 1 of")
    assert page.picture_size()[0] >= 600


def test_the_other_channel_and_the_direct_message_are_one_press_away(page: PreviewPage) -> None:
    page.go_to("#models").wait_for_text("/model profile")
    page.go_to("@Ajar")
    page.slash("model profile", name=MODEL)
    assert page.picture_size() > (0, 0)


def test_on_a_phone_nothing_is_wider_than_the_screen(running: PreviewProcess) -> None:
    with chromium(PHONE) as browser:
        page = PreviewPage(browser.pages[0]).open(running.urls["#models"])
        page.slash("model profile", name=MODEL)
        page.picture_size()
        assert page.widest() <= PHONE[0]
        page.go_to("#general")

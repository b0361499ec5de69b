"""Comparing, finding, ranking, choosing, learning and checking claims in a real browser, at phone width."""

from collections.abc import Iterator

import pytest

from tests.e2e.browser import PHONE, chromium, find_chromium, must_run
from tests.e2e.page import Pick, PreviewPage
from tests.e2e.process import preview

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(300),
    pytest.mark.skipif(
        find_chromium() is None and not must_run(),
        reason="no Chromium on this machine (install it, or name its executable in CHROMIUM)",
    ),
]


@pytest.fixture(scope="module")
def shared_page() -> Iterator[PreviewPage]:
    with preview() as process:
        with chromium(PHONE) as browser:
            yield PreviewPage(browser.pages[0]).open(process.urls["#models"])
        assert process.stop() == 0
        assert "Traceback" not in "\n".join(process.output)


@pytest.fixture
def page(shared_page: PreviewPage) -> Iterator[PreviewPage]:
    yield shared_page.switch_member("Ann")
    assert shared_page.widest() <= PHONE[0]


def _ask(page: PreviewPage, command: str, **options: str | Pick) -> str:
    """Use a command and read its answer."""
    before = page.messages().count()
    page.slash(command, **options)
    page.wait_for_messages(before + 1)
    return page.message().inner_text()


def test_a_comparison_takes_a_version_in_and_puts_one_out(page: PreviewPage) -> None:
    said = _ask(page, "model compare", first="llama-3.1", second=Pick("olmo 2", "OLMo 2"), private="True")
    assert "OLMo 2 is further open than Llama 3.1" in said
    width, height = page.picture_size()
    assert width >= 600
    assert height >= 300
    page.choose("Add a version to compare", "Llama 3.3")
    page.wait_for_text("Without Llama 3.3")
    assert "Llama 3.1 · OLMo 2 · Llama 3.3" in page.message().inner_text()
    page.press("Without Llama 3.1")
    page.wait_for_text("Without Llama 3.1", gone=True)
    assert "OLMo 2 · Llama 3.3" in page.message().inner_text()


def test_a_search_goes_on_with_another_filter_and_leads_to_a_card(page: PreviewPage) -> None:
    said = _ask(page, "model find", parts="pre-training data", commercial=Pick("for", "for everybody"), private="True")
    assert "fit." in said
    page.choose("Change a filter or the order", "Kind")
    page.choose("Kind", "Code")
    page.wait_for_text("Kind: Code")
    assert "pre-training data" in page.message().inner_text()
    before = page.messages().count()
    page.choose("Open a card", "Olmo 3 7B RL-Zero Code")
    page.wait_for_messages(before + 1)
    assert "Olmo 3 7B RL-Zero Code" in page.message().inner_text()
    assert page.picture_size()[0] >= 600


def test_a_ranking_shows_ties_and_who_has_no_rank(page: PreviewPage) -> None:
    said = _ask(page, "model ranking", definition=Pick("European", "European Open Source AI Index"), private="True")
    assert "first" in said
    assert "have no rank" in said
    page.press(next(label for label in page.buttons() if label.endswith("without a rank")))
    page.wait_for_text("They are not last; they have no rank.")


def test_five_answers_lead_to_what_fits(page: PreviewPage) -> None:
    assert "question 1 of 5" in _ask(page, "model fit")
    for answer in (
        "Yes, it stays with us",
        "We do, on one computer",
        "Yes, fine-tune it",
        "No need",
        "Yes, for everybody",
    ):
        page.press(answer)
    page.wait_for_text("What is known to fit")
    assert "What a closed service would give instead" in page.message().inner_text()


def test_a_term_leads_to_another_one_and_the_eight_steps_have_a_picture(page: PreviewPage) -> None:
    assert "The weights can be fetched" in _ask(page, "learn term", word=Pick("open wei", "Open weights"))
    page.press("Gated model", saying="The weights can be fetched")
    page.settle()
    assert "Gated model" in page.message().inner_text().splitlines()
    assert "eight steps" in _ask(page, "learn spectrum")
    assert page.picture_size()[0] >= 600


def test_a_claim_is_checked_on_the_message_that_makes_it(page: PreviewPage) -> None:
    page.send("DeepSeek R1 is fully open source and can be used commercially")
    before = page.messages().count()
    page.reply("fully open source and can", "//Check openness claims")
    page.wait_for_messages(before + 1)
    page.wait_for_text("Say instead")
    answer = page.message().inner_text()
    assert "Only you can see this" in answer
    assert "Not so: DeepSeek R1 is fully open." in answer
    assert "Holds: DeepSeek R1 may be used commercially." in answer


def test_a_typed_claim_is_checked_in_english_and_in_chinese(page: PreviewPage) -> None:
    said = _ask(page, "claim", text="Is Llama 3.1 open source?")
    assert "Only in part." in said
    assert "under a licence with limits" in said
    page.switch_member("Lin")
    said = _ask(page, "claim", text="Llama 3.1 是开源的吗？")
    assert "只能算部分如此" in said
    assert "消息不会被保存" in said


def test_a_claim_shared_by_button_is_seen_by_everyone(page: PreviewPage) -> None:
    _ask(page, "claim", text="Nobody can download GPT-4o")
    before = page.messages().count()
    page.press("Share")
    page.wait_for_messages(before + 1)
    page.wait_for_text("Shared by Ann")
    page.switch_member("Mona")
    assert "GPT-4o" in page.message("Shared by Ann").inner_text()

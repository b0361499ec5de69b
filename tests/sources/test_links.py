"""Links as sources write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.links import LinkCollector, is_link, repositories
from bot.sources.yaml_lines import Value


def clean(value: Value) -> tuple[tuple[str, ...], list[str]]:
    collector = LinkCollector("file.yaml")
    links = collector.clean("paper.link", value)
    return links, [dropped.text for dropped in collector.dropped]


@pytest.mark.parametrize(
    ("given_value", "links"),
    [
        (None, ()),
        ("", ()),
        ("  https://example.org/a \n", ("https://example.org/a",)),
        ("https://example.org/a, https://example.org/b", ("https://example.org/a", "https://example.org/b")),
        ("https://example.org/a,https://example.org/b", ("https://example.org/a", "https://example.org/b")),
        ("https://example.org/a\n\nhttps://example.org/b", ("https://example.org/a", "https://example.org/b")),
        (["https://example.org/a", "https://example.org/a"], ("https://example.org/a",)),
        ("https://example.org/a,b", ("https://example.org/a,b",)),
        (
            "https://web.archive.org/web/2025/https://example.org/a",
            ("https://web.archive.org/web/2025/https://example.org/a",),
        ),
    ],
)
def test_links_come_out_once_each_and_whole(given_value: Value, links: tuple[str, ...]):
    assert clean(given_value) == (links, [])


@pytest.mark.parametrize(
    "text",
    [
        "tilde.example",
        "hhttps://example.org/a",
        "ftp://example.org/a",
        "https://localhost/a",
        "https://https://example.org",
        "https://example.org:port/",
        "https://exa_mple",
        "https://.org/",
        "https://127.0.0.1/",
        "https://[broken/",
        "https://",
        "arxiv license",
    ],
)
def test_links_that_lead_nowhere_by_form_are_dropped_and_reported(text: str):
    links, dropped = clean(text)
    assert links == ()
    assert dropped == [text]


def test_words_beside_a_link_are_reported_and_the_link_stays():
    links, dropped = clean("Some page: https://example.org/a (broken)")
    assert links == ("https://example.org/a",)
    assert dropped == ["Some page: (broken)"]


@given(st.text(max_size=120))
def test_any_text_gives_only_links_that_can_be_followed(text: str):
    links, _ = clean(text)
    assert all(is_link(link) for link in links)


def test_repositories_are_owner_and_name_of_models_and_code_only():
    links = (
        "https://huggingface.co/maker/model-7B/tree/main",
        "https://huggingface.co/datasets/maker/data",
        "https://github.com/maker/code.git",
        "https://example.org/maker/other",
        "https://huggingface.co/maker",
    )
    assert repositories(links) == ("maker/model-7B", "maker/code")

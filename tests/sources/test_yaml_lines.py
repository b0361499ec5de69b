"""YAML of other people: read safely, with the place of whatever is wrong."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.reading import SourceFile, Unreadable
from bot.sources.yaml_lines import read_yaml


def read(text: str):
    return read_yaml(SourceFile("a.yml", text))


def test_every_scalar_is_text_so_that_names_stay_as_they_are():
    tree = read("a: 2.5\nb: no\nc: 2025-05-22\nd: 1_000\ne: ''\nf:\ng: ~\nh: null\n")
    assert [tree.get(key) for key in "abcdefgh"] == ["2.5", "no", "2025-05-22", "1_000", "", None, None, None]


def test_lines_are_known_for_keys_and_items():
    tree = read("# remark\nrelease:\n  components:\n    - name: One\n    - name: Two\n      license: MIT\n")
    assert tree.line(("release", "components", 1, "license")) == 6
    assert tree.line(("release", "components", 1, "nothing here")) == 5
    assert tree.has("release", "components", 0, "name")
    assert not tree.has("release", "name")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "already"),
        ("a:\n  b: [1\n", 3, "valid YAML"),
        ("a: 1\nb: !!python/object/apply:os.system ['ls']\n", 2, "tag"),
        ("a: !custom 1\n", 1, "tag"),
        ("a: &x [1]\nb: *x\n", 2, "alias"),
        ("- one\n- two\n", 1, "mapping"),
        ("", 1, "mapping"),
        ("a: 1\n? [x, y]\n: 2\n", 2, "a word as key"),
        ("a: 1\n---\nb: 2\n", 2, "valid YAML"),
        ("a:\n\t- b\n", 2, "valid YAML"),
    ],
)
def test_what_is_not_plain_yaml_is_refused_with_its_line(text: str, line: int, words: str):
    with pytest.raises(Unreadable) as caught:
        read(text)
    assert caught.value.fault.line == line
    assert caught.value.fault.file == "a.yml"
    assert words in str(caught.value)


def test_deep_nesting_and_long_files_are_refused():
    for text in ("a: " + "[" * 5000, "a: " + "[" * 60 + "]" * 60, "a: '" + "x" * 1_000_001 + "'"):
        with pytest.raises(Unreadable):
            read(text)


def test_a_wrong_kind_of_value_is_named_by_key_and_line():
    tree = read("release:\n  name: [a, b]\n  components: none\n")
    with pytest.raises(Unreadable, match=r"a\.yml:2: release\.name: expected a text"):
        tree.text("release", "name")
    with pytest.raises(Unreadable, match=r"a\.yml:3: release\.components: expected a list"):
        tree.items("release", "components")
    with pytest.raises(Unreadable, match="not nothing"):
        tree.needed_text("release", "producer")


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_and_nothing_else(text: str):
    with suppress(Unreadable):
        assert isinstance(read(text).root, dict)

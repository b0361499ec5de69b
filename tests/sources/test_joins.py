"""Join files."""

import pytest

from bot.core.catalogue.components import Component
from bot.core.catalogue.documents import InBoth
from bot.sources.joins import read_joins
from bot.sources.reading import SourceFile, Unreadable


def read(text: str):
    return read_joins(SourceFile("joins/mot.yaml", text))


def test_a_record_goes_to_an_entry_with_or_without_conditions_or_nowhere():
    joins = read(
        "records:\n"
        '  "Lantern.yml": lantern\n'
        '  "Wick.yml": {leave_out: "nobody published it"}\n'
        '  "Oil.yml": {to: oil-2, unverified: {en: "withdrawn", zh-CN: "已撤下"}}\n'
        '  "Glass.yml": {to: glass, set_aside: {training_code: {en: "another project", zh-CN: "另一个项目"}}}\n'
    )
    assert joins.faults == ()
    assert joins.records["Lantern.yml"].to == "lantern"
    assert (joins.records["Wick.yml"].to, joins.records["Wick.yml"].leave_out) == (None, "nobody published it")
    assert joins.records["Oil.yml"].unverified == InBoth(en="withdrawn", zh="已撤下")
    assert list(joins.records["Glass.yml"].set_aside) == [Component.TRAINING_CODE]
    assert not joins.listed_only


def test_a_source_may_be_taken_only_where_it_is_listed():
    assert read("scope: listed\nrecords:\n  A: a\n").listed_only


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("A: Not A Slug", "records.A"),
        ("A: {to: a, because: b}", "records.A.because"),
        ("A: {leave_out: x, to: a}", "records.A"),
        ("A: {unverified: {en: x, zh-CN: x}}", "records.A.to"),
        ("A: {to: a, unverified: {en: x}}", "records.A.unverified.zh-CN"),
        ("A: {to: a, set_aside: {engine: x}}", "records.A.set_aside.engine"),
        ("A: {to: a, set_aside: {paper: {en: x}}}", "records.A.set_aside.paper.zh-CN"),
        ("A: [a]", "records.A"),
    ],
)
def test_a_broken_line_is_named_and_the_others_count(line: str, key: str):
    joins = read(f"records:\n  B: b\n  {line}\n")
    assert list(joins.records) == ["B"]
    assert [(fault.key, fault.line) for fault in joins.faults] == [(key, 3)]


def test_a_key_that_nobody_knows_refuses_the_file():
    with pytest.raises(Unreadable, match=r"joins/mot\.yaml:1: recods"):
        read("recods:\n  A: a\n")

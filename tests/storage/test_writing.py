"""Writing documents as files: what is written reads back the same, and people's comments stay."""

from datetime import date

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from bot.core.catalogue.components import Access, Channel, Component, Status
from bot.core.catalogue.documents import (
    Assessment,
    Modality,
    ModelDocument,
    Published,
    Reach,
    Record,
)
from bot.storage.datafiles import Entry, EntryKind, dump, read_text
from tests.storage.samples import FILES, MODEL

# The words that YAML readers take for something else, and the marks that end a text, come up by themselves.
words_of_yaml = ["no", "NO", "null", "~", "1.0", "1e3", "0x1F", "2024-07-23", "12:30:45", "---", "..."]
marks_of_yaml = ["- a", "a: b", "a #b", "#a", "a:", "'a'", '"', "{a}", "[a", "*a", "&a", "!a", "%a", "@a", "`a", "> a"]
traps = st.sampled_from([*words_of_yaml, *marks_of_yaml, "? a", ": a", "a\nb", "\\"])
texts = (
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=120).map(str.strip).filter(bool)
    | traps
    | st.lists(
        st.sampled_from(["word", "a:b", "#tag", "- x", "é", '"quoted"', "x: y", "\\"]), min_size=1, max_size=35
    ).map(" ".join)
)
lines = texts.map(lambda text: text[:110].strip()).filter(bool)
slugs = st.from_regex(r"[a-z0-9]{1,6}([.-][a-z0-9]{1,6}){0,2}", fullmatch=True)
links = st.builds("https://{}.example/{}".format, slugs, st.from_regex(r"[\w#?=&:%/-]{0,90}", fullmatch=True)).map(
    str.strip
)
days = st.dates(date(2018, 1, 1), date(2030, 1, 1))
assessments = st.builds(
    Assessment,
    says=lines,
    status=st.sampled_from(Status),
    access=st.sampled_from(Access),
    licence=st.none() | slugs,
    links=st.lists(links, max_size=3).map(tuple),
    note=st.none() | texts,
)
records = st.builds(
    Record,
    source=slugs,
    record=lines,
    judged=lines,
    snapshot=days,
    verified=st.booleans(),
    assessments=st.dictionaries(st.sampled_from(Component), assessments, max_size=4),
    reach=st.dictionaries(
        st.sampled_from(Channel), st.builds(Reach, says=lines, available=st.none() | st.booleans()), max_size=2
    ),
    criteria=st.dictionaries(st.from_regex(r"[a-z_]{1,9}", fullmatch=True), st.sampled_from(Status), max_size=3),
    published=st.none()
    | st.builds(
        Published,
        score=st.none() | st.floats(0, 1),
        mof_class=st.none() | st.integers(0, 3),
        progress=st.none() | st.tuples(*[st.floats(0, 100)] * 3),
        result=st.none() | lines,
    ),
    links=st.lists(links, max_size=2).map(tuple),
)
models = st.builds(
    ModelDocument,
    slug=slugs,
    name=lines,
    family=slugs,
    organisation=slugs,
    released=st.none() | days.map(str) | days.map(lambda day: str(day)[:7]) | days.map(lambda day: str(day)[:4]),
    modalities=st.lists(st.sampled_from(Modality), max_size=2).map(tuple),
    aliases=st.lists(lines, max_size=3).map(tuple),
    variants=st.lists(lines, max_size=2).map(tuple),
    note=st.none() | texts,
    records=st.lists(records, max_size=3, unique_by=lambda r: (r.source, r.record, r.judged)).map(tuple),
)


def reread(text: str, kind: EntryKind = EntryKind.MODEL) -> Entry:
    document, faults = read_text(kind, text, "models/x.yaml")
    assert document is not None, faults
    return document


@given(models)
def test_what_is_written_reads_back_as_the_same_document(model: ModelDocument) -> None:
    assert reread(dump(model)) == model


@given(models)
def test_writing_is_the_same_however_often_and_whatever_was_there_before(model: ModelDocument) -> None:
    text = dump(model)
    assert dump(reread(text), text) == text
    over_another = dump(model, MODEL)
    assert reread(over_another) == model
    assert dump(model, over_another) == over_another


@given(models)
def test_other_readers_of_yaml_see_the_same_texts(model: ModelDocument) -> None:
    text = dump(model)
    by_pyyaml = yaml.safe_load(text)
    by_ruamel = YAML(typ="safe").load(text)
    for other in (by_pyyaml, by_ruamel):
        assert other["name"] == model.name
        assert tuple(other.get("aliases", ())) == model.aliases
        assert other.get("note") == model.note
        assert [record["judged"] for record in other.get("records", ())] == [r.judged for r in model.records]


@pytest.mark.parametrize("name", FILES)
def test_a_tidy_file_stays_as_it_is(name: str) -> None:
    kind = next(kind for kind in EntryKind if name.startswith(kind.folder))
    assert dump(reread(FILES[name], kind), FILES[name]) == FILES[name]


def test_keys_stand_in_the_order_of_the_document_and_defaults_are_left_out() -> None:
    text = dump(reread("records: []\norganisation: o\nfamily: f\nname: Nn\nmodalities: [text]\nslug: s\n"))
    assert text == "slug: s\nname: Nn\nfamily: f\norganisation: o\n"


def test_components_stand_in_the_order_of_the_card() -> None:
    model = reread(MODEL)
    assert isinstance(model, ModelDocument)
    record = model.records[0]
    turned = record.model_copy(update={"assessments": dict(reversed(record.assessments.items()))})
    assert dump(model.model_copy(update={"records": (turned,)})) == dump(model)


def test_a_long_text_is_folded_and_a_long_link_is_not() -> None:
    link = "https://marsh.example/" + "x" * 200
    note = "word " * 100
    text = dump(reread(MODEL.replace("https://marsh.example/heron", link) + f"note: {note}\n"))
    assert f"          - {link}\n" in text
    assert max(len(line) for line in text.splitlines() if link not in line) <= 110


COMMENTED = """\
# About the file.
slug: s # the name
name: "Nn" # spelt # so

# Whose it is.
family: f
organisation: o
aliases: # what people type
  # the usual one
  - one
  - 'two # three' # and a half
note: |
  # not a comment
  text
# What others say.
records:
  # The first.
  - source: a
    # Its file.
    record: r
    judged: j
    snapshot: 2025-01-01
    assessments:
      # Read twice.
      final_weights: {says: x, status: open} # in one line
  # The second.
  - source: b
    record: r
    judged: j
    snapshot: 2025-01-01 # a Wednesday
# The end.
"""


def test_comments_stay_where_they_were() -> None:
    assert (
        dump(reread(COMMENTED), COMMENTED)
        == """\
# About the file.
slug: s  # the name
name: Nn  # spelt # so
# Whose it is.
family: f
organisation: o
aliases:  # what people type
  # the usual one
  - one
  - "two # three"  # and a half
note: "# not a comment\\ntext"
# What others say.
records:
  # The first.
  - source: a
    # Its file.
    record: r
    judged: j
    snapshot: 2025-01-01
    assessments:
      # Read twice.
      final_weights:
        says: x
        status: open  # in one line
  # The second.
  - source: b
    record: r
    judged: j
    snapshot: 2025-01-01  # a Wednesday
# The end.
"""
    )


def test_comments_move_with_their_record_and_go_with_their_key() -> None:
    model = reread(COMMENTED)
    assert isinstance(model, ModelDocument)
    first, second = model.records
    new = second.model_copy(update={"source": "c"})
    text = dump(model.model_copy(update={"records": (new, second, first), "aliases": ("two # three",)}), COMMENTED)
    assert "  - source: c\n    record: r\n" in text
    assert "  # The second.\n  - source: b\n" in text
    assert "  # The first.\n  - source: a\n    # Its file.\n" in text
    assert "the usual one" not in text
    assert '  - "two # three"  # and a half\n' in text


def test_a_comment_beside_a_text_that_must_be_folded_moves_above_it() -> None:
    text = f"slug: s\nname: N\nfamily: f\norganisation: o\nnote: {'word ' * 60} # why\n"
    written = dump(reread(text), text)
    assert "\n# why\nnote: word" in written
    assert dump(reread(written), written) == written


def test_marks_that_hide_or_turn_text_are_written_out() -> None:
    text = dump(ModelDocument(slug="s", name="a\u202eb\u200bc", family="f", organisation="o"))
    assert 'name: "a\\u202eb\\u200bc"' in text

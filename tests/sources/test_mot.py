"""Records in the Model Openness Tool's format."""

import pytest

from bot.core.catalogue.components import Access, Component, Status
from bot.sources import mot
from bot.sources.reading import Context, Found, Reading, SourceFile
from bot.sources.yaml_lines import read_yaml

HEAD = """
framework: {name: 'Model Openness Framework', version: '1.0', date: '2024-12-15'}
release:
  name: Lantern-7B
  date: '2025-05-22'
  type: language
  producer: Lamp Works
"""


def record(components: str, head: str = HEAD, licences: str = "") -> SourceFile:
    body = "".join(f"    {line}\n" for line in components.strip().splitlines())
    return SourceFile("models/Lantern-7B.yml", f"{head}{licences}  components:\n{body}")


def read(file: SourceFile, context: Context) -> Found:
    reading = mot.read(file, context)
    assert reading.faults == ()
    return reading.found[0]


def status_and_access(found: Found, component: Component) -> tuple[Status, Access]:
    assessment = found.record.assessments[component]
    return assessment.status, assessment.access


def test_a_record_carries_its_names_and_what_the_tool_makes_of_it(context: Context):
    found = read(record("- {name: Model card, license: Apache-2.0}"), context)
    assert found.record.record == "Lantern-7B.yml"
    assert found.record.judged == "Lantern-7B"
    assert found.record.verified
    assert found.hints.organisation == "Lamp Works"
    assert found.record.published
    assert found.record.published.mof_class == 0
    assert found.record.published.progress == (0.0, 0.0, 16.67)


def test_listed_is_not_published(context: Context):
    licences = "  license: {distribution: {name: Apache-2.0}}\n"
    found = read(record("- {name: Model card}\n- {name: Datasets}", licences=licences), context)
    assert status_and_access(found, Component.MODEL_CARD) == (Status.UNKNOWN, Access.UNKNOWN)
    assert status_and_access(found, Component.PRETRAINING_DATA) == (Status.UNKNOWN, Access.UNKNOWN)
    assert found.record.assessments[Component.MODEL_CARD].says == "listed, Apache-2.0 by default"
    assert Component.DATA_CARD not in found.record.assessments


def test_a_licence_of_its_own_shows_that_a_component_is_out(context: Context):
    found = read(
        record(
            """
- {name: Training code, license: MIT license}
- {name: Evaluation data, license: House Model License}
- {name: Data preprocessing code, license: Proprietary}
- {name: Evaluation code, license: unlicensed}
"""
        ),
        context,
    )
    assert status_and_access(found, Component.TRAINING_CODE) == (Status.OPEN, Access.OBTAINABLE)
    assert found.record.assessments[Component.TRAINING_CODE].licence == "mit"
    assert status_and_access(found, Component.EVALUATION_DATA) == (Status.PARTIAL, Access.OBTAINABLE)
    assert status_and_access(found, Component.PREPROCESSING_CODE) == (Status.UNKNOWN, Access.UNKNOWN)
    assert status_and_access(found, Component.EVALUATION_CODE) == (Status.UNKNOWN, Access.UNKNOWN)


def test_the_release_links_show_weights_and_code(context: Context):
    head = HEAD + "  huggingface: https://huggingface.co/lamp/lantern\n  repository: https://github.com/lamp/lantern\n"
    licences = "  license: {distribution: {name: Apache-2.0}}\n"
    found = read(
        record("- {name: Model parameters (Final)}\n- {name: Inference code}\n- {name: Datasets}", head, licences),
        context,
    )
    assert status_and_access(found, Component.FINAL_WEIGHTS) == (Status.OPEN, Access.OBTAINABLE)
    assert found.record.assessments[Component.FINAL_WEIGHTS].links == ("https://huggingface.co/lamp/lantern",)
    assert status_and_access(found, Component.INFERENCE_CODE) == (Status.OPEN, Access.OBTAINABLE)
    assert status_and_access(found, Component.PRETRAINING_DATA) == (Status.UNKNOWN, Access.UNKNOWN)
    assert found.hints.repositories == ("lamp/lantern",)


def test_a_document_with_a_link_is_public_even_without_a_licence(context: Context):
    found = read(
        record(
            """
- {name: Technical report, license: unlicensed, component_path: 'https://example.org/report.pdf'}
- {name: Research paper, license: arXiv.org perpetual non-exclusive license 1.0}
- {name: Evaluation results, license: unlicensed, component_path: see the paper}
"""
        ),
        context,
    )
    assert status_and_access(found, Component.TECHNICAL_REPORT) == (Status.OPEN, Access.PUBLIC)
    assert found.record.assessments[Component.TECHNICAL_REPORT].licence == "none"
    assert status_and_access(found, Component.PAPER) == (Status.OPEN, Access.PUBLIC)
    assert status_and_access(found, Component.EVALUATION_RESULTS) == (Status.UNKNOWN, Access.UNKNOWN)
    assert [dropped.text for dropped in found.dropped_links] == ["see the paper"]


def test_a_hub_identifier_in_the_place_of_the_link_is_understood(context: Context):
    found = read(record("- {name: Model card}", HEAD + "  huggingface: lamp/lantern\n"), context)
    assert found.record.links == ("https://huggingface.co/lamp/lantern",)


@pytest.mark.parametrize(("day", "verified"), [("2024-12-31", False), ("2025-01-01", True), (None, False)])
def test_records_that_the_site_has_withdrawn_are_unverified(context: Context, day: str | None, verified: bool):
    head = HEAD.replace("'2025-05-22'", f"'{day}'" if day else "")
    assert read(record("- {name: Model card}", head), context).record.verified is verified


def test_a_spelling_that_nobody_knows_is_reported_and_junk_is_not(context: Context):
    found = read(
        record("- {name: Datasets, license: Lamp Oil License}\n- {name: Data card, license: Component not included}"),
        context,
    )
    assert [unknown.spelling for unknown in found.unknown_licences] == ["Lamp Oil License"]
    assert found.record.assessments[Component.PRETRAINING_DATA].licence is None


FALLBACK = """  license:
    distribution: {name: Apache-2.0}
    code: {name: MIT}
    document: {name: ''}
    data: {name:}
"""


@pytest.mark.parametrize(
    ("component", "licence"),
    [
        ("{name: Inference code}", "MIT"),
        ("{name: Inference code, license: House}", "House"),
        ("{name: Inference code, license:}", "MIT"),
        ("{name: Inference code, license: ''}", None),
        ("{name: Inference code, license: unlicensed}", None),
        ("{name: Model card}", "Apache-2.0"),
        ("{name: Datasets}", "Apache-2.0"),
    ],
)
def test_the_licence_in_force_follows_the_fallback(context: Context, component: str, licence: str | None):
    listed = mot.listed_components(read_yaml(record(f"- {component}", licences=FALLBACK)))
    assert [entry.in_force for entry in listed.values()] == [licence]


def test_the_tool_matches_to_the_letter_where_our_licence_field_does_not(context: Context):
    file = record("- {name: Model card, license: Apache License 2.0}")
    _, result, _ = mot.as_recorded(file, context.framework)
    assert result.progress[2] == 0
    assert read(file, context).record.assessments[Component.MODEL_CARD].licence == "apache-2.0"


def test_an_open_licence_for_another_kind_counts_with_a_warning(context: Context):
    file = record("- {name: Model parameters (Final), license: Apache-2.0}\n- {name: Model card, license: Apache-2.0}")
    _, result, warnings = mot.as_recorded(file, context.framework)
    assert result.progress[2] == pytest.approx(2 / 6 * 100)
    assert warnings == (Component.FINAL_WEIGHTS,)


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("name: Lantern-7B", "name:", "release.name"),
        ("name: Model card", "name: Model cart", "release.components.0.name"),
        ("license: MIT", "license: [MIT]", "release.components.0.license"),
        ("date: '2025-05-22'", "date: 22 May 2025", "release.date"),
        ("  components:", "  parts:", "release.components"),
        ("release:", "model:", "release"),
        ("- {name: Model card, license: MIT}", "- Model card", "release.components.0"),
        ("- {name: Datasets}", "- {name: Model card}", "release.components.1.name"),
    ],
)
def test_a_broken_record_is_refused_whole_naming_the_key(context: Context, old: str, new: str, key: str):
    file = record("- {name: Model card, license: MIT}\n- {name: Datasets}")
    assert old in file.text
    reading: Reading = mot.read(SourceFile(file.name, file.text.replace(old, new)), context)
    assert reading.found == ()
    (fault,) = reading.faults
    assert fault.key == key
    assert fault.line
    assert fault.file == "models/Lantern-7B.yml"

"""The sources that publish tables: Epoch, OSI and the transparency index."""

import pytest

from bot.core.catalogue.components import Access, Channel, Component, Status
from bot.sources import epoch, fmti, osi
from bot.sources.reading import Context, Found, SourceFile

EPOCH_HEAD = (
    "Model,Organization,Publication date,Domain,Link,Model accessibility,"
    "Training code accessibility,Inference code accessibility\n"
)


def epoch_row(context: Context, cells: str, name: str = "notable_ai_models.csv") -> Found:
    reading = epoch.read(SourceFile(name, EPOCH_HEAD + cells), context)
    assert reading.faults == ()
    return reading.found[0]


@pytest.mark.parametrize(
    ("value", "status", "access", "licence"),
    [
        ("Open weights (unrestricted)", Status.OPEN, Access.OBTAINABLE, "unnamed-unrestricted"),
        ("Open weights (restricted use)", Status.PARTIAL, Access.OBTAINABLE, "unnamed-restricted"),
        ("Open weights (non-commercial)", Status.PARTIAL, Access.OBTAINABLE, "unnamed-non-commercial"),
        ("API access", Status.CLOSED, Access.NOT_AVAILABLE, None),
        ("Unreleased", Status.CLOSED, Access.NOT_AVAILABLE, None),
    ],
)
def test_how_the_weights_can_be_had(context: Context, value: str, status: Status, access: Access, licence: str | None):
    said = epoch_row(context, f"Lantern,Lamp,2025-01-01,Language,,{value},,\n").record.assessments
    assert set(said) == {Component.FINAL_WEIGHTS}
    weights = said[Component.FINAL_WEIGHTS]
    assert (weights.says, weights.status, weights.access, weights.licence) == (value, status, access, licence)


def test_hosted_without_an_api_says_both(context: Context):
    reach = epoch_row(context, "Lantern,Lamp,,,,Hosted access (no API),,\n").record.reach
    assert {channel: said.available for channel, said in reach.items()} == {Channel.HOSTED: True, Channel.API: False}


def test_code_has_its_own_columns_and_an_empty_cell_says_nothing(context: Context):
    said = epoch_row(context, "Lantern,Lamp,,,,,Open source,Open access (non-commercial)\n").record.assessments
    assert said[Component.TRAINING_CODE].status is Status.OPEN
    assert said[Component.INFERENCE_CODE].licence == "unnamed-non-commercial"
    assert Component.FINAL_WEIGHTS not in said


def test_byte_order_mark_quotes_and_blanks_in_names_are_read_through(context: Context):
    text = (
        "\ufeff"
        + EPOCH_HEAD
        + '"Lantern \n","Lamp, Works",,"Language,Video","https://example.org/a\n\nexample.org/b",,,\n'
    )
    reading = epoch.read(SourceFile("notable_ai_models.csv", text), context)
    (found,) = reading.found
    assert found.record.record == "Lantern"
    assert found.hints.organisation == "Lamp, Works"
    assert found.record.links == ("https://example.org/a",)
    assert [dropped.text for dropped in found.dropped_links] == ["example.org/b"]


def test_the_large_scale_table_is_marked_and_needs_no_inference_column(context: Context):
    head = "Model,Organization,Link,Model accessibility,Training code accessibility\n"
    reading = epoch.read(SourceFile("large_scale_ai_models.csv", head + "Lantern,Lamp,,API access,\n"), context)
    assert reading.found[0].hints.notes == (epoch.LARGE_SCALE_ONLY,)


def test_a_broken_row_is_left_out_with_its_line_and_the_others_are_read(context: Context):
    rows = "A,,,,,Ajar,,\nB,,,,,API access,,\nC,,\nB,,,,,Unreleased,,\n,,,,,Unreleased,,\n"
    reading = epoch.read(SourceFile("notable_ai_models.csv", EPOCH_HEAD + rows), context)
    assert [found.record.record for found in reading.found] == ["B"]
    assert [(fault.line, fault.key) for fault in reading.faults] == [
        (2, "Model accessibility"),
        (4, None),
        (5, "Model"),
        (6, "Model"),
    ]


def test_a_table_without_the_column_is_refused(context: Context):
    reading = epoch.read(SourceFile("notable_ai_models.csv", "Name,Link\nLantern,\n"), context)
    assert reading.found == ()
    assert [fault.key for fault in reading.faults] == ["Model"]


def test_a_quote_that_never_ends_is_refused(context: Context):
    reading = epoch.read(SourceFile("notable_ai_models.csv", EPOCH_HEAD + '"Lantern,,,,,,,\n'), context)
    assert reading.found == ()
    assert "valid CSV" in reading.faults[0].expected


def test_osi_results_assess_no_component(context: Context):
    text = (
        "model,organisation,osaid_1_0_validation_result,note\n"
        "Lantern,Lamp,passed,seen\nWick,Lamp,perhaps,\nOil,Lamp,does_not_pass,\n"
    )
    reading = osi.read(SourceFile("osaid_validation.csv", text), context)
    assert [(f.record.record, f.record.published and f.record.published.result) for f in reading.found] == [
        ("Lantern", "passed"),
        ("Oil", "does_not_pass"),
    ]
    assert all(not found.record.assessments for found in reading.found)
    assert [(fault.line, fault.key) for fault in reading.faults] == [(3, "osaid_1_0_validation_result")]


FMTI = (
    "Domain,Subdomain,Indicator,Lamp Works,Candle Co,Total\nUp,Data,Size,1,0,1\nUp,Data,Sources,1,1,2\n,,Total,2,1,99\n"
)


def test_a_company_is_given_the_sum_of_its_indicators(context: Context):
    reading = fmti.read(SourceFile("October2023/October2023_scores.csv", FMTI), context)
    assert reading.found == ()
    assert [(one.company, one.result.edition, one.result.met, one.result.of) for one in reading.companies] == [
        ("Lamp Works", "2023-10", 2, 2),
        ("Candle Co", "2023-10", 1, 2),
    ]


def test_a_gap_in_the_scores_refuses_the_edition_since_the_sums_would_be_wrong(context: Context):
    reading = fmti.read(SourceFile("May2024_scores.csv", FMTI.replace("Sources,1,1", "Sources,,1")), context)
    assert reading.companies == ()
    assert (reading.faults[0].line, reading.faults[0].key) == (3, "Lamp Works")


def test_an_edition_that_the_name_does_not_tell_is_refused(context: Context):
    reading = fmti.read(SourceFile("scores.csv", FMTI), context)
    assert reading.companies == ()
    assert "May2024_scores.csv" in reading.faults[0].expected

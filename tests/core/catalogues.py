"""Made-up licences, records and models for tests of the core, and hypothesis strategies over them."""

from datetime import date

from hypothesis import strategies as st

from bot.core.catalogue.components import Access, Channel, Component, Status
from bot.core.catalogue.documents import (
    Allowance,
    Assessment,
    LicenceDocument,
    ModelDocument,
    Reach,
    Record,
    SourceDocument,
)
from bot.core.definitions.index_score import PARAMETERS


def licence(slug: str, category: str, **allows: object) -> LicenceDocument:
    """A licence with the given traits."""
    return LicenceDocument.model_validate(
        {"slug": slug, "name": slug, "short": slug[:24], "category": category, **allows}
    )


SOURCES = {
    slug: SourceDocument.model_validate(
        {
            "slug": slug,
            "name": slug,
            "short": slug,
            "publisher": "Somebody",
            "link": "https://example.org/",
            "licence": "CC BY 4.0",
            "snapshot": "2026-06-12",
            "citation": "Somebody, 2026",
            **traits,
        }
    )
    for slug, traits in {
        "osai": {},
        "opening-up": {"successor": "osai"},
        "mot": {},
        "os-ai-map": {},
        "epoch": {},
        "ajar": {"first_hand": True},
    }.items()
}
FREE = {
    "commercial": Allowance.YES,
    "modification": Allowance.YES,
    "redistribution": Allowance.YES,
    "field_limits": False,
}
LICENCES = {
    item.slug: item
    for item in (
        licence("apache-2.0", "open", spdx="Apache-2.0", osi_approved=True, fsf_libre=True, **FREE),
        licence("mit", "open", spdx="MIT", osi_approved=True, fsf_libre=True, **FREE),
        licence("cc-by-4.0", "open_data", spdx="CC-BY-4.0", **FREE),
        licence("llama-3.1", "community", scale_limits="700 million users", **{**FREE, "field_limits": True}),
        licence("cc-by-nc-4.0", "non_commercial", spdx="CC-BY-NC-4.0", **{**FREE, "commercial": Allowance.NO}),
        licence("none", "none"),
        licence("unnamed-restricted", "unnamed", commercial=Allowance.LIMITED),
        licence("unnamed-unrestricted", "unnamed", **FREE),
    )
}


def assessment(status: Status, access: Access, licence: str | None = None, says: str | None = None) -> Assessment:
    """A source's word on a component."""
    return Assessment(says=says or status.value, status=status, access=access, licence=licence)


OPEN = assessment(Status.OPEN, Access.PUBLIC, "apache-2.0")
SHUT = assessment(Status.CLOSED, Access.NOT_AVAILABLE)


def record(source: str = "osai", *, verified: bool = True, day: date = date(2026, 6, 12), **traits: object) -> Record:
    """One source's record."""
    return Record.model_validate(
        {
            "source": source,
            "record": f"{source}.yaml",
            "judged": "Some Model",
            "snapshot": day,
            "verified": verified,
            **traits,
        }
    )


def model(*records: Record) -> ModelDocument:
    """A version with these records."""
    return ModelDocument(
        slug="some-model-1", name="Some Model 1", family="some-model", organisation="maker", records=records
    )


_STATUS_OF = {
    Access.PUBLIC: Status.OPEN,
    Access.OBTAINABLE: Status.OPEN,
    Access.GATED: Status.PARTIAL,
    Access.PART_PUBLIC: Status.PARTIAL,
    Access.ON_REQUEST: Status.PARTIAL,
    Access.DESCRIBED: Status.CLOSED,
    Access.NOT_AVAILABLE: Status.CLOSED,
}

anything_said = st.builds(
    assessment,
    st.sampled_from(Status),
    st.sampled_from(Access),
    st.none() | st.sampled_from(sorted(LICENCES)),
)
"""Any word at all, sensible or not."""
something_sensible = st.one_of(
    st.just(assessment(Status.UNKNOWN, Access.UNKNOWN)),
    st.sampled_from(sorted(_STATUS_OF)).flatmap(
        lambda access: st.builds(
            assessment,
            st.just(_STATUS_OF[access]),
            st.just(access),
            st.none() | st.sampled_from(sorted(LICENCES)),
        )
    ),
)
"""A word whose status fits its access."""


def assessments_of(words: st.SearchStrategy[Assessment]) -> st.SearchStrategy[dict[Component, Assessment]]:
    """Words on any of the components."""
    return st.dictionaries(st.sampled_from(Component), words, max_size=len(Component))


def records_of(words: st.SearchStrategy[Assessment]) -> st.SearchStrategy[Record]:
    """Records of any source, verified or not, with or without the index's criteria and ways to reach the model."""
    return st.builds(
        lambda number, source, verified, assessments, reach, criteria: Record(
            source=source,
            record=f"{number}.yaml",
            judged="Some Model",
            snapshot=date(2026, 1, 1),
            verified=verified,
            assessments=assessments,
            reach=reach,
            criteria=criteria,
        ),
        st.integers(0, 10**9),
        st.sampled_from(["osai", "mot", "os-ai-map", "epoch", "ajar"]),
        st.booleans(),
        assessments_of(words),
        st.dictionaries(
            st.sampled_from(Channel), st.builds(Reach, says=st.just("x"), available=st.none() | st.booleans())
        ),
        st.just({}) | st.fixed_dictionaries({name: st.sampled_from(Status) for name in PARAMETERS}),
    )


def models_of(words: st.SearchStrategy[Assessment], most: int = 4) -> st.SearchStrategy[ModelDocument]:
    """Versions with up to `most` records."""
    return st.lists(records_of(words), max_size=most, unique_by=lambda item: (item.source, item.record)).map(
        lambda records: model(*records)
    )

"""Counting what the catalogue holds: for `catalogue stats`. Reads a set of documents and changes nothing."""

from collections import Counter
from collections.abc import Mapping

from bot.core.catalogue.resolve import Agreement
from bot.services.answers import catalogue_of
from bot.storage.datafiles import DataSet


def statistics(documents: DataSet) -> dict[str, int | Mapping[str, int]]:
    """The counts, by name; mappings where a count is broken down.

    Assessments are words of one record on one component, those that say "unknown" left out. An evidence
    link is a link beside an assessment, the same link on two components counted twice; `distinct_links`
    counts addresses. A dispute is a component of a version on whose facts sources differ.
    """
    catalogue = catalogue_of(documents)
    records = [record for model in catalogue.models.values() for record in model.records]
    assessments = [
        (record, assessment)
        for record in records
        for assessment in record.assessments.values()
        if assessment.status != "unknown"
    ]
    links = [link for _, assessment in assessments for link in assessment.links]
    whole = [link for record in records for link in record.links]
    agreements = Counter(part.agreement for slug in catalogue.models for part in catalogue.profile(slug).parts.values())
    return {
        "models": len(catalogue.models),
        "families": len(catalogue.families),
        "organisations": len(catalogue.organisations),
        "licences": len(catalogue.licences),
        "terms": len(documents.terms),
        "questions": len(documents.questions),
        "questions_by_subject": dict(sorted(Counter(q.subject.value for q in documents.questions.values()).items())),
        "records": dict(sorted(Counter(record.source for record in records).items())),
        "assessments": len(assessments),
        "assessments_by_source": dict(sorted(Counter(record.source for record, _ in assessments).items())),
        "unverified_assessments": sum(not record.verified for record, _ in assessments),
        "evidence_links": len(links),
        "record_links": len(whole),
        "distinct_links": len({*links, *whole}),
        "disputes": agreements[Agreement.DISPUTED],
        "agreement": {agreement.value: agreements[agreement] for agreement in Agreement},
    }

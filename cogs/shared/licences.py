"""What a licence allows, in a few words: for cards and wherever else a licence is named. Explains no clauses."""

from bot.core.catalogue.documents import Allowance, LicenceDocument
from bot.i18n import Words


def allowances(licence: LicenceDocument, text: Words) -> str:
    """What a licence allows, limits and forbids, in a few words."""
    uses = {
        "commercial": licence.commercial,
        "modification": licence.modification,
        "redistribution": licence.redistribution,
    }

    def those(answer: Allowance) -> list[str]:
        return [text(f"licence.{use}") for use, its in uses.items() if its is answer]

    limited = those(Allowance.LIMITED) + ([text("licence.scale_limits")] if licence.scale_limits else [])
    forbidden = those(Allowance.NO) + ([text("licence.field_limits")] if licence.field_limits else [])
    said = [
        text(key, uses=text.listing(named))
        for key, named in (
            ("licence.allows", those(Allowance.YES)),
            ("licence.limits", limited),
            ("licence.forbids", forbidden),
        )
        if named
    ]
    if licence.osi_approved:
        said.append(text("licence.osi_approved"))
    elif licence.category not in ("unnamed", "none"):
        said.append(text("licence.not_osi_approved"))
    return text("card.licence.join").join(said)

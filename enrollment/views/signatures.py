"""A signature as the page shows it: who, when at the site, on what, and whether it holds."""

from django.utils.translation import gettext as _

from accounts.signing.printed import printed
from audit.models import Signature
from casebook.models import Participant
from enrollment.domain.eligibility import VERDICT_LABELS, Assessment
from enrollment.selectors.decisions import Standing


def meaning_of(assessment: Assessment) -> str:
    return _("%(meaning)s: %(verdict)s") % {
        "meaning": dict(Signature.Meaning.choices)[str(Signature.Meaning.ELIGIBILITY)],
        "verdict": _(VERDICT_LABELS[assessment.verdict]),
    }


def signature_of(row: Participant, standing: Standing | None) -> dict[str, str] | None:
    if standing is None:
        return None
    decision, signature = standing.decision, standing.decision.signature
    meaning = f"{signature.get_meaning_display()}: {decision.get_verdict_display()}"
    zone = row.activation.site.time_zone
    return printed(signature, zone=zone, meaning=meaning, void=void_because(standing))


def void_because(standing: Standing) -> str:
    if not standing.is_void:
        return ""
    if not standing.changed_ids:
        return _("What is stored is not what was signed.")
    return _("Changed since: %(ids)s.") % {"ids": standing.changed_ids}

"""A signature as the page shows it: who, when at the site, on what, and whether it holds."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

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
    return {
        "meaning": f"{signature.get_meaning_display()}: {decision.get_verdict_display()}",
        "name": signature.printed_name,
        "at": at_site(row, signature.signed_at),
        "hash": hash_shown(signature.content_sha256),
        "void": void_because(standing),
    }


def hash_shown(sha256: str) -> str:
    return " ".join(sha256[i : i + 4] for i in range(0, 16, 4))


def void_because(standing: Standing) -> str:
    if not standing.is_void:
        return ""
    if not standing.changed_ids:
        return _("What is stored is not what was signed.")
    return _("Changed since: %(ids)s.") % {"ids": standing.changed_ids}


def at_site(row: Participant, at: datetime) -> str:
    local = at.astimezone(ZoneInfo(row.activation.site.time_zone))
    return f"{local:%Y-%m-%d %H:%M} UTC{local.isoformat()[-6:]}"

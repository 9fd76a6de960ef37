"""A release signature on paper, as 21 CFR 11.50 wants it: name, both times, meaning."""

from accounts.signing.printed import printed
from analysis.domain.tables import Label
from audit.models import Signature
from trials.domain.messages import message as _


def lines_of(signature: Signature, *, report_sha256: str) -> list[Label]:
    one = printed(signature)
    return [
        _("I release this report"),
        _("{name}, {at} ({utc})", name=one["name"], at=one["at"], utc=one["utc"]),
        _("Hash of the report that was signed: {hash}", hash=report_sha256),
    ]

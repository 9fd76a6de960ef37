"""A signature as page and paper show it (21 CFR 11.50): who, when, on what, does it hold."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from audit.models import Signature

# Where the trials' sites are; for signatures given over a trial, at no one site.
HOUSE_ZONE = "Asia/Shanghai"


def printed(
    signature: Signature, *, zone: str = HOUSE_ZONE, meaning: str = "", void: str = ""
) -> dict[str, str]:
    """What <c-signature> takes."""
    return {
        "meaning": meaning or signature.get_meaning_display(),
        "name": signature.printed_name,
        "at": at_site(signature.signed_at, zone),
        "utc": f"{signature.signed_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC",
        "hash": hash_shown(signature.content_sha256),
        "void": void,
    }


def at_site(at: datetime, zone: str) -> str:
    local = at.astimezone(ZoneInfo(zone))
    return f"{local:%Y-%m-%d %H:%M} UTC{local.isoformat()[-6:]}"


def hash_shown(sha256: str) -> str:
    return " ".join(sha256[i : i + 4] for i in range(0, 16, 4))

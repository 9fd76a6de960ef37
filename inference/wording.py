"""Why an attempt has no result, in the reader's language; what one said that is open."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from inference.models import PredictionAttempt
from trials.domain.protocol.protocol import Protocol
from trials.wording import unit_shown, worded

Reason = Mapping[str, str]


def reasons_of(attempt: PredictionAttempt, protocol: Protocol) -> list[str]:
    """Those of the attempt; of one whose worker died, what the ledger of jobs says."""
    if attempt.reasons:
        return [reason_in_words(reason, protocol) for reason in attempt.reasons]
    if attempt.may_be_tried_again and attempt.job is not None and attempt.job.error:
        return [attempt.job.error]
    return []


def reason_in_words(reason: Reason, protocol: Protocol) -> str:
    return WORDS[reason["code"]](reason, fact_named(reason.get("name", ""), protocol))


def fact_named(name: str, protocol: Protocol) -> str:
    return worded(protocol.label(name)) if name in protocol.names else name


def missing(reason: Reason, fact: str) -> str:
    return _("%(fact)s is not recorded. Record it, then run again.") % {"fact": fact}


def out_of_range(reason: Reason, fact: str) -> str:
    return _(
        "%(fact)s is %(value)s; the release was made for %(low)s to %(high)s. Check the record."
    ) % {
        "fact": fact,
        "value": reason["value"],
        "low": reason["low"],
        "high": reason["high"],
    }


def unit(reason: Reason, fact: str) -> str:
    return _("%(fact)s is recorded in %(unit)s and cannot be expressed in %(wanted)s.") % {
        "fact": fact,
        "unit": unit_shown(reason["unit"]),
        "wanted": unit_shown(reason["wanted"]),
    }


def code(reason: Reason, fact: str) -> str:
    return _("%(fact)s is “%(value)s”, which the release does not know.") % {
        "fact": fact,
        "value": reason["value"],
    }


def no_number(reason: Reason, fact: str) -> str:
    return _("%(fact)s is not a number.") % {"fact": fact}


def no_scan(reason: Reason, fact: str) -> str:
    return _("No accepted scan with every phase the release reads. Take one in, then run again.")


def no_date(reason: Reason, fact: str) -> str:
    return _("%(fact)s, which dates the score, is not known to the day.") % {"fact": fact}


def refused(reason: Reason, fact: str) -> str:
    return reason["said"]


def broken(reason: Reason, fact: str) -> str:
    return _(
        "The predictor broke (%(fault)s). Nothing was stored. Run it again; if it breaks again, "
        "tell the model engineer."
    ) % {"fault": reason["fault"]}


WORDS: Mapping[str, Callable[[Reason, str], str]] = {
    "missing": missing,
    "out_of_range": out_of_range,
    "unit": unit,
    "code": code,
    "no_number": no_number,
    "no_scan": no_scan,
    "no_date": no_date,
    "refused": refused,
    "broken": broken,
}


def said_lines(output: Mapping[str, Any], above: str = "") -> list[tuple[str, str]]:
    """What a release said, flat: ("probabilities / surgery_tace", "0.62"). Its own words, since
    each release has others."""
    found: list[tuple[str, str]] = []
    plain_first = sorted(output.items(), key=lambda item: isinstance(item[1], Mapping))
    for name, value in plain_first:
        path = f"{above} / {name}" if above else str(name)
        found += said_lines(value, path) if isinstance(value, Mapping) else [(path, f"{value}")]
    return found

"""Why an attempt has no result, in the reader's language; what one said that is open."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from inference.domain.failures import Failure, message_of
from inference.models import PredictionAttempt
from trials.domain.protocol.protocol import Protocol
from trials.wording import unit_shown, worded

Reason = Mapping[str, str]


def reasons_of(attempt: PredictionAttempt, protocol: Protocol) -> list[str]:
    """Those of the attempt; one whose worker died noted none."""
    if attempt.state is attempt.State.FAILED and not attempt.reasons:
        return [broken_off(attempt)]
    return [reason_in_words(reason, protocol) for reason in attempt.reasons]


def broken_off(attempt: PredictionAttempt) -> str:
    return _(
        "The run broke off. Nothing was stored. Run it again; if it breaks off again, tell the "
        "administrator the number of this job: %(number)s."
    ) % {"number": attempt.job_id}


def reason_in_words(reason: Reason, protocol: Protocol) -> str:
    """What the input lacks is told by the names of its facts; what failed, by its own sentence."""
    if reason["code"] in WORDS:
        return WORDS[reason["code"]](reason, fact_named(reason.get("name", ""), protocol))
    return worded(message_of(Failure(reason["code"]), reason))


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


WORDS: Mapping[str, Callable[[Reason, str], str]] = {
    "missing": missing,
    "out_of_range": out_of_range,
    "unit": unit,
    "code": code,
    "no_number": no_number,
    "no_scan": no_scan,
    "no_date": no_date,
}


def answer_of(output: Mapping[str, Any], name: str, protocol: Protocol) -> str:
    """What it comes to, in the reader's words; empty where nothing was said by that name."""
    value = output.get(name)
    return code_in_words(value, protocol) if isinstance(value, str) else plain(value)


def said_lines(
    output: Mapping[str, Any], name: str, protocol: Protocol, above: tuple[str, ...] = ()
) -> list[tuple[str, str]]:
    """All else that a release said, flat: ("probabilities / Surgery and TACE", "0.62"), single
    values first. In its own words where the protocol has none, since each release has others."""
    found: list[tuple[str, str]] = []
    rest = [item for item in output.items() if above or item[0] != name]
    for key, value in sorted(rest, key=lambda item: isinstance(item[1], Mapping)):
        path = (*above, code_in_words(str(key), protocol))
        if isinstance(value, Mapping):
            found += said_lines(value, name, protocol, path)
        else:
            found.append((" / ".join(path), plain(value)))
    return found


def code_in_words(code: str, protocol: Protocol) -> str:
    """A strategy by its label; whatever else as it is."""
    if protocol.concordance is None or code not in protocol.concordance.components:
        return code
    return worded(protocol.word(protocol.concordance.received, code))


def plain(value: object) -> str:
    """Six digits of a number are enough to read; the API has them all."""
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, list | tuple):
        return ", ".join(plain(one) for one in value)
    return "" if value is None else str(value)

"""Which answers were compared with their source, and which to compare first."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from audit.content import sha256_of
from casebook import other_records
from casebook.domain.occasions import CHECKS
from casebook.domain.verification import Risk, Unverified, decisive_in, ranked, risks_of
from casebook.models import FormRecord, Query, Record, Verification
from casebook.selectors.protocols import protocol_behind
from trials.models import Trial

Latest = Mapping[str, Verification]


@dataclass(frozen=True, kw_only=True)
class Sampled:
    """One form or other record to verify, with why."""

    record: Record
    unverified: Unverified


def answers_in(record: Record) -> Mapping[str, Any]:
    """What a record answers, by question."""
    if not isinstance(record, FormRecord):
        return other_records.kind_behind(record).answers(record)
    return {item: stored for item, stored in record.data.items() if item != CHECKS}


def verifications_on(record: Record) -> Latest:
    """The latest of each answer."""
    rows = Verification.objects.filter(**other_records.columns(record))
    return {one.item: one for one in rows.select_related("verified_by").order_by("pk")}


def marks_on(record: Record) -> dict[str, dict[str, Any]]:
    """By question: who compared it with the source last, and whether it still says the same."""
    answers = answers_in(record)
    return {
        item: {
            "by": mark.verified_by,
            "at": mark.verified_at,
            "is_verified": is_verified(answers.get(item), mark),
        }
        for item, mark in verifications_on(record).items()
    }


def is_verified(stored: Any, latest: Verification | None) -> bool:
    if latest is None or latest.lapsed:
        return False
    return latest.value_sha256 == sha256_of(stored)


def sample(trial: Trial, activation_ids: Iterable[int]) -> list[Sampled]:
    """Complete records with an answer nobody has verified as it stands, the riskiest first; a fixed
    number of statements, however many records."""
    waiting = [*sampled_forms(trial, list(activation_ids)), *sampled_others(trial, activation_ids)]
    found = {one.unverified.place: one for one in waiting}
    return [found[one.place] for one in ranked(one.unverified for one in waiting)]


def sampled_others(trial: Trial, activation_ids: Iterable[int]) -> Iterator[Sampled]:
    """Of records that are no forms."""
    here = {"activation__trial": trial, "activation_id__in": list(activation_ids)}
    latest: dict[tuple[str, int], dict[str, Verification]] = defaultdict(dict)
    for mark in Verification.objects.filter(**here, record=None).order_by("pk"):
        latest[mark.other_kind, mark.other_id or 0][mark.item] = mark
    others = Query.objects.filter(**here, record=None)
    asked = set(others.values_list("other_kind", "other_id", "item"))
    for kind in other_records.kinds():
        for record in kind.rows().filter(**here).exclude(status=Record.Status.INCOMPLETE):
            key = (kind.slug, record.pk)
            risks = {
                item: risks_of(
                    item,
                    {},
                    decisive=kind.decides,
                    queried=(*key, item) in asked,
                    version=record.version,
                    was_verified=item in latest[key],
                )
                for item, value in kind.answers(record).items()
                if not is_verified(value, latest[key].get(item))
            }
            place = (record.participant.code, "", kind.slug, str(record.pk))
            yield Sampled(record=record, unverified=Unverified(place=place, risks=risks))


def sampled_forms(trial: Trial, activation_ids: list[int]) -> Iterator[Sampled]:
    rows = FormRecord.objects.filter(
        activation__trial=trial, activation_id__in=activation_ids
    ).exclude(status=Record.Status.INCOMPLETE)
    records = {
        one.pk: one
        for one in rows.select_related(
            "participant__activation__trial", "activation__site", "protocol_version__trial"
        ).defer("protocol_version__source")
    }
    latest: dict[int, dict[str, Verification]] = defaultdict(dict)
    for mark in Verification.objects.filter(record__in=rows).order_by("pk"):
        latest[mark.record_id or 0][mark.item] = mark
    asked = set(Query.objects.filter(record__in=rows).values_list("record_id", "item"))
    decisive: dict[int, frozenset[str]] = {}
    for record in records.values():
        key = record.protocol_version_id
        if key not in decisive:
            decisive[key] = decisive_in(protocol_behind(record))
        risks = risks_in(record, latest[record.pk], decisive[key], asked)
        yield Sampled(record=record, unverified=Unverified(place=place_of(record), risks=risks))


def place_of(record: FormRecord) -> tuple[str, ...]:
    return (record.participant.code, record.visit, record.form_id, str(record.repeat))


def risks_in(
    record: FormRecord,
    latest: Latest,
    decisive: frozenset[str],
    asked: set[tuple[int, str]],
) -> dict[str, frozenset[Risk]]:
    return {
        item: risks_of(
            item,
            stored,
            decisive=decisive,
            queried=(record.pk, item) in asked,
            version=record.version,
            was_verified=item in latest,
        )
        for item, stored in record.data.items()
        if item != CHECKS and not is_verified(stored, latest.get(item))
    }

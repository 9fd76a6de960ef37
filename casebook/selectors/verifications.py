"""Which answers were compared with their source, and which to compare first."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from audit.content import sha256_of
from casebook.domain.occasions import CHECKS
from casebook.domain.verification import Risk, Unverified, decisive_in, ranked, risks_of
from casebook.models import FormRecord, Query, Record, Verification
from casebook.selectors.protocols import protocol_behind
from trials.models import Trial

Latest = Mapping[str, Verification]


@dataclass(frozen=True, kw_only=True)
class Sampled:
    """One form to verify, with why."""

    record: FormRecord
    unverified: Unverified


def verifications_on(record: FormRecord) -> Latest:
    """The latest of each answer."""
    rows = Verification.objects.filter(record=record).select_related("verified_by")
    return {one.item: one for one in rows.order_by("pk")}


def is_verified(stored: Any, latest: Verification | None) -> bool:
    if latest is None or latest.lapsed:
        return False
    return latest.value_sha256 == sha256_of(stored)


def sample(trial: Trial, activation_ids: Iterable[int]) -> list[Sampled]:
    """Complete forms with an answer nobody has verified as it stands, the riskiest first; four
    statements, however many forms."""
    rows = FormRecord.objects.filter(
        activation__trial=trial, activation_id__in=list(activation_ids)
    ).exclude(status=Record.Status.INCOMPLETE)
    records = {
        one.pk: one
        for one in rows.select_related(
            "participant__activation__trial", "activation__site", "protocol_version__trial"
        ).defer("protocol_version__source")
    }
    latest: dict[int, dict[str, Verification]] = defaultdict(dict)
    for mark in Verification.objects.filter(record__in=rows).order_by("pk"):
        latest[mark.record_id][mark.item] = mark
    asked = set(Query.objects.filter(record__in=rows).values_list("record_id", "item"))
    decisive: dict[int, frozenset[str]] = {}
    found: dict[tuple[str, ...], FormRecord] = {}
    waiting = []
    for record in records.values():
        key = record.protocol_version_id
        if key not in decisive:
            decisive[key] = decisive_in(protocol_behind(record))
        risks = risks_in(record, latest[record.pk], decisive[key], asked)
        one = Unverified(place=place_of(record), risks=risks)
        found[one.place] = record
        waiting.append(one)
    return [Sampled(record=found[one.place], unverified=one) for one in ranked(waiting)]


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

"""Take a data cut: freeze what was known, name it, hash it."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db import models

from accounts.models import User
from analysis.freezing import Freezing, FrozenTable, freeze
from analysis.models import DataCut
from analysis.selectors.as_known import KnownTable, NotKnownYet, rebuild, tick_at
from analysis.selectors.cut_predictions import revealed
from audit import catalog
from audit.actions import note_tick
from audit.acts import Refusal, act
from audit.content import canonical_json, sha256_of
from audit.models import Tick
from audit.patience import ask_at_length, take_time
from audit.stored_files import write_over
from casebook.models import Fact
from inference.models import PredictorRelease, Reveal, SealedPrediction
from inference.selectors.sealed import overdue
from trials.domain.rights import Right
from trials.models import ProtocolVersion, Trial
from trials.permissions import check_may_in_trial
from trials.selectors.readings import chosen_since

# Who a participant is never leaves the casebook; a cut knows codes.
LEFT_OUT = {"casebook.identity"}
# Which arm a participant is in lies apart, for the analysis worker and unblinded roles; so do the
# predictions that are open to analysis, still encrypted: whoever takes a cut has no key.
SEALED_TABLES = {"enrollment.allocation"}
SEALED_FACTS = {"arm"}


class UnableToCut(Refusal):
    """No cut was taken."""


@act
def take(
    *,
    trial: Trial,
    name: str,
    events_to: date,
    by: User,
    at: datetime,
    known_at: datetime | None = None,
) -> DataCut:
    """Freeze the trial as known at `known_at` (now, when not given), events up to `events_to`."""
    check_may_in_trial(by, Right.TAKE_OPEN_CUT, trial=trial, on=at.date())
    check_can_take(trial=trial, name=name, events_to=events_to, at=at)
    take_time()
    ask_at_length()
    tick = tick_for(known_at, at=at)
    folder = f"cuts/{trial.slug}/{name}"
    parts = freeze_parts(trial, tick)
    manifest = manifest_of(trial, tick, parts, events_to)
    store(folder, parts, manifest)
    return DataCut.objects.create(
        trial=trial,
        name=name,
        known_at=tick.noted_at,
        events_to=events_to,
        sha256=sha256_of(manifest["content"]["open"]),
        sealed_sha256=sha256_of(manifest["content"]),
        folder=folder,
        manifest=manifest,
        taken_by=by,
        taken_at=at,
    )


def check_can_take(*, trial: Trial, name: str, events_to: date, at: datetime) -> None:
    if events_to > at.date():
        raise UnableToCut(
            f"Events are asked for up to {events_to}, which is still to come. "
            f"Choose {at.date()} or earlier."
        )
    if DataCut.objects.filter(trial=trial, name=name).exists():
        raise UnableToCut(f"{trial.slug} already has a cut called {name}. Choose another name.")
    if waiting := len(overdue([trial])):
        raise UnableToCut(
            f"{waiting} sealed predictions are not opened yet though what they waited for is "
            "locked; the comparison would miss them. They are opened within 15 minutes: take the "
            "cut then. If this stays, tell the administrator that the sweeps do not run."
        )


def tick_for(known_at: datetime | None, *, at: datetime) -> Tick:
    if known_at is None:
        return note_tick(at=at)
    try:
        return tick_at(known_at)
    except NotKnownYet as unknown:
        raise UnableToCut(str(unknown)) from unknown


def freeze_parts(trial: Trial, tick: Tick) -> dict[str, list[FrozenTable]]:
    """The open part, and the sealed part that holds who is in which arm."""
    sites = list(trial.activations.values_list("pk", flat=True))
    parts: dict[str, list[FrozenTable]] = {"open": [], "sealed": []}
    for model in cut_models():
        table = rebuild(model, tick=tick, activation_ids=sites)
        for part, frozen in shares(table, model):
            parts[part].append(frozen)
    reveals = rebuild(Reveal, tick=tick, activation_ids=sites)
    parts["sealed"].append(freeze(revealed(reveals), model=SealedPrediction))
    return parts


def cut_models() -> list[type[models.Model]]:
    secured = {model for model in catalog.row_secured() if not hasattr(model, "pgh_tracked_model")}
    kept = [model for model in catalog.tracked_models() if model in secured]
    return sorted(
        (model for model in kept if model._meta.label_lower not in LEFT_OUT),
        key=lambda model: model._meta.label_lower,
    )


def shares(table: KnownTable, model: type[models.Model]) -> Iterator[tuple[str, FrozenTable]]:
    """A table lies in one part; of facts, those that tell the arm lie apart."""
    if model is not Fact:
        yield "sealed" if table.name in SEALED_TABLES else "open", freeze(table, model=model)
        return
    parts = {part: Freezing(table.name, model) for part in ("open", "sealed")}
    name = table.columns.index("name")
    for rows in table.batches:
        for part, is_sealed in (("open", False), ("sealed", True)):
            parts[part].add([row for row in rows if (row[name] in SEALED_FACTS) is is_sealed])
    yield from ((part, frozen.done()) for part, frozen in parts.items())


def manifest_of(
    trial: Trial, tick: Tick, parts: dict[str, list[FrozenTable]], events_to: date
) -> dict[str, Any]:
    """`content` alone decides the hash; the rest says how the content came about."""
    versions = ProtocolVersion.objects.filter(trial=trial, adopted_at__lte=tick.noted_at)
    about = {
        "trial": trial.slug,
        "events_to": events_to.isoformat(),
        "protocols": {one.version: one.sha256 for one in versions},
        "readings": dict(chosen_since(trial, at=tick.noted_at)),
    }
    return {
        "content": {
            part: {**about, "tables": {table.name: table.entry() for table in tables}}
            for part, tables in parts.items()
        },
        "known_at": tick.noted_at.isoformat(),
        "releases": releases_at(trial, tick),
        "snapshot": tick.snapshot,
        "highest_events": tick.highest_events,
    }


def releases_at(trial: Trial, tick: Tick) -> dict[str, str]:
    """Every release registered by then, with the hash of what it is."""
    known = PredictorRelease.objects.filter(
        predictor__trial=trial, registered_at__lte=tick.noted_at
    ).select_related("predictor")
    return {
        f"{one.predictor.slug} {one.version}": one.manifest_sha256 or one.weights_sha256
        for one in known.order_by("predictor__slug", "pk")
    }


def store(folder: str, parts: dict[str, list[FrozenTable]], manifest: dict[str, Any]) -> None:
    for part, tables in parts.items():
        for table in tables:
            write_over(f"{folder}/{part}/{table.name}.parquet", table.data)
    write_over(f"{folder}/manifest.json", canonical_json(manifest))

"""Receive a scan as files, and take in what the protocol accepts: the whole upload, or none."""

import uuid
from collections.abc import Iterable, Sequence, Set
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from audit.acts import Refusal, act
from casebook import sources
from casebook.consent_policies import check_use
from casebook.models import Participant
from casebook.policies import check_alive, check_has_consented, check_not_withdrawn
from casebook.selectors.calendar import day_at
from casebook.selectors.consents import version_agreed_to
from inference.actions import series_files
from inference.domain.file_faults import FileFault
from inference.domain.series import assemble
from inference.domain.series_findings import Finding, Rule
from inference.domain.series_quality import Judged, judge
from inference.ingest.quarantine import Incoming, Quarantine, TooMuch
from inference.ingest.reading import Reading
from inference.models import Series, Upload
from trials.domain.protocol.trial import DataUse
from trials.domain.rights import Right
from trials.models import ProtocolVersion
from trials.permissions import check_may
from trials.selectors.protocols import protocol_of


class UnableToReceive(Refusal):
    """Nothing of the upload was kept."""


@act
def receive(
    *, participant: Participant, scan: str, files: Iterable[Incoming], by: User, at: datetime
) -> Upload:
    """Put the files into quarantine, unread; a job looks into them."""
    check_may_upload(participant, by=by, at=at)
    version = version_agreed_to(participant)
    check_scan(version, scan)
    folder = uuid.uuid4()
    quarantine = quarantine_of(folder)
    try:
        received = quarantine.receive(files)
    except TooMuch as too_much:
        fault = too_much.fault
        raise UnableToReceive(f"{fault.what.render(_)} {fault.mend.render(_)}") from too_much
    try:
        if not received.files:
            raise UnableToReceive(_("Choose the files of the scan, or one zip of them."))
        return Upload.objects.create(
            activation=participant.activation,
            participant=participant,
            protocol_version=version,
            scan=scan,
            folder=folder,
            file_count=received.files,
            byte_count=received.bytes,
            entered_by=by,
            entered_at=at,
        )
    except BaseException:
        quarantine.remove()
        raise


def check_may_upload(participant: Participant, *, by: User, at: datetime) -> date:
    today = day_at(participant.activation, at)
    check_may(by, Right.UPLOAD_IMAGING, activation=participant.activation, on=today)
    check_has_consented(participant)
    check_use(participant, DataUse.IMAGING, on=today)
    return today


def check_scan(version: ProtocolVersion, scan: str) -> None:
    known = [one.id for one in protocol_of(version).imaging]
    if scan not in known:
        raise UnableToReceive(
            _("The protocol names no such scan. Choose among: %(known)s.")
            % {"known": ", ".join(known) or _("none")}
        )


def quarantine_of(folder: uuid.UUID) -> Quarantine:
    return Quarantine(settings.HOME, folder)


@act
def take_in(*, upload: Upload, reading: Reading, by: User, at: datetime) -> Upload:
    """Judge what was read. Every series is stored with its verdict, the files of accepted ones are
    kept, and a scan that is now whole hands down its facts; or the upload is refused as a whole."""
    row = Upload.objects.select_for_update().get(pk=upload.pk)
    if row.state != Upload.State.WAITING:
        return row
    today = check_may_upload(row.participant, by=by, at=at)
    scan = protocol_of(row.protocol_version).scan(row.scan)
    judged = judge(assemble(reading.instances), scan=scan, today=today)
    judged = [
        against_the_end(against_stored(one, row.participant), row.participant)
        for one in in_order(judged)
    ]
    if reading.faults or any(one.is_forbidden for one in judged):
        return refuse(row, reading.faults, judged)
    there = {one.content_sha256 for one in accepted_of(row.participant)}
    for one in judged:
        store(row, one, reading, by=by, at=at)
    finish(row, str(Upload.State.TAKEN_IN), (), judged, there)
    sources.restate(row.participant, kind="series")
    return row


def in_order(judged: Iterable[Judged]) -> list[Judged]:
    """As they were acquired: where a phase comes twice, the first one counts."""
    return sorted(judged, key=acquired)


def acquired(judged: Judged) -> tuple[date, float, int]:
    series = judged.series
    begun = [one.acquired_seconds or 0.0 for one in series.instances]
    return series.acquired_on or date.max, min(begun), min(series.files)


def accepted_of(participant: Participant) -> QuerySet[Series]:
    return Series.objects.filter(participant=participant, verdict=Series.Verdict.ACCEPTED)


def against_stored(judged: Judged, participant: Participant) -> Judged:
    """What is known already of this series, here and at other people of the site."""
    series = judged.series
    accepted = Series.objects.filter(
        activation=participant.activation_id, verdict=Series.Verdict.ACCEPTED
    )
    same = accepted.filter(content_sha256=series.content_sha256)
    others = same.exclude(participant=participant).select_related("participant").first()
    if others is not None:
        found = Finding(rule=Rule.OTHERS, values={"code": others.participant.code})
        return judged.but(found)
    mine = accepted.filter(participant=participant, series_uid=series.series_uid).first()
    if mine is not None and mine.content_sha256 != series.content_sha256:
        return judged.but(Finding(rule=Rule.CHANGED))
    return judged


def against_the_end(judged: Judged, participant: Participant) -> Judged:
    """No scan after death or after the participant stopped; a wrong person's scan would be one."""
    day = judged.series.acquired_on
    if day is None:
        return judged
    for check, rule in ((check_not_withdrawn, Rule.AFTER_STOP), (check_alive, Rule.AFTER_DEATH)):
        try:
            check(participant, on=day)
        except Refusal:
            return judged.but(Finding(rule=rule, values={"day": day.isoformat()}))
    return judged


def refuse(row: Upload, faults: Sequence[FileFault], judged: Sequence[Judged]) -> Upload:
    return finish(row, str(Upload.State.REFUSED), faults, judged)


def finish(
    row: Upload,
    state: str,
    faults: Sequence[FileFault],
    judged: Sequence[Judged],
    there: Set[str] = frozenset(),
) -> Upload:
    """`there`: the contents of the series that were taken in before."""
    row.state = state
    row.faults = [fault.as_json() for fault in faults]
    row.judged = [outline(one, there) for one in judged]
    row.version += 1
    row.save()
    return row


def outline(judged: Judged, there: Set[str]) -> dict[str, Any]:
    """A series as the result page shows it, also where nothing of it was stored."""
    series = judged.series
    return {
        "phase": judged.phase,
        "ground": judged.recognition.ground.value,
        "modality": series.modality,
        "acquired_on": series.acquired_on.isoformat() if series.acquired_on else None,
        "images": len(series.instances),
        "again": judged.is_accepted and series.content_sha256 in there,
        "reasons": [finding.as_json() for finding in judged.findings],
    }


def store(row: Upload, judged: Judged, reading: Reading, *, by: User, at: datetime) -> Series:
    """The same content twice is the same series; what was rejected may come again, mended."""
    series = judged.series
    mine = Series.objects.filter(participant=row.participant).select_for_update()
    known = (
        mine.filter(content_sha256=series.content_sha256).first()
        or mine.filter(series_uid=series.series_uid).first()
    )
    if known is not None and known.is_accepted:
        return known
    if judged.is_accepted:
        series_files.keep(series, reading.paths)
    values = {"series_uid": series.series_uid} if known is None else {}
    return save(known, {**values, **columns(row, judged), "entered_by": by, "entered_at": at})


def save(known: Series | None, values: dict[str, Any]) -> Series:
    if known is None:
        return Series.objects.create(**values)
    for name, value in values.items():
        setattr(known, name, value)
    known.version += 1
    known.save()
    return known


def columns(row: Upload, judged: Judged) -> dict[str, Any]:
    series = judged.series
    verdict = Series.Verdict.ACCEPTED if judged.is_accepted else Series.Verdict.REJECTED
    return {
        "activation": row.activation,
        "participant": row.participant,
        "protocol_version": row.protocol_version,
        "upload": row,
        "scan": row.scan,
        "study_uid": series.study_uid,
        "modality": series.modality,
        "phase": judged.phase,
        "acquired_on": series.acquired_on,
        "instance_count": len(series.instances),
        "content_sha256": series.content_sha256,
        "files_sha256": series.files_sha256,
        "verdict": verdict,
        "reasons": [finding.as_json() for finding in judged.findings],
    }

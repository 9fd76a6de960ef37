"""Is a series good enough for the protocol? Accepted, or turned back with every reason."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from casebook.domain.codes import InvalidCode, ParticipantCode
from inference.domain.series import Series
from inference.domain.series_ends import about_ends
from inference.domain.series_findings import Finding, Rule
from inference.domain.series_geometry import Geometry
from inference.domain.series_phases import Ground, Recognition, recognize
from trials.domain.protocol.imaging import Scan, ScanQuality

# DICOM PS3.4, B.5: the secondary capture classes share this root.
SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7"
GROUNDLESS = {
    Ground.NOT_DYNAMIC: Rule.PHASE_NOT_DYNAMIC,
    Ground.TWO_PHASES: Rule.PHASE_TWO_PHASES,
    Ground.CONTRADICTION: Rule.PHASE_CONTRADICTION,
    Ground.SILENT: Rule.PHASE_SILENT,
}


# With one of these nothing of the upload may stay: it names the patient, or is somebody else's.
FORBIDDING = {
    Rule.OTHER_CODE,
    Rule.IDENTITY,
    Rule.CHANGED,
    Rule.OTHERS,
    Rule.AFTER_DEATH,
    Rule.AFTER_STOP,
}


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A series with its phase and everything found against it."""

    series: Series
    recognition: Recognition
    findings: tuple[Finding, ...]

    @property
    def is_accepted(self) -> bool:
        return not self.findings

    @property
    def is_forbidden(self) -> bool:
        return any(finding.rule in FORBIDDING for finding in self.findings)

    def but(self, *findings: Finding) -> "Judged":
        return replace(self, findings=(*self.findings, *findings))

    @property
    def phase(self) -> str:
        return str(self.recognition.phase.value) if self.recognition.phase else ""


def judge(all_series: Sequence[Series], *, scan: Scan, today: date) -> list[Judged]:
    return [judge_one(one, all_series, scan=scan, today=today) for one in all_series]


def judge_one(series: Series, others: Sequence[Series], *, scan: Scan, today: date) -> Judged:
    recognition = recognize(series, others)
    findings = (
        *about_privacy(series, scan.quality),
        *about_kind(series, scan),
        *about_unity(series),
        *about_place(series, scan.quality),
        *about_ends(series, others, scan.phases),
        *about_day(series, today),
        *about_phase(recognition, scan),
    )
    return Judged(series=series, recognition=recognition, findings=findings)


def about_privacy(series: Series, quality: ScanQuality) -> Iterator[Finding]:
    others = {tag: code for tag, code in series.codes.items() if is_participant_code(code)}
    for code in sorted(set(others.values())):
        yield Finding(rule=Rule.OTHER_CODE, values={"code": code})
    tags = [tag for tag in series.identity if tag not in others]
    if quality.deidentified and tags:
        yield Finding(rule=Rule.IDENTITY, values={"tags": tags})
    if any(one.are_dates_changed for one in series.instances):
        yield Finding(rule=Rule.DATES_CHANGED)
    if any(one.is_burned_in for one in series.instances):
        yield Finding(rule=Rule.BURNED_IN)


def is_participant_code(text: str) -> bool:
    try:
        ParticipantCode.read(text)
    except InvalidCode:
        return False
    return True


def about_kind(series: Series, scan: Scan) -> Iterator[Finding]:
    if series.modality != scan.modality:
        values = {"found": series.modality, "wanted": scan.modality.value}
        yield Finding(rule=Rule.MODALITY, values=values)
    if not scan.quality.secondary_capture and is_secondary(series):
        yield Finding(rule=Rule.SECONDARY)
    if any("LOCALIZER" in one.image_type for one in series.instances):
        yield Finding(rule=Rule.LOCALIZER)
    if any(one.frames > 1 for one in series.instances):
        yield Finding(rule=Rule.MULTIFRAME)


def is_secondary(series: Series) -> bool:
    return any(
        one.sop_class == SECONDARY_CAPTURE
        or one.sop_class.startswith(SECONDARY_CAPTURE + ".")
        or "SECONDARY" in one.image_type[1:2]
        for one in series.instances
    )


def about_unity(series: Series) -> Iterator[Finding]:
    if series.mixed:
        yield Finding(rule=Rule.MIXED, values={"what": series.mixed})
    if series.clashing:
        yield Finding(rule=Rule.CLASHING, values={"count": series.clashing})


def about_place(series: Series, quality: ScanQuality) -> Iterator[Finding]:
    geometry = series.geometry
    if geometry is None:
        yield Finding(rule=Rule.NO_PLACE)
        return
    if geometry.duplicates:
        yield Finding(rule=Rule.DUPLICATES, values={"count": geometry.duplicates})
    if geometry.missing:
        values = {"missing": geometry.missing, "place": geometry.gaps[0]}
        yield Finding(rule=Rule.GAPS, values=values)
    if geometry.is_uneven:
        yield Finding(rule=Rule.UNEVEN)
    yield from about_bounds(geometry, quality)


def about_bounds(geometry: Geometry, quality: ScanQuality) -> Iterator[Finding]:
    if geometry.slices < quality.min_slices:
        values = {"found": geometry.slices, "bound": quality.min_slices}
        yield Finding(rule=Rule.TOO_FEW, values=values)
    for rule, found, bound in (
        (Rule.TOO_THICK, geometry.thickness_mm, quality.max_slice_thickness_mm),
        (Rule.TOO_SPARSE, geometry.spacing_mm, quality.max_slice_spacing_mm),
        (Rule.TOO_COARSE, geometry.pixel_mm, quality.max_pixel_mm),
    ):
        if found is not None and bound is not None and Decimal(str(round(found, 3))) > bound:
            yield Finding(rule=rule, values={"found": round(found, 3), "bound": float(bound)})


def about_day(series: Series, today: date) -> Iterator[Finding]:
    if series.acquired_on is None:
        yield Finding(rule=Rule.NO_DATE)
    elif series.acquired_on > today:
        yield Finding(rule=Rule.FUTURE, values={"day": series.acquired_on.isoformat()})


def about_phase(recognition: Recognition, scan: Scan) -> Iterator[Finding]:
    if recognition.phase is None:
        values = {name: plain(value) for name, value in recognition.values.items()}
        yield Finding(rule=GROUNDLESS[recognition.ground], values=values)
    elif recognition.phase not in scan.phases:
        values = {"phase": recognition.phase.value}
        yield Finding(rule=Rule.PHASE_NOT_ASKED, values=values)


def plain(value: object) -> object:
    return [str(one) for one in value] if isinstance(value, tuple) else value

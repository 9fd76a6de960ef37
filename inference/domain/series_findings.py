"""What a series is turned back for, each with what was found and how to mend it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from trials.domain.messages import Message
from trials.domain.messages import gettext_noop as noop


class Rule(StrEnum):
    OTHER_CODE = "other_code"
    IDENTITY = "identity"
    DATES_CHANGED = "dates_changed"
    BURNED_IN = "burned_in"
    MODALITY = "modality"
    SECONDARY = "secondary"
    LOCALIZER = "localizer"
    MULTIFRAME = "multiframe"
    MIXED = "mixed"
    CLASHING = "clashing"
    NO_PLACE = "no_place"
    DUPLICATES = "duplicates"
    GAPS = "gaps"
    UNEVEN = "uneven"
    FEWER_THAN_DECLARED = "fewer_than_declared"
    BEGINS_LATE = "begins_late"
    SHORTER = "shorter"
    TOO_FEW = "too_few"
    TOO_THICK = "too_thick"
    TOO_SPARSE = "too_sparse"
    TOO_COARSE = "too_coarse"
    NO_DATE = "no_date"
    FUTURE = "future"
    AFTER_DEATH = "after_death"
    AFTER_STOP = "after_stop"
    CHANGED = "changed"
    OTHERS = "others"
    PHASE_NOT_DYNAMIC = "phase_not_dynamic"
    PHASE_TWO_PHASES = "phase_two_phases"
    PHASE_CONTRADICTION = "phase_contradiction"
    PHASE_SILENT = "phase_silent"
    PHASE_NOT_ASKED = "phase_not_asked"


@dataclass(frozen=True, kw_only=True)
class Finding:
    rule: Rule
    values: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {"rule": self.rule.value, **self.values}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Finding":
        values = {name: value for name, value in stored.items() if name != "rule"}
        return cls(rule=Rule(stored["rule"]), values=values)

    @property
    def what(self) -> Message:
        return Message(TEXTS[self.rule][0], self.values)

    @property
    def mend(self) -> Message:
        return Message(TEXTS[self.rule][1], self.values)


RESEND = noop("Export the series again from the archive, whole, and upload all of it.")
NAME_IT = noop("If it is one of the phases asked for, name the phase in the series description.")

TEXTS: Mapping[Rule, tuple[str, str]] = {
    Rule.OTHER_CODE: (
        noop("The files carry the code {code}, which is another participant's."),
        noop(
            "Find out whose scan it is. If it is theirs, upload it there; do not change the code."
        ),
    ),
    Rule.IDENTITY: (
        noop("The files say who the patient is ({tags})."),
        noop("De-identify first: leave these empty or put the participant's code there."),
    ),
    Rule.DATES_CHANGED: (
        noop("The dates in the files were changed on de-identification."),
        noop("Export it again with the true day of the scan: eligibility counts from it."),
    ),
    Rule.BURNED_IN: (
        noop("Writing is burned into the images."),
        noop("Export the original images; burned-in writing may hold a name."),
    ),
    Rule.MODALITY: (
        noop("It is {found}, where {wanted} is asked for."),
        noop("Upload the scan that the protocol names."),
    ),
    Rule.SECONDARY: (
        noop("These are secondary images, made on a workstation, not the scanner's own."),
        noop("Export the original series."),
    ),
    Rule.LOCALIZER: (
        noop("This is a localizer."),
        noop("Nothing to do: it may stay out."),
    ),
    Rule.MULTIFRAME: (
        noop("A file holds several images (enhanced or multi-frame DICOM)."),
        noop("Export it as classic DICOM, one image in each file."),
    ),
    Rule.MIXED: (
        noop("The images of this series differ in: {what}."),
        RESEND,
    ),
    Rule.CLASHING: (
        noop("{count} images share an identifier with another image and differ from it."),
        noop("One of the two was changed. Export the series again from the archive."),
    ),
    Rule.NO_PLACE: (
        noop("The headers do not say where the slices lie."),
        noop("Export the original series with position, orientation and pixel size."),
    ),
    Rule.DUPLICATES: (
        noop("{count} slices lie where another slice lies."),
        noop("Several phases in one series? Export each phase as a series of its own."),
    ),
    Rule.GAPS: (
        noop("Slices missing: {missing}, the first of them after {place} mm."),
        RESEND,
    ),
    Rule.UNEVEN: (
        noop("The slices do not lie at even distances."),
        RESEND,
    ),
    Rule.FEWER_THAN_DECLARED: (
        noop("Images: {found}; the scanner noted {declared} in this acquisition."),
        noop(
            "Export the series again from the archive, whole, and upload all of it. If the "
            "acquisition was cut into one series for each phase, upload these together."
        ),
    ),
    Rule.BEGINS_LATE: (
        noop("The images are numbered from {first} on: {missing} before it are missing."),
        RESEND,
    ),
    Rule.SHORTER: (
        noop(
            "Slices missing at an end: {missing}. The phase {phase} of this examination goes "
            "on for as many, at the same places."
        ),
        RESEND,
    ),
    Rule.TOO_FEW: (
        noop("Slices: {found}; at least {bound} are asked for."),
        RESEND,
    ),
    Rule.TOO_THICK: (
        noop("The slices are {found} mm thick; up to {bound} mm are accepted."),
        noop("Upload the thin series of this scan, if there is one. Else the scan is repeated."),
    ),
    Rule.TOO_SPARSE: (
        noop("The slices lie {found} mm apart; up to {bound} mm are accepted."),
        noop("Upload the series with all its slices. Else the scan is repeated."),
    ),
    Rule.TOO_COARSE: (
        noop("A pixel measures {found} mm; up to {bound} mm are accepted."),
        noop("Upload the series at full resolution."),
    ),
    Rule.NO_DATE: (
        noop("The headers do not say on which day the images were taken."),
        noop("Export it again with the day of the acquisition."),
    ),
    Rule.FUTURE: (
        noop("The headers give {day}, which is still to come."),
        noop("Check the clock of the scanner and the export."),
    ),
    Rule.AFTER_DEATH: (
        noop("It was taken on {day}, after the participant died."),
        noop("Find out whose scan it is; or correct the day of death, if that is wrong."),
    ),
    Rule.AFTER_STOP: (
        noop("It was taken on {day}, after the participant stopped follow-up."),
        noop("Nothing of that time may be collected. Scans up to that day may be uploaded."),
    ),
    Rule.CHANGED: (
        noop("This series was taken in before, with other content."),
        noop("One of the two was changed. Ask the archive which is the original."),
    ),
    Rule.OTHERS: (
        noop("These very images are recorded for {code}."),
        noop("Find out whose they are before anything else is uploaded for either of the two."),
    ),
    Rule.PHASE_NOT_DYNAMIC: (
        noop("It is none of the contrast phases: its description says “{word}”."),
        noop("Nothing to do: it may stay out."),
    ),
    Rule.PHASE_TWO_PHASES: (
        noop("Its description names several phases."),
        noop("Export each phase as a series of its own, named for that phase."),
    ),
    Rule.PHASE_CONTRADICTION: (
        noop("It is called {phase}, but was taken {seconds} s after the contrast agent was given."),
        noop("Ask the radiologist which is right, and correct the description."),
    ),
    Rule.PHASE_SILENT: (
        noop("Which contrast phase it shows cannot be told from its headers."),
        NAME_IT,
    ),
    Rule.PHASE_NOT_ASKED: (
        noop("It shows a phase the protocol does not ask for: {phase}."),
        noop("Nothing to do: it may stay out."),
    ),
}

DIFFERENCES: Mapping[str, str] = {
    "patient": noop("patient"),
    "study": noop("study"),
    "modality": noop("modality"),
    "matrix": noop("number of pixels"),
    "orientation": noop("direction"),
    "pixel_size": noop("pixel size"),
    "frame_of_reference": noop("frame of reference"),
}

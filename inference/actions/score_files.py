"""Concealed scores that were computed elsewhere: a whole file is sealed, or nothing of it."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.models import User
from audit.acts import Refusal, act
from audit.submissions import wait_for
from casebook.models import Participant
from casebook.policies import check_has_consented
from inference.actions.many_seals import Unsealed, disclosures, seal_many, without_a_word
from inference.actions.sealing import check_concealed, check_use_is_allowed
from inference.domain import score_outputs
from inference.domain.score_rows import (
    INPUT,
    PARTICIPANT,
    Claim,
    Expected,
    ScoreProblem,
    ScoreRow,
    Scores,
    nobody,
    problem,
    read,
    refused,
    sealed_before,
)
from inference.models import Commitment, PredictorRelease, ReleaseState, ScoreFile
from inference.selectors.releases import codes_of
from trials.domain.rights import Right
from trials.permissions import check_may_in_trial

MOST_ROWS, MOST_BYTES = 2000, 2_000_000
LONGEST_LIST = 500


class UnableToRecordScores(Refusal):
    """Nothing of the file was sealed. `problems` say where it is wrong, never what it says."""

    def __init__(self, said: str, problems: Sequence[ScoreProblem] = ()) -> None:
        super().__init__(said)
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Received:
    """The bytes of a file as it was handed in."""

    data: bytes = field(repr=False)

    @property
    def text(self) -> str:
        try:
            return self.data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise UnableToRecordScores(
                _("The file is not UTF-8 text. Save it as “CSV UTF-8”.")
            ) from error

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @property
    def digest(self) -> str:
        return salted_hmac("concord.scores", self.data, algorithm="sha256").hexdigest()


@act
def record(*, release: PredictorRelease, file: Received, by: User, at: datetime) -> ScoreFile:
    """Seal every score of the file for the keys of the workers. The same file again changes
    nothing; a score that is sealed already is never replaced."""
    trial = release.predictor.trial
    check_may_in_trial(by, Right.RECORD_SEALED_SCORES, trial=trial, on=at.date())
    check_elsewhere_and_approved(release)
    wait_for(f"inference.scores {release.pk}")
    known = known_of(release, file)
    if known is not None:
        return known
    codes = codes_of(release)
    found = readable(file, release, codes, at)
    rows, people = found.rows, people_of(release, found.claims)
    refuse_where_wrong([*found.problems, *problems_with(release, found.claims, people)])
    made = ScoreFile.objects.create(
        release=release,
        digest=file.digest,
        rows=len(rows),
        computed_by="; ".join(sorted({row.computed_by for row in rows}))[:LONGEST_LIST],
        handed_in_by=by,
        handed_in_at=at,
    )
    unsealed = [
        Unsealed(
            participant=people[row.participant],
            output=output_of(row, release, codes, file),
            input_sha256=row.input_sha256,
            run_id=row.run_id,
            computed_at=row.computed_at,
        )
        for row in rows
    ]
    seal_many(found=unsealed, file=made, by=by, at=at)
    return made


def known_of(release: PredictorRelease, file: Received) -> ScoreFile | None:
    """As it was handed in before."""
    return ScoreFile.objects.filter(release=release, digest=file.digest).first()


def check_elsewhere_and_approved(release: PredictorRelease) -> None:
    if release.runs_here:
        raise UnableToRecordScores(
            _("%(release)s runs on this platform. Have it run instead of handing in scores.")
            % {"release": release}
        )
    if release.state is not ReleaseState.APPROVED:
        raise UnableToRecordScores(
            _("%(release)s is %(state)s; scores of an approved release alone are taken in.")
            % {"release": release, "state": release.state.label}
        )


def readable(
    file: Received, release: PredictorRelease, codes: tuple[str, ...], at: datetime
) -> Scores:
    if len(file.data) > MOST_BYTES:
        raise UnableToRecordScores(_("The file is larger than 2 MB. Split it."))
    expected = Expected(model=release.predictor.slug, version=release.version, now=at, codes=codes)
    found = read(file.text, expected)
    if len(found.claims) > MOST_ROWS:
        raise UnableToRecordScores(
            _("The file has more than %(most)s rows. Split it.") % {"most": MOST_ROWS}
        )
    return found


def refuse_where_wrong(problems: Iterable[ScoreProblem]) -> None:
    """Everything at once, in the order of the rows."""
    if found := sorted(problems, key=lambda one: one.row):
        raise UnableToRecordScores(
            _("Nothing was sealed: %(count)s problems.") % {"count": len(found)}, found
        )


def people_of(release: PredictorRelease, rows: Sequence[Claim]) -> Mapping[str, Participant]:
    codes = [row.participant for row in rows]
    found = Participant.objects.filter(activation__trial=release.predictor.trial, code__in=codes)
    return {one.code: one for one in found.select_related("activation__trial", "activation__site")}


def problems_with(
    release: PredictorRelease, rows: Sequence[Claim], people: Mapping[str, Participant]
) -> Iterator[ScoreProblem]:
    known = Commitment.objects.filter(release=release, participant__in=people.values())
    sealed = set(known.values_list("participant_id", "input_sha256"))
    rules, free = disclosures(release, people.values()), without_a_word(people.values())
    concealed = {pk for pk, rule in rules.items() if rule is not None and rule.is_concealed}
    for row in rows:
        person = people.get(row.participant)
        if person is None:
            yield problem(row.row, PARTICIPANT, nobody())
        elif (person.pk, row.input_sha256) in sealed:
            yield problem(row.row, INPUT, sealed_before())
        elif person.pk in free & concealed:
            continue
        elif said := why_not(person, release, row.computed_at):
            yield problem(row.row, PARTICIPANT, refused(said))


def why_not(person: Participant, release: PredictorRelease, computed_at: datetime | None) -> str:
    try:
        check_has_consented(person)
        if computed_at is not None:
            check_use_is_allowed(person, computed_at)
        check_concealed(person, release)
    except Refusal as refusal:
        return str(refusal)
    return ""


def output_of(
    row: ScoreRow, release: PredictorRelease, codes: tuple[str, ...], file: Received
) -> dict[str, Any]:
    """The output under the predictor's name, as analysis reads it, and where it comes from."""
    return {
        **score_outputs.output(row.said, codes, name=release.predictor.slug),
        "release": release.identity,
        "computed_by": row.computed_by,
        "computed_at": row.computed_at.isoformat(),
        "run_id": row.run_id,
        "input_sha256": row.input_sha256,
        "file_sha256": file.sha256,
        "row": row.row,
    }

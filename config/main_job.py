"""The main job: a published trial goes in, its published result comes out.

Import the Moertel cohort, take a cut, compute it, draw the board's reports in both languages and
release them to a meeting. Done again, it finds what is there and says the same.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage

from accounts.models import User
from accounts.signing.identification import identify_by_password
from analysis.actions import cuts, reports, runs
from analysis.models import AnalysisRun, DataCut, Report
from analysis.selectors.reports import content_of
from audit.acts import acting
from audit.domain.signing import Signing
from config.counts import counts_by_trial, write_summary
from config.demo.setting import password_of
from followup.actions import cohorts
from followup.actions.cohort_checks import CohortFile
from followup.domain.cohort_mapping import read_mapping
from trials.models import SiteActivation, Trial

FOLDER = settings.BASE_DIR / "config" / "demo" / "moertel"
SLUG, CUT, MEETING = "moertel", "published", 1
LANGUAGES = ("en", "zh-hans")


class Stages:
    """How long each stage took, for the summary."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - began, 3)


def do(*, out: Path, at: datetime) -> dict[str, Any]:
    """Do all of it, write `summary.json` and the report files under `out`, return the summary."""
    trial = Trial.objects.get(slug=SLUG)
    place = trial.activations.select_related("trial", "site").get()
    stages = Stages()
    with stages.stage("import"):
        import_cohort(place, at=at)
    with stages.stage("cut"):
        cut = cut_of(trial, place, at=at)
    with stages.stage("analysis"):
        run = compute(cut, place, at=at)
    with stages.stage("reports"):
        made = board_reports(cut, place, at=at)
    out.mkdir(parents=True, exist_ok=True)
    files = [copy_out(report, out) for report in made]
    summary = summary_of(cut, run, made, files, stages)
    write_summary(summary, out=out)
    return summary


def person(username: str) -> User:
    return User.objects.get(username=username)


@contextmanager
def acting_as(username: str, place: SiteActivation, action: str) -> Iterator[User]:
    by = person(username)
    with acting(by=by, action=action, activations=[place.pk]):
        yield by


def import_cohort(place: SiteActivation, *, at: datetime) -> None:
    mapping = (FOLDER / "mapping.yaml").read_text()
    file = CohortFile(
        text=(FOLDER / "colon.csv").read_text(),
        mapping=read_mapping(mapping, name="mapping.yaml"),
        mapping_text=mapping,
    )
    with acting_as("abstractor", place, "main_job.import") as by:
        cohorts.import_cohort(places=[place], file=file, by=by, at=at)


def cut_of(trial: Trial, place: SiteActivation, *, at: datetime) -> DataCut:
    known = DataCut.objects.filter(trial=trial, name=CUT).first()
    if known is not None:
        return known
    with acting_as("datamanager", place, "main_job.cut") as by:
        return cuts.take(trial=trial, name=CUT, events_to=last_day(at), by=by, at=at)


def last_day(at: datetime) -> date:
    """All of it: the nominal calendar of the file ended long ago."""
    return at.date()


def compute(cut: DataCut, place: SiteActivation, *, at: datetime) -> AnalysisRun:
    with acting_as("unblinded", place, "main_job.analysis") as by:
        runs.run(cut=cut, sealed=False, by=by, at=at)
        return runs.run(cut=cut, sealed=True, by=by, at=at)


def board_reports(cut: DataCut, place: SiteActivation, *, at: datetime) -> list[Report]:
    with acting_as("unblinded", place, "main_job.reports") as by:
        password = password_of(settings.HOME)
        proof = identify_by_password(user_id=by.username, password=password, by=by)
        meeting = reports.hold_meeting(
            trial=cut.trial, number=MEETING, held_on=at.date(), by=by, at=at
        )
        made = []
        for session in (Report.Session.OPEN, Report.Session.CLOSED):
            given: dict[str, Any] = {"cut": cut, "session": str(session), "by": by, "at": at}
            contents = reports.contents_for(**given)
            for language in LANGUAGES:
                report = reports.make(**given, language=language, contents=contents)
                signing = Signing(proof=proof, shown=content_of(report).as_shown())
                made.append(
                    reports.release(report=report, meeting=meeting, signing=signing, by=by, at=at)
                )
        return made


def copy_out(report: Report, out: Path) -> str:
    name = f"{report.cut.trial.slug}-{report.cut.name}-{report.session}-{report.language}.pdf"
    with default_storage.open(f"{report.path}/report.pdf") as file:
        (out / name).write_bytes(file.read())
    return name


def summary_of(
    cut: DataCut, run: AnalysisRun, made: list[Report], files: list[str], stages: Stages
) -> dict[str, Any]:
    results = run.results
    treated, control = "Lev+5FU", "Obs"
    return {
        "trial": cut.trial.slug,
        "cut": {
            "name": cut.name,
            "sha256": cut.sha256,
            "sealed_sha256": cut.sealed_sha256,
            "events_to": cut.events_to.isoformat(),
        },
        "code_version": run.code_version,
        "counts": {
            "participants": results["rfs_by_arm"]["counted"],
            "by_arm": {
                arm: numbers["participants"]
                for arm, numbers in results["rfs_by_arm"]["groups"].items()
            },
            "records": {
                name: table["rows"]
                for name, table in cut.manifest["content"]["open"]["tables"].items()
            },
        },
        "time_to_recurrence": results["ttr_by_arm"]["cox"][treated],
        "recurrence_free_survival": {
            **results["rfs_by_arm"]["cox"][treated],
            "at_24_months": {
                arm: numbers["at_months"]["24"]
                for arm, numbers in results["rfs_by_arm"]["groups"].items()
            },
            "compared": [treated, control],
        },
        "trials": counts_by_trial(),
        "results": results,
        "reports": [
            {"file": file, "sha256": report.sha256}
            for file, report in zip(files, made, strict=True)
        ],
        "seconds": stages.seconds,
    }

"""The archived records of the demonstration: drawn, then imported as a hospital would."""

from datetime import datetime
from pathlib import Path

from django.conf import settings

from accounts.models import User
from audit.acts import acting
from config.cohorts import crlm, hcc_adj
from config.cohorts.archive import Archive, as_csv
from followup.actions import cohort_uploads, cohorts
from followup.actions.cohort_checks import CohortFile
from followup.domain.cohort_mapping import read_mapping
from followup.models import CohortImport
from trials.domain.roles import Role
from trials.models import Delegation, SiteActivation

ARCHIVES = {one.trial: one for one in (crlm.ARCHIVE, hcc_adj.ARCHIVE)}
ROWS = {"crlm": 300, "hcc-adj": 500}
SEED = 20261121


def load_retrospective(*, at: datetime) -> list[CohortImport]:
    """Each site of the demonstration hands in its share of the archive; done again, nothing
    changes. A trial without a site, or a site without a nurse, hands in nothing."""
    return [
        done
        for slug, rows in ROWS.items()
        for place, share in shares(slug, rows)
        for done in hand_in(place, rows=share, at=at)
    ]


def shares(slug: str, rows: int) -> list[tuple[SiteActivation, int]]:
    places = list(
        SiteActivation.objects.filter(trial__slug=slug)
        .select_related("trial", "site")
        .order_by("site__code")
    )
    each, left = divmod(rows, len(places)) if places else (0, 0)
    return [(place, each + (index < left)) for index, place in enumerate(places)]


def hand_in(place: SiteActivation, *, rows: int, at: datetime) -> list[CohortImport]:
    by = nurse_at(place)
    if by is None:
        return []
    with acting(by=by, action="demo.load_retrospective", activations=[place.pk]):
        file = file_of(place, rows)
        cohort_uploads.save_mapping(trial=place.trial, text=file.mapping_text, by=by, at=at)
        return cohorts.import_cohort(places=[place], file=file, by=by, at=at)


def nurse_at(place: SiteActivation) -> User | None:
    held = Delegation.objects.filter(activation=place, role=Role.NURSE, to_date=None)
    first = held.select_related("user").order_by("from_date", "pk").first()
    return first.user if first else None


def file_of(place: SiteActivation, rows: int) -> CohortFile:
    archive = ARCHIVES[place.trial.slug]
    mapping = mapping_path(archive).read_text(encoding="utf-8")
    return CohortFile(
        text=as_csv(archive.rows(count=rows, seed=SEED, centers=[place.site.code])),
        mapping=read_mapping(mapping, name="mapping.yaml"),
        mapping_text=mapping,
    )


def mapping_path(archive: Archive) -> Path:
    return Path(settings.BASE_DIR) / "config" / "demo" / archive.trial / "mapping.yaml"

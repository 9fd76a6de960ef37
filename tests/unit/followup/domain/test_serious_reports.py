"""Reports that cannot be so, each with what the person is told."""

from datetime import UTC, datetime, timedelta

import pytest

from followup.domain.serious_reports import (
    AUTHORITY,
    ETHICS,
    FOLLOW_UP,
    INITIAL,
    SPONSOR,
    Known,
    Report,
    fault,
)

SITE_KNEW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
SPONSOR_KNEW = SITE_KNEW + timedelta(hours=3)
NOW = SITE_KNEW + timedelta(days=20)


def after(hours):
    return SITE_KNEW + timedelta(hours=hours)


def report(recipient=AUTHORITY, stage=INITIAL, hours=5, **more):
    return Report(recipient=recipient, stage=stage, told_at=after(hours), **more)


def known(*told, sponsor=SPONSOR_KNEW, is_urgent=False):
    return Known(site_aware_at=SITE_KNEW, sponsor_aware_at=sponsor, is_urgent=is_urgent, told=told)


NEWS = {"recipient": SPONSOR, "stage": FOLLOW_UP, "content": "Biopsy read."}


@pytest.mark.parametrize(
    ("given", "before"),
    [
        (report(), known()),
        (report(hours=3), known()),
        (report(stage=FOLLOW_UP, hours=9), known(report())),
        (report(stage=FOLLOW_UP, hours=5), known(report())),
        (report(ETHICS, hours=0), known(sponsor=None)),
        (report(ETHICS), known(report())),
        (report(**NEWS), known()),
        (report(**NEWS), known(report(**NEWS))),
        (report(**NEWS, turned_urgent=True), known(is_urgent=True)),
    ],
)
def test_report_that_can_be(given, before):
    assert fault(given, before, at=NOW) is None


@pytest.mark.parametrize(
    ("given", "before", "said"),
    [
        (report(hours=20 * 24 + 1), known(), "lies in the future"),
        (report(ETHICS, hours=-1), known(), "The site itself did not know"),
        (report(), known(sponsor=None), "sponsor has not been told yet"),
        (report(**NEWS), known(sponsor=None), "sponsor has not been told yet"),
        (report(hours=2), known(), "sponsor did not know yet"),
        (report(SPONSOR, INITIAL), known(), "told of this event already"),
        (report(), known(report()), "an initial report already"),
        (report(stage=FOLLOW_UP), known(), "no initial report before"),
        (report(stage=FOLLOW_UP, hours=4), known(report()), "no initial report before"),
        (report(ETHICS, FOLLOW_UP), known(report()), "no initial report before"),
        (report(**{**NEWS, "content": " "}), known(), "Say what is new"),
        (report(turned_urgent=True), known(is_urgent=True), "Only the sponsor can learn"),
        (report(**NEWS, turned_urgent=True), known(), "neither as fatal nor"),
    ],
)
def test_report_that_cannot_be(given, before, said):
    assert said in str(fault(given, before, at=NOW))

from datetime import date

import pytest
import time_machine
from django.core import mail

from followup.models import Digest
from followup.tasks import send_digests
from tests.factories import casebook, followup, people, protocols
from tests.factories.casebook import instant
from trials.domain.roles import Role

MORNING = instant(date(2026, 6, 1))


@pytest.fixture
def letters(committed_db):
    """By whom they are sent to."""

    def write(at=MORNING):
        mail.outbox.clear()
        with time_machine.travel(at, tick=False):
            send_digests()
        return {one.to[0]: one for one in mail.outbox}

    return write


def test_each_person_gets_one_letter_a_day_with_codes_and_nothing_more(letters):
    site, elsewhere = protocols.open_site(), protocols.open_site()
    row = followup.enrolled_participant(site)
    followup.adverse_event(row, "Sepsis", 4, seriousness=("life_threatening",))
    nurse, idle = casebook.member(site), casebook.member(elsewhere)
    reader = people.delegated(Role.MONITOR, site).user
    with people.setting_up():
        nurse.language = "zh-hans"
        nurse.save()
    sent = letters()
    assert set(sent) & {nurse.email, idle.email, reader.email} == {nurse.email}
    letter = sent[nurse.email]
    assert row.code in letter.body
    assert "待办" in letter.subject
    for told in ("Sepsis", "sae", "严重", "Screening", "筛选"):
        assert told not in letter.body + letter.subject
    assert letters() == {}
    assert set(letters(instant(date(2026, 6, 2)))) == {nurse.email}
    assert [one.day for one in Digest.objects.filter(user=nurse)] == [
        date(2026, 6, 2),
        date(2026, 6, 1),
    ]


def test_who_left_or_has_no_address_gets_none(letters):
    site = protocols.open_site()
    followup.enrolled_participant(site)
    nurse = casebook.member(site)
    gone = people.delegated(Role.NURSE, site, to_date=date(2026, 5, 31)).user
    with people.setting_up():
        nurse.email = ""
        nurse.save()
    assert not {nurse.email, gone.email} & set(letters())

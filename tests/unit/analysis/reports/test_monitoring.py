"""The closed report of a trial with a charter says where it stands; the page says what was set."""

import pytest
from django.test import Client
from django.urls import reverse

from analysis.actions.arm_letters import draw
from analysis.domain.tables import Table
from analysis.reports.contents import contents_of
from analysis.reports.monitoring import charter_blocks, look_at
from analysis.selectors.cut_people import people_of
from analysis.selectors.cut_watching import cuts_seen_before, worst_complications
from analysis.selectors.results import protocol_of_cut
from tests.factories import casebook, cuts, enrollment, followup, people, protocols
from tests.factories.shipped_protocols import shipped
from trials.domain.roles import Role


@pytest.fixture
def treated(committed_db):
    row = enrollment.enrolled_participant(protocols.open_site())
    enrollment.allocated(row)
    followup.course(row, enrollment.JUDGED)
    return row


def cut_of(row):
    place = row.activation
    team = cuts.Team(
        activation=place,
        abstractor=casebook.member(place),
        manager=casebook.member(place, Role.DATA_MANAGER),
        unblinded=casebook.member(place, Role.UNBLINDED_STATISTICIAN),
        board=casebook.member(place, Role.DSMB),
    )
    cut = cuts.cut(team)
    with team.at_site(team.unblinded) as by:
        draw(trial=cut.trial, protocol=protocol_of_cut(cut), by=by, at=people.NOW)
    return cut


def test_the_closed_report_shows_the_charter_and_where_the_trial_stands(treated):
    cut = cut_of(treated)
    with casebook.seeing(treated.activation):
        contents = contents_of(cut, closed=True, named=True)
        lettered = contents_of(cut, closed=True)
        section = next(one for one in contents.sections if one.key == "monitoring")
        protocol = protocol_of_cut(cut)
        people_there = people_of(cut, protocol, sealed=True)
        look = look_at(cut, people_there, protocol.charter.looks, protocol)
    assert "This charter is an example: no board has adopted it." in map(str, section.blocks)
    tables = {one.key: one for one in section.blocks if isinstance(one, Table)}
    assert list(tables) == [
        "charter_looks",
        "charter_limits",
        "charter_characteristics",
        "look_now",
        "limits_now",
    ]
    severe = tables["limits_now"].cell("severe_events", "events")
    assert (severe.value, severe.of) == (0, 1)
    assert tables["limits_now"].cell("not_resected", "waiting").participants == (treated.pk,)
    assert str(look.detail) == "Nobody has had the event in any group."
    assert (cuts_seen_before(cut), worst_complications(cut)) == ([], {})
    no_letter_is_told(contents, lettered)


def no_letter_is_told(named, lettered):
    """Of a trial one arm of which is given what the other is not."""
    keys = [{one.key for one in contents.sections} for contents in (named, lettered)]
    assert keys[0] - keys[1] == {"trae_rate", "attrition"}
    tables = {
        block.key: block
        for section in lettered.sections
        for block in section.blocks
        if isinstance(block, Table)
    }
    assert "look_now" not in tables
    watched = {row.key for row in tables["limits_now"].rows}
    assert watched == {"deaths_by_day_90", "complications"}
    given = {
        str(part)
        for key in ("exposure", "exposure_durations", "actions_taken", "worst_grade_by_term")
        if key in tables
        for column in tables[key].columns
        for part in (column.label, column.group)
    }
    assert given
    assert not any("Arm" in one for one in given)
    assert "Arm A" in {str(one.label) for one in lettered.protocol.arms}


@pytest.mark.django_db
def test_the_charter_is_read_by_the_board_and_not_at_the_sites():
    place = protocols.open_site()
    url = reverse("analysis:charter", args=[place.trial.slug])
    for role, status in ((Role.DSMB, 200), (Role.SPONSOR, 200), (Role.NURSE, 403)):
        client = Client()
        client.force_login(casebook.member(place, role))
        answer = client.get(url)
        assert answer.status_code == status
        if role is Role.DSMB:
            assert "How the limits would behave" in answer.content.decode()
            sheet = client.get(url, {"csv": "charter_characteristics"}).content.decode("utf-8-sig")
            assert sheet.splitlines()[0].startswith("Watched,True risk,Chance to stop")
            assert client.get(url, {"csv": "none"}).status_code == 404


def test_only_the_demonstrations_charter_is_an_example_and_others_have_none():
    charters = {slug: shipped(slug).charter for slug in ("hcc-neo", "hcc-adj", "rectal", "crlm")}
    assert charters.pop("hcc-neo").example
    assert set(charters.values()) == {None}
    assert len(list(charter_blocks(shipped("rectal")))) == 1

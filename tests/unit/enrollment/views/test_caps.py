import pytest
from django.urls import reverse

from accounts.models import User
from enrollment.models import ArmCap, EnrollmentCap
from tests.factories import casebook, enrollment, protocols
from tests.unit.enrollment.views.conftest import words
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db
PAGE = reverse("enrollment:caps", args=["hcc-neo"])


def numbers(visitor, name):
    """Planned, taken, cap and left, as the table prints them in the line of this name."""
    page = words(visitor.get(PAGE))
    line = page.split(f'<th scope="row">{name}</th>')[1].split("</tr>")[0]
    return [cell.split(">", 1)[1].split("</td>")[0].strip() for cell in line.split("<td")[1:]]


def refused(visitor, **typed):
    answer = visitor.post(PAGE, {"reason": "Beds.", **typed})
    assert answer.status_code == 422
    return words(answer)


def test_the_sponsor_sets_a_cap_and_who_screens_reads_what_is_left(site, as_role):
    enrollment.allocated(enrollment.enrolled_participant(site))
    sponsor, nurse = as_role(Role.SPONSOR), as_role(Role.NURSE)
    assert numbers(nurse, "The whole trial") == ["144", "1", "no cap", "–"]
    assert "The sponsor sets the caps." in words(nurse.get(PAGE))
    assert (
        sponsor.post(PAGE, {"arm": "whole_trial", "cap": "3", "reason": "Beds."}).status_code == 302
    )
    assert (
        sponsor.post(PAGE, {"arm": "neoadjuvant", "cap": "1", "reason": "Pumps."}).status_code
        == 302
    )
    assert numbers(nurse, "The whole trial") == ["144", "1", "3", "2"]
    assert "full" in numbers(nurse, "Neoadjuvant + surgery")[3]
    page = words(nurse.get(PAGE))
    set_before = page.split("Caps that were set")[-1]
    assert set_before.index("Beds.") < set_before.index("Pumps.")
    assert (
        f"{User.objects.get(pk=sponsor.session['_auth_user_id']).printed_name}</td>" in set_before
    )
    assert numbers(nurse, "Surgery alone") == ["–", "0", "no cap", "–"]


def test_a_refusal_stands_at_the_number_and_says_how_to_mend_it(site, as_role):
    enrollment.allocated(enrollment.enrolled_participant(site))
    enrollment.enrolled_participant(site)
    sponsor = as_role(Role.SPONSOR)
    low = refused(sponsor, arm="whole_trial", cap="1")
    assert "Enrolled already: 2. A cap of 1 would leave people out who are in. Give 2 or" in low
    assert "from 1 to 1000000, not 0" in refused(sponsor, arm="surgery_alone", cap="0")
    assert "from 1 to 1000000, not 9999999999" in refused(
        sponsor, arm="whole_trial", cap="9999999999"
    )
    assert "id_reason_error" in refused(sponsor, arm="whole_trial", cap="3", reason="")
    assert "id_arm_error" in refused(sponsor, arm="placebo", cap="3")
    assert "id_cap_error" in refused(sponsor, arm="whole_trial", cap="a dozen")
    assert as_role(Role.PI).post(PAGE, {"arm": "whole_trial", "cap": "3"}).status_code == 403
    assert not EnrollmentCap.objects.exists()
    assert not ArmCap.objects.exists()


@pytest.mark.parametrize("role", [Role.DSMB, Role.STATISTICIAN])
def test_the_size_of_an_arm_is_not_for_whom_arms_are_letters(site, as_role, role):
    enrollment.allocated(enrollment.enrolled_participant(site))
    as_role(Role.SPONSOR).post(PAGE, {"arm": "neoadjuvant", "cap": "1", "reason": "Twelve pumps."})
    visitor = as_role(role)
    assert "Twelve pumps." not in words(visitor.get(PAGE))
    assert numbers(visitor, "The whole trial")[1] == "1"
    assert numbers(visitor, "Neoadjuvant + surgery") == ["–", "–", "1", "–"]
    assert "reports show arms by letter" in words(visitor.get(PAGE))


def test_a_trial_without_arms_asks_for_the_number_alone(site, as_role, signed_in):
    place = protocols.open_site("rectal")
    sponsor = signed_in(casebook.member(place, Role.SPONSOR))
    page = reverse("enrollment:caps", args=["rectal"])
    assert 'name="arm"' not in words(sponsor.get(page))
    assert sponsor.post(page, {"cap": "40", "reason": "Beds."}).status_code == 302
    assert EnrollmentCap.objects.get().cap == 40


def test_the_pages_that_count_lead_to_it(site, as_role):
    for name in ("enrollment:flow", "trials:protocol"):
        assert f'href="{PAGE}"' in words(as_role(Role.PI).get(reverse(name, args=["hcc-neo"])))
    assert f'href="{PAGE}"' not in words(
        as_role(Role.SYSADMIN).get(reverse("trials:protocol", args=["hcc-neo"]))
    )

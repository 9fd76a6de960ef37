import re
from datetime import date

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tests.factories import people
from trials.domain.roles import Role
from trials.models import Delegation

pytestmark = pytest.mark.django_db
LOG = "/trials/hcc/people/"


@pytest.fixture
def here():
    return people.activation(people.trial("hcc"), people.site("SHA"))


@pytest.fixture
def there(here):
    return people.activation(here.trial, people.site("BEI"))


@pytest.fixture
def as_role(client, here):
    def sign_in(role: Role):
        client.force_login(people.delegated(role, here).user)
        return client

    return sign_in


def account(**changes) -> dict[str, str]:
    return {
        "printed_name": "Chen Jie",
        "username": "chen",
        "email": "chen@example.org",
        "language": "zh-hans",
        **changes,
    }


def role(activation=None, **changes) -> dict[str, object]:
    site = {"site": activation.pk} if activation else {}
    return {"role": "nurse", "from_date": "2026-01-01", **site, **changes}


def text(answer) -> str:
    return answer.content.decode()


# --- reading the log ----------------------------------------------------------------------------
def test_the_sponsor_reads_the_whole_log(as_role, here, there):
    nurses = [people.delegated(Role.NURSE, at).user for at in (here, there)]
    page = text(as_role(Role.SPONSOR).get(LOG))
    assert all(nurse.printed_name in page for nurse in nurses)


def test_a_site_reads_its_own_log_only(as_role, here, there):
    own, other = (people.delegated(Role.NURSE, at).user for at in (here, there))
    page = text(as_role(Role.PI).get(LOG))
    assert own.username in page
    assert other.username not in page


def test_a_nurse_does_not_read_it_and_learns_who_does(as_role):
    answer = as_role(Role.NURSE).get(LOG)
    assert answer.status_code == 403
    assert "Sponsor" in text(answer)


def test_another_trial_does_not_exist(as_role):
    people.activation(people.trial("other"))
    assert as_role(Role.SPONSOR).get("/trials/other/people/").status_code == 404


def test_a_longer_log_asks_no_more_questions(as_role, here):
    client, counts = as_role(Role.SPONSOR), []
    client.get(LOG)
    for _ in range(2):
        people.delegated(Role.NURSE, here)
        with CaptureQueriesContext(connection) as queries:
            client.get(LOG)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 25


# --- inviting -----------------------------------------------------------------------------------
def test_the_sponsor_invites_with_a_role(as_role, here, django_capture_on_commit_callbacks):
    client = as_role(Role.SPONSOR)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(LOG + "invite/", {**account(), **role(here)})
    assert answer.headers["Location"] == LOG
    held = Delegation.objects.get(user__username="chen")
    assert (held.role, held.activation, held.from_date) == ("nurse", here, date(2026, 1, 1))
    assert mail.outbox[0].to == ["chen@example.org"]
    assert "http://testserver/accounts/password/reset/key/" in mail.outbox[0].body


def test_the_same_form_sent_twice_invites_once(as_role, here, django_capture_on_commit_callbacks):
    client = as_role(Role.SPONSOR)
    page = text(client.get(LOG + "invite/"))
    key = re.search(r'name="submission_key" value="([^"]+)"', page)[1]
    form = {**account(), **role(here), "submission_key": key}
    with django_capture_on_commit_callbacks(execute=True):
        answers = [client.post(LOG + "invite/", form) for _ in range(2)]
    assert [answer.headers["Location"] for answer in answers] == [LOG, LOG]
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"site": ""}, "Choose the site"),
        ({"role": "data_manager"}, "reaches over the trial"),
        ({"username": "with space"}, "valid username"),
        ({"email": "nobody"}, "valid email"),
        ({"from_date": "05/03/2026"}, "valid date"),
        ({"role": ""}, "required"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_made(as_role, here, changes, words):
    answer = as_role(Role.SPONSOR).post(LOG + "invite/", {**account(), **role(here), **changes})
    assert answer.status_code == 422
    assert words in text(answer)
    assert not User.objects.filter(username="chen").exists()


def test_a_taken_name_is_refused(as_role, here):
    people.user("chen")
    answer = as_role(Role.SPONSOR).post(LOG + "invite/", {**account(), **role(here)})
    assert answer.status_code == 422
    assert "taken" in text(answer)


def test_roles_that_one_person_may_not_combine_leave_no_account(as_role, here):
    """The account and its role are one act: if the role is refused there is no account."""
    answer = as_role(Role.SPONSOR).post(
        LOG + "invite/", {**account(), **role(here), "from_date": "2026-13-01"}
    )
    assert answer.status_code == 422
    assert not User.objects.filter(username="chen").exists()


def test_an_investigator_does_not_make_accounts(as_role, here):
    client = as_role(Role.PI)
    assert client.get(LOG + "invite/").status_code == 403
    assert client.post(LOG + "invite/", {**account(), **role(here)}).status_code == 403


# --- the administrator's invitation waits for a second person ------------------------------------
def test_what_the_administrator_asks_for_waits_for_the_sponsor(
    as_role, here, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        as_role(Role.SYSADMIN).post(LOG + "invite/", account())
    chen = User.objects.get(username="chen")
    assert not chen.is_active
    assert not mail.outbox
    client = as_role(Role.SPONSOR)
    assert "Chen Jie" in text(client.get(LOG))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{LOG}{chen.pk}/open/")
    chen.refresh_from_db()
    assert chen.is_active
    assert mail.outbox[0].to == ["chen@example.org"]


def test_the_administrator_does_not_open_it(as_role, here):
    client = as_role(Role.SYSADMIN)
    client.post(LOG + "invite/", account())
    chen = User.objects.get(username="chen")
    client.force_login(people.delegated(Role.SYSADMIN, here).user)
    answer = client.post(f"{LOG}{chen.pk}/open/", follow=True)
    assert "The sponsor opens accounts" in text(answer)
    chen.refresh_from_db()
    assert not chen.is_active


def test_a_closed_account_is_not_one_that_waits(as_role, here):
    chen = people.delegated(Role.NURSE, here, people.user("chen")).user
    client = as_role(Role.SPONSOR)
    client.post(f"{LOG}{chen.pk}/close/", {"reason": "left"})
    assert client.post(f"{LOG}{chen.pk}/open/").status_code == 404


# --- giving and ending roles ----------------------------------------------------------------------
def test_an_investigator_gives_a_role_at_the_own_site(as_role, here):
    people.user("chen")
    as_role(Role.PI).post(LOG + "delegate/", {"username": "chen", **role(here)})
    held = Delegation.objects.get(user__username="chen")
    assert held.events.get().pgh_context["action"] == "trials.delegate"


def test_another_site_is_not_offered_and_not_taken(as_role, here, there):
    people.user("chen")
    client = as_role(Role.PI)
    assert "BEI" not in text(client.get(LOG + "delegate/"))
    answer = client.post(LOG + "delegate/", {"username": "chen", **role(there)})
    assert answer.status_code == 422
    assert not Delegation.objects.filter(user__username="chen").exists()


def test_a_person_without_an_open_account_gets_no_role(as_role, here):
    people.user("chen", is_active=False)
    answer = as_role(Role.PI).post(LOG + "delegate/", {"username": "chen", **role(here)})
    assert "Invite first" in text(answer)


def test_a_role_ends_with_its_reason_and_its_tokens(as_role, here):
    from trials.models import DelegationToken

    held = people.delegated(Role.NURSE, here)
    DelegationToken.objects.create(held.user, delegation=held)
    as_role(Role.PI).post(
        f"{LOG}roles/{held.pk}/end/", {"to_date": "2026-03-01", "reason": "moved"}
    )
    held.refresh_from_db()
    assert held.to_date == date(2026, 3, 1)
    assert held.events.latest("pgh_id").pgh_context["reason"] == "moved"
    assert not DelegationToken.objects.exists()


def test_an_end_before_the_beginning_is_refused(as_role, here):
    held = people.delegated(Role.NURSE, here, from_date=date(2026, 2, 1))
    answer = as_role(Role.PI).post(
        f"{LOG}roles/{held.pk}/end/", {"to_date": "2026-01-01", "reason": "typo"}
    )
    assert answer.status_code == 422
    assert "2026-02-01" in text(answer)


def test_a_role_at_another_site_does_not_exist_for_an_investigator(as_role, there):
    held = people.delegated(Role.NURSE, there)
    answer = as_role(Role.PI).post(
        f"{LOG}roles/{held.pk}/end/", {"to_date": "2026-03-01", "reason": "x"}
    )
    assert answer.status_code == 404


# --- closing --------------------------------------------------------------------------------------
def test_closing_an_account_needs_a_reason(as_role, here):
    nurse = people.delegated(Role.NURSE, here).user
    client = as_role(Role.SPONSOR)
    assert client.post(f"{LOG}{nurse.pk}/close/", {"reason": ""}).status_code == 422
    client.post(f"{LOG}{nurse.pk}/close/", {"reason": "left"})
    nurse.refresh_from_db()
    assert not nurse.is_active


def test_nobody_closes_their_own_account(as_role, here):
    client = as_role(Role.SPONSOR)
    own = int(client.session["_auth_user_id"])
    answer = client.post(f"{LOG}{own}/close/", {"reason": "oops"})
    assert answer.status_code == 422
    assert User.objects.get(pk=own).is_active


def test_a_stranger_to_the_trial_cannot_be_closed_from_it(as_role, here):
    stranger = people.delegated(Role.NURSE, people.activation()).user
    assert as_role(Role.SPONSOR).post(f"{LOG}{stranger.pk}/close/").status_code == 404


def test_the_link_is_sent_again_to_who_never_came_in(
    as_role, here, django_capture_on_commit_callbacks
):
    nurse = people.delegated(Role.NURSE, here).user
    client = as_role(Role.SPONSOR)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{LOG}{nurse.pk}/link/")
    assert mail.outbox[0].to == [nurse.email]

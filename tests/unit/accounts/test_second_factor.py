import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp

from audit.acts import acting
from tests.factories import people

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def real_data_folder(settings):
    settings.DEMO = False


def codes(secret: str):
    return totp.format_hotp_value(
        totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time())))
    )


def add_second_factor(client) -> str:
    """As the page does; the secret stands in the session until the code is given."""
    client.get("/accounts/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    client.post("/accounts/2fa/totp/activate/", {"code": codes(secret)})
    return secret


def test_without_a_second_factor_no_page_opens(client, nurse, sign_in):
    sign_in()
    for path in ("/", "/jobs/", "/trials/hcc/participants/"):
        assert client.get(path).headers["Location"] == "/accounts/2fa/totp/activate/"


def test_the_api_does_not_open_by_the_back_door(client, nurse, sign_in):
    sign_in()
    answer = client.get("/api/v1/trials/")
    assert (answer.status_code, answer.json()["refusal"]) == (403, "SecondFactorMissing")


def test_a_demo_folder_waives_it(client, nurse, sign_in, settings):
    settings.DEMO = True
    sign_in()
    assert client.get("/api/v1/trials/").status_code == 200


def test_one_may_leave_without_it(client, nurse, sign_in):
    sign_in()
    client.post("/accounts/logout/")
    assert "_auth_user_id" not in client.session


def test_once_set_up_the_house_opens_and_history_tells(
    client, nurse, sign_in, django_capture_on_commit_callbacks
):
    sign_in()
    with django_capture_on_commit_callbacks(execute=True):
        add_second_factor(client)
    assert client.get("/api/v1/trials/").status_code == 200
    reasons = [
        event.pgh_context["reason"]
        for event in nurse.events.all()
        if event.pgh_context["action"] == "accounts.note_second_factor"
    ]
    assert sorted(reasons) == ["added recovery_codes", "added totp"]


def test_the_next_sign_in_asks_for_the_code(client, nurse, sign_in):
    sign_in()
    add_second_factor(client)
    client.post("/accounts/logout/")
    assert sign_in().headers["Location"].startswith("/accounts/2fa/authenticate/")
    assert "_auth_user_id" not in client.session


def test_a_wrong_code_does_not_open(client, nurse, sign_in):
    sign_in()
    add_second_factor(client)
    client.post("/accounts/logout/")
    sign_in()
    client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert "_auth_user_id" not in client.session


def test_a_recovery_code_opens_once(client, nurse, sign_in):
    sign_in()
    add_second_factor(client)
    store = Authenticator.objects.get(user=nurse, type="recovery_codes")
    code = store.wrap().get_unused_codes()[0]
    for opened in (True, False):
        client.post("/accounts/logout/")
        sign_in()
        client.post("/accounts/2fa/authenticate/", {"code": code})
        assert ("_auth_user_id" in client.session) is opened


def test_ten_guessed_codes_are_enough(client, nurse, sign_in):
    sign_in()
    secret = add_second_factor(client)
    client.post("/accounts/logout/")
    sign_in()
    for guess in range(10):
        client.post("/accounts/2fa/authenticate/", {"code": f"{guess:06}"})
    client.post("/accounts/2fa/authenticate/", {"code": codes(secret)})
    assert "_auth_user_id" not in client.session


def test_the_secret_never_enters_the_history(client, nurse, sign_in):
    sign_in()
    secret = add_second_factor(client)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(e::text, ' ') FROM accounts_userevent e")
        assert secret not in cursor.fetchone()[0]


def test_taking_it_away_asks_for_the_password_first(client, nurse, sign_in, settings):
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 0
    sign_in()
    with acting(by=people.SETUP, action="tests.set_up"):
        totp.TOTP.activate(nurse, totp.generate_totp_secret())
    answer = client.post("/accounts/2fa/totp/deactivate/")
    assert "reauthenticate" in answer.headers["Location"]
    assert Authenticator.objects.filter(user=nurse, type="totp").exists()

import pytest
from axes.models import AccessAttempt

from accounts.signing import series
from accounts.signing.identification import (
    SigningLocked,
    WrongComponent,
    asked_of,
    identify_by_password,
)
from audit.models import RefusedSigning
from tests.factories import people
from tests.unit.accounts.signing.conftest import Desk, code_of

RIGHT = {"password": people.PASSWORD}


def refusals(user):
    return [one.why for one in RefusedSigning.objects.filter(user=user)]


def failures(user):
    return sum(
        one.failures_since_start for one in AccessAttempt.objects.filter(username=user.username)
    )


class TestASeries:
    def test_the_first_takes_user_name_and_password(self, desk):
        proof = desk.sign(**desk.everything())
        assert (proof.user, proof.components) == (desk.user.pk, ("user name", "password"))

    def test_the_next_takes_the_password_alone(self, desk):
        desk.sign(**desk.everything())
        assert desk.sign(**RIGHT).components == ("password",)

    def test_the_password_alone_opens_none(self, desk):
        with pytest.raises(WrongComponent, match="user name"):
            desk.sign(**RIGHT)

    def test_it_lasts_while_somebody_signs(self, desk, later):
        desk.sign(**desk.everything())
        for _ in range(3):
            later(15)
            assert desk.sign(**RIGHT).components == ("password",)

    def test_sixteen_minutes_after_the_last_signing_all_is_asked_again(self, desk, later):
        desk.sign(**desk.everything())
        later(16)
        with pytest.raises(WrongComponent, match="user name"):
            desk.sign(**RIGHT)
        assert desk.sign(**desk.everything()).components == ("user name", "password")

    def test_it_holds_in_its_session_alone(self, desk):
        desk.sign(**desk.everything())
        with pytest.raises(WrongComponent):
            Desk(desk.user).sign(**RIGHT)

    def test_it_holds_for_nobody_else(self, desk):
        desk.sign(**desk.everything())
        desk.user = people.user()
        with pytest.raises(WrongComponent, match="user name"):
            desk.sign(**RIGHT)

    def test_a_refused_signing_opens_none(self, desk):
        with pytest.raises(WrongComponent):
            desk.sign(user_id=desk.user.username, password="wrong")
        assert series.KEY not in desk.session

    def test_the_session_asks_for_a_new_key_with_the_first(self, desk):
        desk.sign(**desk.everything())
        assert desk.last.wants_new_key
        desk.sign(**RIGHT)
        assert not hasattr(desk.last, "wants_new_key")

    def test_a_token_names_everything_each_time_and_opens_no_series(self, desk):
        desk.sign(**desk.everything(), alone=True)
        assert series.KEY not in desk.session
        desk.sign(**desk.everything())
        with pytest.raises(WrongComponent, match="user name"):
            desk.sign(**RIGHT, alone=True)


class TestASecondFactor:
    def test_the_first_takes_the_code_too_the_next_does_not(self, desk, secret):
        proof = desk.sign(**desk.everything(code=code_of(secret)))
        assert proof.components == ("user name", "password", "totp")
        assert desk.sign(**RIGHT).components == ("password",)

    @pytest.mark.parametrize("code", ["", "000000"])
    def test_without_the_right_code_nobody_signs(self, desk, secret, code):
        with pytest.raises(WrongComponent, match="code is not right"):
            desk.sign(**desk.everything(code=code))
        assert (refusals(desk.user), failures(desk.user)) == (["code"], 1)

    def test_a_code_counts_once(self, desk, secret):
        code = code_of(secret)
        desk.sign(**desk.everything(code=code))
        with pytest.raises(WrongComponent, match="code"):
            Desk(desk.user).sign(**desk.everything(code=code))

    def test_who_has_none_is_not_asked(self, desk):
        from django.utils import timezone

        assert not asked_of(desk.request(), at=timezone.now()).code

    def test_a_command_does_not_sign_for_who_has_one(self, desk, secret):
        with pytest.raises(WrongComponent):
            identify_by_password(by=desk.user, **desk.everything())


class TestWrong:
    @pytest.mark.parametrize(
        ("typed", "why"),
        [
            ({"user_id": "somebody"}, "user_id"),
            ({"user_id": ""}, "user_id"),
            ({"password": "wrong"}, "password"),
            ({"password": ""}, "password"),
        ],
    )
    def test_it_is_noted_who_and_when_and_counted_and_nothing_that_was_typed(
        self, desk, typed, why
    ):
        with pytest.raises(WrongComponent) as refused:
            desk.sign(**{**desk.everything(), **typed})
        assert refused.value.why == why
        noted = RefusedSigning.objects.get()
        assert (noted.user, noted.why, noted.refused_at) == (desk.user, why, people.NOW)
        assert failures(desk.user) == 1

    def test_a_right_one_forgets_the_wrong_ones(self, desk):
        with pytest.raises(WrongComponent):
            desk.sign(**desk.everything() | {"password": "wrong"})
        desk.sign(**desk.everything())
        assert failures(desk.user) == 0

    def test_the_fifth_locks_and_says_until_when(self, desk, later):
        for _ in range(4):
            with pytest.raises(WrongComponent):
                desk.sign(**desk.everything() | {"password": "wrong"})
        with pytest.raises(SigningLocked, match=r"Try again from 2026-03-02 09:16 UTC\+08:00 on"):
            desk.sign(**desk.everything() | {"password": "wrong"})
        later(14)
        with pytest.raises(SigningLocked, match="09:16"):
            desk.sign(**desk.everything())
        later(2)
        assert desk.sign(**desk.everything())
        assert refusals(desk.user) == ["password"] * 5 + ["locked"]

    def test_a_wrong_password_inside_a_series_counts_as_well(self, desk):
        desk.sign(**desk.everything())
        with pytest.raises(WrongComponent, match="password"):
            desk.sign(password="wrong")
        assert failures(desk.user) == 1

    def test_a_command_refuses_the_same(self, desk):
        for typed in ({"user_id": "x"}, {"password": "x"}):
            with pytest.raises(WrongComponent):
                identify_by_password(by=desk.user, **{**desk.everything(), **typed})

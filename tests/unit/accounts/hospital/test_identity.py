from datetime import UTC, datetime, timedelta

import pytest

from accounts.hospital.identity import UnableToTell, check_fresh, read

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LIN = {"sub": "17", "email": "lin@example.org", "email_verified": True}


def identity(token, info=None):
    return read({"id_token": token, "userinfo": info}, provider="login.hospital")


def why(call, *args, **more):
    with pytest.raises(UnableToTell) as refused:
        call(*args, **more)
    return refused.value.why


@pytest.mark.parametrize(
    ("token", "info", "email"),
    [
        (LIN, None, "lin@example.org"),
        ({"sub": "17"}, LIN, "lin@example.org"),
        # The later answer counts, also where it takes back what the first one vouched for.
        (LIN, LIN | {"email_verified": False}, ""),
        (LIN | {"email_verified": "true"}, None, ""),
        (LIN | {"email_verified": None}, None, ""),
        ({"sub": "17"}, None, ""),
    ],
)
def test_an_address_counts_where_the_hospital_vouches_for_it(token, info, email):
    assert identity(token, info).email == email


@pytest.mark.parametrize("answer", [(LIN, {"sub": "18"}), ({}, LIN), (None, LIN)])
def test_two_answers_speak_of_one_person(answer):
    assert why(identity, *answer) == "mixed"


@pytest.mark.parametrize(
    ("seconds", "refusal"),
    [(-31, "stale"), (-30, ""), (0, ""), (90, ""), (91, "stale"), (None, "no_time")],
)
def test_the_hospital_asked_after_we_did(seconds, refusal):
    asked = {} if seconds is None else {"auth_time": int(NOON.timestamp()) + seconds}
    words = {"asked_at": NOON, "at": NOON + timedelta(minutes=1)}
    who = identity(LIN | asked)
    if refusal:
        assert why(check_fresh, who, **words) == refusal
    else:
        check_fresh(who, **words)

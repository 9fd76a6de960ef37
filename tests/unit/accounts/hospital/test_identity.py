from datetime import UTC, datetime, timedelta

import pytest

from accounts.hospital.identity import UnableToTell, check_fresh, read

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LIN = {"sub": "17", "email": "lin@example.org", "email_verified": True}


def identity(token, info=None):
    answer = {"id_token": {"nonce": "ours"} | token, "userinfo": info}
    return read(answer, provider="login.hospital", nonce="ours")


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


@pytest.mark.parametrize("answer", [(LIN, {"sub": "18"}), ({}, LIN)])
def test_two_answers_speak_of_one_person(answer):
    assert why(identity, *answer) == "mixed"


@pytest.mark.parametrize("token", [LIN, LIN | {"nonce": "of another request"}, {}, None])
def test_an_answer_to_another_question_is_none(token):
    answer = {"id_token": token, "userinfo": LIN}
    assert why(read, answer, provider="login.hospital", nonce="ours") == "no_answer"
    assert why(read, {"id_token": LIN | {"nonce": ""}}, provider="x", nonce="") == "no_answer"


def after(seconds):
    return int(NOON.timestamp()) + seconds


# We ask at noon and have the answer a minute later; by the hospital's clock it asked, and answered.
ASKED_ANEW = [(0, 60), (59, 60), (60, 60), (5.5, 60)]
HAD_ASKED = [(-2, 60), (-20, 60), (-600, 60)]
CLOCK_AHEAD = [(25, 85), (25, 80)]
CLOCK_BEHIND = [(-25, 35), (-20, 40)]
DATED_BACK = [(0, -240), (59, -240), (3, None)]


@pytest.mark.parametrize(
    ("asked", "answered", "refusal"),
    [
        *((*dates, "") for dates in ASKED_ANEW + CLOCK_AHEAD + CLOCK_BEHIND + DATED_BACK),
        *((*dates, "stale") for dates in HAD_ASKED),
        # Seconds before we asked, under a clock that would have made it look later.
        (20, 85, "stale"),
        (-30, 35, "stale"),
        # An answer dated back by minutes says nothing of the clock: then ours counts.
        (-1, -240, "stale"),
        (-241, -240, "stale"),
        (-1, None, "stale"),
        # In the future.
        (91, 60, "stale"),
        (None, 60, "no_time"),
        (True, 60, "no_time"),
        ("0", 60, "no_time"),
    ],
)
def test_the_hospital_asked_after_we_did(asked, answered, refusal):
    token = {"auth_time": after(asked) if type(asked) in (int, float) else asked}
    token |= {} if answered is None else {"iat": after(answered)}
    words = {"asked_at": NOON, "at": NOON + timedelta(minutes=1)}
    who = identity(LIN | token)
    if refusal:
        assert why(check_fresh, who, **words) == refusal
    else:
        check_fresh(who, **words)

import re

import pytest

from analysis.domain.methods.spec import Spec
from analysis.domain.methods.unfit import Unfit
from analysis.domain.survival.kaplan_meier import Band


def refuses(message):
    return pytest.raises(Unfit, match=re.escape(message))


@pytest.mark.parametrize(
    ("read", "value", "message"),
    [
        ("text", 3, "key: expected a text, found 3."),
        ("flag", "yes", "key: expected true or false, found 'yes'."),
        ("number", "3", "key: expected a number, found '3'."),
        ("number", True, "key: expected a number, found True."),
        ("whole", 1.5, "key: expected a whole number, found 1.5."),
        ("whole", True, "key: expected a whole number, found True."),
        ("number", 10**400, f"key: expected a finite number, found {10**400}."),
        ("whole", -1, "key: expected a whole number from 0 to 1000000, found -1."),
        ("share", 1, "key: expected a number between 0 and 1, neither of them, found 1.0."),
        ("value", [], "key: expected a text or a number, found []."),
        ("numbers", 3, "key: expected a list of numbers, found 3."),
        ("numbers", ["a"], "key: expected a number, found 'a'."),
        ("texts", [1], "key: expected a list of texts, found 1."),
    ],
)
def test_what_does_not_fit_is_named(read, value, message):
    with refuses(message):
        getattr(Spec({"key": value}), read)("key")


def test_a_key_that_is_needed_is_named():
    with refuses("part.day: this key is needed."):
        Spec({"part": {}}).part("part").number("day")


def test_a_choice_is_one_of_its_kind():
    spec = Spec({"band": "log", "other": "loglog"})

    assert spec.choice("band", Band, Band.PLAIN) is Band.LOG
    assert spec.choice("absent", Band, Band.PLAIN) is Band.PLAIN
    with refuses("other: 'loglog' is not one of log_log, log, plain."):
        spec.choice("other", Band, Band.PLAIN)


def test_a_key_nothing_reads_is_refused():
    spec = Spec({"day": 1, "part": {"yes": 1, "off": 2}})
    spec.number("day")
    spec.part("part").number("yes")

    with refuses("part.off: nothing reads this key. This method reads: yes."):
        spec.refuse_unread()


def test_only_an_object_is_a_specification():
    with refuses("The specification: expected an object"):
        Spec([1])

import json
from math import inf, nan

import numpy as np

from analysis.domain.estimates import Estimate, NotEstimable, Reason
from analysis.domain.methods.answers import as_data
from analysis.domain.survival.kaplan_meier import Band


def test_every_number_is_kept_in_full():
    value = 0.1 + 0.2

    assert json.loads(json.dumps(as_data({"x": np.float64(value)})))["x"] == value


def test_what_json_does_not_know_is_said():
    assert as_data([nan, inf, -inf]) == [None, "infinity", "-infinity"]


def test_no_answer_comes_with_its_reason():
    answer = as_data(NotEstimable(Reason.NO_EVENTS, "Nobody has had the event."))

    assert answer == {"not_estimable": "no_events", "why": "Nobody has had the event."}


def test_a_result_brings_what_is_derived_from_it():
    found = as_data(Estimate.wald(2.0, 1.0))

    assert found["z"] == 2
    assert list(found) == ["value", "se", "lower", "upper", "confidence", "z", "p"]


def test_arrays_and_names_are_plain():
    assert as_data((np.array([1, 2]), Band.LOG, None, True)) == [[1, 2], "log", None, True]

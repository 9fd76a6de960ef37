from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrollment.domain.flow import (
    EVERYBODY,
    NOT_DETERMINED,
    Flow,
    Path,
    Treatment,
    counts_of,
    flow_of,
)
from enrollment.domain.flow_paths import (
    assigns,
    begins_with,
    group_fact,
    names_needed,
    path_within,
)
from enrollment.domain.status import Status
from trials.domain.partial_dates import PartialDate
from trials.domain.values import Absent, Known
from trials.selectors.protocols import shipped_protocol

NEO, ADJ, RECTAL = (shipped_protocol(slug) for slug in ("hcc-neo", "hcc-adj", "rectal"))
DAY = Known(PartialDate(2026, 3, 5))
BEFORE = [Status.SCREENING, Status.ELIGIBLE]
OUT = [Status.NOT_ELIGIBLE, Status.NOT_ENROLLED, Status.WITHDRAWN, Status.DIED]
SITES = ("WH", "BJ", "SH")


def within(protocol, *dates, **more):
    facts = {name: DAY for name in ("enrolled", *dates)}
    facts |= more.pop("facts", {})
    return path_within(protocol, facts, **more)


def in_arm(arm, *dates, **more):
    return within(NEO, *dates, facts={"arm": Known(arm)}, **more)


# --- random status data ------------------------------------------------------------------------
def waiting():
    return st.builds(Path, status=st.sampled_from(BEFORE), site=st.sampled_from(SITES))


def gone():
    return st.builds(
        Path,
        status=st.sampled_from(OUT),
        site=st.sampled_from(SITES),
        reason=st.sampled_from(["I4a", "E2", "declined", "other", "withdrawn", "died"]),
        was_eligible=st.booleans(),
    )


@st.composite
def enrolled(draw, protocol, codes):
    names = st.sampled_from(["first_dose", "surgery_date", "no_resection_date", "death", "lost"])
    group = draw(st.sampled_from(["", *codes]))
    facts = {group_fact(protocol): Known(group)} if group else {}
    return within(
        protocol,
        *draw(st.sets(names)),
        facts=facts,
        site=draw(st.sampled_from(SITES)),
        withdrew=draw(st.booleans()),
        stopped=draw(st.booleans()),
        unassessable=draw(st.booleans()),
        excluded_by=draw(st.sampled_from([(), ("E1",), ("E3a", "E1")])),
    )


def everybody(protocol, codes):
    return st.lists(st.one_of(waiting(), gone(), enrolled(protocol, codes)), max_size=40)


TRIALS = [
    (NEO, ("neoadjuvant", "surgery_alone")),
    (ADJ, ("surgery_alone", "surgery_tace", "surgery_systemic")),
    (RECTAL, ("io_crt", "crt")),
]


@given(st.data())
def test_every_person_is_counted_once_at_every_step(data):
    protocol, codes = data.draw(st.sampled_from(TRIALS))
    people = data.draw(everybody(protocol, codes))
    pooled = flow_of(people, assigns=assigns(protocol), by_group=False)
    by_group = flow_of(people, assigns=assigns(protocol), by_group=True)
    for flow in (pooled, by_group):
        check_identities(flow, people)
    (all_of_them,) = pooled.groups
    for box in ("treatment", "course", "excluded_after"):
        parts = Counter()
        for group in by_group.groups:
            parts.update(getattr(group, box).parts)
        assert +parts == +Counter(getattr(all_of_them, box).parts)
    assert all_of_them.stopped_treatment == sum(one.stopped_treatment for one in by_group.groups)


def check_identities(flow: Flow, people):
    assert flow.assessed == len(people)
    assert flow.assessed == flow.excluded.count + flow.enrolled + flow.open.count
    assert flow.enrolled == sum(one.is_enrolled for one in people)
    assert flow.enrolled == flow.unallocated + sum(group.count for group in flow.groups)
    eligible = flow.eligible_not_enrolled.parts
    assert all(n <= flow.excluded.parts[code] for code, n in eligible.items())
    for group in flow.groups:
        kinds = group.treatment.parts
        assert group.count == kinds["received"] + kinds["not_yet"] + kinds["not_received"]
        assert group.count == group.treatment.count == group.course.count
        assert max(group.stopped_treatment, group.excluded_after.count) <= group.count
    assert all(n >= 0 for n in counts_of(flow).values())


@given(everybody(*TRIALS[0]))
def test_the_sites_add_up_to_the_trial(people):
    whole = counts_of(flow_of(people, assigns=True, by_group=True))
    added = Counter()
    for site in SITES:
        here = [one for one in people if one.site == site]
        added.update(counts_of(flow_of(here, assigns=True, by_group=True)))
    assert +added == +Counter(whole)


# --- what is received ---------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("path", "treatment"),
    [
        (in_arm("neoadjuvant"), Treatment.NOT_YET),
        (in_arm("neoadjuvant", "first_dose"), Treatment.RECEIVED),
        (in_arm("neoadjuvant", "first_dose", "death"), Treatment.RECEIVED),
        # Straight to surgery: the neoadjuvant treatment was never given.
        (in_arm("neoadjuvant", "surgery_date"), Treatment.NOT_RECEIVED),
        (in_arm("neoadjuvant", "death"), Treatment.NOT_RECEIVED),
        (in_arm("neoadjuvant", withdrew=True), Treatment.NOT_RECEIVED),
        (in_arm("surgery_alone"), Treatment.NOT_YET),
        (in_arm("surgery_alone", "surgery_date"), Treatment.RECEIVED),
        (in_arm("surgery_alone", "no_resection_date"), Treatment.NOT_RECEIVED),
        (within(ADJ), Treatment.NOT_YET),
        (within(ADJ, unassessable=True), Treatment.NOT_RECEIVED),
        (within(ADJ, "death"), Treatment.NOT_RECEIVED),
        (within(ADJ, facts={"strategy_received": Absent("unknown")}), Treatment.NOT_RECEIVED),
        (within(ADJ, facts={"strategy_received": Known("surgery_tace")}), Treatment.RECEIVED),
        (within(RECTAL, facts={"exposure": Known("io_crt")}), Treatment.RECEIVED),
    ],
)
def test_received_not_yet_or_not(path, treatment):
    assert path.treatment is treatment


def test_arms_are_assigned_strategies_observed():
    assert (assigns(NEO), group_fact(NEO)) == (True, "arm")
    assert (assigns(ADJ), group_fact(ADJ)) == (False, "strategy_received")
    assert (assigns(RECTAL), group_fact(RECTAL)) == (False, "exposure")
    crlm = shipped_protocol("crlm")
    assert (group_fact(crlm), begins_with(crlm, "")) == ("", "surgery_date")


def test_nobody_waits_for_an_allocation_where_nothing_is_assigned():
    people = [within(ADJ), within(ADJ, facts={"strategy_received": Known("surgery_tace")})]
    flow = flow_of(people, assigns=False, by_group=True)
    assert flow.unallocated == 0
    assert [group.key for group in flow.groups] == [NOT_DETERMINED, "surgery_tace"]
    assert flow_of([within(NEO)], assigns=True, by_group=True).unallocated == 1
    assert flow_of([], assigns=True, by_group=False).groups[0].key == EVERYBODY


def test_whoever_is_excluded_later_is_counted_once_and_stays_counted():
    people = [
        in_arm("neoadjuvant", "first_dose", "surgery_date"),
        in_arm("neoadjuvant", "surgery_date", excluded_by=("E3a", "E1")),
    ]
    (group,) = flow_of(people, assigns=True, by_group=False).groups
    assert group.excluded_after.parts == {"E3a": 1}
    assert group.count == 2
    assert {"surgery_date", "death", "lost", "arm", "first_dose"} <= names_needed(NEO)


def test_reasons_are_counted_apart_for_those_signed_as_eligible():
    people = [
        Path(status=Status.NOT_ELIGIBLE, reason="I4a"),
        Path(status=Status.NOT_ENROLLED, reason="declined", was_eligible=True),
        Path(status=Status.NOT_ENROLLED, reason="declined"),
        Path(status=Status.SCREENING),
        Path(status=Status.ELIGIBLE),
    ]
    counts = counts_of(flow_of(people, assigns=True, by_group=False))
    assert counts["excluded",] == 3
    assert counts["excluded", "declined"] == 2
    assert counts["eligible_not_enrolled", "declined"] == 1
    assert counts["open", "eligible"] == counts["open", "in_screening"] == 1

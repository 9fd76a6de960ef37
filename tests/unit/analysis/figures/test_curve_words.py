import pytest

from analysis.domain.survival.times import SurvivalTimes
from analysis.domain.tables import ENGLISH, Wording
from analysis.figures.curve_words import CurveWords


@pytest.fixture
def build_words(build_curves):
    def build(days, observed, with_median=True, **options):
        group = ("A", "Arm A", SurvivalTimes.of(days, observed))
        return CurveWords(
            curves=build_curves(group, **options), wording=ENGLISH, with_median=with_median
        )

    return build


def test_a_legend_row_tells_events_median_and_share(build_words):
    words = build_words([300, 500, 800, 900], [True, True, False, False])

    assert words.head == ["Events / N", "Median, months (95 % CI)", "At 24 months (95 % CI)"]
    assert words.body == [["2 / 4", "23.0 (9.9–NR)", "50.0 % (5.8–84.5)"]]


def test_a_legend_reads_the_curve_at_its_horizon(build_words):
    words = build_words([300, 500, 800, 900], [True, True, False, False], at_months=(12, 24))

    assert words.head[-1] == "At 24 months (95 % CI)"
    assert words.body[0][-1] == "50.0 % (5.8–84.5)"


def test_a_narrow_legend_leaves_the_median_to_the_table(build_words):
    words = build_words([300, 900], [True, False], with_median=False)

    assert words.head == ["Events / N", "At 24 months (95 % CI)"]
    assert len(words.body[0]) == 2


def test_not_reached_is_said(build_words):
    assert build_words([300], [False]).body == [["0 / 1", "NR (NR–NR)", "Not reached"]]


def test_no_limits_where_nobody_had_the_event(build_words):
    assert build_words([900], [False]).body[0][-1] == "100.0 %"


def test_a_group_of_nobody_has_a_sentence(build_words):
    assert build_words([], []).body == [["Nobody is in this group."]]


def test_axes_name_origin_and_share(build_words):
    words = build_words([300], [True])

    assert words.across == "Months from: surgery"
    assert words.upwards == "Recurrence-free, %"


def test_notes_end_with_the_cut(build_words):
    assert build_words([300], [True]).notes[-1] == "Cut one"
    assert len(build_words([300], [True], source=None).notes) == 1


def test_protocol_texts_follow_the_language(build_curves):
    words = CurveWords(curves=build_curves(), wording=Wording("zh-hans"), with_median=True)

    assert words.title == "无复发生存"
    assert words.labels == ["新辅助", "单纯手术"]


def test_everything_written_is_checked_for_glyphs(build_words):
    words = build_words([300], [True])

    written = set(words.everything())

    assert {words.title, words.across, words.upwards, words.at_risk} <= written
    assert {*words.labels, *words.head, *words.notes, *words.body[0]} <= written

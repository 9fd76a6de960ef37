import pytest

from inference.domain.series_phases import Ground, Phase, recognize
from tests.unit.inference.domain.images import BEGUN, GIVEN, series

PLAIN, ART, PV, DEL = Phase


@pytest.mark.parametrize(
    ("description", "phase"),
    [
        ("t1_vibe_fs_tra_pre", PLAIN),
        ("LAVA plain", PLAIN),
        ("T1 non-contrast", PLAIN),
        ("T1 NON CONTRAST", PLAIN),
        ("Ax T1 unenhanced", PLAIN),
        ("T1 平扫", PLAIN),
        ("增强前", PLAIN),
        ("t1_vibe_ARTERIAL", ART),
        ("LAVA late arterial", ART),
        ("THRIVE art", ART),
        ("动脉期", ART),
        ("T1 动脉晚期", ART),
        ("Portal Venous Phase", PV),
        ("eTHRIVE_PV", PV),
        ("venous 70s", PV),
        ("门静脉期", PV),
        ("门脉期", PV),
        ("静脉期", PV),
        ("Delayed 3min", DEL),
        ("equilibrium", DEL),
        ("延迟期", DEL),
        ("ＤＥＬＡＹ", DEL),
    ],
)
def test_a_phase_is_known_by_its_name(description, phase):
    found = recognize(series(description=description))
    assert (found.phase, found.ground) == (phase, Ground.WORDS)


@pytest.mark.parametrize(
    "description",
    ["", "t1 vibe", "post contrast", "LAVA 4 phases", "start", "part 2", "depressed", "delta"],
)
def test_a_name_that_says_nothing_leaves_it_unknown(description):
    found = recognize(series(description=description))
    assert (found.phase, found.ground) == (None, Ground.SILENT)


@pytest.mark.parametrize(
    ("description", "word"),
    [
        ("arterial SUB", "sub"),
        ("T2 haste", "t2"),
        ("DWI b800", "dwi"),
        ("portal venous MPR cor", "mpr"),
        ("HBP 20min", "hbp"),
        ("减影 动脉期", "减影"),
        ("Localizer", "localizer"),
    ],
)
def test_images_of_another_kind_are_no_phase(description, word):
    found = recognize(series(description=description))
    assert (found.phase, found.ground) == (None, Ground.NOT_DYNAMIC)
    assert found.values == {"word": word}


@pytest.mark.parametrize("description", ["arterial + venous", "pre art", "动脉期+静脉期"])
def test_two_names_are_none(description):
    found = recognize(series(description=description))
    assert (found.phase, found.ground) == (None, Ground.TWO_PHASES)


@pytest.mark.parametrize(
    ("seconds", "phase"),
    [(19, None), (20, ART), (45, ART), (50, None), (60, PV), (90, PV), (100, None), (150, DEL),
     (600, DEL), (700, None), (-60, None)],
)  # fmt: skip
def test_the_clock_decides_where_it_can_be_only_one(seconds, phase):
    found = recognize(
        series(
            description="t1 vibe", has_agent=True,
            contrast_seconds=GIVEN, acquired_seconds=GIVEN + seconds,
        )
    )  # fmt: skip
    assert found.phase == phase
    assert found.ground == (Ground.TIMING if phase else Ground.SILENT)


def test_the_clock_alone_says_nothing_of_a_scan_without_agent():
    untouched = series(
        description="t1", contrast_seconds=GIVEN, acquired_seconds=GIVEN + 30, sequence=""
    )
    assert recognize(untouched).phase is None


@pytest.mark.parametrize(
    ("description", "seconds", "agrees"),
    [
        ("arterial", 10, True),
        ("arterial", 60, True),
        ("arterial", 75, False),
        ("arterial", -30, False),
        ("portal venous", 45, True),
        ("portal venous", 20, False),
        ("delayed", 180, True),
        ("delayed", 60, False),
        ("plain", -120, True),
        ("plain", 0, True),
        ("plain", 35, False),
    ],
)
def test_a_name_the_clock_contradicts_is_not_believed(description, seconds, agrees):
    found = recognize(
        series(
            description=description, contrast_seconds=GIVEN, acquired_seconds=GIVEN + seconds
        )
    )  # fmt: skip
    assert (found.phase is not None) is agrees
    if not agrees:
        assert found.ground is Ground.CONTRADICTION
        assert found.values["seconds"] == seconds


class TestBeforeTheAgent:
    later = series(uid="1.2.2", description="arterial", has_agent=True)

    def plain(self, **changes):
        return series(**{"description": "t1 vibe", "acquired_seconds": BEGUN, **changes})

    def test_the_same_sequence_run_before_is_the_plain_phase(self):
        found = recognize(self.plain(), [self.later])
        assert (found.phase, found.ground) == (PLAIN, Ground.BEFORE_AGENT)

    @pytest.mark.parametrize(
        "change",
        [
            {"has_agent": True},
            {"acquired_seconds": GIVEN + 400},
            {"acquired_seconds": None},
            {"sequence": "SE 4000 240 90"},
            {"sequence": ""},
            {"study_uid": "1.3"},
        ],
    )
    def test_otherwise_it_stays_unknown(self, change):
        assert recognize(self.plain(**change), [self.later]).phase is None

    def test_nothing_follows_from_nothing(self):
        assert recognize(self.plain()).phase is None

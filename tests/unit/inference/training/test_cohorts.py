import numpy as np
import pytest

from inference.domain.discrimination import auc
from inference.training import adjuvant, neoadjuvant
from inference.training.cohort import SPLIT, preprocess_for
from inference.training.phantom import PHASES, Lesion, Scanner, phantom
from tests.factories.shipped_protocols import shipped

QUIET = Scanner(gain=1, noise=0, slope=0)
PLAIN = Lesion(diameter_mm=50, irregularity=0, enhancement=1, washout=1, rim=0, halo=0)
COHORTS = [neoadjuvant, adjuvant]


def drawn(lesion=PLAIN, scanner=QUIET, seed=1):
    return phantom(lesion, scanner, np.random.default_rng(seed))


def darkest_tumor_over_liver(image):
    """Contrast of the tumor's middle to a corner of the liver, per phase."""
    tumor = image[:, 10:14, 10:14, 10:14].mean(axis=(1, 2, 3))
    return tumor / image[:, -3:, 4:8, 4:8].mean(axis=(1, 2, 3))


def test_the_tumor_is_bright_in_the_arterial_phase_and_washes_out():
    contrast = dict(zip(PHASES, darkest_tumor_over_liver(drawn()), strict=True))
    assert contrast["non_contrast"] < 1 < contrast["arterial"]
    assert contrast["delayed"] < contrast["portal_venous"] < 1


def test_without_washout_it_stays_bright():
    kept = darkest_tumor_over_liver(drawn(Lesion(**{**vars(PLAIN), "washout": 0})))
    assert kept[3] > 1


def test_a_larger_tumor_fills_more_of_it():
    small, large = (drawn(Lesion(**{**vars(PLAIN), "diameter_mm": size}))[1] for size in (20, 80))
    assert (large > 1.5).sum() > 8 * (small > 1.5).sum() - 200


def test_a_scanner_changes_the_picture_and_not_the_patient():
    brighter = drawn(scanner=Scanner(gain=1.5, noise=0, slope=0))
    assert np.allclose(brighter, 1.5 * drawn(), rtol=1e-5)


@pytest.mark.parametrize("module", COHORTS)
def test_a_seed_makes_the_same_patients_again(module):
    one, again, other = (module.cohort(seed=seed, size=40) for seed in (1, 1, 2))
    assert one.rows == again.rows
    assert one.rows != other.rows
    assert (one.outcome == again.outcome).all()


def test_scans_are_the_same_again():
    one, again = (neoadjuvant.cohort(seed=1, size=5).volumes for _ in range(2))
    assert one.tobytes() == again.tobytes()


@pytest.mark.parametrize("module", COHORTS)
def test_no_center_is_in_two_parts(module):
    cohort = module.cohort(seed=1, size=400)
    parts = cohort.parts()
    assert sum(len(part) for part in parts.values()) == len(cohort)
    for name, part in parts.items():
        assert set(part.center) == set(SPLIT[name])


@pytest.mark.parametrize(("slug", "module"), [("hcc-neo", neoadjuvant), ("hcc-adj", adjuvant)])
def test_every_socket_is_a_fact_of_the_trial_in_its_own_unit(slug, module):
    protocol = shipped(slug)
    items = {item.id: item for form in protocol.forms for item in form.items}
    for socket in module.INPUTS.sockets:
        assert socket.name in items or socket.name in protocol.facts, socket.name
        if socket.name in items:
            assert (socket.unit or "") == (items[socket.name].unit or ""), socket.name
        if socket.codes:
            codes = (items.get(socket.name) or protocol.facts[socket.name]).codes
            assert set(socket.codes) == set(codes), socket.name


def test_the_strategies_are_those_of_the_trial():
    assert tuple(shipped("hcc-adj").facts["strategy_received"].codes) == adjuvant.STRATEGIES


@pytest.mark.parametrize("module", COHORTS)
def test_no_invented_value_lies_outside_what_the_release_accepts(module):
    cohort = module.cohort(seed=3, size=400)
    for socket in module.INPUTS.sockets:
        values = [row[socket.name] for row in cohort.rows]
        known = [value for value in values if value is not None]
        assert socket.required is (len(known) == len(values)) or not socket.required
        if socket.plausible:
            assert socket.plausible[0] <= min(known) <= max(known) <= socket.plausible[1]


def test_the_scan_knows_what_the_table_does_not():
    """A blunt look at the pictures, without any network: the brightness around the tumor."""
    cohort = neoadjuvant.cohort(seed=5, size=300)
    around = cohort.volumes[:, 1].std(axis=(1, 2, 3)) - cohort.volumes[:, 0].std(axis=(1, 2, 3))
    assert auc(cohort.outcome, around.astype(float)).low > 0.5


def test_a_weak_liver_keeps_boards_from_giving_more():
    cohort = adjuvant.cohort(seed=1, size=4000)
    weak = np.array([row["albumin"] < 32 for row in cohort.rows])
    assert (cohort.outcome[weak] == 0).mean() > 0.85 > (cohort.outcome[~weak] == 0).mean()


def test_columns_are_scaled_by_the_training_centers():
    cohort = adjuvant.cohort(seed=1, size=500)
    table = cohort.table(preprocess_for(adjuvant.INPUTS, cohort, adjuvant.LOGS))
    assert abs(np.median(table[:, 0])) < 0.01
    assert 0.6 < table[:, 0].std() < 1.6


def test_whoever_is_free_later_was_free_before():
    free = adjuvant.cohort(seed=1, size=400).free
    assert not (free[:, 1] & ~free[:, 0]).any()
    assert 0.3 < free[:, 1].mean() < free[:, 0].mean() < 0.9

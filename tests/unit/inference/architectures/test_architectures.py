import pytest
import torch

from inference.architectures import REGISTRY, UnknownArchitecture, build, check_known, form_of
from inference.domain.package_contents import Architecture

PARAMETERS = {
    "linear": {"inputs": 5, "outputs": 1},
    "table_net": {"inputs": 5, "outputs": 4, "hidden": 8},
    "table_heads": {"inputs": 5, "outputs": 4, "further": 8, "hidden": 8},
    "phases_and_table": {"inputs": 5, "phases": 4, "width": 4},
}
OUTPUTS = {"linear": 1, "table_net": 4, "table_heads": 12, "phases_and_table": 1}
TABLE = torch.linspace(-1, 1, 15).reshape(3, 5)
VOLUME = torch.linspace(0, 2, 3 * 4 * 24**3).reshape(3, 4, 24, 24, 24)


def net(name):
    torch.manual_seed(1)
    return build(Architecture(name=name, parameters=PARAMETERS[name])).eval()


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_each_gives_one_row_of_logits_per_participant(name):
    with torch.inference_mode():
        assert net(name)(TABLE, VOLUME).shape == (3, OUTPUTS[name])


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_the_contributions_add_up_to_the_logits(name):
    with torch.inference_mode():
        parts = net(name).contributions(TABLE, VOLUME)
        assert torch.equal(sum(parts.values()), net(name)(TABLE, VOLUME))


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_a_score_does_not_depend_on_who_is_scored_with_it(name):
    with torch.inference_mode():
        together, alone = net(name)(TABLE, VOLUME), net(name)(TABLE[:1], VOLUME[:1])
    assert torch.allclose(together[:1], alone, atol=1e-5)


def test_without_a_scan_the_table_speaks_alone():
    one = net("phases_and_table")
    with torch.inference_mode():
        assert list(one.contributions(TABLE, None)) == ["table"]
        assert torch.equal(one(TABLE, None), one.table(TABLE))


def test_the_scan_moves_the_score():
    one = net("phases_and_table")
    with torch.inference_mode():
        assert not torch.equal(one(TABLE, VOLUME), one(TABLE, VOLUME.flip(1)))


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_what_is_said_of_its_weights_without_building_it_is_so(name):
    form = form_of(Architecture(name=name, parameters=PARAMETERS[name]))
    assert form.shapes == {key: tuple(one.shape) for key, one in net(name).state_dict().items()}
    assert (form.inputs, form.outputs) == (5, OUTPUTS[name])
    assert form.phases == PARAMETERS[name].get("phases", 0)


@pytest.mark.parametrize("parameters", [{"inputs": 1, "layers": 2}, {"inputs": "3", "outputs": 1}])
def test_parameters_that_are_none_are_refused_before_it_is_built(parameters):
    with pytest.raises(UnknownArchitecture, match="does not take these parameters"):
        form_of(Architecture(name="linear", parameters=parameters))


def test_an_unknown_name_is_refused():
    with pytest.raises(UnknownArchitecture, match="no architecture “resnet”"):
        check_known(Architecture(name="resnet"))


def test_parameters_it_does_not_take_are_refused():
    with pytest.raises(UnknownArchitecture, match="does not take these parameters: inputs, layers"):
        build(Architecture(name="linear", parameters={"inputs": 1, "layers": 2}))

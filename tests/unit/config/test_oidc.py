import pytest
from pydantic import ValidationError

from config import oidc
from config.environment import Environment

NAMED = {
    "oidc_server": "https://login.hospital.example/realms/Staff/",
    "oidc_client": "concord",
    "oidc_secret": "between the two",
    "oidc_name": "First Hospital",
}


def test_nothing_is_there_where_none_is_named():
    assert (oidc.providers(Environment()), oidc.form_targets(Environment())) == ({}, [])


def test_one_provider_with_its_identities_apart():
    env = Environment(**NAMED)
    [app] = oidc.providers(env)["openid_connect"]["APPS"]
    assert (app["name"], app["secret"]) == ("First Hospital", "between the two")
    assert app["provider_id"] == "login.hospital.example-realms-staff"
    assert app["settings"]["server_url"] == "https://login.hospital.example/realms/Staff"
    assert oidc.form_targets(env) == ["https://login.hospital.example"]


@pytest.mark.parametrize("name", NAMED)
def test_half_a_provider_is_refused_by_name(name):
    with pytest.raises(ValidationError, match=f"also needs CONCORD_{name.upper()}"):
        Environment(**NAMED | {name: ""})


@pytest.mark.parametrize("server", ["http://login.hospital.example", "login.hospital.example"])
def test_who_somebody_is_does_not_travel_in_clear(server):
    with pytest.raises(ValidationError, match="must begin with https"):
        Environment(**NAMED | {"oidc_server": server})
    Environment(**NAMED | {"oidc_server": "http://127.0.0.1:8080"})

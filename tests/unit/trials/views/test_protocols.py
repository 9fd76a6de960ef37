import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from tests.factories import casebook, people, protocols
from trials.domain.roles import Role

pytestmark = pytest.mark.django_db
PAGE = reverse("trials:protocol", args=["hcc-neo"])


@pytest.fixture
def site():
    return protocols.open_site("hcc-neo")


@pytest.fixture
def read(client, site):
    def read_as(role=Role.NURSE, language="en", url=PAGE):
        person = casebook.member(site, role)
        with people.setting_up():
            User.objects.filter(pk=person.pk).update(language=language)
        client.force_login(person)
        return client.get(url)

    return read_as


def words(response):
    return response.content.decode()


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SYSADMIN}))
def test_everybody_with_a_role_in_the_trial_reads_its_protocol(read, role):
    assert read(role).status_code == 200


def test_who_has_no_role_in_it_does_not_find_it(client, site):
    client.force_login(casebook.member(protocols.open_site("small-trial")))
    assert client.get(PAGE).status_code == 404


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            (
                "Child-Pugh class A",
                "on the day of: Consent signed on",
                "Last known alive",
                "Recurrence, Death",
                "as soon as it is made",
                "Register of ambiguities",
            ),
        ),
        ("zh-hans", ("多模态深度学习", "末次已知存活日期", "复发日期", "新辅助第 1 周期")),
    ],
)
def test_every_part_in_the_language_of_the_reader(read, language, said):
    shown = words(read(language=language))
    for word in said:
        assert word in shown


def test_no_name_of_a_fact_is_left_for_people_to_read(read):
    shown = words(read())
    for name in ("surgery_date", "last_adequate_imaging", "no_resection_date", "consent_date"):
        assert name not in shown


def test_every_criterion_stands_with_its_quotation(read):
    shown = words(read())
    for criterion in ("I5a", "I7f", "E3", "E6"):
        assert f">{criterion}<" in shown
    assert "Patients aged 18-75 years" in shown
    assert "after day 90" in shown


def test_each_form_is_marked_at_its_visits(read):
    shown = words(read())
    assert shown.count(">asked<") == sum(len(visit.forms) for visit in protocol_of_hcc().visits)


def protocol_of_hcc():
    from trials.selectors.protocols import protocol_of

    return protocol_of(protocols.adopted("hcc-neo"))


def test_each_site_with_the_version_it_works_by(read, site):
    protocols.in_force(protocols.adopted("hcc-neo"), protocols.open_site("hcc-neo"), people.TODAY)
    shown = words(read())
    assert site.site.code in shown
    assert people.TODAY.isoformat() in shown


@pytest.mark.parametrize(("role", "linked"), [(Role.PI, True), (Role.NURSE, False)])
def test_who_may_see_the_people_of_the_trial_is_led_to_them(read, role, linked):
    assert (reverse("trials:people", args=["hcc-neo"]) in words(read(role))) is linked


def test_a_trial_without_endpoints_and_criteria_is_shown_as_it_is(client):
    site = protocols.open_site("small-trial")
    client.force_login(casebook.member(site))
    shown = words(client.get(reverse("trials:protocol", args=["small-trial"])))
    assert "A small trial" in shown
    assert 'id="endpoints"' not in shown


def test_the_number_of_an_arm_is_shown_where_the_text_gives_one(read, site):
    assert read().content.count(b"No number planned for this arm alone") == 2
    arm = "lenvatinib, pd1, resection, adjuvant]"
    protocols.amended("hcc-neo", **{arm: f"{arm}\n    target: 72"})
    shown = words(read())
    assert "72 participants planned" in shown
    assert shown.count("No number planned for this arm alone") == 1


def test_a_trial_without_a_protocol_says_so(client):
    site = people.activation()
    client.force_login(people.delegated(Role.NURSE, site).user)
    answer = client.get(reverse("trials:protocol", args=[site.trial.slug]))
    assert answer.status_code == 200


def test_the_list_holds_ones_own_trials(read):
    protocols.open_site("small-trial")
    shown = words(read(url=reverse("trials:list")))
    assert PAGE in shown
    assert "small-trial" not in shown


def test_the_page_takes_few_queries(client, read):
    read()
    with CaptureQueriesContext(connection) as captured:
        client.get(PAGE)
    assert len(captured) <= 20


def test_nobody_signed_in_is_sent_to_sign_in(client, site):
    assert client.get(PAGE)["Location"].startswith(reverse("account_login"))

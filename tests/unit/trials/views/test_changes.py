import pytest
from django.urls import reverse

from accounts.models import User
from tests.factories import casebook, people, protocols

pytestmark = pytest.mark.django_db
PAGE = reverse("trials:changes", args=["small-trial"])
MASS = "Check-up › Questions › Body mass"
NEW = {
    'label: {en: "Weight", zh: "体重"}': 'label: {en: "Body mass", zh: "体质量"}',
    "range: {min: 20, max: 300}": "range: {min: 20, max: 200}",
}


@pytest.fixture
def shown(client):
    nurse = casebook.member(protocols.open_site("small-trial"))

    def show(query="", language="en"):
        with people.setting_up():
            User.objects.filter(pk=nurse.pk).update(language=language)
        client.force_login(nurse)
        return client.get(PAGE + query)

    return show


def lines(answer):
    return [
        (str(line.section), line.place, str(line.kind), line.old, line.new)
        for line in answer.context["lines"]
    ]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "en",
            [
                ("Synopsis", "Version", "Changed", "1.0", "1.1"),
                (
                    "Forms",
                    f"{MASS} › Label",
                    "Changed",
                    "Weight",
                    "Body mass",
                ),
                (
                    "Forms",
                    f"{MASS} › Allowed values › At most",
                    "Changed",
                    "300",
                    "200",
                ),
            ],
        ),
        (
            "zh-hans",
            [
                ("方案摘要", "版本", "修改", "1.0", "1.1"),
                ("表单", "复查 › 问题 › 体质量 › 标签", "修改", "体重", "体质量"),
                ("表单", "复查 › 问题 › 体质量 › 允许值 › 至多", "修改", "300", "200"),
            ],
        ),
    ],
)
def test_each_change_stands_once_in_the_readers_language(shown, language, expected):
    protocols.amended("small-trial", **NEW)
    answer = shown(language=language)
    assert lines(answer) == expected
    assert expected[1][4] in answer.content.decode()


def test_two_versions_are_chosen(shown):
    protocols.amended("small-trial", **NEW)
    protocols.amended("small-trial", version="1.2")
    assert [line[4] for line in lines(shown("?from=1.0&to=1.2"))] == ["1.2"]
    assert [line[3] for line in lines(shown("?from=1.1&to=1.0"))] == ["1.1", "Body mass", "200"]
    assert shown("?from=1.0&to=9.9").status_code == 404


def test_a_single_version_has_nothing_to_compare(shown):
    assert "Only one version" in shown().content.decode()
    assert "say the same" in shown("?from=1.0&to=1.0").content.decode()

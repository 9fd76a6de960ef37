import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories import people
from tests.factories.protocols import FILES, SMALL, text_of
from trials.models import ProtocolVersion, VersionInForce


def run(*words):
    out = StringIO()
    call_command("protocol", *map(str, words), stdout=out)
    return out.getvalue()


@pytest.fixture
def written(tmp_path):
    def write(text, name="small-trial.yaml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


class TestCheck:
    @pytest.mark.parametrize("slug", ["hcc-neo", "moertel"])
    def test_the_shipped_protocols_are_in_order(self, slug):
        assert f"{slug} 1.0 is in order" in run("check", FILES / f"{slug}.yaml")

    @pytest.mark.parametrize(
        ("old", "new", "line", "said"),
        [
            ("required: true", "requird: true", 19, "requird"),
            ("window: [-14, 14]", "window: [14, -14]", None, "window"),
            ("unit: umol/L", "unit: glasses", None, "no UCUM unit"),
            ("anchor: surgery_date, months: 3", "anchor: surgry, months: 3", None, "surgry"),
        ],
    )
    def test_a_mistake_is_named_by_file_line_and_key(self, written, old, new, line, said):
        text = text_of("small-trial")
        assert old in text
        path = written(text.replace(old, new, 1))
        with pytest.raises(CommandError) as error:
            run("check", path)
        first = str(error.value).splitlines()[0]
        assert first.startswith(f"{path}:")
        assert said in str(error.value)
        if line:
            assert f"{path}:{line}:" in first

    def test_a_file_that_is_not_there_is_said_so(self, tmp_path):
        with pytest.raises(CommandError, match="cannot be read"):
            run("check", tmp_path / "nothing.yaml")

    def test_a_file_that_is_no_text_is_said_so(self, tmp_path):
        (tmp_path / "x.yaml").write_bytes("a: 1\nb: 中心\n".encode("gb18030"))
        with pytest.raises(CommandError, match=r"x.yaml:2: .* Save it as UTF-8"):
            run("check", tmp_path / "x.yaml")


class TestDiff:
    def test_each_difference_by_its_key(self, written):
        new = written(text_of("small-trial").replace("target: 10", "target: 12"), "new.yaml")
        said = run("diff", SMALL, new)
        assert said.splitlines()[:4] == [
            "trial",
            "  changed  target",
            "    before  10",
            "    after   12",
        ]
        assert "1 changes." in said

    def test_no_difference(self):
        assert "0 changes." in run("diff", SMALL, SMALL)


def test_the_schema_is_json_for_editors():
    assert json.loads(run("schema"))["$schema"].startswith("https://json-schema.org")


@pytest.mark.django_db
class TestAdopt:
    @pytest.fixture(autouse=True)
    def adopter(self):
        return people.user("adopter")

    def adopt(self, path, *more):
        return run("adopt", path, "--by", "adopter", *more)

    def test_the_text_is_kept_word_for_word_and_once(self, written):
        path = written(text_of("small-trial"))
        for _ in range(2):
            assert "small-trial 1.0 is adopted" in self.adopt(path)
        assert ProtocolVersion.objects.get().source == text_of("small-trial")

    def test_it_takes_effect_at_a_site_from_its_ethics_date(self, written):
        path = written(text_of("small-trial"))
        self.adopt(path)
        site = people.activation(of=ProtocolVersion.objects.get().trial)
        said = self.adopt(path, "--site", site.site.code, "--from", "2026-03-01")
        assert f"{site.site.code} works by it from 2026-03-01." in said
        assert VersionInForce.objects.get().from_date == date(2026, 3, 1)

    def test_a_site_that_is_not_active_adopts_nothing(self, written):
        path = written(text_of("small-trial"))
        with pytest.raises(CommandError, match="not active at site XX"):
            self.adopt(path, "--site", "XX", "--from", "2026-03-01")
        assert not ProtocolVersion.objects.exists()

    def test_a_site_without_a_day_is_asked_for_it(self, written):
        with pytest.raises(CommandError, match="--from"):
            self.adopt(written(text_of("small-trial")), "--site", "XX")

    def test_another_text_under_the_same_version_is_refused(self, written):
        self.adopt(written(text_of("small-trial")))
        changed = written(text_of("small-trial").replace("target: 10", "target: 12"))
        with pytest.raises(CommandError, match="new version number"):
            self.adopt(changed)

    def test_nobody_of_that_name(self, written):
        with pytest.raises(CommandError, match="There is no user nobody"):
            run("adopt", written(text_of("small-trial")), "--by", "nobody")

    def test_a_wrong_file_adopts_nothing(self, written):
        with pytest.raises(CommandError, match="trgt"):
            self.adopt(written(text_of("small-trial").replace("target: 10", "trgt: 10")))
        assert not ProtocolVersion.objects.exists()

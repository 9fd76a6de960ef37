import pytest

from config.services import statics
from config.services.home import Home


@pytest.fixture
def project(tmp_path):
    (tmp_path / "static" / "css").mkdir(parents=True)
    (tmp_path / "static" / "css" / "concord.css").write_text("body { margin: 0 }")
    (tmp_path / "requirements.lock").write_text("django==5.2.19\n")
    return tmp_path


def test_nothing_changed_means_the_same_fingerprint(project):
    assert statics.fingerprint(project) == statics.fingerprint(project)


def test_a_changed_file_is_seen(project):
    before = statics.fingerprint(project)

    (project / "static" / "css" / "concord.css").write_text("body { margin: 1 }")

    assert statics.fingerprint(project) != before


def test_a_new_file_is_seen(project):
    before = statics.fingerprint(project)

    (project / "static" / "new.js").write_text("")

    assert statics.fingerprint(project) != before


def test_a_renamed_file_is_seen(project):
    before = statics.fingerprint(project)

    css = project / "static" / "css" / "concord.css"
    css.rename(css.with_name("other.css"))

    assert statics.fingerprint(project) != before


def test_a_library_that_may_bring_its_own_files_is_seen(project):
    before = statics.fingerprint(project)

    (project / "requirements.lock").write_text("django==5.2.20\n")

    assert statics.fingerprint(project) != before


def test_the_hour_at_which_a_file_was_written_does_not_matter(project):
    before = statics.fingerprint(project)

    (project / "static" / "css" / "concord.css").touch()

    assert statics.fingerprint(project) == before


def test_a_new_data_folder_has_nothing_collected(tmp_path):
    assert not statics.are_collected(Home(tmp_path))


def test_what_was_collected_is_remembered(tmp_path):
    statics.note_collected(Home(tmp_path))

    assert statics.are_collected(Home(tmp_path))


def test_an_older_note_does_not_count(tmp_path):
    statics.note_collected(Home(tmp_path))
    (tmp_path / "static.stamp").write_text("of another release")

    assert not statics.are_collected(Home(tmp_path))

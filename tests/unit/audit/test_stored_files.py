from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from audit.stored_files import write_over


def test_what_a_broken_attempt_left_is_written_over(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    write_over("cuts/one/manifest.json", b"broken off")

    write_over("cuts/one/manifest.json", ContentFile(b"whole"))

    with default_storage.open("cuts/one/manifest.json") as file:
        assert file.read() == b"whole"
    assert default_storage.listdir("cuts/one") == ([], ["manifest.json"])

"""What is being sent lies in the data folder, where only Concord's own user looks in."""

from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile


def test_a_file_that_is_being_sent_lies_in_the_data_folder():
    with TemporaryUploadedFile("scan.zip", "application/zip", 1, None) as sent:
        folder = Path(sent.temporary_file_path()).parent
    assert folder.parent == settings.HOME
    assert folder.stat().st_mode & 0o077 == 0

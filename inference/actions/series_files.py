"""Keep the files of an accepted series in the file store, under the hash of their content."""

from collections.abc import Mapping
from pathlib import Path

from django.core.files import File
from django.core.files.storage import default_storage

from audit.content import canonical_json
from audit.stored_files import write_over
from inference.domain.series import Series as Assembled
from inference.selectors.series import MANIFEST


def keep(series: Assembled, paths: Mapping[int, Path]) -> None:
    """In the order of the slices. The manifest comes last: with it the series is whole, and what an
    attempt that broke off left behind is written over."""
    folder = f"series/{series.content_sha256}"
    if default_storage.exists(f"{folder}/{MANIFEST}"):
        return
    files = []
    for number, instance in enumerate(series.instances, start=1):
        name = f"{number:06}.dcm"
        with paths[instance.file].open("rb") as file:
            write_over(f"{folder}/{name}", File(file))
        files.append({"name": name, "sha256": instance.file_sha256})
    manifest = {"content_sha256": series.content_sha256, "files": files}
    write_over(f"{folder}/{MANIFEST}", canonical_json(manifest))

import json
from hashlib import sha256

from tests.unit.templates.pages import STATIC

VENDOR = STATIC / "vendor"
PARTS = json.loads((VENDOR / "manifest.json").read_text())


def test_vendored_files_are_the_published_ones():
    for part in PARTS:
        for name, digest in part["files"].items():
            assert sha256((VENDOR / name).read_bytes()).hexdigest() == digest, name


def test_nothing_is_vendored_outside_the_manifest():
    listed = {name for part in PARTS for name in part["files"]}
    present = {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.is_file()}
    assert present - {"manifest.json"} == listed


def test_every_part_names_version_and_licence():
    for part in PARTS:
        assert part["version"]
        assert part["licence"]
        assert any(name.endswith("LICENSE") for name in part["files"])

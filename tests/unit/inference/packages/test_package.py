"""One byte more, less or other, and the package does not open; the message names the file."""

import os
import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.content import canonical_json
from inference.domain.package_contents import InputSchema
from inference.packages.manifest import MANIFEST, UnusablePackage, identity
from inference.packages.package import FILES, WEIGHTS, identity_of_folder, open_package
from tests.factories import packages

EVERY_FILE = sorted([WEIGHTS, *FILES.values(), "card.md", "card.zh.md"])


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "release"


@pytest.fixture
def sha256(folder):
    return packages.package(folder)


def opened(folder, sha256):
    return open_package(folder, expected_sha256=sha256)


def test_what_was_written_is_read(folder, sha256):
    package, written = opened(folder, sha256), packages.contents()
    assert package.sha256 == sha256
    assert package.weights == written.weights
    assert (package.inputs, package.thresholds) == (written.inputs, written.thresholds)
    assert package.cards == {"en": "# Card\n", "zh-hans": "# 说明\n"}


def test_the_same_contents_are_the_same_release(tmp_path):
    assert packages.package(tmp_path / "one") == packages.package(tmp_path / "two")


def test_other_contents_are_another_release(tmp_path, sha256):
    assert packages.package(tmp_path / "other", cards={"en": "#", "zh-hans": "#"}) != sha256


def test_the_identity_is_that_of_the_manifest(folder, sha256):
    assert identity((folder / MANIFEST).read_bytes()) == sha256 == identity_of_folder(folder)


def test_another_release_is_not_taken_for_the_expected_one(folder, sha256):
    with pytest.raises(UnusablePackage, match=r"manifest\.json is not what was registered"):
        opened(folder, "0" * 64)


@pytest.mark.parametrize("name", EVERY_FILE)
def test_a_missing_file_is_named(folder, sha256, name):
    (folder / name).unlink()
    with pytest.raises(UnusablePackage, match=f"{name} is missing"):
        opened(folder, sha256)


@pytest.mark.parametrize("name", EVERY_FILE)
@settings(max_examples=15)
@given(data=st.data())
def test_a_changed_bit_is_found_and_its_file_named(tmp_path_factory, name, data):
    folder = tmp_path_factory.mktemp("packed") / "release"
    sha256 = packages.package(folder)
    content = bytearray((folder / name).read_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= 1 << data.draw(st.integers(0, 7))
    (folder / name).write_bytes(content)
    with pytest.raises(UnusablePackage, match=f"{name} is not what was registered"):
        opened(folder, sha256)


@pytest.mark.parametrize("change", [b"", b"\0", b"{}"])
def test_bytes_at_the_end_are_found(folder, sha256, change):
    path = folder / WEIGHTS
    path.write_bytes(path.read_bytes()[: -1 if not change else None] + change)
    with pytest.raises(UnusablePackage, match="is not what was registered"):
        opened(folder, sha256)


@pytest.mark.parametrize("name", ["more.json", "weights/more.safetensors", "weights/model.pt"])
def test_a_file_that_is_not_listed_is_refused(folder, sha256, name):
    (folder / name).write_text("{}")
    with pytest.raises(UnusablePackage, match=f"{name} lies in the package"):
        opened(folder, sha256)


def test_hidden_files_are_refused_as_well(folder, sha256):
    (folder / ".hidden").write_text("")
    with pytest.raises(UnusablePackage, match=r"\.hidden is not a plain file"):
        opened(folder, sha256)


def test_a_link_to_the_same_bytes_is_no_file_of_the_package(folder, sha256, tmp_path):
    path, elsewhere = folder / WEIGHTS, tmp_path / "elsewhere"
    path.rename(elsewhere)
    path.symlink_to(elsewhere)
    with pytest.raises(UnusablePackage, match=r"model\.safetensors is not a plain file"):
        opened(folder, sha256)


def test_a_linked_folder_is_refused(folder, sha256, tmp_path):
    link = tmp_path / "link"
    link.symlink_to(folder, target_is_directory=True)
    with pytest.raises(UnusablePackage, match="link is not a folder"):
        opened(link, sha256)


def test_a_pipe_does_not_hold_the_reader_up(folder, sha256):
    os.mkfifo(folder / "pipe")
    with pytest.raises(UnusablePackage, match="pipe is not a plain file"):
        opened(folder, sha256)


def relisted(folder, name, content):
    """The package of somebody who can write a manifest too."""
    from inference.packages.manifest import manifest_of, read_all

    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_bytes(content)
    files = {one: held for one, held in read_all(folder).items() if one != MANIFEST}
    (folder / MANIFEST).write_bytes(manifest_of(files))
    return identity((folder / MANIFEST).read_bytes())


class Canary:
    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.mkdir, (str(self.path),)


def test_a_listed_pickle_is_neither_run_nor_accepted(folder, sha256, tmp_path):
    sung = tmp_path / "sung"
    listed = relisted(folder, "weights/model.pt", pickle.dumps(Canary(sung)))
    with pytest.raises(UnusablePackage, match=r"weights/model\.pt has no place"):
        opened(folder, listed)
    assert not sung.exists()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("thresholds.json", b'{"output":"probability"}', "has a threshold"),
        ("thresholds.json", b'{"output":"choice","codes":["a"],"more":1}', "more"),
        ("architecture.json", b"not json", "cannot be understood"),
        ("preprocess.json", b'{"columns":[]}', "do not name the same facts: afp, largest_tumor"),
    ],
)
def test_a_part_that_says_nonsense_is_named(folder, sha256, name, content, said):
    with pytest.raises(UnusablePackage, match=said):
        opened(folder, relisted(folder, name, content))


@pytest.mark.parametrize(
    "manifest",
    [
        b"[]",
        b"{",
        canonical_json({"format": 2, "files": {}}),
        canonical_json({"format": 1, "files": {"card.md": "short"}}),
        b'{"files": {}, "format": 1}',
    ],
)
def test_a_manifest_has_one_spelling(folder, sha256, manifest):
    (folder / MANIFEST).write_bytes(manifest)
    with pytest.raises(UnusablePackage, match="not a manifest in the canonical form"):
        opened(folder, identity(manifest))


def test_without_a_manifest_it_is_no_package(folder, sha256):
    (folder / MANIFEST).unlink()
    for attempt in (identity_of_folder, lambda place: opened(place, sha256)):
        with pytest.raises(UnusablePackage, match=r"manifest\.json is missing"):
            attempt(folder)


def test_a_release_is_written_once(folder, sha256):
    with pytest.raises(UnusablePackage, match="not empty"):
        packages.package(folder)


@pytest.mark.parametrize(
    "change",
    [
        {"plausible": None},
        {"plausible": (200, 5)},
        {"codes": ("a",)},
        {"kind": "choice"},
    ],
)
def test_a_socket_fits_its_kind(change):
    socket = packages.SIZE.model_dump() | change
    with pytest.raises(ValueError):
        InputSchema.model_validate({"sockets": [socket]})


def test_a_fact_goes_in_once():
    with pytest.raises(ValueError, match="named twice"):
        InputSchema(sockets=(packages.SIZE, packages.SIZE))

import pytest

from trials.domain.tnm import Unstageable, stage_group

# The printed table, one line per group: T | N | M0.
PRINTED = """
0    | Tis        | N0
I    | T1 T2      | N0
IIA  | T3         | N0
IIB  | T4a        | N0
IIC  | T4b        | N0
IIIA | T1 T2      | N1a N1b N1c
IIIA | T1         | N2a
IIIB | T3 T4a     | N1a N1b N1c
IIIB | T2 T3      | N2a
IIIB | T1 T2      | N2b
IIIC | T4a        | N2a
IIIC | T3 T4a     | N2b
IIIC | T4b        | N1a N1b N1c N2a N2b
"""


def printed_rows() -> list[tuple[str, str, str]]:
    return [
        (t, n, group)
        for group, ts, ns in (line.split("|") for line in PRINTED.strip().splitlines())
        for t in ts.split()
        for n in ns.split()
        for group in [group.strip()]
    ]


@pytest.mark.parametrize(("t", "n", "group"), printed_rows())
def test_group_is_the_printed_one(t, n, group):
    assert stage_group(t, n, "M0") == group


def test_every_pair_of_lettered_categories_has_exactly_one_group():
    pairs = [(t, n) for t, n, _ in printed_rows() if t != "Tis"]
    assert len(pairs) == len(set(pairs)) == 5 * 6


@pytest.mark.parametrize(
    ("m", "group"), [("M1a", "IVA"), ("M1b", "IVB"), ("M1c", "IVC"), ("M1", "IV")]
)
@pytest.mark.parametrize("t", ["T1", "T4b", "TX"])
def test_metastasis_outweighs_tumor_and_nodes(t, m, group):
    assert stage_group(t, "NX", m) == group


@pytest.mark.parametrize(
    ("t", "n", "group"),
    [
        ("T4", "N0", "II"),
        ("T4b", "N2", "IIIC"),
        ("T2", "N2", "IIIB"),
        ("T1", "N2", "III"),
        ("T3", "N2", "III"),
        ("T4a", "N2", "IIIC"),
        ("T3", "N1", "IIIB"),
        ("T4", "N1", "III"),
    ],
)
def test_a_category_without_its_letter_gives_what_its_letters_share(t, n, group):
    assert stage_group(t, n, "M0") == group


@pytest.mark.parametrize(("t", "n", "m"), [("cT3", "cN1a", "cM0"), ("ypT3", "ypN1b", "M0")])
def test_clinical_and_pathological_prefixes_are_dropped(t, n, m):
    assert stage_group(t, n, m) == "IIIB"


@pytest.mark.parametrize(
    ("t", "n", "m"),
    [
        ("TX", "N0", "M0"),
        ("T1", "NX", "M0"),
        ("T0", "N0", "M0"),
        ("T1", "N0", "MX"),
        ("Tis", "N1a", "M0"),
    ],
)
def test_what_has_no_group_is_refused_by_name(t, n, m):
    with pytest.raises(Unstageable, match=f"{t} {n} {m}"):
        stage_group(t, n, m)

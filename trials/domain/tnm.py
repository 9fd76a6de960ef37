"""Stage groups of colorectal cancer, AJCC/UICC 8th edition."""

from itertools import product


class Unstageable(ValueError):
    """Categories that form no stage group: TX, NX, or no primary tumor at all."""


# A category written without its letter stands for each of its letters.
SPREAD = {
    "T4": ("T4a", "T4b"),
    "N1": ("N1a", "N1b", "N1c"),
    "N2": ("N2a", "N2b"),
    "M1": ("M1a", "M1b", "M1c"),
}

T_CATEGORIES = ("Tis", "T1", "T2", "T3", "T4a", "T4b")
N_CATEGORIES = ("N0", "N1a", "N1b", "N1c", "N2a", "N2b")

NODE_NEGATIVE = {"Tis": "0", "T1": "I", "T2": "I", "T3": "IIA", "T4a": "IIB", "T4b": "IIC"}

NODE_POSITIVE = {
    ("T1", "N1"): "IIIA",
    ("T2", "N1"): "IIIA",
    ("T1", "N2a"): "IIIA",
    ("T3", "N1"): "IIIB",
    ("T4a", "N1"): "IIIB",
    ("T2", "N2a"): "IIIB",
    ("T3", "N2a"): "IIIB",
    ("T1", "N2b"): "IIIB",
    ("T2", "N2b"): "IIIB",
    ("T4a", "N2a"): "IIIC",
    ("T3", "N2b"): "IIIC",
    ("T4a", "N2b"): "IIIC",
    ("T4b", "N1"): "IIIC",
    ("T4b", "N2a"): "IIIC",
    ("T4b", "N2b"): "IIIC",
}


def stage_group(t: str, n: str, m: str) -> str:
    """The group, as fine as the categories allow: T4b N0 is IIC, a bare T4 N0 only II."""
    groups = {group_of(*triple) for triple in product(letters(t), letters(n), letters(m))}
    group = min(groups)
    return group if len(groups) == 1 else group.rstrip("ABC")


def letters(category: str) -> tuple[str, ...]:
    """The lettered categories a possibly bare one stands for; a c, p or yp before it is dropped."""
    bare = category.strip().lstrip("ycp")
    return SPREAD.get(bare, (bare,))


def group_of(t: str, n: str, m: str) -> str:
    if m in SPREAD["M1"]:
        return "IV" + m.removeprefix("M1").upper()
    if m != "M0" or t not in T_CATEGORIES or n not in N_CATEGORIES:
        raise Unstageable(f"{t} {n} {m} forms no stage group")
    if n == "N0":
        return NODE_NEGATIVE[t]
    group = NODE_POSITIVE.get((t, "N1" if n in SPREAD["N1"] else n))
    if group is None:
        raise Unstageable(f"{t} {n} {m} forms no stage group")
    return group

"""The clinical response after neoadjuvant treatment of rectal cancer, by its three modalities.

A participant is as good as the worst of finger, endoscope and MRI: a white scar over a suspicious
node is no complete response (OPRA; the table stands in World J Meta-Anal 2021;9:327).
"""

from enum import StrEnum


class Response(StrEnum):
    COMPLETE = "complete"
    NEAR_COMPLETE = "near_complete"
    INCOMPLETE = "incomplete"


class Digital(StrEnum):
    NORMAL = "normal"
    IRREGULAR = "irregular"
    MASS = "mass"
    OUT_OF_REACH = "out_of_reach"


class Endoscopic(StrEnum):
    SCAR = "scar"
    ULCER = "ulcer"
    TUMOR = "tumor"


BY_FINGER = {
    Digital.NORMAL: Response.COMPLETE,
    Digital.IRREGULAR: Response.NEAR_COMPLETE,
    Digital.MASS: Response.INCOMPLETE,
}
BY_ENDOSCOPE = {
    Endoscopic.SCAR: Response.COMPLETE,
    Endoscopic.ULCER: Response.NEAR_COMPLETE,
    Endoscopic.TUMOR: Response.INCOMPLETE,
}
# mrTRG 1 and 2 are dark fibrosis without tumor signal, 3 keeps some signal in over half fibrosis.
BY_MRI = {
    1: Response.COMPLETE,
    2: Response.COMPLETE,
    3: Response.NEAR_COMPLETE,
    4: Response.INCOMPLETE,
    5: Response.INCOMPLETE,
}
ORDER = list(Response)


def by_mri(grade: int, *, nodes_clear: bool) -> Response:
    return BY_MRI[grade] if nodes_clear else Response.INCOMPLETE


def worst_of_three(
    digital: Digital, endoscopic: Endoscopic, mr_trg: int, nodes_clear: bool
) -> Response | None:
    """None where the finger does not reach and the two others show no tumor: a complete response
    is concordant in all three."""
    seen = [BY_ENDOSCOPE[endoscopic], by_mri(int(mr_trg), nodes_clear=nodes_clear)]
    felt = BY_FINGER.get(digital)
    worst = max([*seen, felt] if felt else seen, key=ORDER.index)
    return worst if felt or worst is Response.INCOMPLETE else None

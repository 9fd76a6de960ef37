"""Every component once, in each of its states: the place to look before drawing something new."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

MISSING = [
    ("not_done", _("Not done")),
    ("unknown", _("Unknown")),
    ("refused", _("Refused")),
    ("not_applicable", _("Not applicable")),
]
ECOG = [
    ("0", _("0, fully active")),
    ("1", _("1, restricted in strenuous activity")),
    ("2", _("2, up and about more than half of the day")),
]


class LiverFunction(forms.Form):
    bilirubin = forms.DecimalField(label=_("Total bilirubin"), help_text=_("As on the report."))
    bilirubin_missing = forms.ChoiceField(
        choices=[("", _("why missing")), *MISSING], required=False
    )
    albumin = forms.DecimalField(label=_("Albumin"))
    albumin_unit = forms.ChoiceField(choices=[("g/L", "g/L"), ("g/dL", "g/dL")])
    ecog = forms.ChoiceField(label="ECOG", choices=ECOG, widget=forms.RadioSelect)
    remarks = forms.CharField(label=_("Remarks"), widget=forms.Textarea, required=False)
    confirmed = forms.BooleanField(label=_("The values were checked against the source"))


def gallery(request: HttpRequest) -> HttpResponse:
    return render(request, "gallery.html", samples())


def samples() -> dict[str, Any]:
    answers = {"bilirubin": "16.4", "albumin_unit": "g/L", "ecog": "1"}
    return {
        "liver": LiverFunction(answers),
        "missing": MISSING,
        "margins": [("r0", "R0"), ("r1", "R1"), ("r2", "R2"), ("rx", "RX")],
        "units": [("ng/mL", "ng/mL"), ("ug/L", "µg/L")],
        "grades": GRADES,
        "lanes": LANES,
        "ticks": TICKS,
        "columns": COLUMNS,
        "rows": ROWS,
        "at_risk": AT_RISK,
        "at_risk_rows": AT_RISK_ROWS,
        "visits": VISITS,
        "history": HISTORY,
        "thread": THREAD,
        "page_of_rows": Paginator(range(173), 25).page(2),
    }


GRADES = [
    (1, _("Asymptomatic or mild symptoms; observation only")),
    (2, _("Moderate; minimal, local or noninvasive intervention indicated")),
    (3, _("Severe or medically significant but not immediately life-threatening")),
    (4, _("Life-threatening consequences; urgent intervention indicated")),
]

TICKS = [{"at": at, "label": label} for at, label in ((0, "2026-01"), (34, "04"), (67, "07"))] + [
    {"at": 100, "label": "10"}
]


def point(at: float, label: Any, when: str, tone: str = "accent") -> dict[str, Any]:
    return {"at": at, "width": 0, "label": label, "when": when, "tone": tone}


def bar(at: float, width: float, label: Any, when: str, tone: str) -> dict[str, Any]:
    return {"at": at, "width": width, "label": label, "when": when, "tone": tone}


LANES = [
    {
        "label": _("Milestones"),
        "marks": [
            point(3, _("Consent"), "2026-01-09"),
            point(9, _("Enrolled"), "2026-01-27"),
            point(44, _("Resection, R0"), "2026-05-06"),
        ],
    },
    {
        "label": _("Treatment"),
        "marks": [
            bar(12, 9, _("HAIC, first course"), "2026-02-03 – 2026-02-28", "neutral"),
            bar(24, 10, _("HAIC, second course"), "2026-03-09 – 2026-04-06", "neutral"),
        ],
    },
    {
        "label": _("Adverse events"),
        "marks": [
            bar(15, 6, _("Platelet count decreased, grade 3"), "2026-02-12 – 2026-03", "overdue"),
            bar(30, 3, _("Fatigue, grade 1"), "2026-03-28 – 2026-04-05", "due"),
        ],
    },
    {
        "label": _("Imaging"),
        "marks": [
            point(5, _("MRI, four phases"), "2026-01-15", "accent"),
            point(40, _("MRI, restaging"), "2026-04-24", "accent"),
            point(74, _("CT, no new lesion"), "2026-08-03", "done"),
        ],
    },
]

COLUMNS = [
    {"label": _("Test")},
    {"label": _("Value"), "numeric": True},
    {"label": _("Unit")},
    {"label": _("Upper limit of normal"), "numeric": True},
    {"label": _("Taken on")},
]
ROWS = [
    (_("Total bilirubin"), "16.4", "µmol/L", "21.0", "2026-08-03"),
    (_("Albumin"), "41.2", "g/L", "55.0", "2026-08-03"),
    (_("INR"), "1.02", "–", "1.20", "2026-08-03"),
    (_("Alpha-fetoprotein"), "1208", "ng/mL", "7.0", "2026-07-31"),
]

AT_RISK = [{"label": _("Group")}] + [
    {"label": label, "numeric": True} for label in ("0", "6", "12", "18", "24")
]
AT_RISK_ROWS = [("A", 72, 61, 50, 38, 21), ("B", 72, 55, 41, 29, 14)]

VISITS = [
    {"form": _("Vital signs"), "states": [("done", _("complete")), ("done", _("complete"))]},
    {"form": _("Liver function"), "states": [("done", _("complete")), ("query", _("open query"))]},
    {"form": _("Tumor imaging"), "states": [("locked", _("locked")), ("draft", _("draft"))]},
    {"form": _("Adverse events"), "states": [("done", _("complete")), ("empty", _("empty"))]},
]

HISTORY = [
    {
        "old": "164 µmol/L",
        "new": "16.4 µmol/L",
        "by": "Lin Mei",
        "at": "2026-08-04 09:12",
        "why": _("decimal point missed"),
    },
    {"old": "", "new": "164 µmol/L", "by": "Lin Mei", "at": "2026-08-03 16:40", "why": ""},
]
THREAD = [
    {
        "by": "Zhou Yan",
        "role": _("data manager"),
        "at": "2026-08-05",
        "text": _("Scan is dated before the visit. Is this the scan of visit M03?"),
    },
]

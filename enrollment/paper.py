"""One participant against the protocol, on paper, with the signature on it."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _
from reportlab.platypus import Flowable

from casebook.models import Participant
from enrollment.views.atoms import Row, Value
from trials.paper import CAPTION, HEADING, NOTE, TITLE, Paper, Place, paper_of

SHARES = (0.45, 0.38, 0.17)


def draw(
    participant: Participant,
    *,
    heading: str,
    day: str,
    version: str,
    groups: Sequence[dict[str, Any]],
    signature: dict[str, str] | None,
) -> bytes:
    """`groups` as the page shows them, judged as of `day` by the protocol `version`."""
    code, activation = participant.code, participant.activation
    title = _("Eligibility")
    paper = paper_of(activation.trial, title=f"{code} {title}", head=code, foot=str(activation))

    def story() -> Iterator[Flowable]:
        yield paper.paragraph(f"{title} · {code}", TITLE)
        yield paper.paragraph(heading, HEADING)
        judged = _("Judged as of %(day)s by protocol %(version)s")
        yield paper.paragraph(judged % {"day": day, "version": version}, NOTE)
        if signature:
            yield from paper.signature(signature)
        else:
            yield paper.paragraph(_("Not signed"), NOTE)
        for group in groups:
            yield from group_of(paper, group)

    return paper.as_bytes(story)


def group_of(paper: Paper, group: dict[str, Any]) -> Iterator[Flowable]:
    yield Place(group["id"], group["heading"])
    yield paper.paragraph(group["heading"], CAPTION)
    head = (_("Criterion"), _("Recorded"), _("Finding"))
    rows = [(criterion_of(row), recorded_of(row), _(row.atom.label)) for row in group["rows"]]
    yield paper.table(head, rows, shares=SHARES)


def criterion_of(row: Row) -> list[str]:
    printed = row.atom.criterion.printed
    return [f"{row.atom.criterion.id}  {row.text}", *([f"“{printed}”"] if printed else [])]


def recorded_of(row: Row) -> list[str]:
    missing = [one.label for one in row.missing] if row.atom.decides else []
    lacking = [f"{_('Missing:')} {', '.join(missing)}"] if missing else []
    flip = _("Would be otherwise with: %(flip)s") % {"flip": row.flip} if row.flip else ""
    near = _("Met with these values: %(days)s") % {"days": row.near} if row.near else ""
    said = [*(value_of(value) for value in row.values), row.why, flip, near, *lacking, row.later]
    return [text for text in said if text] or ["–"]


def value_of(value: Value) -> str:
    dated = f" ({value.date})" if value.date else ""
    inputs = f" [{value.inputs}]" if value.inputs else ""
    return f"{value.label}: {value.shown}{dated}{inputs}"

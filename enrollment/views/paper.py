"""The eligibility page on paper."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from casebook.scope import readable
from casebook.selectors.calendar import day_at
from enrollment.selectors.assessments import assessment_of, governing_version, protocol_to_judge
from enrollment.selectors.decisions import judged_day, latest_decision, standing_against
from enrollment.views.atoms import groups
from enrollment.views.signatures import signature_of
from enrollment.views.sources import places_for
from enrollment.wording import heading_of
from trials.views.pdf import pdf_answer


@require_safe
@login_required
def eligibility(request: HttpRequest, trial: str, code: str) -> HttpResponse:
    # Only here: reportlab takes as long to load as a page to answer.
    from enrollment import paper

    row = readable(request, trial, code)
    day = judged_day(row, today=day_at(row.activation, timezone.now()))
    assessment, protocol = assessment_of(row, on=day), protocol_to_judge(row, on=day)
    decision = latest_decision(row)
    standing = standing_against(decision, assessment) if decision else None
    file = paper.draw(
        row,
        heading=heading_of(assessment),
        day=day.isoformat(),
        version=governing_version(row, on=day).version,
        groups=groups(assessment, protocol, places_for(row, protocol, assessment.atoms)),
        signature=signature_of(row, standing),
    )
    return pdf_answer(file, f"{row.code}-eligibility")

"""Hand in a file of concealed scores, computed elsewhere. Nothing it says is shown again."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from audit.acts import Refusal
from inference.actions import score_files
from inference.actions.score_files import Received, UnableToRecordScores
from inference.domain.score_rows import ScoreProblem, columns_for
from inference.models import PredictorRelease, ScoreFile
from inference.selectors.releases import codes_of
from inference.views.releases import release_in, row
from trials.domain.rights import Right
from trials.models import Trial
from trials.permissions import NotPermitted, check_may_in_trial
from trials.scope import trial_or_404
from trials.views.once import once
from trials.wording import worded

SHOWN = 100


class ScoreFileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"), help_text=gettext_lazy("CSV, the first row names the columns")
    )


@require_http_methods(["GET", "POST"])
@login_required
@once
def scores(request: HttpRequest, trial: str, pk: int) -> HttpResponse:
    of = trial_or_404(request.reach, trial)
    release = release_in(of, pk)
    check_may_in_trial(request.user, Right.RECORD_SEALED_SCORES, trial=of, on=request.today)
    if release.runs_here:
        raise Http404
    form = ScoreFileForm(request.POST or None, request.FILES or None)
    problems: tuple[ScoreProblem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            tell(request, hand_in(request, release, form))
        except NotPermitted:
            raise
        except Refusal as refusal:
            form.add_error("file", str(refusal))
            problems = getattr(refusal, "problems", ())
        else:
            return redirect("inference:scores", trial=of.slug, pk=pk)
    context = page(of, release, form, problems)
    wrong = request.method == "POST"
    return render(request, "inference/scores.html", context, status=422 if wrong else 200)


def hand_in(
    request: HttpRequest, release: PredictorRelease, form: ScoreFileForm
) -> tuple[ScoreFile, bool]:
    """The file, and whether it is new."""
    sent, now = form.cleaned_data["file"], timezone.now()
    if sent.size > score_files.MOST_BYTES:
        raise UnableToRecordScores(_("The file is larger than 2 MB. Split it."))
    file = Received(sent.read())
    is_new = score_files.known_of(release, file) is None
    kept = score_files.record(release=release, file=file, by=request.user, at=now)
    return kept, is_new


def tell(request: HttpRequest, done: tuple[ScoreFile, bool]) -> None:
    kept, is_new = done
    if is_new:
        said = ngettext("%(n)s score is sealed.", "%(n)s scores are sealed.", kept.rows)
        messages.success(request, said % {"n": kept.rows})
    else:
        messages.info(request, _("This file was handed in before. Nothing was changed."))


def page(
    trial: Trial,
    release: PredictorRelease,
    form: ScoreFileForm,
    problems: tuple[ScoreProblem, ...],
) -> dict[str, Any]:
    lines = [(one.row, one.column, worded(one.message)) for one in problems[:SHOWN]]
    return {
        **row(release),
        "trial": trial,
        "form": form,
        "has_errors": bool(form.errors),
        "problems": lines,
        "problems_more": len(problems) - len(lines),
        "columns": columns_for(codes_of(release)),
        "files": ScoreFile.objects.filter(release=release).select_related("handed_in_by"),
    }

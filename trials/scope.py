"""What of the address bar this person reaches. The rest does not exist for them: 404, not 403."""

from django.http import Http404

from trials.models import ReadingChange, SiteActivation, Trial
from trials.selectors.delegations import Reach


def trial_or_404(reach: Reach, slug: str) -> Trial:
    for trial in reach.trials():
        if trial.slug == slug:
            return trial
    raise Http404


def activation_or_404(reach: Reach, slug: str, site: str) -> SiteActivation:
    found = (
        SiteActivation.objects.filter(pk__in=reach.activation_ids, trial__slug=slug)
        .filter(site__code=site)
        .select_related("trial", "site")
        .first()
    )
    if found is None:
        raise Http404
    return found


def change_or_404(trial: Trial, pk: int) -> ReadingChange:
    rows = ReadingChange.objects.filter(trial=trial).select_related("trial", "proposed_by")
    found: ReadingChange | None = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found

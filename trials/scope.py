"""What of the address bar this person reaches. The rest does not exist for them: 404, not 403."""

from django.http import Http404

from trials.models import SiteActivation, Trial
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

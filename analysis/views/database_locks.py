"""Locking the database: what is still open, who asked for it, who confirms."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.signing.forms import SigningForm
from accounts.signing.printed import printed
from analysis.actions import database_locks as acts
from analysis.forms import DatabaseLockForm, UnlockForm
from analysis.permissions import check_may_see_board
from analysis.selectors.open_items import (
    KINDS,
    OpenItem,
    counts_of,
    open_items,
    sites_still_open,
)
from analysis.views.lock_steps import LockWay
from casebook.models import DatabaseLock
from casebook.selectors.database_locks import (
    content_of,
    database_lock_of,
    earlier_locks,
    unlock_content,
    waiting_lock,
)
from trials.domain.rights import Right
from trials.models import Trial
from trials.permissions import check_may_in_trial, may_in_trial
from trials.scope import trial_or_404
from trials.views.signing import Attempt

SHOWN = 200


@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def database_lock(request: HttpRequest, trial: str) -> HttpResponse:
    """Look; sign as the first person, or as the second where somebody has asked for it."""
    of = trial_or_404(request.reach, trial)
    check_may_see_board(request.user, trial=of, on=request.today)
    if request.method != "POST":
        return lock_page(request, of)
    check_may_in_trial(request.user, Right.LOCK_DATABASE, trial=of, on=request.today)
    row, form, now = waiting_lock(of), SigningForm(request.POST, request=request), timezone.now()
    asking = DatabaseLockForm(request.POST)
    attempt = Attempt(form)
    if (row is not None or asking.is_valid()) and form.is_valid():
        with attempt:
            who: dict[str, Any] = {"signing": form.signing(at=now), "by": request.user, "at": now}
            if row is None:
                acts.propose(trial=of, **asking.cleaned_data, **who)
            else:
                acts.confirm(lock=row, **who)
    if attempt.done:
        messages.success(request, _("Signed."))
        return redirect("analysis:database_lock", trial=trial)
    return lock_page(request, of, form=form, asking=asking, status=attempt.status)


@require_POST
@login_required
def cancel(request: HttpRequest, trial: str) -> HttpResponse:
    of = trial_or_404(request.reach, trial)
    check_may_in_trial(request.user, Right.LOCK_DATABASE, trial=of, on=request.today)
    row = waiting_lock(of)
    if row is None:
        raise Http404
    acts.cancel(lock=row, by=request.user, at=timezone.now())
    messages.success(request, _("The lock is not asked for any more."))
    return redirect("analysis:database_lock", trial=trial)


def lock_page(
    request: HttpRequest,
    trial: Trial,
    *,
    form: SigningForm | None = None,
    asking: DatabaseLockForm | None = None,
    unlocking: SigningForm | None = None,
    asking_unlock: UnlockForm | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    standing, waits = database_lock_of(trial), waiting_lock(trial)
    locks = may_in_trial(request.user, Right.LOCK_DATABASE, trial=trial, on=request.today)
    items = open_items(trial) if locks and standing is None else []
    open_sites = sites_still_open(trial) if standing is None else []
    way = LockWay(
        trial=trial,
        user=request.user,
        locks=locks,
        standing=standing,
        waits=waits,
        open_sites=open_sites,
    )
    context = {
        "trial": trial,
        "refusal": refusal,
        "steps": list(way.steps()),
        "standing": standing,
        "waits": waits,
        "locks": locks and standing is None,
        "unlocks": locks and standing is not None,
        "signs": locks and standing is None and bool(not open_sites or waits or form),
        # The statistician locks as well, and reads no records.
        "reads": may_in_trial(request.user, Right.READ_RECORDS, trial=trial, on=request.today),
        "own": waits is not None and waits.proposed_by_id == request.user.pk,
        "asked_by_me": standing is not None and standing.unlock_asked_by_id == request.user.pk,
        "signatures": signatures_of(standing or waits),
        "form": form or SigningForm(request=request),
        "asking": asking or DatabaseLockForm(),
        "unlocking": unlocking or SigningForm(request=request),
        "asking_unlock": asking_unlock or UnlockForm(),
    }
    context |= still_open(trial, standing, items) | unlocks_of(trial, standing)
    return render(request, "analysis/database_lock.html", context, status=status)


def still_open(
    trial: Trial, standing: DatabaseLock | None, items: Sequence[OpenItem]
) -> dict[str, Any]:
    """What is open now, or was when the lock was signed."""
    found = counts_of(items)
    return {
        "counts": [(KINDS[kind], number) for kind, number in shown_counts(standing, found)],
        "items": [(KINDS[one.kind], one) for one in items[:SHOWN]],
        "more": max(0, len(items) - SHOWN),
        "shown": content_of(trial, found).as_shown().token(),
    }


def unlocks_of(trial: Trial, standing: DatabaseLock | None) -> dict[str, Any]:
    """How this lock may be undone, and how earlier ones were."""
    return {
        "earlier": [(one, unlock_signatures(one)) for one in earlier_locks(trial)],
        "unlock_shown": unlock_shown(standing),
        "unlock_signatures": unlock_signatures(standing),
    }


def shown_counts(standing: DatabaseLock | None, found: dict[str, int]) -> list[tuple[str, int]]:
    return list((standing.open_items if standing else found).items())


def unlock_shown(lock: DatabaseLock | None) -> str:
    if lock is None:
        return ""
    return unlock_content(lock, reason=lock.unlock_reason).as_shown().token()


def unlock_signatures(lock: DatabaseLock | None) -> list[dict[str, str]]:
    if lock is None:
        return []
    both = ((lock.unlock_request, ""), (lock.unlock_approval, lock.unlock_reason))
    void = _("What is stored is not what was signed.")
    return [
        printed(one, void=void if one.is_void(content_sha256=signed) else "")
        for one, reason in both
        if one is not None
        for signed in [unlock_content(lock, reason=reason).sha256]
    ]


def signatures_of(row: DatabaseLock | None) -> list[dict[str, str]]:
    if row is None:
        return []
    given = [one for one in (row.proposal, row.confirmation) if one is not None]
    signed = content_of(row.trial, row.open_items).sha256
    void = _("What is stored is not what was signed.")
    return [printed(one, void=void if one.is_void(content_sha256=signed) else "") for one in given]

"""Around the two signatures: closing entry before them, unlocking the database after them."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts.signing.forms import SigningForm
from analysis.actions import database_unlocks
from analysis.actions.database_unlocks import UnableToUnlockDatabase
from analysis.forms import UnlockForm
from analysis.views.database_locks import lock_page
from analysis.views.lock_steps import entry_proposed
from audit.acts import Refusal
from casebook.actions import data_locks
from casebook.closings import closing_named
from casebook.models import DatabaseLock
from casebook.selectors.database_locks import database_lock_of
from trials.domain.rights import Right
from trials.models import Trial
from trials.permissions import NotPermitted, check_may_in_trial
from trials.scope import trial_or_404
from trials.views.signing import Attempt


@require_POST
@login_required
def close_entry(request: HttpRequest, trial: str) -> HttpResponse:
    """For the whole trial: asked for, or confirmed where another person has asked."""
    of = trial_or_404(request.reach, trial)
    return done(request, of, lambda **who: close_or_confirm(request, of, **who))


def close_or_confirm(request: HttpRequest, of: Trial, **who: Any) -> None:
    proposed = entry_proposed(of)
    if proposed is not None:
        data_locks.confirm(row=proposed, **who)
    else:
        data_locks.lock(closing=closing_named({}, of, request.reach), **who)


@sensitive_post_parameters("password", "code")
@require_POST
@login_required
def unlock(request: HttpRequest, trial: str) -> HttpResponse:
    """Ask and approve are signed; to leave it locked takes no signature."""
    of = trial_or_404(request.reach, trial)
    check_may_in_trial(request.user, Right.LOCK_DATABASE, trial=of, on=request.today)
    lock = database_lock_of(of)
    if lock is None:
        raise Http404
    if request.POST.get("step") == "decline":
        return done(request, of, lambda **who: database_unlocks.decline(lock=lock, **who))
    form, now = SigningForm(request.POST, request=request), timezone.now()
    attempt, asking = Attempt(form), UnlockForm(request.POST)
    if form.is_valid():
        with attempt:
            take_step(request, lock, signing=form.signing(at=now), by=request.user, at=now)
    if attempt.done:
        messages.success(request, _("Signed."))
        return redirect("analysis:database_lock", trial=trial)
    return lock_page(request, of, unlocking=form, asking_unlock=asking, status=attempt.status)


def take_step(request: HttpRequest, lock: DatabaseLock, **who: Any) -> None:
    match request.POST.get("step", ""):
        case "ask":
            database_unlocks.ask(lock=lock, reason=request.POST.get("reason", ""), **who)
        case "approve":
            database_unlocks.approve(lock=lock, **who)
        case _other:
            raise UnableToUnlockDatabase(_("Choose what to do with the lock."))


def done(request: HttpRequest, of: Trial, act: Callable[..., object]) -> HttpResponse:
    check_may_in_trial(request.user, Right.LOCK_DATABASE, trial=of, on=request.today)
    try:
        act(by=request.user, at=timezone.now())
    except NotPermitted:
        raise
    except Refusal as refusal:
        return lock_page(request, of, refusal=str(refusal), status=422)
    messages.success(request, _("Recorded."))
    return redirect("analysis:database_lock", trial=of.slug)

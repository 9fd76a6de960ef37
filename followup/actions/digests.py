"""The letter of the morning: how much waits, and for whom. Codes alone: mail is read anywhere."""

from collections.abc import Sequence
from datetime import date, datetime

import structlog
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from audit.acts import Actor, act
from followup.domain.worklist import Task
from followup.models import Digest
from trials.models import Trial

log = structlog.get_logger("concord.digests")
# More codes than fit on a telephone help nobody: the worklist has them all.
NAMED = 20


@act
def note(
    *, user: User, trial: Trial, day: date, tasks: int, by: Actor, at: datetime
) -> Digest | None:
    """None where this person has had the letter of that day."""
    try:
        with transaction.atomic():
            return Digest.objects.create(user=user, trial=trial, day=day, tasks=tasks, noted_at=at)
    except IntegrityError:
        return None


def send(*, user: User, trial: Trial, tasks: Sequence[Task]) -> None:
    """After the note is kept: a letter that is lost on the way is not sent again."""
    codes = list(dict.fromkeys(task.participant for task in tasks))
    with translation.override(user.language):
        subject = _("%(trial)s: %(n)s to do") % {"trial": trial.slug, "n": len(tasks)}
        words = {"person": user, "trial": trial.slug, "count": len(tasks)}
        named = {"codes": codes[:NAMED], "more": max(len(codes) - NAMED, 0)}
        text = render_to_string("followup/digest.txt", words | named)
    try:
        send_mail(subject, text, None, [user.email])
    except OSError:
        log.warning("digest not sent", user=str(user.pk), trial=trial.slug)

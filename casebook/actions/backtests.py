"""Ask how often rules would have fired, and keep what was counted."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accounts.models import User
from audit.acts import act
from casebook.models import Backtest
from trials.domain.rights import Right
from trials.models import Trial
from trials.permissions import check_may_in_trial


@act
def ask(*, trial: Trial, source: str, by: User, at: datetime) -> Backtest:
    """`source` is the text of a protocol file; none, and the version in force is counted."""
    check_may_in_trial(by, Right.READ_RECORDS, trial=trial, on=at.date())
    return Backtest.objects.create(trial=trial, source=source, asked_by=by, asked_at=at)


@act
def note(*, backtest: Backtest, counts: Mapping[str, Any], by: User, at: datetime) -> None:
    backtest.counts, backtest.counted_at = dict(counts), at
    backtest.save()

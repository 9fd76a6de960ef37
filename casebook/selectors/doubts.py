"""What is doubtful in a form as it was saved, read anew by its protocol."""

from datetime import date

from casebook.domain.answers import entry_from
from casebook.domain.doubts import Problem
from casebook.domain.edit_checks import check_form
from casebook.domain.occasions import CHECKS, find_form
from casebook.models import FormRecord
from casebook.selectors.facts import facts_at
from casebook.selectors.protocols import protocol_behind


def doubts_of(record: FormRecord, *, today: date) -> tuple[Problem, ...]:
    """With the reasons they were confirmed with, for `query_following`."""
    protocol = protocol_behind(record)
    form = find_form(protocol, record.form_id)
    if form is None:
        return ()
    checked = check_form(
        protocol=protocol,
        form=form,
        entries={name: entry_from(one) for name, one in record.data.items() if name != CHECKS},
        today=today,
        facts=facts_at(record.participant, record.visit),
        reasons=record.data.get(CHECKS, {}),
    )
    return checked.problems

"""A task in the words of the worklist: what it is, why it is here, how long is left."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from casebook import other_records
from casebook.pending import Waits
from followup.domain.worklist import About, Kind, Task
from trials.domain.ctcae.terms import Term
from trials.wording import with_weekday, worded

TONES: Mapping[Kind, str] = {
    Kind.SAE_CLOCK: "overdue",
    Kind.OVERDUE: "overdue",
    Kind.DUE_TODAY: "due",
    Kind.CLOSING: "due",
    Kind.RECONSENT: "due",
    Kind.UNFINISHED: "draft",
    Kind.MISSING_FORM: "due",
    Kind.MISSING_SCAN: "due",
    Kind.MISSING_SLIDES: "due",
    Kind.OPEN_QUERY: "query",
    Kind.UNSIGNED: "query",
    Kind.FAILED_PREDICTION: "overdue",
    Kind.PENDING_PREDICTION: "sealed",
}


# What merely waits, since a day and without one by which it must be done.
WAITING = {
    Kind.RECONSENT,
    Kind.UNFINISHED,
    Kind.MISSING_FORM,
    Kind.MISSING_SCAN,
    Kind.MISSING_SLIDES,
    Kind.OPEN_QUERY,
    Kind.UNSIGNED,
    Kind.FAILED_PREDICTION,
    Kind.PENDING_PREDICTION,
}


# Where all that waits of one kind for a participant is done.
PAGES: Mapping[Kind, str] = {
    Kind.RECONSENT: "casebook:consent",
    Kind.MISSING_SCAN: "followup:new_scan",
    Kind.UNSIGNED: "enrollment:sign",
    Kind.FAILED_PREDICTION: "inference:record",
    Kind.PENDING_PREDICTION: "inference:record",
}


@dataclass(frozen=True, kw_only=True)
class Words:
    what: str
    why: str
    left: str
    action: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """A task as the list draws it."""

    task: Task
    words: Words
    href: str
    code_href: str

    @property
    def tone(self) -> str:
        return TONES[self.task.kind]

    @property
    def due(self) -> str:
        """The day it is due; what merely waits has none."""
        due = None if self.task.kind in WAITING else self.task.due
        return f"{due:%Y-%m-%d}" if due else ""


def row(task: Task, trial: str) -> Row:
    return Row(
        task=task,
        words=WORDS[task.kind](task),
        href=href(task, trial),
        code_href=reverse("casebook:participant", args=[trial, task.participant]),
    )


def href(task: Task, trial: str) -> str:
    """The page where it can be done."""
    if task.kind is Kind.SAE_CLOCK:
        return reverse("followup:records", args=[trial, task.participant]) + f"#event-{task.item}"
    if isinstance(task.label, About):
        where = [trial, task.participant, task.label.kind, task.label.record]
        return reverse("casebook:record", args=where) + f"#field-{task.field}"
    if task.kind in PAGES:
        return reverse(PAGES[task.kind], args=[trial, task.participant])
    if task.occasion is None:
        return reverse("casebook:visit", args=[trial, task.participant, task.item])
    asked = {"visit": task.occasion.visit, "repeat": task.occasion.repeat}
    query = urlencode({name: value for name, value in asked.items() if value not in {"", 1}})
    form = reverse("casebook:form", args=[trial, task.participant, task.occasion.form_id])
    field = f"#field-{task.field}" if task.field else ""
    return form + (f"?{query}" if query else "") + field


def serious(task: Task) -> Words:
    name = task.label.label(get_language() or "en") if isinstance(task.label, Term) else task.label
    return Words(
        what=_("Serious adverse event: %(term)s") % {"term": name},
        why=_("The sponsor is to be told by %(at)s, site time") % {"at": minute(task.due)},
        left=hours_left(task.hours),
        action=_("Report"),
    )


def minute(at: date | datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at else ""


def hours_left(hours: int) -> str:
    if hours < 0:
        return ngettext("%(n)s hour over", "%(n)s hours over", -hours) % {"n": -hours}
    return ngettext("%(n)s hour left", "%(n)s hours left", hours) % {"n": hours}


def overdue(task: Task) -> Words:
    return visit_words(
        task,
        why=_("Its window has closed"),
        left=ngettext("%(n)s day over", "%(n)s days over", -task.days) % {"n": -task.days},
    )


def due_today(task: Task) -> Words:
    return visit_words(task, why=_("Today is the target day"), left=_("due today"))


def closing(task: Task) -> Words:
    due = with_weekday(task.due) if isinstance(task.due, date) else ""
    return visit_words(task, why=_("Target day %(day)s") % {"day": due}, left=closes_in(task.days))


def visit_words(task: Task, *, why: str, left: str) -> Words:
    what = f"{task.item} {worded(task.label)}"
    return Words(what=what, why=why, left=left, action=_("Open visit"))


def closes_in(days: int) -> str:
    if days == 0:
        return _("closes today")
    return ngettext("closes in %(n)s day", "closes in %(n)s days", days) % {"n": days}


def unfinished(task: Task) -> Words:
    visit = task.occasion.visit if task.occasion else ""
    return Words(
        what=f"{visit} {worded(task.label)}".strip(),
        why=_("Begun and not marked complete"),
        left=since(-task.days),
        action=_("Go on"),
    )


def missing_form(task: Task) -> Words:
    visit = task.occasion.visit if task.occasion else ""
    return Words(
        what=f"{visit} {worded(task.label)}",
        why=_("The visit took place on %(day)s; nobody has begun this form") % {"day": day(task)},
        left=since(-task.days),
        action=_("Fill in"),
    )


def missing_scan(task: Task) -> Words:
    return Words(
        what=_("Scan of %(visit)s") % {"visit": f"{task.item} {worded(task.label)}"},
        why=_("The visit took place on %(day)s; no scan of its window is recorded")
        % {"day": day(task)},
        left=since(-task.days),
        action=_("Record the scan"),
    )


def missing_slides(task: Task) -> Words:
    return Words(
        what=worded(task.label),
        why=_("The tissue was taken on %(day)s; nothing is said of its slides")
        % {"day": day(task)},
        left=since(-task.days),
        action=_("Record the slides"),
    )


def asked(task: Task) -> Words:
    return Words(
        what=asked_about(task),
        why=_("A query about this answer waits for the site"),
        left=since(-task.days),
        action=_("Answer the query"),
    )


def asked_about(task: Task) -> str:
    if not isinstance(task.label, About):
        visit = task.occasion.visit if task.occasion else ""
        return f"{visit} {worded(task.label)}".strip()
    kind = other_records.called(task.label.kind)
    if kind is None:
        return task.label.field
    return f"{kind.heading}: {kind.labels.get(task.label.field, task.label.field)}"


def unsigned(task: Task) -> Words:
    count = int(str(task.label))
    return Words(
        what=ngettext("%(n)s form to sign", "%(n)s forms to sign", count) % {"n": count},
        why=_("Complete, and not signed since it was last written"),
        left=since(-task.days),
        action=_("Sign"),
    )


def day(task: Task) -> str:
    return with_weekday(task.due) if isinstance(task.due, date) else ""


def reconsent(task: Task) -> Words:
    return Words(
        what=_("Consent to version %(version)s") % {"version": task.label},
        why=_("The site works by it; %(code)s has agreed to an older one")
        % {"code": task.participant},
        left=since(-task.days),
        action=_("Record the consent"),
    )


def prediction(task: Task) -> Words:
    """Why there is none yet; what it would say nobody reads here."""
    why = {
        Waits.RUNNING: _("Asked for and not computed yet"),
        Waits.FAILED: _("The run failed; a data manager can try it again"),
        Waits.LACKS_INPUT: _("An answer or a scan that it needs is missing; the page says which"),
    }
    return Words(
        what=_("Prediction by %(release)s") % {"release": task.label},
        why=why[Waits(task.field)],
        left=since(-task.days),
        action=_("See why"),
    )


def since(days: int) -> str:
    if days <= 0:
        return _("since today")
    return ngettext("for %(n)s day", "for %(n)s days", days) % {"n": days}


WORDS: Mapping[Kind, Callable[[Task], Words]] = {
    Kind.SAE_CLOCK: serious,
    Kind.OVERDUE: overdue,
    Kind.DUE_TODAY: due_today,
    Kind.CLOSING: closing,
    Kind.RECONSENT: reconsent,
    Kind.UNFINISHED: unfinished,
    Kind.MISSING_FORM: missing_form,
    Kind.MISSING_SCAN: missing_scan,
    Kind.MISSING_SLIDES: missing_slides,
    Kind.OPEN_QUERY: asked,
    Kind.UNSIGNED: unsigned,
    Kind.FAILED_PREDICTION: prediction,
    Kind.PENDING_PREDICTION: prediction,
}

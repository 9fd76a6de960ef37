from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.guarded import Guarded, GuardedQuerySet
from audit.history import tracked
from casebook.domain.queries import STATE_LABELS, QueryState
from casebook.models.forms import FormRecord
from casebook.models.others import NAMES_ONE_RECORD, record_named
from casebook.models.participants import Participant
from casebook.models.records import Record
from trials.models import SiteActivation


@tracked
class Query(Guarded):
    """A question about one answer of a form or another record, raised by a person, by a warning
    that somebody confirmed, or by a rule of the protocol. What was said stands in its entries.

    `message` is what the platform asks, in both languages; a person's words are the first entry.
    `suggestion` is an answer as a record stores it: once the form says so, the query is settled.
    """

    class Origin(models.TextChoices):
        PERSON = "person", _("Asked by a person")
        WARNING = "warning", _("Unusual value, confirmed")
        RULE = "rule", _("Rule of the protocol")

    activation = models.ForeignKey(SiteActivation, on_delete=models.PROTECT, related_name="+")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="queries")
    record = models.ForeignKey(
        FormRecord, on_delete=models.PROTECT, null=True, related_name="queries"
    )
    # Named instead of `record`, where the record is no form: `casebook.other_records`.
    other_kind = models.CharField(max_length=40, blank=True)
    other_id = models.BigIntegerField(null=True)
    item = models.CharField(max_length=60)
    origin = models.CharField(max_length=7, choices=Origin, default=Origin.PERSON)
    rule = models.CharField(max_length=60, blank=True, help_text="What doubted it.")
    message = models.JSONField(default=dict, help_text="Language -> sentence.")
    suggestion = models.JSONField(null=True)
    state = models.CharField(
        max_length=8, choices=[(one.value, STATE_LABELS[one]) for one in QueryState]
    )
    # None where a part of the platform raised it.
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    raised_at = models.DateTimeField()
    waiting_since = models.DateTimeField()

    objects = GuardedQuerySet.as_manager()

    class Meta:
        ordering = ["waiting_since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "item", "rule"],
                condition=~Q(rule="") & ~Q(state="closed"),
                name="doubt_raised_once",
            ),
            models.CheckConstraint(
                condition=Q(origin="person", rule="", message={})
                | (~Q(origin="person") & ~Q(rule="") & ~Q(message={})),
                name="query_says_what_it_asks",
            ),
            models.CheckConstraint(
                condition=~Q(origin="person") | Q(raised_by__isnull=False),
                name="query_of_a_person_says_whose",
            ),
            models.CheckConstraint(condition=NAMES_ONE_RECORD, name="query_names_one_record"),
        ]
        indexes = [
            models.Index(fields=["activation", "state", "waiting_since"], name="query_by_state"),
            models.Index(fields=["record", "item"], name="query_by_field"),
            models.Index(fields=["other_kind", "other_id"], name="query_by_other"),
        ]

    def __str__(self) -> str:
        return f"{self.about}: {self.item}"

    @cached_property
    def about(self) -> Record:
        """What it asks about. Of many, `with_records` reads them together."""
        return self.record or record_named(self.other_kind, self.other_id)

    @property
    def current(self) -> QueryState:
        return QueryState(self.state)


class QueryEntry(Guarded):
    """One thing somebody said or did in a query; never changed afterwards."""

    append_only = True

    class Said(models.TextChoices):
        RAISE = "raise", _("asks")
        ANSWER = "answer", _("answers")
        CLOSE = "close", _("closes it")
        REOPEN = "reopen", _("opens it again")
        SETTLE = "settle", _("settled by a correction")

    activation = models.ForeignKey(SiteActivation, on_delete=models.PROTECT, related_name="+")
    query = models.ForeignKey(Query, on_delete=models.PROTECT, related_name="entries")
    said = models.CharField(max_length=7, choices=Said)
    text = models.CharField(max_length=1000, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    role = models.CharField(max_length=30, blank=True, help_text="In which role it was said.")
    at = models.DateTimeField()

    objects: Any = GuardedQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.query}: {self.said}"

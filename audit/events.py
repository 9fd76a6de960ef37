"""The shape every history row shares: which transaction wrote it, in what context."""

from typing import Any

import pghistory.models
from django.db import models
from django.db.models.expressions import Func


class XidField(models.Field):
    """PostgreSQL's 64-bit transaction id; never written by us."""

    def db_type(self, connection: Any) -> str:
        return "xid8"


class CurrentXactId(Func):
    function = "pg_current_xact_id"
    arity = 0


class Event(pghistory.models.Event):
    """Keep this class's name: the history tables are called after it."""

    # The stock key has 32 bits; a history outlives them.
    pgh_id = models.BigAutoField(primary_key=True)
    pgh_xid = XidField(db_default=CurrentXactId(), editable=False)

    class Meta:
        abstract = True

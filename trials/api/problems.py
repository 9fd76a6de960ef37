"""A refusal over the API: the same sentence as on the page, with the status that fits."""

from typing import Any

from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction
from django.utils.translation import gettext as _
from rest_framework.response import Response
from rest_framework.views import exception_handler

from audit.acts import Refusal
from trials.permissions import NotPermitted


def refusals_as_problems(error: Exception, context: dict[str, Any]) -> Response | None:
    """403 not permitted, 409 refused by the state of things, DRF's own answers otherwise.

    Whatever was written before the refusal is rolled back with it, unless that is the note of it.
    """
    answer = problem_of(error) or exception_handler(error, context)
    stays = getattr(error, "stays", False)
    if answer is not None and not stays and connection.in_atomic_block:
        transaction.set_rollback(True)
    return answer


def problem_of(error: Exception) -> Response | None:
    if isinstance(error, Refusal):
        status = 403 if isinstance(error, NotPermitted) else getattr(error, "status", 409)
        return problem(status, type(error).__name__, str(error))
    if isinstance(error, DatabaseError):
        return problem_of_database(error)
    return None


def problem_of_database(error: DatabaseError) -> Response | None:
    if "row-level security" in str(error):
        # The database refused a row of a site this person does not reach.
        return problem(403, "NotPermitted", _("Not permitted."))
    if isinstance(error, IntegrityError):
        # Without the value: the clash may be with a row this person may not see.
        return problem(409, "Conflict", _("This contradicts what is already stored."))
    if isinstance(error, OperationalError):
        text = _("The database is busy. Nothing was saved; send the same request again.")
        return Response({"refusal": "Busy", "detail": text}, 503, headers={"Retry-After": "2"})
    return None


def problem(status: int, name: str, detail: str) -> Response:
    return Response({"refusal": name, "detail": detail}, status=status)

"""A refusal over the API: the same sentence as on the page, with the status that fits."""

from typing import Any

from django.db import InternalError, ProgrammingError
from rest_framework.response import Response
from rest_framework.views import exception_handler, set_rollback

from audit.acts import Refusal
from trials.permissions import NotPermitted


def refusals_as_problems(error: Exception, context: dict[str, Any]) -> Response | None:
    """403 not permitted, 409 refused by the state of things, DRF's own answers otherwise."""
    if isinstance(error, Refusal):
        set_rollback()
        status = 403 if isinstance(error, NotPermitted) else getattr(error, "status", 409)
        return Response({"refusal": type(error).__name__, "detail": str(error)}, status=status)
    if isinstance(error, ProgrammingError | InternalError) and "row-level security" in str(error):
        # The database refused a row of a site this person does not reach.
        set_rollback()
        return Response({"refusal": "NotPermitted", "detail": "Not permitted."}, status=403)
    return exception_handler(error, context)

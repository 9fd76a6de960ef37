from django.db import DatabaseError, transaction
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from audit import probe


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Can Concord still write with history? A SELECT 1 stays green when no form can be saved."""
    try:
        with transaction.atomic():
            probe.audited_write_rolled_back()
    except DatabaseError:
        return JsonResponse({"status": "cannot write with history"}, status=503)
    return JsonResponse({"status": "ok"})

"""What is to be done, as the nurse's home lists it."""

from typing import Any

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from followup.domain.worklist import Task
from followup.selectors.worklist import worklist
from followup.wording import row
from trials.api.acts import ReachView
from trials.domain.rights import Right
from trials.permissions import check_may_in_trial
from trials.scope import trial_or_404


@extend_schema(responses=OpenApiTypes.OBJECT)
class Worklist(ReachView):
    def get(self, request: Request, trial: str) -> Response:
        found = trial_or_404(request.reach, trial)
        check_may_in_trial(request.user, Right.RECORD_CLINICAL_EVENT, trial=found, on=request.today)
        tasks = worklist(
            found,
            activations=request.reach.activation_ids,
            user=request.user,
            now=timezone.now(),
        )
        return Response([told(task, found.slug) for task in tasks])


def told(task: Task, trial: str) -> dict[str, Any]:
    said = row(task, trial)
    return {
        "kind": task.kind,
        "participant": task.participant,
        "site": task.site,
        "item": task.item,
        "what": said.words.what,
        "left": said.words.left,
        "due": task.due,
        "address": said.href,
    }

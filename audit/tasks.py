from celery import shared_task
from django.utils import timezone

from audit import actions


@shared_task
def tick(**_: object) -> None:
    actions.note_tick(at=timezone.now())

from django.db import models


class Tick(models.Model):
    """A noted database snapshot: what was committed at this instant, and no more.

    A time alone does not tell: a transaction begun before it may commit after it.
    """

    append_only = True

    noted_at = models.DateTimeField(db_index=True)
    snapshot = models.TextField()
    highest_events = models.JSONField(help_text="Highest pgh_id per history table.")

    def __str__(self) -> str:
        return f"{self.noted_at:%Y-%m-%d %H:%M:%S} UTC"

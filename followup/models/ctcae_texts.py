from django.db import models


class CtcaeText(models.Model):
    """The published words of a term, as a deployment loaded them; nothing needs them."""

    append_only = True

    version = models.CharField(max_length=4)
    term = models.CharField(max_length=120)
    code = models.CharField(max_length=20, blank=True)
    definition = models.TextField(blank=True)
    grades = models.JSONField(default=dict, help_text="Grade -> text.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "term"], name="ctcae_text_once")]

    def __str__(self) -> str:
        return self.term

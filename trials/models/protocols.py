from django.conf import settings
from django.db import models

from audit.guarded import Guarded
from audit.history import tracked


@tracked
class Trial(Guarded):
    """What is run. Everything particular to it stands in its protocol versions."""

    slug = models.SlugField(unique=True)
    title_en = models.CharField(max_length=300)
    title_zh = models.CharField(max_length=300)

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.slug


@tracked
class ProtocolVersion(Guarded):
    """One protocol text, word for word, under its hash. An amendment is another row."""

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="versions")
    version = models.CharField(max_length=20)
    source = models.TextField(help_text="The protocol file as it was read.")
    sha256 = models.CharField(max_length=64)
    adopted_at = models.DateTimeField()
    adopted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)

    class Meta:
        ordering = ["trial", "adopted_at"]
        constraints = [
            models.UniqueConstraint(fields=["trial", "version"], name="protocol_version_once"),
            models.UniqueConstraint(fields=["trial", "sha256"], name="protocol_text_once"),
        ]

    def __str__(self) -> str:
        return f"{self.trial.slug} {self.version}"

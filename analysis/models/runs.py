from django.db import models

from analysis.models.cuts import DataCut


class AnalysisRun(models.Model):
    """The numbers of one cut by one code version. `sealed` results are by arm."""

    append_only = True

    cut = models.ForeignKey(DataCut, on_delete=models.PROTECT, related_name="runs")
    code_version = models.CharField(max_length=64)
    sealed = models.BooleanField()
    results = models.JSONField()
    run_at = models.DateTimeField()

    class Meta:
        ordering = ["cut", "-run_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["cut", "code_version", "sealed"], name="run_once_per_cut_and_code"
            )
        ]

    def __str__(self) -> str:
        return f"{self.cut} by {self.code_version[:12]}"

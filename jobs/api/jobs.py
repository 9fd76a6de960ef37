from rest_framework.fields import SerializerMethodField
from rest_framework.generics import RetrieveAPIView
from rest_framework.serializers import ModelSerializer

from jobs.models import Job, JobQuerySet
from jobs.registry import title_of
from jobs.selectors import jobs_of


class JobSerializer(ModelSerializer):
    title = SerializerMethodField()

    class Meta:
        model = Job
        fields = [
            "id",
            "kind",
            "title",
            "state",
            "progress",
            "step",
            "requested_at",
            "started_at",
            "finished_at",
            "result",
            "error",
        ]
        read_only_fields = fields

    def get_title(self, job: Job) -> str:
        return title_of(job.kind)


class JobStatus(RetrieveAPIView):
    """Ask every second or two until `state` is done, failed or canceled."""

    serializer_class = JobSerializer
    queryset = Job.objects.none()

    def get_queryset(self) -> JobQuerySet:
        return jobs_of(self.request.user)

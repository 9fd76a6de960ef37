from django.urls import path

from followup.api.records import Records, TellSponsor, correct_view, new_view
from followup.api.worklist import Worklist
from followup.forms.kinds import KINDS

ONE = "trials/<slug:trial>/participants/<str:code>/"

urlpatterns = [
    path("trials/<slug:trial>/worklist/", Worklist.as_view(), name="api-worklist"),
    path(f"{ONE}records/", Records.as_view(), name="api-records"),
    path(f"{ONE}adverse-events/<int:pk>/told/", TellSponsor.as_view(), name="api-tell-sponsor"),
    *(path(f"{ONE}{kind.slug}/", new_view(kind), name=f"api-new-{kind.slug}") for kind in KINDS),
    *(
        path(
            f"{ONE}{kind.slug}/<int:pk>/corrections/",
            correct_view(kind),
            name=f"api-correct-{kind.slug}",
        )
        for kind in KINDS
    ),
]

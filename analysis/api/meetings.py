"""The board's meetings, what is put before them and what it recommends, as the pages do them."""

from datetime import date, datetime
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from accounts.models import User
from analysis.actions import meetings, reports
from analysis.api.cuts import row as report_row
from analysis.models import BoardDocument, BoardMeeting, Recommendation, Session
from analysis.permissions import (
    check_may_open,
    check_may_see_board,
    sits_in_closed_session,
)
from analysis.selectors.meetings import (
    board_members,
    content_of,
    documents_of,
    readable_recommendation,
    recommendation_of,
)
from analysis.selectors.reports import readable_at
from audit.domain.signing import Signing
from trials.api.acts import ActView, ReachView, ReadView
from trials.api.signing import SigningView
from trials.api.uploads import UploadView
from trials.domain.rights import Right
from trials.models import Trial
from trials.scope import trial_or_404
from trials.selectors.delegations import Reach


class MeetingInput(serializers.Serializer):
    number = serializers.IntegerField(min_value=1, max_value=999)
    held_on = serializers.DateField()


class MeetingRow(serializers.ModelSerializer):
    chair = serializers.CharField(source="chair.username", default=None)

    class Meta:
        model = BoardMeeting
        fields = ("number", "held_on", "chair")


class DocumentInput(serializers.Serializer):
    session = serializers.ChoiceField(choices=Session.choices)
    title = serializers.CharField(max_length=120)
    file = serializers.FileField()


class DocumentRow(serializers.ModelSerializer):
    added_by = serializers.CharField(source="added_by.username")

    class Meta:
        model = BoardDocument
        fields = ("id", "session", "title", "sha256", "added_by", "added_at")


class RecommendationInput(serializers.Serializer):
    choice = serializers.ChoiceField(choices=Recommendation.Choice.choices)
    letter = serializers.CharField(max_length=4000)


class RecommendationRow(serializers.ModelSerializer):
    """`to_sign` is empty once it is signed."""

    drafted_by = serializers.CharField(source="drafted_by.username")
    signed_by = serializers.CharField(source="signature.printed_name", default=None)
    signed_at = serializers.DateTimeField(source="signature.signed_at", default=None)
    hold = serializers.IntegerField(source="hold_id", default=None)
    to_sign = serializers.SerializerMethodField()

    class Meta:
        model = Recommendation
        fields = (
            "choice",
            "letter",
            "drafted_by",
            "drafted_at",
            "signed_by",
            "signed_at",
            "hold",
            "to_sign",
        )

    def get_to_sign(self, row: Recommendation) -> str:
        return "" if row.signature else content_of(row).as_shown().token()


class ChairInput(serializers.Serializer):
    chair = serializers.CharField(max_length=150, help_text="User name of a member of the board.")

    def validate_chair(self, name: str) -> User:
        meeting = self.context["target"]
        members = board_members(meeting.trial, on=timezone.now().date())
        return member_called(name, members, meeting)


def member_called(name: str, members: QuerySet[User], meeting: BoardMeeting) -> User:
    found: User | None = members.filter(username=name).first()
    if found is None:
        raise serializers.ValidationError(
            _("%(name)s is not a member of the board of %(trial)s today. Choose a member.")
            % {"name": name, "trial": meeting.trial.slug}
        )
    return found


@extend_schema_view(get=extend_schema(operation_id="meetings", responses=MeetingRow(many=True)))
class Meetings(ReadView, ActView):
    """The meetings of a trial, the last first; POST calls one."""

    serializer_class = MeetingInput
    answer_class = MeetingRow
    right = Right.RELEASE_REPORT

    def target(self, reach: Reach, *, trial: str) -> Trial:
        return trial_or_404(reach, trial)

    def check_may_read(self, target: Trial, *, by: User) -> None:
        check_may_see_board(by, trial=target, on=self.request.today)

    def answer(self, result: Trial | BoardMeeting) -> Any:
        if isinstance(result, BoardMeeting):
            return super().answer(result)
        found = BoardMeeting.objects.filter(trial=result).select_related("chair")
        return MeetingRow(found.order_by("-number"), many=True).data

    def act(self, trial: Trial, *, by: User, at: datetime, number: int, held_on: date) -> Any:
        return reports.hold_meeting(trial=trial, number=number, held_on=held_on, by=by, at=at)


class OfMeeting(ReachView):
    def target(self, reach: Reach, *, trial: str, number: int) -> BoardMeeting:
        found = BoardMeeting.objects.select_related("trial", "chair")
        return get_object_or_404(found, trial=trial_or_404(reach, trial), number=number)


class OneMeeting(OfMeeting, ReadView):
    """A meeting with its reports and documents, and its recommendation, as far as this person may
    see them: a draft is the closed session's."""

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Any, **kwargs: Any) -> Any:
        return super().get(request, **kwargs)

    def check_may_read(self, target: BoardMeeting, *, by: User) -> None:
        check_may_see_board(by, trial=target.trial, on=self.request.today)

    def answer(self, meeting: BoardMeeting) -> dict[str, Any]:
        user, today = self.request.user, self.request.today
        closed = sits_in_closed_session(user, trial=meeting.trial, on=today)
        said = readable_recommendation(meeting, closed=closed)
        return {
            **MeetingRow(meeting).data,
            "reports": [report_row(one) for one in readable_at(user, meeting, on=today)],
            "documents": DocumentRow(documents_of(meeting, closed=closed), many=True).data,
            "recommendation": RecommendationRow(said).data if said else None,
        }


class ActAtMeeting(OfMeeting, ActView):
    def check_may_act(self, target: BoardMeeting, *, by: User) -> None:
        super().check_may_act(target.trial, by=by)


class NameChair(ActAtMeeting):
    serializer_class = ChairInput
    answer_class = MeetingRow
    right = Right.RELEASE_REPORT

    def act(self, meeting: BoardMeeting, *, by: User, at: datetime, chair: User) -> BoardMeeting:
        return meetings.name_chair(meeting=meeting, chair=chair, by=by, at=at)


class NewDocument(OfMeeting, UploadView):
    serializer_class = DocumentInput
    answer_class = DocumentRow

    def check_may_act(self, target: BoardMeeting, *, by: User) -> None:
        meetings.check_may_add(target, by, at=timezone.now())

    def act(self, meeting: BoardMeeting, *, by: User, at: datetime, **given: Any) -> BoardDocument:
        data = given.pop("file").read(meetings.LARGEST + 1)
        return meetings.add_document(meeting=meeting, **given, data=data, by=by, at=at)


class OneDocument(ReachView):
    """The file itself; each opening is noted."""

    def target(self, reach: Reach, *, trial: str, pk: int) -> BoardDocument:
        found = BoardDocument.objects.select_related("meeting__trial")
        return get_object_or_404(found, pk=pk, meeting__trial=trial_or_404(reach, trial))

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    def get(self, request: Any, **kwargs: Any) -> HttpResponse:
        found = self.target(request.reach, **kwargs)
        check_may_open(request.user, found, on=request.today)
        if not default_storage.exists(found.path):
            raise Http404
        meetings.open_document(document=found, by=request.user, at=timezone.now())
        with default_storage.open(found.path) as file:
            return HttpResponse(file.read(), content_type="application/pdf")


class Recommend(ActAtMeeting):
    """Written down by any member; it counts once the chair has signed."""

    serializer_class = RecommendationInput
    answer_class = RecommendationRow
    right = Right.SIGN_RECOMMENDATION

    def act(self, meeting: BoardMeeting, *, by: User, at: datetime, **said: str) -> Recommendation:
        return meetings.draft_recommendation(meeting=meeting, **said, by=by, at=at)


class SignRecommendation(OfMeeting, SigningView):
    """By the chair; a pause or a stop holds enrollment at once."""

    answer_class = RecommendationRow
    right = Right.SIGN_RECOMMENDATION

    def check_may_act(self, target: BoardMeeting, *, by: User) -> None:
        super().check_may_act(target.trial, by=by)

    def act(self, meeting: BoardMeeting, *, by: User, at: datetime, signing: Signing) -> Any:
        row = recommendation_of(meeting)
        if row is None:
            raise Http404
        return meetings.sign_recommendation(recommendation=row, signing=signing, by=by, at=at)

from django.urls import URLPattern, path

from casebook.api import (
    consent_versions,
    data_locks,
    deviations,
    form_files,
    forms,
    participants,
    queries,
    verifications,
    visits,
)

ALL = "trials/<slug:trial>/participants/"
ONE = f"{ALL}<str:code>/"
RECORD = f"{ONE}records/<slug:kind>/<int:pk>/"
DEVIATIONS = "trials/<slug:trial>/deviations/"
LOCKS = "trials/<slug:trial>/locks/"
QUERIES = "trials/<slug:trial>/queries/"

urlpatterns: list[URLPattern] = [
    path(
        "trials/<slug:trial>/consent-forms/",
        consent_versions.ConsentVersions.as_view(),
        name="api-consent-forms",
    ),
    path(f"{DEVIATIONS}", deviations.Deviations.as_view(), name="api-deviations"),
    path(
        f"{DEVIATIONS}<int:pk>/answer/",
        deviations.Answering.as_view(),
        name="api-answer-deviation",
    ),
    path(
        f"{DEVIATIONS}<int:pk>/severity/",
        deviations.Classifying.as_view(),
        name="api-classify-deviation",
    ),
    path(LOCKS, data_locks.Locks.as_view(), name="api-locks"),
    path(f"{LOCKS}<int:pk>/confirm/", data_locks.Confirming.as_view(), name="api-confirm-lock"),
    path(f"{LOCKS}<int:pk>/ask-unlock/", data_locks.AskingUnlock.as_view(), name="api-ask-unlock"),
    path(f"{LOCKS}<int:pk>/approve/", data_locks.Approving.as_view(), name="api-approve-unlock"),
    path(f"{LOCKS}<int:pk>/decline/", data_locks.Declining.as_view(), name="api-decline-lock"),
    path(QUERIES, queries.Queries.as_view(), name="api-queries"),
    path(f"{QUERIES}<int:pk>/answer/", queries.Answering.as_view(), name="api-answer-query"),
    path(f"{QUERIES}<int:pk>/close/", queries.Closing.as_view(), name="api-close-query"),
    path(f"{QUERIES}<int:pk>/reopen/", queries.Reopening.as_view(), name="api-reopen-query"),
    path(f"{QUERIES}<int:pk>/accept/", queries.Accepting.as_view(), name="api-accept-query"),
    path(ALL, participants.Participants.as_view(), name="api-participants"),
    path(ONE, participants.OneParticipant.as_view(), name="api-participant"),
    path(f"{ONE}consents/", participants.Consents.as_view(), name="api-consents"),
    path(f"{ONE}withdrawals/", participants.Withdrawals.as_view(), name="api-withdrawals"),
    path(f"{ONE}deviations/", deviations.NewDeviation.as_view(), name="api-new-deviation"),
    path(f"{ONE}facts/", participants.Facts.as_view(), name="api-facts"),
    path(f"{ONE}visits/", visits.Visits.as_view(), name="api-visits"),
    path(f"{ONE}forms/", forms.AllForms.as_view(), name="api-forms"),
    path(f"{ONE}forms/<slug:form_id>/", forms.OneForm.as_view(), name="api-form"),
    path(f"{ONE}files/<slug:item>/", form_files.NewFile.as_view(), name="api-new-file"),
    path(
        f"{ONE}files/<slug:item>/<str:sha256>/", form_files.OneFile.as_view(), name="api-form-file"
    ),
    path(f"{ONE}forms/<slug:form_id>/queries/", queries.NewQuery.as_view(), name="api-new-query"),
    path(
        f"{ONE}forms/<slug:form_id>/verifications/",
        verifications.Verifications.as_view(),
        name="api-verifications",
    ),
    path(f"{RECORD}queries/", queries.NewRecordQuery.as_view(), name="api-new-record-query"),
    path(
        f"{RECORD}verifications/",
        verifications.RecordVerifications.as_view(),
        name="api-record-verifications",
    ),
]

from django.urls import URLPattern, path

from casebook.views import (
    consent_versions,
    consents,
    data_locks,
    deviations,
    dictionary,
    other_records,
    paper,
    participants,
    queries,
    rules,
    verifications,
    visits,
)
from casebook.views.forms import asking, comparing, drafts, filling, history, uploads

app_name = "casebook"
ONE = "participants/<str:code>/"
FORM = f"{ONE}forms/<slug:form_id>/"
RECORD = f"{ONE}records/<slug:kind>/<int:pk>/"

urlpatterns: list[URLPattern] = [
    path("deviations/", deviations.deviations, name="deviations"),
    path("deviations/<int:pk>/", deviations.deviation, name="deviation"),
    path("locks/", data_locks.data_locks, name="locks"),
    path("locks/new/", data_locks.new_lock, name="new_lock"),
    path("locks/<int:pk>/", data_locks.lock, name="lock"),
    path("verification/", verifications.to_verify, name="to_verify"),
    path("queries/", queries.queries, name="queries"),
    path("queries/<int:pk>/", queries.query, name="query"),
    path("forms/", paper.blank_forms, name="blank_forms"),
    path("rules/", rules.rules, name="rules"),
    path("dictionary/", dictionary.dictionary, name="dictionary"),
    path("participants/", participants.participants_list, name="participants"),
    path("participants/new/", participants.register, name="register"),
    path("consent-forms/", consent_versions.listing, name="consent_versions"),
    path("consent-forms/<int:pk>/", consent_versions.correction, name="consent_version"),
    path(ONE, participants.participant, name="participant"),
    path(f"{ONE}casebook/", paper.casebook, name="casebook"),
    path(f"{ONE}consent/", consents.consent, name="consent"),
    path(f"{ONE}files/<slug:item>/<str:sha256>/", uploads.file, name="form_file"),
    path(f"{ONE}identity/", consents.identity, name="identity"),
    path(f"{ONE}withdrawal/", consents.withdrawal, name="withdrawal"),
    path(f"{ONE}deviations/new/", deviations.new_deviation, name="new_deviation"),
    path(f"{ONE}visits/new/", visits.unplanned, name="unplanned_visit"),
    path(f"{ONE}visits/<str:visit>/", visits.visit, name="visit"),
    path(RECORD, other_records.record, name="record"),
    path(f"{RECORD}query/", other_records.ask, name="ask_record"),
    path(f"{RECORD}verify/", other_records.verifying, name="verify_record"),
    path(FORM, filling.form, name="form"),
    path(f"{FORM}paper/", paper.one_form, name="form_paper"),
    path(f"{FORM}draft/", drafts.draft, name="draft"),
    path(f"{FORM}compare/", comparing.compare, name="compare"),
    path(f"{FORM}query/", asking.new_query, name="new_query"),
    path(f"{FORM}verify/", verifications.verifying, name="verify"),
    path(f"{FORM}history/", history.history, name="history"),
]

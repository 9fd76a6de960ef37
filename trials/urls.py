from django.urls import URLPattern, path

from trials.views import changes, people, protocols, tokens

app_name = "trials"
urlpatterns: list[URLPattern] = [
    path("", protocols.trials, name="list"),
    path("<slug:trial>/protocol/", protocols.protocol, name="protocol"),
    path("<slug:trial>/protocol/changes/", changes.changes, name="changes"),
    path("tokens/", tokens.own, name="tokens"),
    path("tokens/<slug:key>/withdraw/", tokens.withdraw, name="withdraw_token"),
    path("<slug:trial>/people/", people.log, name="people"),
    path("<slug:trial>/people/invite/", people.invite, name="invite"),
    path("<slug:trial>/people/delegate/", people.delegate, name="delegate"),
    path("<slug:trial>/people/roles/<int:pk>/end/", people.end, name="end_delegation"),
    path("<slug:trial>/people/<int:pk>/close/", people.close, name="close_account"),
    path("<slug:trial>/people/<int:pk>/open/", people.open_account, name="open_account"),
    path("<slug:trial>/people/<int:pk>/link/", people.send_link, name="send_link"),
]

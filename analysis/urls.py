from django.urls import URLPattern, path

from analysis.views import (
    arm_key,
    board,
    charter,
    cuts,
    database_locks,
    holds,
    live,
    meetings,
    recommending,
    releasing,
    reports,
    walking_back,
)

app_name = "analysis"
urlpatterns: list[URLPattern] = [
    path("board/", board.board, name="board"),
    path("board/arms/", arm_key.arm_key, name="arm_key"),
    path("board/charter/", charter.charter, name="charter"),
    path("board/database-lock/", database_locks.database_lock, name="database_lock"),
    path("board/database-lock/cancel/", database_locks.cancel, name="cancel_database_lock"),
    path("board/meetings/", meetings.call, name="call_meeting"),
    path("board/meetings/<int:number>/", meetings.meeting, name="meeting"),
    path("board/meetings/<int:number>/chair/", meetings.name_chair, name="name_chair"),
    path("board/meetings/<int:number>/documents/", meetings.add_document, name="add_document"),
    path("board/documents/<int:pk>/", meetings.document, name="document"),
    path("board/meetings/<int:number>/recommendation/", recommending.draft, name="recommend"),
    path("board/meetings/<int:number>/sign/", recommending.sign, name="sign_recommendation"),
    path("board/holds/<int:pk>/", holds.hold, name="hold"),
    path("board/holds/<int:pk>/ethics/", holds.ethics, name="ethics_informed"),
    path("live/", live.live, name="live"),
    path("cuts/", cuts.cuts_page, name="cuts"),
    path("cuts/<slug:name>/", cuts.cut, name="cut"),
    path("cuts/<slug:name>/reports/", cuts.draw, name="draw_reports"),
    path("reports/<int:pk>/", reports.report, name="report"),
    path("reports/<int:pk>/reason/", reports.give_reason, name="report_reason"),
    path("reports/<int:pk>/release/", releasing.release, name="release_report"),
    path("reports/<int:pk>/report.pdf", reports.pdf, name="report_pdf"),
    path("reports/<int:pk>/figures/<slug:key>.svg", reports.figure, name="report_figure"),
    path(
        "reports/<int:pk>/tables/<slug:key>/<int:row>/<int:column>/",
        walking_back.cell,
        name="report_cell",
    ),
    path("reports/<int:pk>/tables/<slug:key>.csv", reports.table, name="report_table"),
]

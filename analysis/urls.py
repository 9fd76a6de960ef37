from django.urls import URLPattern, path

from analysis.views import board, cuts, releasing, reports

app_name = "analysis"
urlpatterns: list[URLPattern] = [
    path("board/", board.board, name="board"),
    path("cuts/", cuts.cuts_page, name="cuts"),
    path("cuts/<slug:name>/", cuts.cut, name="cut"),
    path("cuts/<slug:name>/reports/", cuts.draw, name="draw_reports"),
    path("reports/<int:pk>/", reports.report, name="report"),
    path("reports/<int:pk>/release/", releasing.release, name="release_report"),
    path("reports/<int:pk>/report.pdf", reports.pdf, name="report_pdf"),
    path("reports/<int:pk>/figures/<slug:key>.svg", reports.figure, name="report_figure"),
    path("reports/<int:pk>/tables/<slug:key>.csv", reports.table, name="report_table"),
]

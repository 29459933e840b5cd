"""Noun URLs of shared labour."""

from __future__ import annotations

from django.urls import path

from yuanmeng.matching.pages import exports, hours, imports, loans, lots, papers, plans, results, seasons, working

app_name = "matching"
urlpatterns = [
    path("labour/lots/", lots.index, name="lots"),
    path("labour/lots/export/", exports.lots, name="lots_export"),
    path("labour/lots/new/<slug:side>/", lots.new, name="new"),
    path("labour/lots/<int:pk>/", lots.detail, name="lot"),
    path("labour/lots/<int:pk>/editing/", lots.editing, name="editing"),
    path("labour/lots/<int:pk>/<slug:verb>/", lots.move, name="lot_move"),
    path("labour/lotbatches/", imports.index, name="imports"),
    path("labour/lotbatches/new/", imports.new, name="import_new"),
    path("labour/lotbatches/<int:pk>/", imports.detail, name="import"),
    path("labour/lotbatches/<int:pk>/dropping/", imports.dropping, name="import_dropping"),
    path("labour/lotbatches/<int:pk>/undoing/", imports.undoing, name="import_undoing"),
    path("labour/lotbatches/<int:pk>/troubles/", imports.troubles, name="import_troubles"),
    path("labour/loans/", loans.index, name="loans"),
    path("labour/loans/export/", exports.loans, name="loans_export"),
    path("labour/loans/<int:pk>/", loans.detail, name="loan"),
    path("labour/loans/<int:pk>/answers/<slug:verb>/", loans.answer, name="answer"),
    path("labour/loans/<int:pk>/start/", loans.start, name="start"),
    path("labour/loans/<int:pk>/return/", loans.back, name="back"),
    path("labour/loans/<int:pk>/renewal/", loans.renewal, name="renewal"),
    path("labour/loans/<int:pk>/names/", working.names, name="names"),
    path("labour/loans/<int:pk>/workers/new/", working.new, name="worker_new"),
    path("labour/workers/<int:pk>/<slug:verb>/", working.move, name="worker_move"),
    path("labour/consents/<str:token>/", working.consent, name="consent"),
    path("labour/loans/<int:pk>/papers/", papers.draw_up, name="papers"),
    path("labour/loans/<int:pk>/signature/", papers.signature, name="signature"),
    path("labour/loans/<int:pk>/papers/<int:paper>/", papers.document, name="paper"),
    path("labour/loans/<int:pk>/entries/", papers.entry, name="entry"),
    path("labour/loans/<int:pk>/reversals/", papers.reversal, name="reversal"),
    path("labour/loans/<int:pk>/hours/", hours.new, name="hours"),
    path("labour/loans/<int:pk>/incidents/", papers.incident, name="incident"),
    path("labour/plans/", plans.index, name="plans"),
    path("labour/plans/new/", plans.new, name="plan_new"),
    path("labour/plans/<int:pk>/", plans.detail, name="plan"),
    path("labour/plans/<int:pk>/what-if/", plans.what_if, name="what_if"),
    path("labour/plans/<int:pk>/<slug:verb>/", plans.move, name="plan_move"),
    path("labour/conditions/<int:pk>/lifting/", plans.lifting, name="lifting"),
    path("labour/results/", results.index, name="results"),
    path("labour/seasons/", seasons.index, name="seasons"),
    path("labour/seasons/new/", seasons.new, name="season_new"),
    path("labour/seasons/<int:pk>/", seasons.editing, name="season"),
    path("labour/incidents/<int:pk>/taking/", papers.taking, name="taking"),
]

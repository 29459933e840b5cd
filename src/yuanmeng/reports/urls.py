"""Addresses of briefings, outside facts, superiors' forms and evaluations."""

from __future__ import annotations

from django.urls import path

from yuanmeng.reports.pages import briefings, evaluation, facts, forms, forms_filling, forms_placing, indicator

app_name = "reports"
urlpatterns = [
    path("briefings/", briefings.index, name="briefings"),
    path("briefings/new/", briefings.new, name="briefing_new"),
    path("briefings/<int:pk>/", briefings.detail, name="briefing"),
    path("briefings/<int:pk>/editing/", briefings.editing, name="briefing_editing"),
    path("briefings/<int:pk>/publishing/", briefings.publishing, name="briefing_publishing"),
    path("briefings/<int:pk>/discarding/", briefings.discarding, name="briefing_discarding"),
    path("briefings/<int:pk>/editions/<int:number>/", briefings.edition, name="edition"),
    path("briefings/<int:pk>/editions/<int:number>/<slug:form>/", briefings.download, name="edition_file"),
    path("outside-facts/", facts.index, name="facts"),
    path("outside-facts/new/", facts.new, name="fact_new"),
    path("outside-facts/<int:pk>/", facts.detail, name="fact"),
    path("outside-facts/<int:pk>/withdrawal/", facts.withdrawal, name="fact_withdrawal"),
    path("superior-forms/", forms.index, name="forms"),
    path("superior-forms/new/", forms.new, name="form_new"),
    path("superior-forms/fillings/", forms_filling.index, name="fillings"),
    path("superior-forms/<int:pk>/", forms.detail, name="form"),
    path("superior-forms/<int:pk>/original/", forms.original, name="form_original"),
    path("superior-forms/<int:pk>/withdrawal/", forms.withdrawal, name="form_withdrawal"),
    path("superior-forms/<int:pk>/placing/", forms_placing.placing, name="form_placing"),
    path("superior-forms/<int:pk>/suggestions/", forms_placing.proposed, name="form_suggestions"),
    path("superior-forms/<int:pk>/clearing/", forms_placing.clearing, name="form_clearing"),
    path("superior-forms/<int:pk>/filling/", forms_filling.filling, name="form_filling"),
    path("superior-forms/<int:pk>/fillings/<int:number>/", forms_filling.detail, name="filling"),
    path("superior-forms/<int:pk>/fillings/<int:number>/file/", forms_filling.download, name="filling_file"),
    path("evaluations/", evaluation.index, name="evaluations"),
    path("evaluations/new/", evaluation.new, name="evaluation_new"),
    path("evaluations/template/", evaluation.template, name="evaluation_template"),
    path("evaluations/evidence/<int:pk>/", indicator.evidence, name="evidence"),
    path("evaluations/evidence/<int:pk>/removal/", indicator.removal, name="evidence_removal"),
    path("evaluations/<int:pk>/", evaluation.detail, name="evaluation"),
    path("evaluations/<int:pk>/editing/", evaluation.editing, name="evaluation_editing"),
    path("evaluations/<int:pk>/placing/", evaluation.placing, name="evaluation_placing"),
    path("evaluations/<int:pk>/using/", evaluation.using, name="evaluation_using"),
    path("evaluations/<int:pk>/withdrawal/", evaluation.withdrawal, name="evaluation_withdrawal"),
    path("evaluations/<int:pk>/standings/", evaluation.standings, name="evaluation_standings"),
    path("evaluations/<int:pk>/indicators/<int:number>/", indicator.detail, name="indicator"),
    path("evaluations/<int:pk>/indicators/<int:number>/evidence/", indicator.attaching, name="indicator_evidence"),
]

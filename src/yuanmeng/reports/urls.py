"""Addresses of briefings and outside facts."""

from __future__ import annotations

from django.urls import path

from yuanmeng.reports.pages import briefings, facts

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
]

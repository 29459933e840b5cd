"""Noun URLs of the alliances."""

from __future__ import annotations

from django.urls import path

from yuanmeng.alliances.pages import alliances, mappings, memberships, suggestions

app_name = "alliances"
urlpatterns = [
    path("alliances/", alliances.index, name="index"),
    path("alliances/new/", alliances.new, name="new"),
    path("alliances/<slug:slug>/", alliances.detail, name="alliance"),
    path("alliances/<slug:slug>/applying/", memberships.applying, name="applying"),
    path("invitations/new/", memberships.inviting, name="inviting"),
    path("memberships/<int:pk>/accepting/", memberships.accepting, name="accepting"),
    path("memberships/<int:pk>/declining/", memberships.declining, name="declining"),
    path("memberships/<int:pk>/retracting/", memberships.retracting, name="retracting"),
    path("memberships/<int:pk>/withdrawing/", memberships.withdrawing, name="withdrawing"),
    path("memberships/<int:pk>/admitting/", memberships.admitting, name="admitting"),
    path("memberships/<int:pk>/refusing/", memberships.refusing, name="refusing"),
    path("memberships/<int:pk>/leaving/", memberships.leaving, name="leaving"),
    path("mappings/", mappings.index, name="mappings"),
    path("mappings/new/", mappings.new, name="mapping_new"),
    path("mappings/<int:pk>/", mappings.detail, name="mapping"),
    path("suggestions/industries/", suggestions.industries, name="suggestions_industries"),
    path("suggestions/industries/preview/", suggestions.industries_preview, name="suggestions_industries_preview"),
    path("suggestions/industries/confirming/", suggestions.industries_confirming, name="industries_confirming"),
    path("suggestions/alliances/", suggestions.alliances, name="suggestions_alliances"),
    path("suggestions/alliances/preview/", suggestions.alliances_preview, name="suggestions_alliances_preview"),
    path("suggestions/alliances/inviting/", suggestions.alliances_inviting, name="alliances_inviting"),
]

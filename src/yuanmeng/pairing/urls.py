"""Noun URLs of the pairings."""

from __future__ import annotations

from django.urls import path

from yuanmeng.pairing.pages import finding, handing, inputs, pairs, proposals, settling

app_name = "pairing"
urlpatterns = [
    path("pairings/", finding.index, name="pairings"),
    path("pairings/mine/", pairs.mine, name="mine"),
    path("pairings/new/", pairs.new, name="pairing_new"),
    path("pairings/gaps/<slug:which>/", finding.gap, name="gap"),
    path("pairings/people/", finding.people, name="people"),
    path("pairings/people/<int:pk>/", finding.person, name="person"),
    path("pairings/people/<int:pk>/handover/", handing.handover, name="handover"),
    path("pairings/people/<int:pk>/profile/", settling.profile, name="profile"),
    path("pairings/conditions/", settling.conditions, name="conditions"),
    path("pairings/conditions/<int:pk>/lifting/", settling.lift, name="condition_lift"),
    path("pairings/inputs/", inputs.index, name="inputs"),
    path("pairings/inputs/people/", inputs.people, name="inputs_people"),
    path("pairings/inputs/<int:pk>/", inputs.unit, name="input"),
    path("pairings/inputs/<int:pk>/place/", inputs.place, name="input_place"),
    path("pairings/inputs/<int:pk>/languages/", inputs.languages, name="input_languages"),
    path("pairings/roles/", settling.roles, name="roles"),
    path("pairings/proposals/", proposals.index, name="proposals"),
    path("pairings/proposals/new/", proposals.new, name="proposal_new"),
    path("pairings/proposals/<int:pk>/", proposals.detail, name="proposal"),
    path("pairings/proposals/<int:pk>/resolving/", proposals.resolve, name="proposal_resolve"),
    path("pairings/proposals/<int:pk>/firms/<int:firm>/", proposals.what_if, name="what_if"),
    path("pairings/proposals/<int:pk>/<slug:verb>/", proposals.move, name="proposal_move"),
    path("pairings/<int:pk>/", pairs.detail, name="pairing"),
    path("pairings/<int:pk>/accepting/", pairs.accept, name="pairing_accept"),
    path("pairings/<int:pk>/declining/", pairs.decline, name="pairing_decline"),
    path("pairings/<int:pk>/withdrawing/", pairs.withdraw, name="pairing_withdraw"),
    path("pairings/<int:pk>/ending/", pairs.end, name="pairing_end"),
]

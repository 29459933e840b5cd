"""Noun URLs of visits."""

from __future__ import annotations

from django.urls import path

from yuanmeng.visits import api
from yuanmeng.visits.pages import calendars, firm_side, ledgers, lists, phone, planner, recording, work

app_name = "visits"
urlpatterns = [
    path("visits/", lists.index, name="visits"),
    path("visits.xlsx", lists.export, name="export"),
    path("visits/new/", recording.new, name="new"),
    path("visits/new/firms/", recording.firms, name="firms"),
    path("visits/new/people/", recording.people, name="people"),
    path("visits/<int:pk>/", lists.detail, name="visit"),
    path("visits/<int:pk>/editing/", recording.editing, name="editing"),
    path("visits/<int:pk>/voiding/", recording.voiding, name="voiding"),
    path("visits/<int:pk>/promise/", recording.promise, name="promise"),
    path("visits/<int:pk>/pictures/", recording.pictures, name="pictures"),
    path("visits/pictures/<int:pk>/", lists.picture, name="picture"),
    path("visits/<int:pk>/moving/", planner.moving, name="moving"),
    path("visits/<int:pk>/cancellation/", planner.cancellation, name="cancellation"),
    path("visits/<int:pk>/coming/", planner.along, name="coming"),
    path("visits/<int:pk>/joining/<int:other>/", planner.joining, name="joining"),
    path("visits/planner/", planner.index, name="planner"),
    path("visits/plan/", planner.plan, name="plan"),
    path("visits/rhythm/", planner.settings, name="rhythm"),
    path("visits/unheard/", work.unheard, name="unheard"),
    path("visits/route/", work.route, name="route"),
    path("visits/ledgers/", ledgers.index, name="ledgers"),
    path("visits/ledgers/<slug:slug>/", ledgers.ledger, name="ledger"),
    path("visits/ledgers/<slug:slug>.xlsx", ledgers.xlsx, name="ledger_xlsx"),
    path("visits/calendar/", calendars.address, name="calendar"),
    path("visits/calendar/<str:token>.ics", calendars.feed, name="feed"),
    path("visits/firm/", firm_side.index, name="firm"),
    path("visits/stops/<int:pk>/declining/", firm_side.declining, name="declining"),
    path("visits/stops/<int:pk>/opinion/", firm_side.opinion, name="opinion"),
    path("visits/firm/<int:pk>/quiet/", firm_side.quiet, name="quiet"),
    path("visits/quiet-periods/<int:pk>/lifting/", firm_side.lifting, name="lifting"),
    path("visits/phone/", phone.page, name="phone"),
    path("visits/phone/shell/", phone.shell, name="phone_shell"),
    path("visits/phone/worker.js", phone.worker, name="phone_worker"),
    path("visits/phone/pack/", phone.pack, name="phone_pack"),
    path("api/visits/", api.sync, name="sync"),
]

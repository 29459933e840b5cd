"""Noun URLs of the activities."""

from __future__ import annotations

from django.urls import path

from yuanmeng.activities.pages import calendars, holding, inviting, lists, one, series

app_name = "activities"
urlpatterns = [
    path("activities/", lists.index, name="activities"),
    path("activities/new/", lists.new, name="new"),
    path("activities.ics", calendars.feed, name="feed"),
    path("activities/<int:pk>/", one.detail, name="activity"),
    path("activities/<int:pk>.ics", calendars.single, name="ics"),
    path("activities/<int:pk>/editing/", lists.editing, name="editing"),
    path("activities/<int:pk>/cancellation/", one.cancellation, name="cancellation"),
    path("activities/<int:pk>/topics/", one.topics, name="topics"),
    path("activities/<int:pk>/invitations/", inviting.invitations, name="invitations"),
    path("activities/<int:pk>/attendance/", holding.attendance, name="attendance"),
    path("activities/<int:pk>/sheet/", holding.sheet, name="sheet"),
    path("activities/<int:pk>/holding/", holding.held, name="holding"),
    path("activities/<int:pk>/minutes/", holding.minutes, name="minutes"),
    path("activities/<int:pk>/follow-ups/", holding.decisions, name="decisions"),
    path("activities/follow-ups/", holding.follow_ups, name="follow_ups"),
    path("activities/follow-ups/<int:pk>/<slug:verb>/", holding.end, name="follow_up_end"),
    path("activities/invitations/<int:pk>/reply/", inviting.reply, name="reply"),
    path("activities/invitations/<int:pk>/link/", inviting.link, name="link"),
    path("activities/series/", series.index, name="series"),
    path("reply/<str:token>/", inviting.by_link, name="by_link"),
    path("attendance/<str:token>/", holding.by_sheet, name="by_sheet"),
]

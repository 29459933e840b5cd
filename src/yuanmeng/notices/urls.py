"""Addresses of the notices."""

from __future__ import annotations

from django.urls import path

from yuanmeng.notices.pages import inbox, log

app_name = "notices"
urlpatterns = [
    path("notices/", inbox.index, name="inbox"),
    path("notices/<int:pk>/opening/", inbox.opening, name="opening"),
    path("notices/reading/", inbox.reading, name="reading"),
    path("notices/preferences/", inbox.preferences, name="preferences"),
    path("notices/messages/", log.index, name="messages"),
    path("notices/messages/<int:pk>/retrying/", log.retrying, name="retrying"),
]

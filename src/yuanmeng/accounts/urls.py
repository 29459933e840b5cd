"""Noun URLs of accounts."""

from __future__ import annotations

from django.urls import path

from yuanmeng.accounts import pages

app_name = "accounts"
urlpatterns = [path("feedback/", pages.feedback, name="feedback")]

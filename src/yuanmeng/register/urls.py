"""Noun URLs of the register."""

from __future__ import annotations

from django.urls import path

from yuanmeng.register.pages import firms

app_name = "register"
urlpatterns = [
    path("firms/", firms.index, name="firms"),
    path("firms/<int:pk>/", firms.detail, name="firm"),
]

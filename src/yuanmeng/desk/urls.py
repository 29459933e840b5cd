"""Noun URLs of the desk."""

from __future__ import annotations

from django.urls import path

from yuanmeng.desk.pages import posts

app_name = "desk"
urlpatterns = [
    path("people/<int:pk>/posts/new/", posts.new, name="post_new"),
]

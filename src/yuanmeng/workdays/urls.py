"""Addresses of the calendar."""

from __future__ import annotations

from django.urls import path

from yuanmeng.workdays import pages

app_name = "workdays"
urlpatterns = [
    path("workdays/", pages.year, name="year"),
    path("workdays/sum/", pages.a_sum, name="sum"),
    path("workdays/notices/new/", pages.new, name="new"),
    path("workdays/office-hours/", pages.hours, name="hours"),
]

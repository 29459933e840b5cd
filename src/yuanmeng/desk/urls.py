"""Noun URLs of the desk."""

from __future__ import annotations

from django.urls import path

from yuanmeng.desk.pages import dashboard, events, figures, home, lines, posts, publications

app_name = "desk"
urlpatterns = [
    path("work/<slug:slug>/", home.worklist, name="worklist"),
    path("dashboard/", dashboard.index, name="dashboard"),
    path("dashboard/wall/", dashboard.wall, name="wall"),
    path("dashboard/map/", dashboard.firms_map, name="firms_map"),
    path("events/", events.index, name="events"),
    path("events/<int:pk>/", events.detail, name="event"),
    path("figures/", figures.index, name="figures"),
    path("figures/<str:key>/", figures.detail, name="figure"),
    path("figures/<str:key>/chart.svg", dashboard.drawing, name="figure_chart"),
    path("figures/<str:key>/export/", figures.export, name="figure_export"),
    path("figures/<str:key>/publishing/", publications.publish, name="figure_publishing"),
    path("publications/", publications.index, name="publications"),
    path("proof/<str:digest>/", publications.proof, name="proof"),
    path("proof/<str:digest>/adjusting/", publications.adjust, name="proof_adjusting"),
    path("proof/<str:digest>/export/", publications.export, name="proof_export"),
    path("lines/<int:pk>/raising/", lines.raising, name="line_raising"),
    path("people/<int:pk>/posts/new/", posts.new, name="post_new"),
]

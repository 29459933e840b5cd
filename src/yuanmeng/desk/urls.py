"""Noun URLs of the desk."""

from __future__ import annotations

from django.urls import path

from yuanmeng.desk.pages import dashboard, definitions, events, evidence, figures, home, lines, posts, publications

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
    path("definitions/", definitions.index, name="definitions"),
    path("definitions/new/", definitions.new, name="definition_new"),
    path("definitions/<int:pk>/", definitions.detail, name="definition"),
    path("definitions/<int:pk>/editing/", definitions.editing, name="definition_editing"),
    path("definitions/<int:pk>/using/", definitions.using, name="definition_using"),
    path("definitions/<int:pk>/withdrawal/", definitions.withdrawal, name="definition_withdrawal"),
    path("publications/", publications.index, name="publications"),
    path("proof/<str:digest>/", publications.proof, name="proof"),
    path("proof/<str:digest>/adjusting/", publications.adjust, name="proof_adjusting"),
    path("proof/<str:digest>/export/", publications.export, name="proof_export"),
    path("evaluations/<int:pk>/pack/", evidence.whole, name="evaluation_pack"),
    path("evaluations/<int:pk>/indicators/<int:number>/pack/", evidence.one, name="indicator_pack"),
    path("lines/<int:pk>/raising/", lines.raising, name="line_raising"),
    path("people/<int:pk>/posts/new/", posts.new, name="post_new"),
]

"""Noun URLs of the structure."""

from __future__ import annotations

from django.urls import path

from yuanmeng.structure import pages

app_name = "structure"
urlpatterns = [
    path("structure/", pages.index, name="structure"),
    path("structure/new/", pages.new, name="new"),
    path("structure/kinds/", pages.kinds, name="kinds"),
    path("structure/<int:pk>/", pages.body, name="body"),
    path("structure/<int:pk>/dissolution/", pages.dissolution, name="dissolution"),
    path("structure/<int:pk>/offices/", pages.offices, name="offices"),
    path("structure/<int:pk>/charters/", pages.charters, name="charters"),
    path("structure/<int:pk>/charters/<int:edition>/", pages.charter, name="charter"),
    path("structure/<int:pk>/rotation/", pages.rotation, name="rotation"),
    path("structure/offices/<int:pk>/end/", pages.end, name="end"),
]

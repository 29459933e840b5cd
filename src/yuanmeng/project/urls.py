"""Root urls: nouns, a room each."""

from __future__ import annotations

from django.urls import include, path

from yuanmeng.desk import pages as desk
from yuanmeng.project import health

urlpatterns = [
    path("", desk.home, name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("language/", include("django.conf.urls.i18n")),
    path("account/", include("allauth.urls")),
    path("", include("yuanmeng.accounts.urls")),
    path("", include("yuanmeng.register.urls")),
]

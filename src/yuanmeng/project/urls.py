"""Root urls: nouns, a room each."""

from __future__ import annotations

from django.urls import include, path

from yuanmeng.accounts import urls as accounts
from yuanmeng.desk.pages.home import home
from yuanmeng.project import health
from yuanmeng.project.api import api

urlpatterns = [
    path("", home, name="home"),
    path("api/", api.urls),
    path("healthz", health.healthz, name="healthz"),
    path("language/", include("django.conf.urls.i18n")),
    path("account/", include(accounts.signing)),
    path("", include("yuanmeng.accounts.urls")),
    path("", include("yuanmeng.desk.urls")),
    path("", include("yuanmeng.reports.urls")),
    path("", include("yuanmeng.workdays.urls")),
    path("", include("yuanmeng.notices.urls")),
    path("", include("yuanmeng.register.urls")),
    path("", include("yuanmeng.alliances.urls")),
    path("", include("yuanmeng.exchange.urls")),
    path("", include("yuanmeng.activities.urls")),
    path("", include("yuanmeng.pairing.urls")),
    path("", include("yuanmeng.structure.urls")),
    path("", include("yuanmeng.matching.urls")),
    path("", include("yuanmeng.issues.urls")),
    path("", include("yuanmeng.visits.urls")),
]

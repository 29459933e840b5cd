"""Noun URLs of the three lists."""

from __future__ import annotations

from django.urls import path

from yuanmeng.exchange.pages import claims, listings, opportunities, tasks

app_name = "exchange"
urlpatterns = [
    path("exchange/", listings.index, name="listings"),
    path("exchange/new/", listings.new, name="new"),
    path("exchange/<int:pk>/", listings.detail, name="listing"),
    path("exchange/<int:pk>/editing/", listings.editing, name="editing"),
    path("exchange/<int:pk>/renewal/", listings.renewal, name="renewal"),
    path("exchange/<int:pk>/withdrawal/", listings.withdrawal, name="withdrawal"),
    path("exchange/<int:pk>/claims/", claims.new, name="claims"),
    path("exchange/claims/<int:pk>/acceptance/", claims.acceptance, name="acceptance"),
    path("exchange/claims/<int:pk>/refusal/", claims.refusal, name="refusal"),
    path("exchange/claims/<int:pk>/withdrawal/", claims.withdrawal, name="claim_withdrawal"),
    path("exchange/tasks/", tasks.index, name="tasks"),
    path("exchange/tasks/<int:pk>/", tasks.detail, name="task"),
    path("exchange/tasks/<int:pk>/<slug:verb>/", tasks.move, name="task_move"),
    path("opportunities/", opportunities.index, name="opportunities"),
    path("opportunities.xlsx", opportunities.workbook, name="opportunities_xlsx"),
    path("opportunities.ics", opportunities.calendar, name="opportunities_ics"),
]

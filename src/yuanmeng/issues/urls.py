"""Noun URLs of problems."""

from __future__ import annotations

from django.urls import path

from yuanmeng.issues.pages import attaching, case, closing, importing, learning, listing, raising, reference

app_name = "issues"
urlpatterns = [
    path("issues/", listing.index, name="issues"),
    path("issues/export/", listing.export, name="export"),
    path("issues/new/", raising.new, name="new"),
    path("issues/similar/", raising.similar, name="similar"),
    path("issues/deadlines/", reference.deadlines, name="deadlines"),
    path("issues/profiles/<int:pk>/", reference.deadline, name="deadline"),
    path("issues/rates/", reference.rates, name="rates"),
    path("issues/lessons/", learning.lessons, name="lessons"),
    path("issues/lessons/<int:pk>/", learning.lesson, name="lesson"),
    path("issues/lessons/<int:pk>/taking-down/", learning.taking_down, name="taking_down"),
    path("issues/replytemplates/", learning.templates, name="templates"),
    path("issues/replytemplates/new/", learning.template, name="template_new"),
    path("issues/replytemplates/<int:pk>/", learning.template, name="template"),
    path("issues/commoncauses/", learning.causes, name="causes"),
    path("issues/commoncauses/new/", learning.new_cause, name="cause_new"),
    path("issues/commoncauses/<int:pk>/", learning.cause, name="cause"),
    path("issues/commoncauses/<int:pk>/ending/", learning.ending, name="cause_ending"),
    path("issues/issuebatches/", importing.index, name="imports"),
    path("issues/issuebatches/new/", importing.new, name="import_new"),
    path("issues/issuebatches/<int:pk>/", importing.detail, name="import"),
    path("issues/issuebatches/<int:pk>/dropping/", importing.dropping, name="import_dropping"),
    path("issues/issuebatches/<int:pk>/undoing/", importing.undoing, name="import_undoing"),
    path("issues/issuebatches/<int:pk>/troubles/", importing.troubles, name="import_troubles"),
    path("issues/issuebatches/<int:pk>/source/", importing.source, name="import_source"),
    path("issues/attachments/<int:pk>/", attaching.download, name="attachment"),
    path("issues/closing/<str:token>/", closing.by_link, name="closing"),
    path("issues/<int:pk>/", case.detail, name="issue"),
    path("issues/<int:pk>/sheet/", case.sheet, name="sheet"),
    path("issues/<int:pk>/history/", case.history, name="history"),
    path("issues/<int:pk>/clocks/<int:clock>/", case.sum_of, name="sum"),
    path("issues/<int:pk>/files/", attaching.add, name="attach"),
    path("issues/<int:pk>/files/removal/", attaching.remove, name="detach"),
    path("issues/<int:pk>/lesson/", learning.publishing, name="publishing"),
    path("issues/<int:pk>/steps/<slug:step>/", case.one_step, name="step"),
]

"""Noun URLs of accounts. Of allauth only the pages that we use: nobody signs up, no e-mail is confirmed."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.usersessions import views as sessions
from django.urls import path
from django.views.generic import RedirectView

from yuanmeng.accounts.pages import demo, feedback, me, people

app_name = "accounts"
urlpatterns = [
    path("demo/people/", demo.people, name="demo_people"),
    path("demo/session/", demo.session, name="demo_session"),
    path("feedback/", feedback.form, name="feedback"),
    path("feedback/answer/", feedback.lookup, name="feedback_answer"),
    path("feedback/received/", feedback.index, name="feedback_list"),
    path("feedback/received/<int:pk>/", feedback.detail, name="feedback_detail"),
    path("me/", me.page, name="me"),
    path("me/copy/", me.copy, name="me_copy"),
    path("people/", people.index, name="people"),
    path("people/new/", people.new, name="person_new"),
    path("people/<int:pk>/", people.detail, name="person"),
    path("people/<int:pk>/link/", people.link, name="person_link"),
    path("people/<int:pk>/activity/", people.activity, name="person_activity"),
    path("people/<int:pk>/posts/<int:post>/end/", people.post_end, name="post_end"),
    path("password/<str:who>/<str:token>/", people.first_password, name="first_password"),
]
"""Pages of our own, in the namespace `accounts`."""

signing = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    # Whoever has no password (a demo person, a passkey alone) has none to change; a new one comes by a one-time link.
    path("password/set/", RedirectView.as_view(pattern_name="accounts:me"), name="account_set_password"),
    path("2fa/", mfa.index, name="mfa_index"),
    path("2fa/authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("2fa/reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("2fa/totp/activate/", totp.activate_totp, name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("2fa/recovery-codes/generate/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("2fa/recovery-codes/download/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("2fa/webauthn/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("2fa/webauthn/add/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("2fa/webauthn/login/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("2fa/webauthn/reauthenticate/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("2fa/webauthn/keys/<int:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path("2fa/webauthn/keys/<int:pk>/edit/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path("sessions/", sessions.list_usersessions, name="usersessions_list"),
]
"""Pages of allauth under their own names, without a namespace, as allauth itself reverses them."""

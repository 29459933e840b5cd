"""A passkey in a real browser with a virtual authenticator: added, listed, used to sign in. No script is inline."""

from __future__ import annotations

import shutil

import pytest
from django.contrib.auth.hashers import make_password
from playwright.sync_api import sync_playwright

from yuanmeng.accounts.models import User

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM, reason="Chromium is not there: passkeys not tried")
def test_a_passkey_signs_in(live_server, person, client, monkeypatch) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    user: User = person()
    User.objects.filter(pk=user.pk).update(password=make_password(None))
    user.refresh_from_db()
    client.force_login(user)
    base, said = live_server.url.replace("127.0.0.1", "localhost"), list[str]()
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(locale="zh-CN")
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": base}])
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        devices = context.new_cdp_session(page)
        devices.send("WebAuthn.enable")
        devices.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
        page.goto(f"{base}/account/2fa/webauthn/add/")
        page.check("#id_passwordless")
        page.fill("#id_name", "办公室的钥匙")
        page.click("#mfa_webauthn_add")
        page.wait_for_url(lambda url: "/add/" not in url)
        page.goto(f"{base}/account/2fa/webauthn/")
        assert "办公室的钥匙" in page.inner_text("main")
        context.clear_cookies()
        page.goto(f"{base}/account/login/")
        page.click("#passkey_login")
        page.wait_for_url(f"{base}/")
        assert "测试人员，您好" in page.inner_text("h1")
        browser.close()
    assert said == []

"""Django settings, read from YUANMENG_* environment variables and the data folder. See docs/operator.md."""

from __future__ import annotations

import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from yuanmeng.project.place import database, key_file, loopback, mail_server

DATA = Path(os.environ.get("YUANMENG_DATA", "var")).resolve()
DATA.mkdir(parents=True, exist_ok=True)
HOST = os.environ.get("YUANMENG_HOST", "127.0.0.1")
PORT = int(os.environ.get("YUANMENG_PORT", "8000"))
DEBUG = os.environ.get("YUANMENG_DEBUG", "") == "1"
DEMO = (DATA / "demo").exists() and loopback(HOST)
ZONE_NAME = os.environ.get("YUANMENG_ZONE", _("开发区"))

SECRET_KEY = key_file(DATA / "keys" / "session.key").hex()
LEDGER_KEY = key_file(DATA / "keys" / "ledger.key")
ALLOWED_HOSTS = os.environ.get("YUANMENG_HOSTS", "127.0.0.1 localhost [::1] testserver").split()
SECURE = os.environ.get("YUANMENG_HTTPS", "") == "1"
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if SECURE else []

INSTALLED_APPS = [
    "yuanmeng.desk",
    "yuanmeng.reports",
    "yuanmeng.notices",
    "yuanmeng.matching",
    "yuanmeng.issues",
    "yuanmeng.activities",
    "yuanmeng.exchange",
    "yuanmeng.structure",
    "yuanmeng.visits",
    "yuanmeng.pairing",
    "yuanmeng.alliances",
    "yuanmeng.register",
    "yuanmeng.workdays",
    "yuanmeng.accounts",
    "yuanmeng.files",
    "yuanmeng.jobs",
    "yuanmeng.ledger",
    "yuanmeng.ui",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "template_partials",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "yuanmeng.ui.middleware.headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "yuanmeng.accounts.middleware.actor",
    "yuanmeng.ui.middleware.refusals",
]
ROOT_URLCONF = "yuanmeng.project.urls"
WSGI_APPLICATION = "yuanmeng.project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "yuanmeng.project.context.shell",
            ],
        },
    }
]
DATABASES = {"default": database(os.environ.get("YUANMENG_DATABASE", ""), DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["yuanmeng.accounts.backend.Backend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "yuanmeng.accounts.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "yuanmeng.accounts.adapter.Adapter"
ACCOUNT_FORMS = {"login": "yuanmeng.accounts.forms.SignIn"}
ACCOUNT_SESSION_REMEMBER = False
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("YUANMENG_PROXIES", "0"))
SESSIONS_AT_MOST = int(os.environ.get("YUANMENG_SESSIONS", "5"))
PASSWORD_RESET_TIMEOUT = 24 * 3600
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_RATE_LIMITS = {"login_failed": "5/10m/key,100/10m/ip"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "add_webauthn": "yuanmeng.accounts.forms.PasskeyName",
    "edit_webauthn": "yuanmeng.accounts.forms.PasskeyRename",
}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = loopback(HOST)
USERSESSIONS_TRACK_ACTIVITY = False

SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_048_576

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [Path(__file__).with_name("locale"), Path(__file__).parents[1] / "core/locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = USE_TZ = True
FORMAT_MODULE_PATH = ["yuanmeng.project.formats"]

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
FILES_ROOT = DATA / "files"
ANCHORS = DATA / "anchors"
JOBS = DATA / "jobs"
MERGED_RELATIONS = [
    "yuanmeng.register.queries.merging_relations.RELATIONS",
    "yuanmeng.alliances.merging.RELATIONS",
    "yuanmeng.pairing.merging.RELATIONS",
    "yuanmeng.activities.merging.RELATIONS",
    "yuanmeng.exchange.merging.RELATIONS",
    "yuanmeng.structure.merging.RELATIONS",
    "yuanmeng.matching.merging.RELATIONS",
    "yuanmeng.issues.merging.RELATIONS",
    "yuanmeng.visits.merging.RELATIONS",
]
AFTER_CALENDAR = ["yuanmeng.issues.actions.recounting.recount"]
FIRM_FILTERS = ["yuanmeng.alliances.queries.BY_ALLIANCE"]
ALLIANCE_CARDS = [
    "yuanmeng.pairing.pages.maps.of_alliance",
    "yuanmeng.structure.cards.offices",
    "yuanmeng.exchange.pages.cards.of_alliance",
    "yuanmeng.activities.pages.cards.of_alliance",
]
FIRM_CARDS = [
    "yuanmeng.pairing.pages.cards.pairings",
    "yuanmeng.issues.pages.cards.of_firm",
    "yuanmeng.visits.pages.cards.of_firm",
    "yuanmeng.exchange.pages.cards.of_firm",
    "yuanmeng.alliances.pages.cards.memberships",
]
FIRM_SENTENCES = [
    "yuanmeng.accounts.sentences.SENTENCES",
    "yuanmeng.register.pages.sentences.SENTENCES",
    "yuanmeng.alliances.pages.sentences.SENTENCES",
    "yuanmeng.pairing.pages.sentences.SENTENCES",
    "yuanmeng.exchange.pages.sentences.SENTENCES",
    "yuanmeng.activities.pages.sentences.SENTENCES",
    "yuanmeng.structure.sentences.SENTENCES",
    "yuanmeng.workdays.sentences.SENTENCES",
    "yuanmeng.matching.pages.sentences.SENTENCES",
    "yuanmeng.issues.pages.sentences.SENTENCES",
    "yuanmeng.visits.pages.sentences.SENTENCES",
    "yuanmeng.reports.sentences.SENTENCES",
    "yuanmeng.notices.sentences.SENTENCES",
    "yuanmeng.desk.sentences.SENTENCES",
]
TASKS = {"default": {"BACKEND": "yuanmeng.jobs.backend.Database"}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}
AFTER_RECORD = ["yuanmeng.notices.actions.posting.after", "yuanmeng.issues.actions.recounting.after"]
"""Told of every event inside its transaction; see ledger.actions."""
REGULAR = [
    ("yuanmeng.notices.actions.reminding.remind_today", "day", 7),
    ("yuanmeng.notices.actions.delivering.sweep", "hour", 0),
]
"""Task, every day or hour, and for days the hour from which it may run."""
SITE = os.environ.get("YUANMENG_SITE", f"http://{HOST}:{PORT}").rstrip("/")
HOOK_HOSTS = os.environ.get("YUANMENG_HOOK_HOSTS", "").split()
MAIL_DOMAIN = os.environ.get("YUANMENG_MAIL_DOMAIN", "yuanmeng.invalid")
DEFAULT_FROM_EMAIL = os.environ.get("YUANMENG_MAIL_FROM", f"yuanmeng@{MAIL_DOMAIN}")
EMAIL_FILE_PATH = DATA / "outbox"
EMAIL_TIMEOUT = 20
globals().update(mail_server(os.environ.get("YUANMENG_SMTP", "")))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "loggers": {"django": {"handlers": ["console"], "level": "ERROR", "propagate": False}},
}
"""Faults are told on standard error, where the operator's service manager keeps them."""

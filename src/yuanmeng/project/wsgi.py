"""WSGI entry for granian or gunicorn: `yuanmeng.project.wsgi:application`."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from yuanmeng.project.checks import demand

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yuanmeng.project.settings")
application = get_wsgi_application()
demand()

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Visits(AppConfig):
    name = "yuanmeng.visits"
    verbose_name = _("走访")
    default_auto_field = "django.db.models.BigAutoField"

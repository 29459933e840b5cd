from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Issues(AppConfig):
    name = "yuanmeng.issues"
    verbose_name = _("问题")
    default_auto_field = "django.db.models.BigAutoField"

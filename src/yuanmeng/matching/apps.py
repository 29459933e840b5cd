from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Matching(AppConfig):
    name = "yuanmeng.matching"
    verbose_name = _("共享用工")
    default_auto_field = "django.db.models.BigAutoField"

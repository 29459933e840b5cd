from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Exchange(AppConfig):
    name = "yuanmeng.exchange"
    verbose_name = _("三张清单")
    default_auto_field = "django.db.models.BigAutoField"

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Reports(AppConfig):
    name = "yuanmeng.reports"
    verbose_name = _("数字与文件")
    default_auto_field = "django.db.models.BigAutoField"

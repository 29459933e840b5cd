from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Alliances(AppConfig):
    name = "yuanmeng.alliances"
    verbose_name = _("联盟")
    default_auto_field = "django.db.models.BigAutoField"

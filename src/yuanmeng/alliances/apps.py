from django.apps import AppConfig


class Alliances(AppConfig):
    name = "yuanmeng.alliances"
    verbose_name = "联盟"
    default_auto_field = "django.db.models.BigAutoField"

from django.apps import AppConfig


class Exchange(AppConfig):
    name = "yuanmeng.exchange"
    verbose_name = "三张清单"
    default_auto_field = "django.db.models.BigAutoField"

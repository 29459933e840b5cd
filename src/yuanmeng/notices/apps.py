from django.apps import AppConfig


class Notices(AppConfig):
    name = "yuanmeng.notices"
    verbose_name = "通知"
    default_auto_field = "django.db.models.BigAutoField"

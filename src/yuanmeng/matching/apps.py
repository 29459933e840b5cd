from django.apps import AppConfig


class Matching(AppConfig):
    name = "yuanmeng.matching"
    verbose_name = "共享用工"
    default_auto_field = "django.db.models.BigAutoField"

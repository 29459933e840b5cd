from django.apps import AppConfig


class Issues(AppConfig):
    name = "yuanmeng.issues"
    verbose_name = "问题"
    default_auto_field = "django.db.models.BigAutoField"

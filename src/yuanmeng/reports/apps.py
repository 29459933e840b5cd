from django.apps import AppConfig


class Reports(AppConfig):
    name = "yuanmeng.reports"
    verbose_name = "数字与文件"
    default_auto_field = "django.db.models.BigAutoField"

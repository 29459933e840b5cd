from django.apps import AppConfig


class Workdays(AppConfig):
    name = "yuanmeng.workdays"
    verbose_name = "工作日历"
    default_auto_field = "django.db.models.BigAutoField"

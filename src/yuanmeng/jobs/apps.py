from django.apps import AppConfig


class Jobs(AppConfig):
    name = "yuanmeng.jobs"
    verbose_name = "后台任务"
    default_auto_field = "django.db.models.BigAutoField"

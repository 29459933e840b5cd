from django.apps import AppConfig


class Desk(AppConfig):
    name = "yuanmeng.desk"
    verbose_name = "工作台"
    default_auto_field = "django.db.models.BigAutoField"

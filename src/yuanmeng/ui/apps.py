from django.apps import AppConfig


class Ui(AppConfig):
    name = "yuanmeng.ui"
    verbose_name = "界面"
    default_auto_field = "django.db.models.BigAutoField"

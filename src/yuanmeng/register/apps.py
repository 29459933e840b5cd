from django.apps import AppConfig


class Register(AppConfig):
    name = "yuanmeng.register"
    verbose_name = "名录"
    default_auto_field = "django.db.models.BigAutoField"

from django.apps import AppConfig


class Accounts(AppConfig):
    name = "yuanmeng.accounts"
    verbose_name = "账户"
    default_auto_field = "django.db.models.BigAutoField"

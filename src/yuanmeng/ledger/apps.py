from django.apps import AppConfig


class Ledger(AppConfig):
    name = "yuanmeng.ledger"
    verbose_name = "事件账"
    default_auto_field = "django.db.models.BigAutoField"

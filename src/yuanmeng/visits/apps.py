from django.apps import AppConfig


class Visits(AppConfig):
    name = "yuanmeng.visits"
    verbose_name = "走访"
    default_auto_field = "django.db.models.BigAutoField"

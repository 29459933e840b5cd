from django.apps import AppConfig


class Activities(AppConfig):
    name = "yuanmeng.activities"
    verbose_name = "活动"
    default_auto_field = "django.db.models.BigAutoField"

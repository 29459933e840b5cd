from django.apps import AppConfig


class Structure(AppConfig):
    name = "yuanmeng.structure"
    verbose_name = "组织架构"
    default_auto_field = "django.db.models.BigAutoField"

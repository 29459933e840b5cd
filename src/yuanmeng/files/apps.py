from django.apps import AppConfig


class Files(AppConfig):
    name = "yuanmeng.files"
    verbose_name = "附件"
    default_auto_field = "django.db.models.BigAutoField"

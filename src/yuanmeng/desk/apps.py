from django.apps import AppConfig


class Desk(AppConfig):
    name = "yuanmeng.desk"
    verbose_name = "工作台"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tells accounts how units and alliances are called."""
        from yuanmeng.desk.queries import name_places  # noqa: PLC0415 - models load first

        name_places()

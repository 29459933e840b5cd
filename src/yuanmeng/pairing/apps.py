from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Pairing(AppConfig):
    name = "yuanmeng.pairing"
    verbose_name = _("结对包联")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Whoever looks after a firm may see it and ring it up, for exactly that period."""
        from yuanmeng.pairing.policy import grant  # noqa: PLC0415 - models load first

        grant()

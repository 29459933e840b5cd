from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Notices(AppConfig):
    name = "yuanmeng.notices"
    verbose_name = _("通知")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The shell's number comes with the query of the posts, which stands below this room."""
        from yuanmeng.accounts.queries import UNREAD  # noqa: PLC0415 - models are not ready before
        from yuanmeng.notices.queries import unread_of_person  # noqa: PLC0415

        UNREAD.append(unread_of_person())

from django.apps import AppConfig
from django.utils.translation import gettext

from yuanmeng.core import said


class Ui(AppConfig):
    name = "yuanmeng.ui"
    verbose_name = "界面"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Sentences of the core, which knows no languages, are said in the reader's."""
        said.plug(gettext)

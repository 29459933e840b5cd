"""How long a password is (SEC-07). Django's own sentence for this rule has no Chinese text in 5.2."""

from __future__ import annotations

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class LongEnough(MinimumLengthValidator):
    """At least `min_length` characters."""

    def get_error_message(self) -> str:
        """What is wrong."""
        return _("密码太短，至少要 %(least)d 个字符。") % {"least": self.min_length}

    def get_help_text(self) -> str:
        """The rule."""
        return _("至少 %(least)d 个字符。") % {"least": self.min_length}

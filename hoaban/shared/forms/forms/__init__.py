"""Forms on pages: the fields of one that is filled in, the lines of one that is read."""

from hoaban.shared.forms.forms.drawing import draw, shown
from hoaban.shared.forms.forms.fields import Field, Page
from hoaban.shared.forms.forms.showing import Shown, can_be_normal, read_only

__all__ = ["Field", "Page", "Shown", "can_be_normal", "draw", "read_only", "shown"]

"""The pages of the command centre."""

from hoaban.oversight.command_centre.views.pages import listing, live, page

__all__ = ["listing", "live", "page"]

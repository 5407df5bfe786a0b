"""What is wrong with a spreadsheet that was sent, as every page that takes one shows it."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from hoaban.ui import parts


def cell_faults(found: Iterable[tuple[str, str, str]]) -> parts.Table:
    """A table of faults: the cell (``NhanLuc!B14``), the title of its column, and what is wrong with it."""
    rows = tuple(
        (parts.Cell(place, head=True), parts.Cell(title), parts.Cell(text)) for place, title, text in found
    )
    columns = (parts.Column(_("Ô")), parts.Column(_("Cột")), parts.Column(_("Nội dung")))
    return parts.Table(_("Ô có lỗi"), columns, rows, empty=_("Không có lỗi nào."))

"""The ways in which a trail can be broken, in words for the person who checks it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Break:
    """The first break found: in which block (None: after the last one), at which entry (None: unknown)."""

    block: int | None
    entry: int | None
    what: str
    message_vi: str
    message_en: str


class Broken(Exception):
    """Carries the first break out of the proof."""

    def __init__(self, where: Break) -> None:
        super().__init__(where.message_en)
        self.where = where


def entry_changed(block: int | None, entry: int) -> Break:
    """An entry whose fields no longer give its keyed digest (or that was put in without the key)."""
    place_vi = f"trong khối {block}" if block else "chưa niêm phong"
    place_en = f"in block {block}" if block else "not yet sealed"
    return Break(
        block, entry, "entry-changed",
        f"Mục nhật ký số {entry} ({place_vi}) đã bị sửa hoặc bị chèn vào: mã xác thực không khớp.",
        f"Entry {entry} ({place_en}) was altered or put in: its digest does not match.",
    )  # fmt: skip


def count_wrong(block: int, expected: int, found: int) -> Break:
    """A block that no longer holds as many entries as it sealed."""
    what, vi, en = (
        ("entry-missing", "thiếu", "missing from")
        if found < expected
        else ("entry-added", "thừa", "added to")
    )
    many = abs(expected - found)
    return Break(
        block, None, what,
        f"Khối {block} {vi} {many} mục nhật ký: niêm phong {expected} mục, nay có {found} mục.",
        f"{many} {'entry was' if many == 1 else 'entries were'} {en} block {block}:"
        f" it sealed {expected}, there are {found} now.",
    )  # fmt: skip


def order_changed(block: int) -> Break:
    """Every entry is genuine and the count is right, but they are not where they were."""
    return Break(
        block, None, "order-changed",
        f"Các mục nhật ký trong khối {block} bị đổi chỗ hoặc bị thay bằng mục khác.",
        f"Entries of block {block} were reordered or exchanged.",
    )  # fmt: skip


def block_changed(block: int) -> Break:
    """A block whose own fields were altered."""
    return Break(
        block, None, "block-changed",
        f"Khối {block} đã bị sửa: mã xác thực của khối không khớp.",
        f"Block {block} was altered: its hash does not match.",
    )  # fmt: skip


def block_missing(block: int) -> Break:
    """A number that is left out of the chain, or a signed block that is gone."""
    return Break(block, None, "block-missing", f"Thiếu khối {block}.", f"Block {block} is missing.")


def end_missing(noted: int, last: int) -> Break:
    """Blocks cut off at the end: the data folder remembers a later one."""
    return Break(
        last + 1, None, "block-missing",
        f"Thiếu khối {last + 1} đến {noted} ở cuối nhật ký: thư mục dữ liệu còn ghi khối {noted}.",
        f"Blocks {last + 1} to {noted} are missing from the end: the data folder remembers block {noted}.",
    )  # fmt: skip


def link_broken(block: int) -> Break:
    """A genuine block that does not continue the one before it."""
    return Break(
        block, None, "link-broken",
        f"Khối {block} không nối tiếp khối trước nó.",
        f"Block {block} does not continue the block before it.",
    )  # fmt: skip


def signature_wrong(block: int) -> Break:
    """A daily signature that does not fit its block."""
    return Break(
        block, None, "signature-wrong",
        f"Chữ ký số hằng ngày của khối {block} không hợp lệ.",
        f"The daily signature of block {block} is not valid.",
    )  # fmt: skip


def unknown_signer(block: int) -> Break:
    """A daily signature by a key that this installation never had."""
    return Break(
        block, None, "signer-unknown",
        f"Chữ ký số của khối {block} được ký bằng khóa lạ.",
        f"Block {block} was signed with a key that is not ours.",
    )  # fmt: skip

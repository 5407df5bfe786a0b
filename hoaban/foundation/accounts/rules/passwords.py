"""What makes a password good enough: long, mixed, not the name, and not what everybody thinks of first."""

from __future__ import annotations

import functools
import re
import secrets
import unicodedata
from importlib.resources import files

from hoaban.foundation.accounts.rules.measures import Measures
from hoaban.kernel.vietnamese import fold

_LEET = str.maketrans(
    {"@": "a", "4": "a", "3": "e", "1": "i", "!": "i", "0": "o", "$": "s", "5": "s", "7": "t"}
)
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz")
_PLAIN = "abcdefghjkmnpqrstuvwxyz"
"""Without those that look alike on paper."""
_SHORTEST_WALK = 4
_MOST_WORDS = 2


def password_problems(password: str, username: str, limits: Measures) -> list[tuple[str, str]]:
    """What is wrong with a new password, in Vietnamese and English; empty when it is good."""
    found = []
    if len(password) < limits.password_length:
        found.append(
            (
                f"Mật khẩu cần ít nhất {limits.password_length} ký tự.",
                f"A password needs at least {limits.password_length} characters.",
            )
        )
    if len({_class(letter) for letter in password}) < limits.password_classes:
        found.append(
            (
                "Mật khẩu cần có chữ thường, chữ hoa, chữ số và ký hiệu.",
                "A password needs small letters, capitals, digits and signs.",
            )
        )
    if username and username.lower() in password.lower():
        found.append(
            ("Mật khẩu không được chứa tên đăng nhập.", "A password must not contain the user name.")
        )
    if is_common(password):
        found.append(
            (
                "Mật khẩu này dễ đoán: chỉ là một từ quen thuộc, tên phím hay chữ số thêm vào.",
                "This password is easy to guess: a well-known word, neighbouring keys, or digits added to them.",
            )
        )
    return found


def new_temporary_password() -> str:
    """One to hand over, of some 66 random bits; its owner chooses another at once."""
    groups = ["".join(secrets.choice(_PLAIN) for _ in range(4)) for _ in range(3)]
    return f"{groups[0].capitalize()}-{groups[1]}-{groups[2]}-{secrets.randbelow(9000) + 1000}"


def is_common(password: str) -> bool:
    """Whether nothing is left of a password but one or two well-known words, once digits and signs are gone.

    Marks, capitals and the usual replacements (``@`` for ``a``, ``0`` for ``o``) change nothing.
    """
    plain = "".join(fold(letter) or letter for letter in unicodedata.normalize("NFC", password))
    core = re.sub(r"^[^a-z@$]+|[^a-z]+$", "", plain)  # digits and signs hung on stand for no letters
    bare = {_letters(plain), _letters(core.translate(_LEET))}
    return any(len(_once(text)) < _SHORTEST_WALK or _is_said_by(text, _MOST_WORDS) for text in bare)


def _is_said_by(text: str, words: int) -> bool:
    """Whether a text is at most so many well-known words one after the other."""
    if not text:
        return True
    if not words:
        return False
    ends = range(len(text), 2, -1)
    return any(_is_word(text[:end]) and _is_said_by(text[end:], words - 1) for end in ends)


def _is_word(text: str) -> bool:
    if text in _words():
        return True
    both = (text, text[::-1])
    return len(text) >= _SHORTEST_WALK and any(one in row for one in both for row in _ROWS)


@functools.cache
def _words() -> frozenset[str]:
    text = files("hoaban.foundation.accounts").joinpath("data/common_words.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


def _letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalpha())


def _once(text: str) -> str:
    """A text with each letter repeated at once written once: ``aaaabbbb`` is two letters."""
    return "".join(letter for at, letter in enumerate(text) if not at or letter != text[at - 1])


def _class(letter: str) -> str:
    category = unicodedata.category(letter)
    return {"Ll": "small", "Lu": "capital", "Nd": "digit"}.get(category, "sign")

"""GIAMDINHHS as it streams by: one HOSO at a time becomes a dossier."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO

from hoaban.connect.claims import assembly, stream
from hoaban.connect.claims.dossier import Dossier
from hoaban.connect.claims.limits import Limits
from hoaban.connect.claims.problems import Problem, problem

ROOT = "GIAMDINHHS"
# Elements that may stand outside a HOSO. The signature holds foreign elements and is passed over.
_FRAME = frozenset(
    {ROOT, "THONGTINDONVI", "MACSKCB", "THONGTINHOSO", "NGAYLAP", "SOLUONGHOSO", "DANHSACHHOSO"}
)
_SIGNATURE = "CHUKYDONVI"
_SHORT = frozenset({"MACSKCB", "SOLUONGHOSO", "LOAIHOSO"})
_SHORT_LIMIT = 200


class Envelope:
    """Turns events into dossiers. Text is kept only where it belongs to one, and only up to the limits."""

    def __init__(self, limits: Limits) -> None:
        self.found: list[Dossier | Problem] = []
        self._limits = limits
        self._count = 0
        self._sender = ""
        self._declared = ""
        self._hoso = assembly.Parts(index=-1)
        self._hoso_depth = 0  # 0: outside
        self._part = assembly.Part()
        self._in_part = False
        self._text = StringIO()
        self._collects = ""
        self._collect_depth = 0
        self._size = 0
        self._noted: set[str] = set()

    def place(self) -> int | None:
        """Index of the dossier being read."""
        return self._hoso.index if self._hoso_depth else None

    def start(self, path: list[str], attributes: dict[str, str], at: Callable[[], tuple[int, int]]) -> None:
        """An element begins."""
        name = path[-1]
        if self._collects:
            self._start_inside(name, attributes)
        elif not self._hoso_depth:
            self._start_outside(path, at)
        elif not self._in_part:
            if name == "FILEHOSO":
                self._part, self._in_part = assembly.Part(), True
            else:
                self._note_unknown(name)
        elif name in ("LOAIHOSO", "NOIDUNGFILE"):
            self._collect(name, path)
        else:
            self._note_unknown(name)

    def text(self, data: str) -> None:
        """Characters of the current element."""
        if not self._collects:
            return
        if self._collects in _SHORT:
            self._size += len(data)
            if self._size <= _SHORT_LIMIT:
                self._text.write(data)
        elif self._has_room(len(data)):
            self._text.write(stream.content(data) if self._part.nested else data)

    def end(self, path: list[str]) -> None:
        """An element ends."""
        if self._collects and len(path) > self._collect_depth:
            if self._in_part and self._part.nested:
                self._append(stream.closing(path[-1]))
        elif self._collects:
            self._keep(self._text.getvalue())
        elif self._in_part and path[-1] == "FILEHOSO":
            self._end_part()
        elif len(path) == self._hoso_depth:
            dossier = assembly.assemble(self._hoso, sender_code=self._sender, limits=self._limits)
            self.found.append(dossier)
            self._hoso, self._hoso_depth = assembly.Parts(index=-1), 0

    def finish(self) -> None:
        """The document is complete: compare what it declares with what it held."""
        if self._count == 0:
            self.found.append(problem("no-dossier"))
        elif self._declared.isdecimal() and int(self._declared) != self._count:
            words = {"declared": int(self._declared), "found": self._count}
            self.found.append(problem("count-differs", words=words, field="SOLUONGHOSO"))

    def _start_outside(self, path: list[str], at: Callable[[], tuple[int, int]]) -> None:
        name = path[-1]
        if name == "HOSO":
            if self._count >= self._limits.dossiers:
                raise stream.Stop(problem("too-many-dossiers", words={"limit": self._limits.dossiers}))
            line, offset = at()
            self._hoso = assembly.Parts(index=self._count, line=line, offset=offset)
            self._hoso_depth = len(path)
            self._count += 1
        elif name in _SHORT:
            self._collect(name, path)
        elif name not in _FRAME and _SIGNATURE not in path and name not in self._noted:
            self._note_outside(name)

    def _note_outside(self, name: str) -> None:
        if len(self._noted) < self._limits.parts:
            self._noted.add(name)
            self.found.append(problem("element-unknown", words={"name": name[:80]}, field=name[:80]))

    def _start_inside(self, name: str, attributes: dict[str, str]) -> None:
        if self._collects != "NOIDUNGFILE":
            return
        if not self._part.nested:
            # Some programs nest the table as XML instead of base64; white space before it means nothing.
            self._part.nested = True
            before = stream.content(self._text.getvalue().strip())
            self._text = StringIO()
            self._text.write(before)
        self._append(stream.opening(name, attributes))

    def _has_room(self, size: int) -> bool:
        """Count what comes; beyond a limit the part or the whole dossier is marked and its text dropped."""
        self._size += size
        self._hoso.size += size
        self._part.too_big = self._part.too_big or self._size > self._limits.table * 4 // 3 + 4
        self._hoso.too_big = self._hoso.too_big or self._hoso.size > self._limits.dossier
        if self._part.too_big or self._hoso.too_big:
            self._text = StringIO()
            return False
        return True

    def _append(self, tag: str) -> None:
        if self._has_room(len(tag)):
            self._text.write(tag)

    def _collect(self, name: str, path: list[str]) -> None:
        self._collects, self._collect_depth, self._text, self._size = name, len(path), StringIO(), 0

    def _keep(self, text: str) -> None:
        if self._collects == "MACSKCB":
            self._sender = text.strip()
        elif self._collects == "SOLUONGHOSO":
            self._declared = text.strip()[:9]
        elif self._collects == "LOAIHOSO":
            self._part.kind = text.strip()
        else:
            self._part.text = text
        self._collects, self._text = "", StringIO()

    def _end_part(self) -> None:
        if len(self._hoso.parts) < self._limits.parts:
            self._hoso.parts.append(self._part)
        elif not any(one.code == "too-many-tables" for one in self._hoso.problems):
            self._hoso.problems.append(problem("too-many-tables", words={"limit": self._limits.parts}))
        self._in_part = False
        if self._hoso.too_big:
            self._hoso.parts.clear()

    def _note_unknown(self, name: str) -> None:
        if len(self._hoso.problems) < self._limits.parts:
            noted = problem("element-unknown", words={"name": name[:80]}, field=name[:80])
            self._hoso.problems.append(noted)

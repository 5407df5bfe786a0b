"""The pane of vital signs: what was measured now, how it ran over time and places, and a form to measure again."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.modules.hospital import policies
from hoaban.modules.hospital.fhir.shapes import Reading
from hoaban.modules.hospital.forms.vitals import SignsForm
from hoaban.modules.hospital.queries.vitals import Vitals, see_vitals
from hoaban.modules.hospital.rules.warning import normal_range
from hoaban.modules.hospital.services import vitals as acting
from hoaban.modules.hospital.views import signs
from hoaban.ui import charts, formats, parts
from hoaban.ui.forms import actor_of, attempt

_CHARTS = (
    ("systolic", "diastolic"), ("pulse",), ("temperature",), ("breathing",), ("saturation",), ("weight",), ("height",),
    ("body_mass",),
)  # fmt: skip
_POINTS = 40
_NOT_HERE = ("priority", "to_point", "ticket")


@needs(policies.WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def pane(request: HttpRequest, visit: UUID) -> HttpResponse:
    """The vital signs of the person of a visit. Asked by htmx, only the inner part."""
    actor, now = actor_of(request), clock.now()
    form = _form(request)
    if request.method == "POST" and form.is_valid() and attempt(form, lambda: _take(request, visit, form)):
        return HttpResponseRedirect(request.path)
    inner = bool(request.headers.get("HX-Request"))
    seen = see_vitals(actor=actor, visit=visit, with_banner=not inner, now=now)
    latest = signs.latest(seen.of_visit)
    values = {
        "seen": seen, "banner": seen.banner, "form": form, "may_measure": actor.may(policies.TRIAGE),
        "is_open": seen.visit.is_open, "now": _now(seen), "score": signs.score_badge(latest),
        "charts": [one for names in _CHARTS if (one := _chart(seen, names)) is not None],
        "allergies": signs.allergies(seen.allergies), "pregnancy": signs.pregnancy(latest),
        "asks_pregnancy": _asks_pregnancy(seen), "inner": inner, "address": request.path,
        "extends": "hospital/inner.html" if inner else "ui/page.html",
    }  # fmt: skip
    return render(request, "hospital/vitals.html", values, status=400 if form.errors else 200)


def _form(request: HttpRequest) -> SignsForm:
    data = request.POST if request.method == "POST" else None
    form = SignsForm(data, initial={"once": uuid4().hex}, auto_id="vitals_%s")
    for name in _NOT_HERE:
        del form.fields[name]
    return form


def _take(request: HttpRequest, visit: UUID, form: SignsForm) -> None:
    given = form.cleaned_data
    triage = acting.Triage(
        signs=form.signs(), pregnancy=given["pregnancy"], allergy=given["allergy"].strip(),
        reaction=given["reaction"].strip(), none_known=given["none_known"],
    )  # fmt: skip
    taken = acting.take_vitals(
        actor=actor_of(request), visit=visit, triage=triage, once=given["once"], now=clock.now()
    )
    told = [_("Đã ghi.")]
    if taken.warning is not None:
        told.append(signs.warning_words(taken.warning) + ".")
    if taken.raised:
        told.append(_("Đã nâng lên ưu tiên cấp cứu."))
    messages.success(request, " ".join(told))


def _now(seen: Vitals) -> parts.Table:
    """The signs of this visit: each measuring is a column of time, newest first."""
    names = [
        "pulse", "temperature", "pressure", "breathing", "saturation", "oxygen", "weight", "height", "body_mass", "pain",
        "consciousness",
    ]  # fmt: skip
    times = sorted({one.at for one in seen.of_visit}, reverse=True)[:4]
    by_time = {at: signs.latest(one for one in seen.of_visit if one.at == at) for at in times}
    rows = []
    for name in names:
        cells = [
            parts.Cell(signs.shown(by_time[at], name), badge=signs.mark(by_time[at], name, seen.months))
            for at in times
        ]
        if any(one.text for one in cells):
            word = _("Huyết áp") if name == "pressure" else signs.sign_word(name)
            unit = "mmHg" if name == "pressure" else signs.unit(name)
            rows.append((parts.Cell(word, note=unit, head=True), *cells))
    columns = (parts.Column(_("Dấu hiệu")), *(parts.Column(formats.clock(at)) for at in times))
    return parts.Table(
        _("Sinh hiệu của lượt khám này"), columns, tuple(rows), _("Chưa đo sinh hiệu ở lượt khám này.")
    )


def _chart(seen: Vitals, names: tuple[str, ...]) -> charts.LineChart | None:
    """The course of a sign (or of both pressures) over all facilities; None while there are fewer than two values."""
    series = []
    for name in names:
        found = [one for one in seen.readings if one.sign == name and one.value is not None][-_POINTS:]
        if len(found) > 1:
            series.append(charts.Series(signs.sign_word(name), tuple(_point(seen, one) for one in found)))
    if not series:
        return None
    alone = normal_range(names[0], seen.months) if len(names) == 1 else None
    low, high = alone or (None, None)
    title = _("Huyết áp") if len(names) > 1 else signs.sign_word(names[0])
    return charts.line_chart(title=title, unit=signs.unit(names[0]), low=low, high=high, series=series)


def _point(seen: Vitals, one: Reading) -> charts.Point:
    place = seen.places.get(one.encounter, "")
    text = f"{signs.number(one)} {signs.unit(one.sign)}" + (f" · {place}" if place else "")
    return charts.Point(one.at, one.value or 0, signs.when(one), text)


def _asks_pregnancy(seen: Vitals) -> bool:
    months = seen.months
    return bool(seen.person and seen.person.sex == "female" and months is not None and 120 <= months < 660)

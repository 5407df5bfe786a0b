"""Send claim files."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from hoaban.foundation.accounts.api import needs
from hoaban.kernel import clock
from hoaban.kernel.errors import HoaBanError
from hoaban.shared.claims import services
from hoaban.shared.claims.forms import UploadForm
from hoaban.shared.claims.views import words


@needs("claims.submit")
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Send files; they are read in the background and the batch's page follows them."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        files = [(one.name, one) for one in form.cleaned_data["uploads"]]
        try:
            batch = services.deliver(
                actor=words.actor_of(request),
                source="upload",
                files=files,
                receipt=form.cleaned_data["receipt"],
                now=clock.now(),
            )
        except HoaBanError as failure:
            form.add_error("uploads", failure.message_en if words.is_english(request) else failure.message_vi)
        else:
            services.enqueue(batch)
            return redirect("claims:batch", batch=batch)
    status = 400 if form.is_bound and form.errors else 200
    return render(request, "claims/upload.html", {"form": form}, status=status)

"""Messages: one's own, what a station tells, the state of the sending, and where a gateway calls."""

from __future__ import annotations

from django.urls import path

from hoaban.shared.messaging import rest
from hoaban.shared.messaging.views import own, telling, watching, wishes

app_name = "messaging"
urlpatterns = [
    path("my/messages/", own.own, name="own"),
    path("my/messages/<uuid:person>/", own.own, name="own-of"),
    path("people/<uuid:person>/messages/", wishes.desk, name="desk"),
    path("messages/", watching.watch, name="watch"),
    path("messages/to-tell/", telling.to_tell, name="to-tell"),
    path("messages/<uuid:message>/", watching.message, name="message"),
    path("api/messages", rest.callback, name="callback"),
]

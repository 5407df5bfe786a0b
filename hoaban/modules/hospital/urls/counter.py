"""Addresses of the counter, the queues, the screens in the hall, the sessions and the appointments."""

from __future__ import annotations

from django.urls import URLPattern, path

from hoaban.modules.hospital.views import (
    appointments,
    counter,
    hall,
    home,
    newcomers,
    putting_right,
    queues,
    sessions,
    visiting,
)

urlpatterns: list[URLPattern] = [
    path("hospital/", home.rooms, name="home"),
    path("hospital/counter/", counter.counter, name="counter"),
    path("hospital/counter/people/<uuid:person>/", counter.arrival, name="arrival"),
    path("hospital/counter/visits/<uuid:visit>/", visiting.desk_visit, name="desk-visit"),
    path("hospital/counter/visits/<uuid:visit>/slip/", visiting.slip, name="slip"),
    path("hospital/counter/visits/<uuid:visit>/<str:sheet>.pdf", visiting.slip_pdf, name="slip-pdf"),
    path("hospital/counter/visits/<uuid:visit>/correct/", putting_right.correct, name="correct"),
    path("hospital/counter/visits/<uuid:visit>/cancel/", putting_right.cancel, name="cancel"),
    path("hospital/counter/visits/<uuid:visit>/move/", putting_right.move, name="move"),
    path("hospital/counter/visits/<uuid:visit>/identify/", putting_right.identify, name="identify"),
    path("hospital/counter/visits/<uuid:visit>/take-back/", putting_right.take_back, name="take-back"),
    path("hospital/counter/visits/<uuid:visit>/card/", putting_right.check, name="check-card"),
    path("hospital/counter/new/", newcomers.newcomer, name="newcomer"),
    path("hospital/counter/emergency/", newcomers.emergency, name="emergency"),
    path("hospital/queues/", queues.queues, name="queues"),
    path("hospital/queues/<int:point>/", queues.queue, name="queue"),
    path("hospital/sessions/", sessions.sessions, name="sessions"),
    path("hospital/sessions/new/", sessions.open_session, name="open-session"),
    path("hospital/sessions/points/new/", sessions.open_point, name="open-point"),
    path("hospital/sessions/points/<int:point>/", sessions.close_point, name="close-point"),
    path("hospital/sessions/<uuid:session>/close/", sessions.close_session, name="close-session"),
    path("hospital/appointments/", appointments.day, name="appointments"),
    path("hospital/appointments/people/<uuid:person>/", appointments.times, name="times"),
    path("hospital/appointments/<uuid:booking>/", appointments.appointment, name="appointment"),
    path(
        "hospital/appointments/<uuid:booking>/slip.pdf", appointments.appointment_pdf, name="appointment-pdf"
    ),
    path("hospital/screens/", hall.screens, name="screens"),
    path("hospital/screens/<int:point>/", hall.screen, name="screen"),
]

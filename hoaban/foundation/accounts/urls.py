"""Addresses of the door, one's own account and how one signs in."""

from __future__ import annotations

from django.urls import path

from hoaban.foundation.accounts.views import (
    assignment,
    assignments,
    door,
    factors,
    giving,
    home,
    identity,
    lock,
    officer,
    opening,
    password,
    pin,
    second,
    sessions,
)

app_name = "accounts"
urlpatterns = [
    path("sign-in/", door.sign_in, name="sign-in"),
    path("sign-out/", door.sign_out, name="sign-out"),
    path("language/", door.language, name="language"),
    path("sign-in/second/", second.second, name="second"),
    path("sign-in/second/options/", second.second_options, name="second-options"),
    path("sign-in/second/passkey/", second.second_passkey, name="second-passkey"),
    path("sign-in/with/<str:key>/<str:audience>/", identity.go, name="go"),
    path("sign-in/from/<str:key>/", identity.back, name="back"),
    path("my/", identity.my, name="my"),
    path("lock/", lock.lock, name="lock"),
    path("locked/", lock.locked, name="locked"),
    path("unlock/", lock.unlock, name="unlock"),
    path("unlock/options/", lock.unlock_options, name="unlock-options"),
    path("unlock/passkey/", lock.unlock_passkey, name="unlock-passkey"),
    path("alive/", lock.alive, name="alive"),
    path("account/", home.account, name="account"),
    path("account/confirm/", second.confirm, name="confirm"),
    path("account/factors/", factors.factors, name="factors"),
    path("account/factors/app/", factors.app, name="app"),
    path("account/factors/codes/", factors.codes, name="codes"),
    path("account/factors/passkeys/", factors.add_passkey, name="add-passkey"),
    path("account/factors/passkeys/options/", factors.passkey_options, name="passkey-options"),
    path("account/factors/remove/", factors.remove_factor, name="remove-factor"),
    path("account/pin/", pin.pin, name="pin"),
    path("account/sessions/", sessions.sessions, name="sessions"),
    path("account/sessions/end/", sessions.end, name="end-session"),
    path("account/password/", password.password, name="password"),
    path("accounts/", officer.accounts, name="accounts"),
    path("accounts/new/", opening.new, name="new"),
    path("accounts/<str:username>/", officer.one, name="one"),
    path("accounts/<str:username>/act/", officer.act, name="act"),
    path("accounts/<str:username>/staff/", opening.staff, name="staff"),
    path("assignments/", assignments.assignments, name="assignments"),
    path("assignments/new/", giving.give, name="give"),
    path("assignments/list.xlsx", assignments.export, {"kind": "xlsx"}, name="export-xlsx"),
    path("assignments/list.csv", assignments.export, {"kind": "csv"}, name="export-csv"),
    path("assignments/<int:number>/", assignment.assignment, name="assignment"),
    path("assignments/<int:number>/act/", assignment.act, name="act-assignment"),
]

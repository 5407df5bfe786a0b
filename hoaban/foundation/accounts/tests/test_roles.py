"""The first access rule, as a table: what each role may do, and where."""

from dataclasses import replace

import pytest

from hoaban.foundation.accounts.rules.roles import (
    SENSITIVE_RIGHTS,
    UnsuitableAssignment,
    check_assignment,
    grants_of,
    roles,
)
from hoaban.foundation.accounts.rules.separation import find_clash, separations
from hoaban.kernel.actor import Scope

_AT = {
    "all": Scope("all"),
    "facility": Scope("facility", "12981"),
    "department": Scope("department", "12981.K19"),
    "commune": Scope("commune", "03571"),
    "entrusted": Scope("entrusted", "12981/00000000-0000-0000-0000-0000000000d0"),
}
_DOCTOR = {"people.find", "record.read:TREAT", "record.break_glass"}
_NURSE = {*_DOCTOR, "consent.record"}
_SIGNS = {"signing.sign"}
_AT_VISITS = {
    "record.write:TREAT",
    "visits.receive",
    "visits.work",
    "scheduling.book",
    "scheduling.queue",
    "hospital.triage",
    "hospital.perform",
}
_ORDERS = {"prescribing.read", "prescribing.write", "hospital.order"}
_EXCHANGE = {"exchange.watch", "exchange.act"}
_ONE_PERSON = {"people.find", "record.read:TREAT"}

ACCESS = {
    "reception": {
        "all": {"people.find", "consent.record"},
        "facility": {
            "people.register",
            "people.households",
            "visits.receive",
            "scheduling.manage",
            "scheduling.book",
            "scheduling.queue",
        },
    },
    "registrar": {"all": {"people.find", "people.register", "people.steward", "people.households"}},
    "doctor": {
        "facility": _DOCTOR | _AT_VISITS | _SIGNS | _ORDERS | {"records.find"},
        "department": _DOCTOR | _AT_VISITS | _SIGNS | _ORDERS,
        "entrusted": _ONE_PERSON,
    },
    "nurse": {
        "facility": _NURSE | _AT_VISITS | _SIGNS | {"prescribing.read"},
        "department": _NURSE | _AT_VISITS | _SIGNS | {"prescribing.read"},
        "entrusted": _ONE_PERSON,
    },
    "pharmacist": {"facility": _SIGNS | {"prescribing.lists"}},
    "cashier": {},
    "insurance_officer": {
        "facility": {
            "claims.submit",
            "claims.read",
            "record.read:HPAYMT",
            "prescribing.lists",
            "hospital.services",
        }
        | _EXCHANGE
    },
    "hall_screen": {"facility": {"scheduling.screen"}},
    "laboratory_technician": {
        "facility": _SIGNS
        | {
            "people.find",
            "record.read:TREAT",
            "record.write:TREAT",
            "hospital.perform",
            "scheduling.queue",
        }
    },
    "station_head": {
        "commune": {
            "people.find",
            "people.households",
            "record.read:TREAT",
            "record.break_glass",
            "consent.record",
            "messages.tell",
            "signing.sign",
        }
    },
    "station_nurse": {
        "commune": {
            "people.find",
            "people.households",
            "record.read:TREAT",
            "record.break_glass",
            "consent.record",
            "messages.tell",
            "signing.sign",
        }
    },
    "hospital_director": {
        "facility": {
            "figures.read",
            "workforce.read",
            "signing.sign",
            "signing.seal",
            "records.find",
            "records.keep",
            "golive.manage",
        },
        "all": {"figures.sensitive", "figures.single"},
    },
    "department_director": {
        "all": {
            "figures.read",
            "figures.sensitive",
            "figures.single",
            "workforce.read",
            "places.read",
            "signing.sign",
        }
    },
    "analyst": {"all": {"figures.read", "figures.sensitive"}},
    "epidemiologist": {"all": {"figures.read", "figures.sensitive"}},
    "staff_officer": {"all": {"workforce.read", "workforce.manage", "places.read"}},
    "unit_staff_officer": {"facility": {"workforce.read", "workforce.manage"}},
    "pharmacy_officer": {"all": {"places.read", "places.manage", "workforce.read"}},
    "clerk": {"facility": {"signing.sign", "signing.seal", "records.find", "records.keep"}},
    "forms_officer": {"all": {"forms.manage"}},
    "it_officer": {
        "all": {"system.manage", "jobs.manage", "consent.voices", "messages.watch", "messages.manage"}
        | _EXCHANGE
    },
    "accounts_officer": {"all": {"accounts.manage", "accounts.grant", "accounts.read"}},
    "unit_accounts_officer": {"facility": {"accounts.grant", "accounts.read", "messages.watch"}},
    "auditor": {
        "all": {
            "audit.read",
            "audit.review",
            "audit.tell",
            "accounts.read",
            "people.find",
            "privacy.answer",
            "privacy.breaches",
            "privacy.processing",
        }
    },
}


def test_every_role_stands_in_the_table() -> None:
    assert set(roles()) == set(ACCESS)


@pytest.mark.parametrize("key", ACCESS)
def test_a_role_may_do_what_the_table_says_and_nothing_else(key: str) -> None:
    for kind in roles()[key].given_at:
        held = {(grant.act, grant.scope) for grant in grants_of(key, _AT[kind], ())}

        expected = {(act, _AT["all"]) for act in ACCESS[key].get("all", ())}
        if kind != "all":
            expected |= {(act, _AT[kind]) for act in ACCESS[key].get(kind, ())}
        assert held == expected


@pytest.mark.parametrize(
    "key", ["reception", "auditor", "it_officer", "accounts_officer", "analyst", "department_director"]
)
def test_those_who_treat_nobody_open_no_chart(key: str) -> None:
    assert not [act for act, _ in roles()[key].acts if act.startswith("record.")]


def test_administrators_and_nobody_else_must_have_a_second_factor() -> None:
    assert {key for key, role in roles().items() if role.second_factor} == {
        "it_officer",
        "accounts_officer",
        "unit_accounts_officer",
    }


def test_whoever_gives_roles_or_keeps_the_system_is_given_theirs_by_two() -> None:
    powerful = {"accounts.manage", "accounts.grant", "system.manage", "audit.review"}

    strong = {key for key, role in roles().items() if {act for act, _ in role.acts} & powerful}
    assert strong == {key for key, role in roles().items() if role.two_officers}


def test_what_a_unit_gives_itself_reaches_no_further_than_the_unit() -> None:
    """People are found in the whole province, and say at any desk what they agree to; nothing else goes beyond."""
    beyond = {act for role in roles().values() if role.by_unit for act, kind in role.acts if kind == "all"}

    assert beyond <= {"people.find", "consent.record"}
    assert not [key for key, role in roles().items() if role.by_unit and role.two_officers]


def test_what_is_kept_apart_is_named_by_roles_and_acts_that_exist() -> None:
    known = {act for role in roles().values() for act, _ in role.acts}

    for rule in separations():
        assert rule.role in roles()
        assert rule.beside <= known, rule.role
        assert rule.why_vi
        assert rule.why_en


@pytest.mark.parametrize("key", sorted(ACCESS))
def test_an_auditor_holds_nothing_that_writes(key: str) -> None:
    writes = {"manage", "grant", "register", "steward", "submit", "break_glass"}
    acts = {act for act, _ in roles()[key].acts}
    touches = [act for act in acts if act.partition(".")[2] in writes or act.startswith("record.")]

    clash = find_clash(roles()["auditor"], [roles()[key]])

    assert (clash is not None) >= bool(touches)


def test_an_act_that_nobody_thought_of_keeps_duties_apart() -> None:
    novel = replace(roles()["analyst"], key="novelty", acts=frozenset({("stars.move", "all")}))

    assert find_clash(roles()["auditor"], [novel])
    assert find_clash(novel, [roles()["auditor"]])
    assert find_clash(novel, [roles()["analyst"]]) is None


def test_no_role_brings_a_right_to_sensitive_facts() -> None:
    assert not [act for role in roles().values() for act, _ in role.acts if act.startswith("label.")]


def test_a_right_to_sensitive_facts_comes_with_the_assignment_of_one_person() -> None:
    held = {grant.act for grant in grants_of("doctor", _AT["facility"], ["label.abortion"])}

    assert held & SENSITIVE_RIGHTS == {"label.abortion"}


def test_a_role_that_was_dropped_gives_nothing() -> None:
    assert grants_of("herbalist", _AT["all"], ["label.hiv"]) == set()


@pytest.mark.parametrize(
    ("role", "scope", "rights", "place"),
    [
        ("herbalist", Scope("facility", "12981"), [], "role"),
        ("doctor", Scope("all"), [], "scope"),
        ("doctor", Scope("facility"), [], "scope"),
        ("analyst", Scope("all", "12981"), [], "scope"),
        ("station_head", Scope("facility", "12983"), [], "scope"),
        ("doctor", Scope("facility", "12981"), ["record.read:TREAT"], "rights"),
        ("doctor", Scope("facility", "12981"), ["label.everything"], "rights"),
    ],
)
def test_an_assignment_that_does_not_fit_is_refused(role, scope, rights, place) -> None:
    with pytest.raises(UnsuitableAssignment) as refused:
        check_assignment(role, scope, rights)

    assert refused.value.place == place

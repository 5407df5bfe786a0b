"""The accounts of the demo, one for each role, and which addresses each may open: from the product's own tables."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from hoaban.ops.demo.accounts import DemoAccount, read_accounts
from tests.guards.test_access import ACCESS
from tests.guards.tree import PACKAGE

VISITOR = "visitor"
"""Who has not signed in."""

NOT_PAGES = {
    "sign-out/": "takes a form",
    "language/": "takes a form",
    "sign-in/second/": "half signed in: accounts/tests/test_pages_on_the_way.py",
    "sign-in/second/options/": "for scripts",
    "sign-in/second/passkey/": "for scripts",
    "account/confirm/": "comes before another page: accounts/tests/test_pages_on_the_way.py",
    "account/factors/app/": "for who has no app yet: accounts/tests/test_pages_on_the_way.py",
    "account/factors/codes/": "for who has a second factor: accounts/tests/test_pages_on_the_way.py",
    "account/factors/passkeys/": "for scripts",
    "account/factors/passkeys/options/": "for scripts",
    "account/factors/remove/": "takes a form",
    "alive/": "for scripts",
    "my/": "for citizens: tests/screens/test_citizens.py",
    "my/record/": "for citizens: tests/screens/test_citizens.py",
    "my/consents/": "for citizens: tests/screens/test_citizens.py",
    "my/consents/<uuid:person>/": "for citizens: tests/screens/test_families.py",
    "people/<uuid:person>/consents/<str:consent>/recordings/<int:version>": "a file",
    "consents/voices/<str:purpose>/<str:language>": "a file",
    "privacy/processing/register.xlsx": "a file",
    "my/messages/": "for citizens: tests/screens/test_messages.py",
    "my/messages/<uuid:person>/": "for citizens: tests/screens/test_messages.py",
    "forms/designs/<str:form>/<str:version>/discard/": "takes a form",
    "forms/designs/<str:form>/<str:version>/export/": "a file",
    "forms/visits/<uuid:visit>/": "about a visit: tests/screens/test_forms.py",
    "forms/visits/<uuid:visit>/<str:form>/": "about a visit: tests/screens/test_forms.py",
    "forms/visits/<uuid:visit>/<str:form>/history/": "about a visit: tests/screens/test_forms.py",
    "forms/visits/<uuid:visit>/<str:form>/files/<str:digest>/": "a file",
    "forms/visits/<uuid:visit>/<str:form>/paper/": "a file",
    "messages/<uuid:message>/": "about what was sent: tests/screens/test_messages.py",
    "api/messages": "for programs",
    "signing/keep/<int:number>/": "about one certificate: signing/tests/test_in_browser.py",
    "signing/papers/<uuid:offer>/": "a file",
    "signing/papers/<uuid:offer>/confirm/": "about what waits for somebody: signing/tests/test_in_browser.py",
    "signing/jobs/<uuid:job>/": "about what somebody signed: signing/tests/test_in_browser.py",
    "signing/jobs/<uuid:job>/progress/": "a part of a page",
    "hospital/my/blocks/": "led to from a visit: tests/screens/test_consulting.py",
    "records/visits/<uuid:visit>/": "about a visit: tests/screens/outpatient_journeys.py",
    "papers/<uuid:paper>/": "about a paper: papers/tests/test_pages",
    "papers/<uuid:paper>/replace/": "about a paper: papers/tests/test_pages",
    "papers/visits/<uuid:visit>/": "about a visit: papers/tests/test_pages",
    "papers/visits/<uuid:visit>/<str:paper_kind>/": "about a visit: papers/tests/test_pages",
    "exchange/<uuid:outgoing>/": "about what was sent: exchange/tests/test_pages",
    "exchange/<uuid:outgoing>/by-hand/": "about what was sent: exchange/tests/test_pages",
    "exchange/<uuid:outgoing>/proofs/<str:digest>/": "a file",
    "my/requests/": "for citizens: tests/screens/test_citizens.py",
    "my/requests/<uuid:person>/": "for citizens: tests/screens/test_citizens.py",
    "my/looks/": "for citizens: tests/screens/test_citizens.py",
    "my/access/": "for citizens: tests/screens/test_citizens.py",
    "my/looks/<uuid:person>/": "for citizens: tests/screens/test_citizens.py",
    "my/access/<uuid:person>/": "for citizens: tests/screens/test_citizens.py",
    "my/record/<uuid:person>/": "for citizens: tests/screens/test_citizens.py",
    "my/record/<uuid:person>/print/": "for citizens: tests/screens/test_citizens.py",
    "my/record/<uuid:person>/visits/<str:visit>/": "for citizens: tests/screens/test_citizens.py",
    "my/record/<uuid:person>/originals/<str:document>/": "a file",
    "my/record/<uuid:person>/<str:section>/": "for citizens: tests/screens/test_citizens.py",
    "people/<uuid:person>/emergency/end/": "takes a form",
    "emergencies/<uuid:emergency>/": "about what somebody opened: tests/screens/test_emergencies.py",
    "sign-in/from/<str:key>/": "leads on",
    "sign-in/with/<str:key>/<str:audience>/": "leads on",
    "test-identity/authorize/": "in a trial only: tests/screens/test_citizens.py",
    "lock/": "takes a form",
    "locked/": "locked: accounts/tests/test_pages_on_the_way.py",
    "unlock/": "takes a form",
    "unlock/options/": "for scripts",
    "unlock/passkey/": "for scripts",
    "account/sessions/end/": "takes a form",
    "accounts/<str:username>/act/": "takes a form",
    "assignments/<int:number>/act/": "takes a form",
    "assignments/list.xlsx": "a file",
    "assignments/list.csv": "a file",
    "why/": "comes after a page that refuses: tests/screens/test_officers.py",
    "people/decisions/<uuid:decision>/undo/": "takes a form",
    "originals/<str:document>/": "a file",
    "staff/lists/<str:facility>.xlsx": "a file",
    "facilities/list.xlsx": "a file",
    "trail/export.<str:kind>": "a file",
    "unusual/marks/<int:mark>/end/": "takes a form",
    "claims/batches/<uuid:batch>/progress/": "a part of a page",
    "claims/batches/<uuid:batch>/resume/": "takes a form",
    "claims/batches/<uuid:batch>/findings.csv": "a file",
    "claims/dossiers/<uuid:ref>/original/<int:version>/": "a file",
    "api/claims": "for programs",
    "api/claims/<uuid:batch>": "for programs",
    "centre/live/": "a part of a page",
    "hospital/counter/people/<uuid:person>/": "about who stands there: tests/screens/test_counter.py",
    "hospital/counter/visits/<uuid:visit>/": "about a visit of today: tests/screens/test_counter.py",
    "hospital/counter/visits/<uuid:visit>/<str:sheet>.pdf": "a file",
    "hospital/counter/visits/<uuid:visit>/cancel/": "about a visit of today: tests/screens/test_counter.py",
    "hospital/counter/visits/<uuid:visit>/card/": "takes a form",
    "hospital/counter/visits/<uuid:visit>/correct/": "about a visit of today: tests/screens/test_counter.py",
    "hospital/counter/visits/<uuid:visit>/identify/": "about a visit of today: tests/screens/test_counter.py",
    "hospital/counter/visits/<uuid:visit>/move/": "about a visit of today: tests/screens/test_counter.py",
    "hospital/counter/visits/<uuid:visit>/slip/": "about a visit of today: tests/screens/test_counter.py",
    "hospital/counter/visits/<uuid:visit>/take-back/": "about a visit of today: tests/screens/test_counter.py",
    "hospital/appointments/<uuid:booking>/": "about who has a time: tests/screens/test_counter.py",
    "hospital/appointments/<uuid:booking>/slip.pdf": "a file",
    "hospital/appointments/people/<uuid:person>/": "about who asks for a time: tests/screens/test_counter.py",
    "hospital/sessions/<uuid:session>/close/": "takes a form",
    "hospital/sessions/points/<int:point>/": "about a room: tests/screens/test_counter.py",
    "hospital/queues/<int:point>/": "about who waits today: tests/screens/test_counter.py",
    "hospital/visits/<uuid:visit>/": "about a visit: tests/screens/test_consulting.py",
    "hospital/visits/<uuid:visit>/claim/": "about a visit: tests/screens/test_consulting.py",
    "hospital/visits/<uuid:visit>/diagnoses/": "a part of a page",
    "hospital/visits/<uuid:visit>/draft/": "for scripts",
    "hospital/visits/<uuid:visit>/history/": "about a visit: tests/screens/test_consulting.py",
    "hospital/visits/<uuid:visit>/presence/": "a part of a page",
    "prescribing/visits/<uuid:visit>/": "about a visit: shared/prescribing/tests/test_pages",
    "prescribing/visits/<uuid:visit>/find/": "a part of a page",
    "prescribing/visits/<uuid:visit>/dose/": "about a visit: shared/prescribing/tests/test_pages",
    "prescribing/drugs/list.xlsx": "a file",
    "prescribing/drugs/lists/<uuid:draft>/": "about a list that was sent in: shared/prescribing/tests/test_pages",
    "prescribing/<uuid:prescription>/": "about a prescription: shared/prescribing/tests/test_pages",
    "prescribing/<uuid:prescription>/paper.pdf": "a file",
    "hospital/triage/<int:point>/": "about who waits today: modules/hospital/tests/test_triage_pages",
    "hospital/services/list.xlsx": "a file",
    "hospital/worklists/<int:point>/": "about who waits today: modules/hospital/tests/test_results",
    "hospital/worklists/orders/<uuid:order>/": "about an order of today: modules/hospital/tests/test_results",
    "hospital/worklists/orders/<uuid:order>/label.pdf": "a file",
    "hospital/worklists/orders/<uuid:order>/withdraw/": "about an order of today: modules/hospital/tests/test_results",
    "hospital/visits/<uuid:visit>/orders/<uuid:order>/": "about an order of today: modules/hospital/tests/test_results",
    "hospital/visits/<uuid:visit>/results/": "about a visit of today: modules/hospital/tests/test_results",
    "hospital/visits/<uuid:visit>/orders/": "about a visit of today: modules/hospital/tests/test_orders",
    "hospital/visits/<uuid:visit>/orders/slip.pdf": "a file",
    "hospital/visits/<uuid:visit>/orders/<uuid:order>/cancel/": "about an order of today: modules/hospital/tests/test_orders",
    "hospital/visits/<uuid:visit>/vitals/": "about a visit of today: modules/hospital/tests/test_triage_pages",
    "healthz": "for programs",
    "metrics": "for programs",
    "ops/loading/": "a part of a page",
    "golive/file/": "a file",
    "papers/<uuid:paper>/file/": "a file",
    "records/visits/<uuid:visit>/<int:number>/<str:part>/": "a file",
    "records/visits/<uuid:visit>/export/<str:part>/": "a file",
    "ops/jobs/<int:job_id>/retry/": "takes a form",
}
"""Route -> why nobody reads it as a page. Everything else of the access table must be seen in a browser."""


@cache
def accounts() -> dict[str, DemoAccount]:
    """Role -> the first demo account that has it."""
    found: dict[str, DemoAccount] = {}
    for one in read_accounts():
        found.setdefault(one.role, one)
    return found


@cache
def _roles() -> dict[str, dict[str, list[str]]]:
    data: Path = PACKAGE / "foundation/accounts/data/roles.toml"
    return tomllib.loads(data.read_text(encoding="utf-8"))


def pages_of(role: str) -> frozenset[str]:
    """The routes of all pages that the role may open."""
    if role == VISITOR:
        return frozenset({"sign-in/"})
    one = _roles()[role]
    acts = {"sign-in", *one.get("all", ()), *one.get(accounts()[role].scope.kind, ())}
    return frozenset(route for route, needs in ACCESS.items() if route not in NOT_PAGES and needs in acts)

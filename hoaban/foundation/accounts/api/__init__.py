"""Accounts for every app above: who acts, what a page needs, tokens, roles."""

from hoaban.foundation.accounts.queries.accounts import (
    Account,
    Assigned,
    UnknownAccount,
    actor_by_id,
    actor_of,
    find_account,
    has_demo_accounts,
    list_accounts,
    list_assignments,
    staff_numbers,
)
from hoaban.foundation.accounts.queries.assignments import ReviewFigures, review_figures
from hoaban.foundation.accounts.queries.duties import OPENS, Duty, own_duties, register_duty_finder
from hoaban.foundation.accounts.queries.emergencies import (
    Emergency,
    count_waiting,
    emergencies_of_person,
    emergencies_to_review,
    find_open_emergency,
    get_emergency,
)
from hoaban.foundation.accounts.queries.explaining import explain_refusal, whom_to_ask
from hoaban.foundation.accounts.queries.holders import (
    Holder,
    Known,
    Worker,
    holders,
    known_actors,
    machines_with,
    stays_at,
    workers,
)
from hoaban.foundation.accounts.queries.identity import (
    PersonSought,
    Subject,
    configuration_problem,
    register_person_finder,
    register_subject_finder,
    register_trial_provider,
    subjects_of,
)
from hoaban.foundation.accounts.queries.naming import Named, place_name, register_person_namer
from hoaban.foundation.accounts.queries.staff import StaffMember, register_staff_finder
from hoaban.foundation.accounts.queries.tokens import (
    actor_of_token,
    is_listening,
    start_listening,
    stop_listening,
)
from hoaban.foundation.accounts.rules.emergencies import (
    BREAK_GLASS,
    READ_IN_EMERGENCY,
    REASONS,
    REVIEW,
    VERDICTS,
)
from hoaban.foundation.accounts.rules.entrusting import BASES, Basis, Entrusted, entrusted_of
from hoaban.foundation.accounts.rules.explaining import Explanation, Own, act_words
from hoaban.foundation.accounts.rules.passwords import new_temporary_password
from hoaban.foundation.accounts.rules.roles import SENSITIVE_RIGHTS, Role, UnsuitableAssignment, roles
from hoaban.foundation.accounts.services.assigning import (
    agree_assignment,
    assign,
    assign_for_person,
    end_assignment,
    end_roles_left,
)
from hoaban.foundation.accounts.services.breaches import load_breach_list
from hoaban.foundation.accounts.services.emergencies import break_glass, end_emergency, review_emergency
from hoaban.foundation.accounts.services.entrusting import register_end_listener
from hoaban.foundation.accounts.services.leaving import (
    reopen_account,
    shut_account,
    shut_accounts_of,
    shut_unused,
)
from hoaban.foundation.accounts.services.opening import link_staff
from hoaban.foundation.accounts.services.passwords import WeakPassword, hash_password, set_password
from hoaban.foundation.accounts.services.registering import (
    NameTaken,
    Newcomer,
    NoInvented,
    register_account,
    register_client,
    unlock_account,
)
from hoaban.foundation.accounts.services.sign_in import confirm_password
from hoaban.foundation.accounts.services.tokens import issue_token, revoke_token, revoke_tokens_of
from hoaban.kernel.guard import (
    PUBLIC,
    SIGN_IN,
    needs,
    needs_sign_in,
    needs_token,
    open_to_all,
)
from hoaban.ui.home import HomeLink, HomeWarning, home_links, register_home_link, register_home_warning

__all__ = [
    "BASES",
    "BREAK_GLASS",
    "OPENS",
    "PUBLIC",
    "READ_IN_EMERGENCY",
    "REASONS",
    "REVIEW",
    "SENSITIVE_RIGHTS",
    "SIGN_IN",
    "VERDICTS",
    "Account",
    "Assigned",
    "Basis",
    "Duty",
    "Emergency",
    "Entrusted",
    "Explanation",
    "Holder",
    "HomeLink",
    "HomeWarning",
    "Known",
    "NameTaken",
    "Named",
    "Newcomer",
    "NoInvented",
    "Own",
    "PersonSought",
    "ReviewFigures",
    "Role",
    "StaffMember",
    "Subject",
    "UnknownAccount",
    "UnsuitableAssignment",
    "WeakPassword",
    "Worker",
    "act_words",
    "actor_by_id",
    "actor_of",
    "actor_of_token",
    "agree_assignment",
    "assign",
    "assign_for_person",
    "break_glass",
    "configuration_problem",
    "confirm_password",
    "count_waiting",
    "emergencies_of_person",
    "emergencies_to_review",
    "end_assignment",
    "end_emergency",
    "end_roles_left",
    "entrusted_of",
    "explain_refusal",
    "find_account",
    "find_open_emergency",
    "get_emergency",
    "has_demo_accounts",
    "hash_password",
    "holders",
    "home_links",
    "is_listening",
    "issue_token",
    "known_actors",
    "link_staff",
    "list_accounts",
    "list_assignments",
    "load_breach_list",
    "machines_with",
    "needs",
    "needs_sign_in",
    "needs_token",
    "new_temporary_password",
    "open_to_all",
    "own_duties",
    "place_name",
    "register_account",
    "register_client",
    "register_duty_finder",
    "register_end_listener",
    "register_home_link",
    "register_home_warning",
    "register_person_finder",
    "register_person_namer",
    "register_staff_finder",
    "register_subject_finder",
    "register_trial_provider",
    "reopen_account",
    "review_emergency",
    "review_figures",
    "revoke_token",
    "revoke_tokens_of",
    "roles",
    "set_password",
    "shut_account",
    "shut_accounts_of",
    "shut_unused",
    "staff_numbers",
    "start_listening",
    "stays_at",
    "stop_listening",
    "subjects_of",
    "unlock_account",
    "whom_to_ask",
    "workers",
]

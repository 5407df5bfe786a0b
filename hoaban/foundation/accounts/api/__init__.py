"""Accounts for every app above: who acts, what a page needs, tokens, roles."""

from hoaban.foundation.accounts.api.guard import (
    PUBLIC,
    SIGN_IN,
    needs,
    needs_sign_in,
    needs_token,
    open_to_all,
)
from hoaban.foundation.accounts.api.home import HomeLink, home_links, register_home_link
from hoaban.foundation.accounts.queries.accounts import (
    Account,
    Assigned,
    UnknownAccount,
    actor_of,
    find_account,
    has_demo_accounts,
    list_accounts,
    list_assignments,
)
from hoaban.foundation.accounts.queries.tokens import (
    actor_of_token,
    is_listening,
    start_listening,
    stop_listening,
)
from hoaban.foundation.accounts.rules.roles import SENSITIVE_RIGHTS, Role, UnsuitableAssignment, roles
from hoaban.foundation.accounts.services.registering import (
    NameTaken,
    Newcomer,
    NoInvented,
    WeakPassword,
    assign,
    end_assignment,
    register_account,
    register_client,
    set_password,
    shut_account,
    unlock_account,
)
from hoaban.foundation.accounts.services.tokens import issue_token, revoke_token, revoke_tokens_of

__all__ = [
    "PUBLIC",
    "SENSITIVE_RIGHTS",
    "SIGN_IN",
    "Account",
    "Assigned",
    "HomeLink",
    "NameTaken",
    "Newcomer",
    "NoInvented",
    "Role",
    "UnknownAccount",
    "UnsuitableAssignment",
    "WeakPassword",
    "actor_of",
    "actor_of_token",
    "assign",
    "end_assignment",
    "find_account",
    "has_demo_accounts",
    "home_links",
    "is_listening",
    "issue_token",
    "list_accounts",
    "list_assignments",
    "needs",
    "needs_sign_in",
    "needs_token",
    "open_to_all",
    "register_account",
    "register_client",
    "register_home_link",
    "revoke_token",
    "revoke_tokens_of",
    "roles",
    "set_password",
    "shut_account",
    "start_listening",
    "stop_listening",
    "unlock_account",
]

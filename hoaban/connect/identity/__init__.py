"""Sign-in by an identity provider (OpenID Connect, authorization code with PKCE): addresses out, claims in."""

from hoaban.connect.identity.claims import Claims, read_claims
from hoaban.connect.identity.flow import Fetch, NotProved, Started, begin, fetch_over_tls, finish
from hoaban.connect.identity.providers import Misconfigured, Provider, read_providers

__all__ = [
    "Claims",
    "Fetch",
    "Misconfigured",
    "NotProved",
    "Provider",
    "Started",
    "begin",
    "fetch_over_tls",
    "finish",
    "read_claims",
    "read_providers",
]

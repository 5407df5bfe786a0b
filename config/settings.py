"""Settings. Everything an installation may change comes from the environment; see docs/howto/settings.md."""

from __future__ import annotations

import os
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from hoaban.ops.runtime import logs
from hoaban.ops.runtime.postgres import Cluster

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("HOABAN_VAR") or ROOT / ".hoaban").expanduser().absolute()
MODE = os.environ.get("HOABAN_MODE", "demo")
"""``demo`` (invented data, marked so everywhere), ``production`` or ``test``."""
DEMO = MODE in {"demo", "test"}
DEBUG = False


def _secret(name: str) -> str:
    """A secret from the environment, else from its file under VAR/secrets (made at set-up, mode 0600)."""
    given = os.environ.get(name)
    if given:
        return given
    path = VAR / "secrets" / name.lower()
    if path.is_file():
        return path.read_text().strip()
    return (
        "only-for-tests-" + name.lower() + "-0123456789abcdefghijklmnopqrstuvwxyz" if MODE == "test" else ""
    )


def _networks(text: str) -> list[IPv4Network | IPv6Network]:
    try:
        return [ip_network(one.strip()) for one in text.split(",") if one.strip()]
    except ValueError as wrong:
        raise ImproperlyConfigured(f"HOABAN_NETWORKS: {wrong}") from None


SECRET_KEY = _secret("HOABAN_SECRET_KEY")
AUDIT_KEY = _secret("HOABAN_AUDIT_KEY")
"""Keys the digests of audit entries; losing it loses the proof, not the entries."""
SEALING_KEY = _secret("HOABAN_SEALING_KEY")
"""Seals what must be read again, as the secrets of authenticator apps; losing it means setting them up anew."""
AUDIT_HEAD = VAR / "trail" / "head" if MODE != "test" else None
"""The last sealed block is remembered here too, outside the database (tests empty their trail and keep none)."""


LOGGING = logs.configuration(os.environ.get("HOABAN_PROCESS", "web"))


def _database(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", parts.hostname or "")),
        "PORT": str(parts.port or ""),
        "OPTIONS": {
            "connect_timeout": 10,  # a server that hangs is told as one that does not answer
            "options": (
                "-c statement_timeout=30s -c lock_timeout=5s -c idle_in_transaction_session_timeout=20s"
                " -c timezone=UTC"
            ),
        },
    }


DATABASE_URL = os.environ.get("DATABASE_URL") or Cluster(VAR).url
DATABASES = {
    # a thread of the web server keeps its connection; pages look whether it still lives, /fhir/R4 does so itself
    "default": {**_database(DATABASE_URL), "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True},
    # refusals are written here, so that they survive the rollback of what was refused
    "trail": {**_database(DATABASE_URL), "TEST": {"MIRROR": "default"}},
}
DATABASES["trail"]["OPTIONS"] = {
    **_database(DATABASE_URL)["OPTIONS"],  # type: ignore[dict-item]
    "pool": {"min_size": 0, "max_size": 2, "timeout": 5},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "procrastinate.contrib.django",
    "hoaban.kernel",
    "hoaban.ui",
    "hoaban.foundation.audit",
    "hoaban.foundation.files",
    "hoaban.foundation.codes",
    "hoaban.foundation.places",
    "hoaban.foundation.workforce",
    "hoaban.foundation.accounts",
    "hoaban.record",
    "hoaban.shared.people",
    "hoaban.shared.messaging",
    "hoaban.shared.scheduling",
    "hoaban.shared.visits",
    "hoaban.shared.exchange",
    "hoaban.shared.prescribing",
    "hoaban.shared.auditing",
    "hoaban.shared.forms",
    "hoaban.shared.claims",
    "hoaban.shared.chart",
    "hoaban.shared.privacy",
    "hoaban.shared.signing",
    "hoaban.shared.papers",
    "hoaban.shared.legal_records",
    "hoaban.shared.golive",
    "hoaban.modules.hospital",
    "hoaban.oversight.command_centre",
    "hoaban.ops",
]
AUTH_USER_MODEL = "accounts.Account"
REFUSAL_SECONDS = 0.5 if MODE != "test" else 0.0
"""A sign-in is not refused sooner than this, so that the time does not tell whether the name exists."""
TOKEN_CACHE_SECONDS = 30
"""How long a bearer token is believed without asking the database again; revocation is heard at once."""

MIDDLEWARE = [
    "hoaban.ops.middleware.NameRoute",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "hoaban.ops.middleware.Compress",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "hoaban.foundation.accounts.middleware.Access",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "hoaban.ui.context.page",
            ],
        },
    },
]

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
if MODE != "test":
    # names with a digest, kept by browsers for ever; compressed once, when the server starts
    STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "/sign-in/"
ALLOWED_HOSTS = os.environ.get("HOABAN_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")

# in production doctor has seen to it that browsers come by TLS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = MODE == "production"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if MODE == "production" else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
IDENTITY = os.environ.get("HOABAN_IDENTITY", "")
"""The file that describes the identity providers; their client secrets lie in VAR/secrets/KEY_client_secret."""
SIGNING = os.environ.get("HOABAN_SIGNING", "")
"""The file that describes where keys, trusted roots and the time come from; bearers lie in VAR/secrets/KEY_signing_bearer."""
EXCHANGE = os.environ.get("HOABAN_EXCHANGE", "")
"""File that says where outside systems are."""
MESSAGES = os.environ.get("HOABAN_MESSAGES", "")
"""The file that describes the gateway of short messages and the mail server; their secrets lie in VAR/secrets. Empty: none."""
NETWORKS = _networks(os.environ.get("HOABAN_NETWORKS", ""))
"""The sector's own networks; who signs in from elsewhere needs a second factor. Empty: nobody is elsewhere."""
SMALL_NUMBER = max(2, int(os.environ.get("HOABAN_SMALL_NUMBER", "5")))
"""Figures below it speak of single people and are not told to who may not see single cases."""
TRUSTED_PROXY = os.environ.get("HOABAN_TRUSTED_PROXY", "")
"""The address of a proxy in front of us whose X-Forwarded-For is believed; empty: nobody's is."""

# by this prefix a browser takes a cookie from this very host and over TLS only, and no neighbour can plant one
_HOST = "__Host-" if MODE == "production" else ""
SESSION_COOKIE_NAME = f"{_HOST}hoaban_session"
CSRF_COOKIE_NAME = f"{_HOST}csrftoken"
LANGUAGE_COOKIE_NAME = f"{_HOST}django_language"
DEVICE_COOKIE_NAME = f"{_HOST}hoaban_device"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "hoaban.ui.errors.csrf_refused"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    },
}

# a file goes to disk while it arrives; everything else of a form stays small
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

"""Settings, read once from the environment. Every variable is listed in docs/settings.md."""

from datetime import time
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()

# --- Mode -----------------------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
#: Demo mode offers « entrer comme … » on the login page. Never switch it on with real people's data.
DEMO_MODE = env.bool("DEMO_MODE", default=False)
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000")
HTTPS = SITE_URL.startswith("https://")
#: Who publishes and who hosts this installation, for the legal notice.
PUBLISHER = env.str("PUBLISHER", default="", multiline=True)
HOST = env.str("HOST", default="", multiline=True)


def _secret_key() -> str:
    """The key from the environment, else one made at first start and kept under var/."""
    if key := env.str("SECRET_KEY", default=""):
        return str(key)
    path = VAR_DIR / "secret_key"
    if not path.exists():
        VAR_DIR.mkdir(exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(get_random_secret_key(), encoding="ascii")
    return path.read_text(encoding="ascii")


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = [SITE_URL] if HTTPS else []

# --- Applications (floors: see docs/architecture.md) --------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_filters",
    "django_htmx",
    "rebond.audit",
    "rebond.messaging",
    "rebond.drafts",
    "rebond.documents",
    "rebond.people",
    "rebond.links",
    "rebond.agenda",
    "rebond.calendars",
    "rebond.programmes",
    "rebond.finances",
    "rebond.simulation",
    "rebond.pathways",
    "rebond.filing",
    "rebond.assessments",
    "rebond.trainings",
    "rebond.tutoring",
    "rebond.reporting",
    "rebond.imports",
    "rebond.worker",
    "rebond.web",
    "rebond.demo",
]

MIDDLEWARE = [
    "rebond.web.middleware.PagesFirstMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "rebond.web.middleware.ActorMiddleware",
    "rebond.web.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "rebond/web/templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "rebond.web.context.shell",
            ],
        },
    }
]
FORM_RENDERER = "rebond.web.forms.FormRenderer"

# --- Database ---------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'rebond.sqlite3'}")}
if "ENGINE" not in DATABASES["default"]:
    raise ImproperlyConfigured(
        "DATABASE_URL is not understood: write sqlite:////path/to/file or postgres://user:password@host/name"
    )
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Measured: WAL alone still gives "database is locked" under four writers; IMMEDIATE gives none.
    # synchronous=FULL: a write that was acknowledged is never lost, even by a power cut.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        # Longer than the longest act: taking over 10,000 rows writes for some twenty seconds.
        "timeout": 60,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=600)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Counters of the sign-in limits live here: shared by every worker, on both engines.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
    },
    # What the exit simulator worked out, apart: it must never push the counters out.
    "simulations": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "simulation_cache",
        "OPTIONS": {"MAX_ENTRIES": 2000},
    },
}

# --- People and sign-in -------------------------------------------------------
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "rebond.web.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Rebond] "
ACCOUNT_EMAIL_NOTIFICATIONS = True
#: Beside allauth's own limits (5 wrong passwords in 5 minutes per account, 10 a minute per address).
ACCOUNT_RATE_LIMITS = {
    "demo_login": "60/m/ip",
    # Pages behind a link, read or answered: many people may share one address (a town hall, a telephone operator).
    "link": "300/m/ip",
    "feed": "600/m/ip,30/m/key",
    # The person's space: asking for a key, and trying codes, by one visitor and by everybody together.
    "space_key": "10/10m/ip",
    "space_code": "10/5m/ip,600/h/key",
}
# Behind a proxy the visitor's address is in X-Forwarded-For: say how many proxies to believe.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "add_webauthn": "rebond.web.accounts.AddKeyForm",
    "edit_webauthn": "rebond.web.accounts.RenameKeyForm",
}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or DEMO_MODE
SESSION_COOKIE_AGE = 60 * 60 * 10
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "rebond.web.errors.csrf_failure"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- Words, dates, files ------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français")]
TIME_ZONE = env.str("TIME_ZONE", default="Europe/Paris")
USE_TZ = True
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "rebond.web.static_files.StaticFiles"},
}
MEDIA_ROOT = VAR_DIR / "media"
#: Erase pieces at the end of their retention. Invented people would lose their papers of 2019.
ERASES_OLD_PIECES = env.bool("ERASES_OLD_PIECES", default=not DEMO_MODE)
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024

# --- The seal of documents ----------------------------------------------------
#: The organisation's certificate and key (PKCS#12), kept outside of the repository.
SEAL_PKCS12 = env.str("SEAL_PKCS12", default="")
SEAL_PASSPHRASE = env.str("SEAL_PASSPHRASE", default="")
#: Certificates (PEM) whose older seals are still ours.
SEAL_FORMER_CERTIFICATES = env.str("SEAL_FORMER_CERTIFICATES", default="")
#: Without a certificate, one made on the spot seals the invented minutes of the demo. Never with real people.
SEAL_SELF_SIGNED = env.bool("SEAL_SELF_SIGNED", default=DEMO_MODE)
SEAL_SELF_SIGNED_PATH = VAR_DIR / "seal" / "trial.p12"

# --- Messages -----------------------------------------------------------------
EMAIL_CONFIG = env.email("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
#: Seconds: well under the lease of a message, or a slow server would be asked twice.
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=20)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Rebond <ne-pas-repondre@example.org>")
#: Where people answer our messages by e-mail (docs/settings.md). Empty: they answer by a link.
REPLY_ADDRESS = env.str("REPLY_ADDRESS", default="")
if len(REPLY_ADDRESS.partition("@")[0]) > 11 or "+" in REPLY_ADDRESS:
    raise ImproperlyConfigured("REPLY_ADDRESS is a mailbox of 11 characters at most before its @, without +")
#: The name by which our mail server signs its checks of senders (RFC 8601). Empty: they are not looked at.
MAIL_AUTHSERV_ID = env.str("MAIL_AUTHSERV_ID", default="")

#: The gateway of SMS: where the request goes, and its shape. No address: nobody is written to by SMS.
SMS_URL = env.str("SMS_URL", default="")
SMS_TOKEN = env.str("SMS_TOKEN", default="")
SMS_SENDER = env.str("SMS_SENDER", default="Rebond")
SMS_REQUEST = env.json("SMS_REQUEST", default={"id": "$id", "from": "$sender", "to": "$to", "text": "$text"})
SMS_HEADERS = env.json("SMS_HEADERS", default={"Authorization": "Bearer $token"})
#: A worker that takes a message has this long to send it; then another may.
MESSAGE_LEASE_SECONDS = env.int("MESSAGE_LEASE_SECONDS", default=300)
#: People are not written to between these hours (equal: at any hour).
QUIET_FROM = time.fromisoformat(env.str("QUIET_FROM", default="20:00"))
QUIET_UNTIL = time.fromisoformat(env.str("QUIET_UNTIL", default="08:00"))

# --- The exit simulator ----------------------------------------------------------
#: « openfisca » where it is installed (some 250 MB in each web worker), or « arithmetic » for the plain calculation.
SIMULATION_ENGINE = env.str("SIMULATION_ENGINE", default="openfisca")
if SIMULATION_ENGINE not in ("openfisca", "arithmetic"):
    raise ImproperlyConfigured("SIMULATION_ENGINE is openfisca or arithmetic")

# --- Logs: verbs and identifiers only, nothing personal -------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "class": "rebond.core.logs.AnonymousFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    # It counts processors aloud when OpenFisca is loaded.
    "loggers": {"numexpr": {"level": "WARNING"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}

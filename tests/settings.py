"""Settings of the tests: the real ones, but fast, silent, and apart from the developer's own files."""

import atexit
import shutil
import tempfile
from pathlib import Path

from config.settings import *  # noqa: F403
from config.settings import MIDDLEWARE, STORAGES

DEBUG = False
DEMO_MODE = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
SECRET_KEY = "for-tests-only"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "simulations": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "simulations",
    },
}
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="rebond-media-"))
atexit.register(shutil.rmtree, MEDIA_ROOT, ignore_errors=True)
SEAL_SELF_SIGNED = True
SEAL_SELF_SIGNED_PATH = MEDIA_ROOT / "seal" / "trial.p12"
# The live server does not serve hashed names.
SMS_URL = "https://sms.example.org/messages"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
# A browser test moves the server along the calendar (tests/live_clock.py).
MIDDLEWARE = ["tests.live_clock.LiveClockMiddleware", *MIDDLEWARE]
# OpenFisca takes seconds to load: the tests of the engines ask for it, the others do without.
SIMULATION_ENGINE = "arithmetic"
LOGGING_CONFIG = None

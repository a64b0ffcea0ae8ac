"""WSGI entry point, served by granian."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

# Only here: a web worker answers the simulator; commands and tests load no engine that they do not ask for.
from rebond.simulation.engines import warm  # noqa: E402 - settings first

warm()

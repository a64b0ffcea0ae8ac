"""A log tells where it broke, and never of whom."""

import logging
import sys
from logging.config import dictConfig

from django.conf import settings
from django.urls import resolve

from rebond.core.logs import AnonymousFormatter


def _broken() -> logging.LogRecord:
    try:
        try:
            int("Delphine Lavande")
        except ValueError as error:
            raise RuntimeError("Lavande cannot be used in worksheets.") from error
    except RuntimeError:
        return logging.LogRecord(
            "rebond", logging.ERROR, __file__, 1, "Internal Server Error", (), sys.exc_info()
        )


def test_an_error_is_told_without_its_words():
    told = AnonymousFormatter("{message}", style="{").format(_broken())
    assert "Lavande" not in told
    assert "Internal Server Error" in told
    assert "test_logs.py" in told
    assert told.index("ValueError") < told.index("RuntimeError")


def test_the_server_logs_so(capsys):
    formatter = settings.LOGGING["formatters"]["line"]
    logger = {"level": "ERROR", "handlers": ["console"], "propagate": False}
    dictConfig({**settings.LOGGING, "root": {}, "loggers": {"tests.logs": logger}, "incremental": False})
    logging.getLogger("tests.logs").handle(_broken())
    written = capsys.readouterr().err
    assert "RuntimeError" in written
    assert "Lavande" not in written
    assert formatter["class"].endswith("AnonymousFormatter")


def test_an_address_that_is_a_key_is_not_written(rf):
    """Django's own words for a 404 or a 429 carry the path; a link or a feed has its secret there."""
    request = rf.get("/agenda/flux/the-secret.ics")
    record = logging.LogRecord(
        "django.request", logging.WARNING, __file__, 1, "%s: %s", ("Not Found", request.path), None
    )
    record.request = request
    formatter = AnonymousFormatter("{message}", style="{")
    assert formatter.format(record) == "Not Found: (unknown address)"
    request.resolver_match = resolve(request.path)
    assert formatter.format(record) == "Not Found: /agenda/flux/<str:secret>.ics"

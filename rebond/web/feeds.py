"""The agenda that calendars subscribe to: no session, a secret address, one answer for all that is not there."""

from allauth.core import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from rebond.calendars.feeds import note_reading, open_feed_behind
from rebond.pathways.calendar_entries import feed_of
from rebond.trainings.diary import events_of as teaching_of
from rebond.web.portal.doors import sealed

MEDIA_TYPE = "text/calendar; charset=utf-8"


@login_not_required
@require_safe
def show_feed(request: HttpRequest, secret: str) -> HttpResponseBase:
    """The feed behind a secret; 304 when nothing changed, 404 when it is unknown or revoked."""
    if refusal := ratelimit.consume_or_429(request, action="feed", key=secret, limit_get=True):
        return refusal
    feed = open_feed_behind(secret)
    if feed is None:
        raise Http404
    content = feed_of(feed.user, also=teaching_of(feed.user))
    reading = note_reading(feed, content)
    response = HttpResponse(content, content_type=MEDIA_TYPE)
    response.headers["Content-Disposition"] = 'inline; filename="rebond.ics"'
    response.headers["ETag"] = reading.etag
    response.headers["Last-Modified"] = http_date(reading.changed_at.timestamp())
    known = get_conditional_response(
        request,
        etag=reading.etag,
        last_modified=int(reading.changed_at.timestamp()),
        response=sealed(response),
    )
    assert known is not None
    return known

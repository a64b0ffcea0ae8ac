"""Le dossier, on screen."""

from datetime import date

import pytest
from django.urls import reverse

from rebond.audit.models import Access
from rebond.web.staff.pathways import SECTIONS


@pytest.fixture(autouse=True)
def _april_2019(hold_clock):
    hold_clock(date(2019, 4, 3))


@pytest.mark.parametrize("code", SECTIONS)
def test_each_section_opens(sign_in, maiwenn, pathway, code):
    page = sign_in(maiwenn).get(reverse("show_pathway", args=[pathway.pk]), {"section": code})
    assert page.status_code == 200
    assert "Delphine Lavande" in page.content.decode()
    assert Access.objects.get(user=maiwenn.user).page == f"show_pathway:{code}"

"""A thread on Delphine's path, in May 2019, where Inès of Catalys sits too."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from rebond.core.identity import new_id
from rebond.pathways.models import Pathway
from rebond.people.actor import PersonActor
from rebond.tutoring import actions
from rebond.tutoring.models import Exchange

TODAY = date(2019, 5, 13)


@pytest.fixture(autouse=True)
def _may_2019(hold_clock) -> None:
    hold_clock(TODAY)


@pytest.fixture
def file(pathway, ines) -> Pathway:
    pathway.careers_consultant, pathway.careers_organisation = ines.user, ines.organisation
    pathway.save()
    return pathway


@pytest.fixture
def delphine(file) -> PersonActor:
    return PersonActor(file.beneficiary)


@pytest.fixture
def note(file, maiwenn) -> Callable[..., Exchange]:
    """`note("…", audience=…, by=…)`: a note on her file, of Maïwenn by default."""

    def written(text: str = "Stressée par les comptes.", **more: Any) -> Exchange:
        values = {"by": maiwenn, "exchange_id": new_id(), **more}
        return actions.write_note(pathway=file, text=text, **values)

    return written


@pytest.fixture
def wrote(file, delphine) -> Callable[..., Exchange]:
    """`wrote("…")`: Delphine writes to her adviser."""

    def written(text: str = "Puis-je avancer le rendez-vous ?", **more: Any) -> Exchange:
        values = {"by": delphine, "exchange_id": new_id(), **more}
        return actions.write_to_adviser(pathway=file, text=text, **values)

    return written


@pytest.fixture
def sent(file, maiwenn) -> Callable[..., Exchange]:
    """`sent("…")`: Maïwenn writes to Delphine."""

    def written(text: str = "Oui, venez jeudi à 14 h.", **more: Any) -> Exchange:
        values = {"by": maiwenn, "exchange_id": new_id(), **more}
        return actions.write_to_person(pathway=file, text=text, **values)

    return written

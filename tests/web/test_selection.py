"""Choosing rows over several pages: what was ticked on one page is kept while the others are read."""

from uuid import UUID, uuid4

from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from rebond.web.selection import Selection

KEYS = [uuid4() for _ in range(6)]
PAGES = [KEYS[:3], KEYS[3:]]


def sent(selection: Selection, page: list[UUID], ticked: set[UUID]) -> QueryDict:
    """What the form of a page sends."""
    data = QueryDict(mutable=True)
    data["complet"] = "oui" if selection.starts_full else "non"
    data["a-part"] = selection.apart_text
    data.setlist("listes", [str(key) for key in page])
    data.setlist("choisis", [str(key) for key in page if key in ticked])
    return data


@given(st.booleans(), st.lists(st.tuples(st.integers(0, 1), st.sets(st.sampled_from(KEYS))), max_size=5))
def test_the_last_word_on_each_row_is_kept(starts_full, visits):
    expected = set(KEYS) if starts_full else set()
    selection = Selection(starts_full)
    for number, ticked in visits:
        page = PAGES[number]
        expected = (expected - set(page)) | (ticked & set(page))
        selection = Selection.read(sent(selection, page, ticked))
    assert {key for key in KEYS if selection.holds(key)} == expected


def test_everything_is_chosen_until_something_is_said():
    assert Selection.read(QueryDict()) == Selection()
    assert not Selection.read(QueryDict("aucun=oui")).holds(KEYS[0])


def test_what_is_no_identifier_is_no_row():
    data = QueryDict("complet=non&a-part=x%20y&listes=z&choisis=z&choisis=1")
    assert Selection.read(data) == Selection(starts_full=False)

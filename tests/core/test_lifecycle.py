"""Lives: whatever the verbs, one never leaves the table; and the printed page says what the tables say."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebond.core.acts import NotInThisState
from rebond.core.lifecycle import Lifecycle, move
from rebond.imports.states import IMPORT
from rebond.pathways.states import LIFECYCLES, PATHWAY, REFERRAL, STEP
from rebond.web.management.commands.print_lifecycles import page

LIVES = {**LIFECYCLES, "import": IMPORT}
every_life = pytest.mark.parametrize("life", LIVES.values(), ids=LIVES.keys())


@every_life
@given(data=st.data())
def test_any_sequence_of_verbs_stays_in_the_table(life: Lifecycle, data):
    state = data.draw(st.sampled_from(sorted(life.state_labels)))
    for verb in data.draw(st.lists(st.sampled_from(sorted(life.moves)), max_size=12)):
        if life.allows(state, verb):
            state = life.after(state, verb)
        else:
            with pytest.raises(NotInThisState) as refused:
                life.after(state, verb)
            assert life.state_labels[state] in refused.value.message
            assert refused.value.message.startswith("Impossible de ")
        assert state in life.state_labels


@every_life
def test_every_state_can_be_reached_and_has_a_word(life: Lifecycle):
    reached = {next(iter(life.state_labels))}
    while grown := {m.target for m in life.moves.values() if m.sources & reached} - reached:
        reached |= grown
    assert reached == set(life.state_labels)
    assert all(life.state_labels.values())


def test_an_answered_referral_and_a_closed_path_are_final():
    assert REFERRAL.ends() == {"accepted", "declined", "withdrawn"}
    assert PATHWAY.ends() == {"closed"}
    assert not STEP.allows("held", "skip_step")


def test_a_table_with_an_unknown_state_is_refused():
    with pytest.raises(ValueError, match="unknown state"):
        Lifecycle(noun="x", state_labels={"a": "A"}, moves={"go": move({"a"}, "b", "aller")})


def test_the_printed_page_is_up_to_date():
    printed = Path(__file__).resolve().parents[2] / "docs/lifecycles.md"
    assert printed.read_text(encoding="utf-8") == page(), (
        "run: python manage.py print_lifecycles > docs/lifecycles.md"
    )

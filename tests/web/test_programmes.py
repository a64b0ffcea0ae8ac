"""Hélène draws the next version on screen: draft, edit, mend, publish, compare, move the paths, and back."""

import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from rebond.audit.models import Entry
from rebond.pathways.models import Pathway
from rebond.programmes.content import content_of, to_yaml
from rebond.programmes.editing import mark_of, opened, thing_at
from rebond.programmes.files import SHIPPED
from rebond.programmes.models import Version, VersionState
from rebond.programmes.writing import copy_version, publish_version
from tests.cohorts import Maker, Told
from tests.programmes.everything import SVG

SLUG = "ille-et-vilaine"


@pytest.fixture(autouse=True)
def _spring_2019(hold_clock):
    hold_clock(date(2019, 4, 1))


@pytest.fixture
def draft(programme) -> Version:
    return copy_version(programme.current_version())


def url(name: str, *place: str | int, number: int = 2) -> str:
    return reverse(name, args=[SLUG, number, *place])


def at(version: Version, *place: str | int) -> dict:
    return thing_at(opened(content_of(version)), place)


def phase_fields(version: Version, position: int, **changes) -> dict:
    """What the form of a phase sends, read from the draft, with some changes."""
    phase = at(version, "phases", position)
    fields = {
        key: value for key, value in phase.items() if key not in ("steps", "choices") and value is not None
    }
    return {"clock": "previous", **fields, "revision": mark_of(phase), **changes}


NEW_STEP = {
    "label": "Bilan comptable",
    "kind": "appointment",
    "parties": ["beneficiary", "business_adviser"],
    "expected_minutes": "45",
    "offset_days": "60",
    "after_which": "last",
}


REVIEW = {"kind": "tripartite_review", "quorum": "2", "reminders": "7, 1", "offset_days": "80"}


def test_the_whole_journey_of_a_version(sign_in, helene, pathway):
    client = sign_in(helene)
    assert client.post(url("draft_version", number=1)).url == url("show_version")
    draft = Version.objects.get(number=2)

    answer = client.post(url("edit_version_part", "phases/0"), phase_fields(draft, 0, duration_months="4"))
    assert answer.url == url("show_version") + "#phases-0"
    assert client.post(url("add_version_part", "phases/0/steps"), NEW_STEP).status_code == 302
    assert at(draft, "phases", 0, "steps", 3)["code"] == "bilan-comptable"

    # A step expected after the end of its phase: the page says so, and publishing waits.
    wrong = {**NEW_STEP, "offset_days": "900", "revision": mark_of(at(draft, "phases", 0, "steps", 3))}
    client.post(url("edit_version_part", "phases/0/steps/3"), wrong)
    page = client.get(url("show_version")).content.decode()
    assert "« Bilan comptable » est attendu après la fin de la phase." in page
    assert "Publier la version" not in page
    answer = client.post(url("publish_version"))
    assert answer.status_code == 409
    assert "ne tient pas encore debout" in answer.content.decode()

    mended = {**NEW_STEP, "revision": mark_of(at(draft, "phases", 0, "steps", 3))}
    client.post(url("edit_version_part", "phases/0/steps/3"), mended)
    assert "Publier la version 2" in client.get(url("show_version")).content.decode()
    assert client.post(url("publish_version")).status_code == 302
    assert Version.objects.get(number=1).state == VersionState.RETIRED

    page = client.get(url("compare_versions")).content.decode()
    assert "Diagnostic : durée limite 3 mois → 4 mois." in page
    assert "Nouvelle étape de « Diagnostic » : Bilan comptable" in page

    page = client.get(url("preview_move")).content.decode()
    assert "Delphine Lavande" in page
    assert "Nouvelle étape : Bilan comptable" in page
    assert client.post(url("move_pathways")).url == url("preview_move")
    assert Pathway.objects.get().version.number == 2

    page = client.get(url("preview_move")).content.decode()
    assert "Annuler ce passage (1)" in page
    move = Version.objects.get(number=2).moves.get()
    assert client.post(reverse("undo_move", args=[move.pk])).status_code == 302
    assert Pathway.objects.get().version.number == 1
    verbs = ["draft_version", *["edit_version"] * 4, "publish_version", "move_pathways", "undo_move"]
    told = Entry.objects.filter(object_kind__in=["version", "versionmove"]).order_by("pk")
    assert [entry.verb for entry in told] == verbs


def test_the_same_draft_twice_is_one_draft(sign_in, helene, draft):
    answer = sign_in(helene).post(url("draft_version", number=1))
    assert answer.status_code == 409
    assert "a déjà un brouillon" in answer.content.decode()
    assert Version.objects.count() == 2


def test_publishing_twice_publishes_once(sign_in, helene, draft):
    client = sign_in(helene)
    assert client.post(url("publish_version")).status_code == 302
    assert client.post(url("publish_version")).status_code == 409
    assert Entry.objects.filter(verb="publish_version").count() == 1


def test_a_published_version_cannot_be_edited(sign_in, helene, programme):
    published = programme.current_version()
    answer = sign_in(helene).post(
        url("edit_version_part", "phases/0", number=1), phase_fields(published, 0, duration_months="9")
    )
    assert answer.status_code == 409
    assert at(published, "phases", 0)["duration_months"] == 3


def test_a_fragment_answers_with_the_page_drawn_again(sign_in, helene, draft):
    client, place = sign_in(helene), url("edit_version_part", "phases/0")
    form = client.get(place, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in form
    assert 'hx-post="' + place in form
    answer = client.post(place, phase_fields(draft, 0, duration_months="4"), headers={"HX-Request": "true"})
    assert answer["HX-Retarget"] == "#version"
    assert "4 mois" in answer.content.decode()


def test_what_is_wrong_stays_in_the_form(sign_in, helene, draft):
    answer = sign_in(helene).post(
        url("edit_version_part", "phases/0"),
        phase_fields(draft, 0, duration_months="2", duration_min_months="5"),
    )
    assert answer.status_code == 422
    assert "La durée minimale ne peut pas dépasser la durée limite." in answer.content.decode()
    assert at(draft, "phases", 0)["duration_months"] == 3


def test_a_code_is_taken_once(sign_in, helene, draft):
    answer = sign_in(helene).post(url("add_version_part", "phases/0/steps"), {**NEW_STEP, "code": "rdv1"})
    assert answer.status_code == 422
    assert "déjà pris" in answer.content.decode()


def test_what_names_a_phase_follows_its_new_code(sign_in, helene, draft):
    sign_in(helene).post(url("edit_version_part", "phases/2"), phase_fields(draft, 2, code="fermeture"))
    assert at(draft, "phases", 0, "choices", 1)["opens"] == "fermeture"


def test_what_others_name_is_not_removed(sign_in, helene, draft):
    client = sign_in(helene)
    answer = client.post(url("remove_version_part", "phases/2"), {"seen": mark_of(at(draft, "phases", 2))})
    assert answer.status_code == 409
    assert "Encore utilisé par : le choix « Passer à la cessation » (Diagnostic)" in answer.content.decode()


def test_a_step_goes_up_and_away(sign_in, helene, draft):
    client = sign_in(helene)
    labels = lambda: [step["label"] for step in at(draft, "phases", 0)["steps"]]  # noqa: E731
    client.post(
        url("raise_version_part", "phases/0/steps/1"), {"seen": mark_of(at(draft, "phases", 0, "steps", 1))}
    )
    assert labels() == ["Rdv 2", "Rdv 1", "Bilan tripartite"]
    seen = {"seen": mark_of(at(draft, "phases", 0, "steps", 0))}
    client.post(url("lower_version_part", "phases/0/steps/0"), seen)
    assert labels() == ["Rdv 1", "Rdv 2", "Bilan tripartite"]
    # A second click on the same button: another step stands there now, and stays.
    assert client.post(url("lower_version_part", "phases/0/steps/0"), seen).status_code == 409
    gone = {"seen": mark_of(at(draft, "phases", 0, "steps", 0))}
    client.post(url("remove_version_part", "phases/0/steps/0"), gone)
    assert labels() == ["Rdv 2", "Bilan tripartite"]
    assert client.post(url("remove_version_part", "phases/0/steps/0"), gone).status_code == 409


def test_two_people_on_the_same_phase_the_second_chooses(sign_in, helene, alban, draft):
    place, seen = url("edit_version_part", "phases/0"), phase_fields(draft, 0)
    sign_in(alban).post(place, {**seen, "duration_months": "5"})
    answer = sign_in(helene).post(place, {**seen, "duration_months": "4"})
    assert answer.status_code == 422
    assert "a modifié ce point pendant votre saisie" in answer.content.decode()
    assert at(draft, "phases", 0)["duration_months"] == 5


EVERY_KIND = [
    (
        "general",
        {
            "name": "Autre nom",
            "territory": "Landes",
            "phase_end_warning_days": "10",
            "follow_up_months": "3 ; 6, 12",
            "remind_after_days": "3",
            "convene_after_days": "8",
        },
    ),
    (
        "rates/0",
        {
            "label": "Sorties positives",
            "code": "positive_exit_rate",
            "denominator": "exited",
            "definition": "Sortie du RSA.",
            "withdrawn": ["death"],
            "minimum_stay_days": "30",
            "observed_within_months": "6",
            "unknown_counts": "excluded",
        },
    ),
    ("rates/0/clauses/0", {"activity_status": "combined", "rsa_status": "", "job_quality": "lasting"}),
    ("lists/place/0", {"label": "Atelier", "code": "business"}),
    ("lists/suggested_action/0", {"label": "Offre neuve", "code": "new_offer", "under": "market"}),
    (
        "activities/0",
        {"label": "Tutorat", "code": "tutoring", "kind": "tutoring", "phases": ["developpement"]},
    ),
    (
        "phases/0/choices/0",
        {
            "label": "Développer",
            "code": "develop",
            "effect": "open_phase",
            "opens": "developpement",
            "parties": ["beneficiary"],
        },
    ),
    (
        "phases/1/steps/0",
        {
            **NEW_STEP,
            "label": "Rdv 1",
            "code": "rdv1",
            "times_min": "2",
            "times_max": "6",
            "after_step": "rdv2",
            "reminders": "2 ; 7",
        },
    ),
    ("phases/0/steps/2", {**NEW_STEP, "label": "Bilan", "code": "tripartite", **REVIEW}),
    ("letters/4", {"title": "À vous de choisir", "body": "Bonjour {prenom},\r\n\r\nC'est ici : {lien}"}),
]


@pytest.mark.parametrize(
    ("path", "fields"), EVERY_KIND, ids=lambda value: value if isinstance(value, str) else ""
)
def test_each_kind_of_thing_has_its_form(sign_in, helene, draft, path, fields):
    client = sign_in(helene)
    place = [int(part) if part.isdecimal() else part for part in path.split("/")]
    seen = mark_of(at(draft, *place))
    assert client.get(url("edit_version_part", path)).status_code == 200
    answer = client.post(url("edit_version_part", path), {**fields, "revision": seen})
    assert answer.status_code == 302, answer.content.decode()
    assert mark_of(at(draft, *place)) != seen


NEW_THINGS = [
    (
        "eligibility",
        {"text": "L'activité est-elle déclarée ?", "warns_on": "no", "warning": "À régulariser d'abord."},
    ),
    ("hour_accounts", {"label": "Heures du marché", "hours": "900", "scope": "year"}),
    ("lists/aim", {"label": "Trouver un local"}),
    ("lists/exit_reason", {"label": "La personne arrête", "counts_as": "dropped_out"}),
    ("rates/0/clauses", {"activity_status": "training"}),
    (
        "rates",
        {
            "label": "Abandons",
            "definition": "Sorties par abandon.",
            "denominator": "entered",
            "unknown_counts": "negative",
        },
    ),
    (
        "organisations",
        {
            "name": "Mission locale du Val",
            "kind": "youth_service",
            "part": "referrer",
            "phone": "01 99 00 12 34",
        },
    ),
    ("phases", {"label": "Consolidation", "rank": "3", "clock": "previous", "places": ["bge"]}),
    ("phases/1/choices", {"label": "Réorienter", "effect": "reorient", "needs_reasons": "on"}),
]


@pytest.mark.parametrize(
    ("path", "fields"), NEW_THINGS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_each_kind_of_thing_can_be_added(sign_in, helene, draft, path, fields):
    client, place = sign_in(helene), path.split("/")
    place = [int(part) if part.isdecimal() else part for part in place]
    before = len(at(draft, *place))
    assert client.get(url("add_version_part", path)).status_code == 200
    answer = client.post(url("add_version_part", path), fields)
    assert answer.status_code == 302, answer.content.decode()
    assert len(at(draft, *place)) == before + 1


def save_letter(client, draft: Version, **fields: str):
    return client.post(
        url("edit_version_part", "letters/4"), {**fields, "revision": mark_of(at(draft, "letters", 4))}
    )


def test_a_letter_starts_from_its_usual_text_and_is_read_by_an_invented_person(sign_in, helene, draft):
    client = sign_in(helene)
    page = client.get(url("edit_version_part", "letters/4")).content.decode()
    assert "{conseiller} vous propose un rendez-vous" in page
    assert "Sacha Exemple vous propose un rendez-vous" in page
    save_letter(client, draft, title="À vous", body="Bonjour {prenom}  \r\n\r\n{lien}\r\n")
    assert at(draft, "letters", 4) == {
        "code": "choose_slot",
        "title": "À vous",
        "body": "Bonjour {prenom}\n\n{lien}",
    }
    page = client.get(url("show_version")).content.decode()
    assert "Texte du programme" in page
    assert "Bonjour Camille" in page


def test_a_letter_goes_back_to_its_usual_text(sign_in, helene, draft):
    client = sign_in(helene)
    save_letter(client, draft, title="À vous", body="{lien}")
    assert save_letter(client, draft, title="", body="").status_code == 302
    assert at(draft, "letters", 4) == {"code": "choose_slot"}
    assert not draft.letters.exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"title": "À vous", "body": "Bonjour {prenom}"}, "doit dire l&#x27;adresse à ouvrir"),
        ({"title": "À vous", "body": "{prénom} {lien}"}, "« {prénom} » ne peut pas être rempli"),
        ({"title": "À vous", "body": ""}, "Donnez un texte, ou effacez les deux"),
        ({"title": "x" * 161, "body": "{lien}"}, "au plus 160 caractères"),
    ],
)
def test_a_letter_that_could_not_be_sent_stays_in_the_form(sign_in, helene, draft, fields, said):
    answer = save_letter(sign_in(helene), draft, **fields)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert fields["title"] in page


def image(content: bytes, name: str = "logo.svg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_logo_is_sent_shown_kept_and_replaced(sign_in, helene, zoe, draft):
    client = sign_in(helene)
    add = url("add_version_part", "logos")
    assert client.post(add, {"label": "Département"}).status_code == 422
    assert client.post(add, {"label": "Département", "file": image(SVG)}).status_code == 302
    page = client.get(url("show_version")).content.decode()
    assert "SVG de 1 Ko" in page
    shown = client.get(url("show_logo", 2))
    assert (shown.content, shown["Content-Type"]) == (SVG, "image/svg+xml")
    assert "sandbox" in shown["Content-Security-Policy"]
    assert client.get(url("show_logo", 9)).status_code == 404
    edit = {"label": "Conseil départemental", "revision": mark_of(at(draft, "logos", 1))}
    assert client.post(url("edit_version_part", "logos/1"), edit).status_code == 302
    assert bytes(draft.logos.get(position=2).content) == SVG
    assert draft.logos.get(position=2).label == "Conseil départemental"
    assert sign_in(zoe).get(url("show_logo", 2)).status_code == 404


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7", "ni un PNG ni un SVG"),
        (b"", "Ce fichier est vide."),
        (b" " * 100_001, "dépasse 100 Ko"),
        (SVG.replace(b"<rect", b"<script/><rect"), "« script »"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_is_no_logo_is_refused_next_to_its_field(sign_in, helene, draft, content, said):
    answer = sign_in(helene).post(
        url("add_version_part", "logos"), {"label": "Département", "file": image(content, "logo.png")}
    )
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert draft.logos.count() == 1


def test_letters_are_neither_added_nor_removed(sign_in, helene, draft):
    client = sign_in(helene)
    assert client.get(url("add_version_part", "letters")).status_code == 404
    assert client.post(url("remove_version_part", "letters/4")).status_code == 404


@pytest.mark.parametrize(
    ("place", "fields", "said"),
    [
        (("phases", 0, "steps", 2), {**REVIEW, "quorum": "4"}, "dépasse le nombre de parties"),
        (("phases", 0, "steps", 0), {"quorum": "2"}, "Seul un bilan tripartite a un quorum"),
        (("phases", 0, "steps", 0), {"reminders": "deux"}, "Écrivez des nombres entiers"),
        (("phases", 0, "steps", 0), {"reminders": "90"}, "Chaque nombre va de 0 à 60."),
        (("phases", 0, "steps", 0), {"reminders": "1,2,3,4,5,6"}, "ne peut pas dépasser 5 valeurs"),
    ],
)
def test_a_step_that_cannot_be_is_refused_next_to_its_field(sign_in, helene, draft, place, fields, said):
    seen = mark_of(at(draft, *place))
    path = "/".join(map(str, place))
    answer = sign_in(helene).post(url("edit_version_part", path), {**NEW_STEP, **fields, "revision": seen})
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_a_phase_that_nothing_opens_is_told(sign_in, helene, draft):
    client = sign_in(helene)
    client.post(
        url("add_version_part", "phases"),
        {"label": "Consolidation", "rank": "3", "clock": "previous", "places": ["bge"]},
    )
    page = client.get(url("show_version")).content.decode()
    assert "Aucune décision ne mène à la phase « Consolidation »." in page
    assert "La phase « Consolidation » n&#x27;a pas d&#x27;issue" in page
    assert '<a href="#phases-3">Consolidation</a>' in page


def test_a_draft_is_given_up(sign_in, helene, draft):
    client = sign_in(helene)
    assert client.post(url("discard_version")).status_code == 302
    assert Version.objects.count() == 1
    assert client.post(url("discard_version")).status_code == 404
    assert client.post(url("discard_version", number=1)).status_code == 409


def test_a_file_goes_out_and_comes_back_the_same(sign_in, helene, programme):
    client = sign_in(helene)
    sent = client.get(url("export_programme_file", number=1))
    assert sent["Content-Disposition"] == 'attachment; filename="ille-et-vilaine-v1.yaml"'
    answer = client.post(
        reverse("import_programme_file"), {"file": SimpleUploadedFile("p.yaml", sent.content)}
    )
    assert answer.url == url("show_version")
    assert to_yaml(content_of(Version.objects.get(number=2))).encode() == sent.content


def test_the_faults_of_a_file_are_told_with_their_lines(sign_in, helene, programme):
    text = (
        (SHIPPED / "ille-et-vilaine.yaml")
        .read_text(encoding="utf-8")
        .replace("effect: suspend", "effect: punish", 1)
    )
    line = next(number for number, words in enumerate(text.splitlines(), 1) if "punish" in words)
    answer = sign_in(helene).post(
        reverse("import_programme_file"), {"file": SimpleUploadedFile("p.yaml", text.encode())}
    )
    assert answer.status_code == 422
    assert f"Ligne {line}" in answer.content.decode()
    assert Version.objects.count() == 1


def test_a_file_of_another_programme_makes_a_programme(sign_in, helene, programme):
    text = (
        (SHIPPED / "ille-et-vilaine.yaml")
        .read_text(encoding="utf-8")
        .replace("slug: ille-et-vilaine", "slug: nouveau", 1)
    )
    client = sign_in(helene)
    answer = client.post(
        reverse("import_programme_file"), {"file": SimpleUploadedFile("p.yaml", text.encode())}
    )
    assert answer.url == reverse("show_version", args=["nouveau", 1])
    assert Version.objects.get(programme__slug="nouveau").programme.commissioner == helene.organisation


def test_maiwenn_reads_the_programme_and_changes_nothing(sign_in, maiwenn, draft):
    client = sign_in(maiwenn)
    page = client.get(url("show_version", number=1)).content.decode()
    assert "Le parcours dessiné" in page
    assert "Modifier" not in page
    assert client.get(url("show_version")).status_code == 404
    assert client.get(url("edit_version_part", "phases/0")).status_code == 403
    assert client.get(url("preview_move", number=1)).status_code == 403
    assert client.get(reverse("import_programme_file")).status_code == 403
    for name in ("draft_version", "publish_version", "discard_version", "move_pathways"):
        assert client.post(url(name)).status_code == 403


def test_zoe_finds_nothing(sign_in, zoe, draft):
    client = sign_in(zoe)
    assert "Aucun programme." in client.get(reverse("list_programmes")).content.decode()
    for name in ("show_version", "compare_versions", "export_programme_file", "preview_move"):
        assert client.get(url(name, number=1)).status_code == 404
    for name in ("draft_version", "publish_version", "discard_version", "move_pathways"):
        assert client.post(url(name)).status_code == 404
    assert client.post(url("edit_version_part", "phases/0"), {}).status_code == 404


def test_alban_moves_paths_without_reading_names(sign_in, alban, helene, pathway, draft):
    sign_in(helene).post(url("publish_version"))
    page = sign_in(alban).get(url("preview_move")).content.decode()
    assert "Delphine" not in page
    assert "Parcours entré le 11/03/2019" in page


def test_a_rate_without_a_situation_is_told_then_given_one(sign_in, helene, draft):
    client = sign_in(helene)
    fields = {"label": "Abandons", "definition": "Sorties par abandon.", "denominator": "exited"}
    client.post(url("add_version_part", "rates"), {**fields, "unknown_counts": "negative"})
    page = client.get(url("show_version")).content.decode()
    assert "Le taux « Abandons » ne compte aucune situation." in page
    answer = client.post(url("add_version_part", "rates/7/clauses"), {"revision": ""})
    assert "Choisissez au moins une situation." in answer.content.decode()
    client.post(url("add_version_part", "rates/7/clauses"), {"exit_reason": "dropped_out"})
    page = client.get(url("show_version")).content.decode()
    assert "ne compte aucune situation" not in page
    assert "Le programme tient debout." in page


def shown(page: str, name: str) -> list[str]:
    """The values of the fields of that name."""
    return re.findall(rf'name="{name}" value="([^"]*)"', page)


def test_paths_are_chosen_one_by_one_over_two_pages(sign_in, helene, cast, programme):
    paths = Maker(cast).make(*[Told(entered_on=date(2019, 3, 11) + timedelta(days=n)) for n in range(30)])
    publish_version(copy_version(programme.current_version()))
    client = sign_in(helene)
    first = client.get(url("preview_move")).content.decode()
    listed = shown(first, "listes")
    assert len(listed) == 25
    assert ">30</span> parcours" in first
    # The first two of this page keep their version; on to the next page, without JavaScript.
    sent = {"complet": "oui", "a-part": "", "listes": listed, "choisis": listed[2:]}
    second = client.post(url("preview_move"), {**sent, "apres": shown(first, "apres")[0]}).content.decode()
    assert ">28</span> parcours" in second
    rest = shown(second, "listes")
    assert len(rest) == 5
    sent = {"complet": "oui", "a-part": shown(second, "a-part")[0], "listes": rest, "choisis": rest[1:]}
    # Back to the first page: what was unticked there still is.
    back = client.post(url("preview_move"), {**sent, "avant": shown(second, "avant")[0]}).content.decode()
    assert ">27</span> parcours" in back
    assert back.count(" checked") == 23
    assert client.post(url("move_pathways"), sent).status_code == 302
    stayed = {str(path.pk) for path in Pathway.objects.filter(version__number=1)}
    assert stayed == {*listed[:2], rest[0]}
    assert len(paths) == 30


def test_only_some_paths_are_chosen(sign_in, helene, cast, programme):
    Maker(cast).make(*[Told(entered_on=date(2019, 3, 11) + timedelta(days=n)) for n in range(3)])
    publish_version(copy_version(programme.current_version()))
    client = sign_in(helene)
    page = client.post(url("preview_move"), {"aucun": "oui"}).content.decode()
    assert ">0</span> parcours" in page
    assert " checked" not in page
    listed = shown(page, "listes")
    sent = {"complet": shown(page, "complet")[0], "a-part": "", "listes": listed}
    answer = client.post(url("move_pathways"), sent, follow=True)
    assert "Cochez au moins un parcours." in answer.content.decode()
    client.post(url("move_pathways"), {**sent, "choisis": [listed[1], "pas-un-identifiant"]})
    assert [str(path.pk) for path in Pathway.objects.filter(version__number=2)] == [listed[1]]


@pytest.mark.parametrize("path", ["phases/9", "nowhere", "phases/0/steps", "general/0", "organisations/0"])
def test_a_place_that_does_not_exist_is_not_found(sign_in, helene, draft, path):
    assert sign_in(helene).get(url("edit_version_part", path)).status_code == 404


def test_a_version_number_beyond_all_numbers_is_no_version(sign_in, helene, programme):
    for place in ("9" * 5000, "-1", "²"):
        answer = sign_in(helene).get(reverse("compare_versions", args=[programme.slug, 1]), {"avec": place})
        assert answer.status_code in (200, 404)


@pytest.mark.parametrize("name", ["undeclared_months", "remind_after_days", "no_contact_days"])
def test_a_delay_that_is_emptied_is_not_watched_any_more(sign_in, helene, draft, name):
    assert getattr(draft, name) is not None
    general = at(draft, "general")
    fields = {key: value for key, value in general.items() if value not in (None, False)}
    fields["follow_up_months"] = "6, 12"
    sent = {**fields, name: "", "revision": mark_of(general)}
    assert sign_in(helene).post(url("edit_version_part", "general"), sent).status_code == 302
    draft.refresh_from_db()
    assert getattr(draft, name) is None
    assert content_of(draft)["delays"].get(name) is None

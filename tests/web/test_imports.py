"""« Reprise de données » on screen: Nadia sends a file, reads what it would bring, and confirms."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from rebond.imports import limits
from rebond.imports.batches import run_due_batch
from rebond.imports.models import ImportBatch
from rebond.pathways.models import Pathway
from tests.imports.sheets import BASILE, DELPHINE, table, write

NAMES = ("show_import", "show_import_progress", "confirm_import", "cancel_import", "download_import_report")
POSTED = ("confirm_import", "cancel_import")


@pytest.fixture(autouse=True)
def _november_2019(hold_clock, settings, tmp_path):
    hold_clock(date(2019, 11, 4))
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def send(sign_in, nadia, programme, tmp_path):
    """`send(DELPHINE)`: Nadia sends a file of these rows."""

    def sent(*rows):
        content = write(tmp_path / "a.xlsx", table(*rows)).read_bytes()
        file = SimpleUploadedFile("parcours.xlsx", content)
        return sign_in(nadia).post(reverse("import_pathways"), {"programme": programme.pk, "file": file})

    return sent


def text(answer) -> str:
    return answer.content.decode()


def test_nadia_sends_reads_confirms_and_finds_the_result(send, sign_in, nadia):
    page = (
        reverse("show_import", args=[ImportBatch.objects.get().pk]) if ImportBatch.objects.exists() else None
    )
    assert page is None
    answer = send(DELPHINE, BASILE)
    batch = ImportBatch.objects.get()
    page = reverse("show_import", args=[batch.pk])
    assert answer.headers["Location"] == page
    client = sign_in(nadia)
    assert "En attente de vérification" in text(client.get(page))
    assert "HX-Refresh" not in client.get(reverse("show_import_progress", args=[batch.pk])).headers

    run_due_batch()
    assert client.get(reverse("show_import_progress", args=[batch.pk])).headers["HX-Refresh"] == "true"
    shown = text(client.get(page))
    assert "Reprendre 2 parcours" in shown
    assert "Basile Fougère" in shown
    report = load_workbook(BytesIO(b"".join(client.get(reverse("download_import_report", args=[batch.pk])))))
    assert report.sheetnames == ["Cellules refusées", "Lignes", "À savoir"]

    client.post(reverse("confirm_import", args=[batch.pk]))
    assert "Vous pouvez quitter cette page" in text(client.get(page))
    run_due_batch()
    assert "Parcours repris" in text(client.get(page))
    assert Pathway.objects.count() == 2
    assert "parcours.xlsx" in text(client.get(reverse("import_pathways")))


def test_refused_cells_are_shown_and_may_be_left_out(send, sign_in, nadia):
    send(DELPHINE, {**BASILE, "phone": "06"})
    run_due_batch()
    batch = ImportBatch.objects.get()
    client = sign_in(nadia)
    shown = text(client.get(reverse("show_import", args=[batch.pk])))
    assert "Ce numéro de téléphone n&#x27;a pas le bon nombre de chiffres." in shown
    assert "Reprendre 1 parcours, sans les lignes refusées" in shown

    refused = client.post(reverse("confirm_import", args=[batch.pk]))
    assert refused.status_code == 409
    assert "Des lignes sont refusées" in text(refused)
    client.post(reverse("confirm_import", args=[batch.pk]), {"leaves_out_refused": "on"})
    run_due_batch()
    assert Pathway.objects.count() == 1


def test_cancelling_erases_and_says_so(send, sign_in, nadia):
    send(DELPHINE)
    batch = ImportBatch.objects.get()
    client = sign_in(nadia)
    answer = client.post(reverse("cancel_import", args=[batch.pk]), follow=True)
    assert "rien n&#x27;a été repris, le fichier est effacé" in text(answer)
    assert "Reprise annulée." in text(client.get(reverse("show_import", args=[batch.pk])))
    assert client.get(reverse("download_import_report", args=[batch.pk])).status_code == 404
    assert client.post(reverse("cancel_import", args=[batch.pk])).status_code == 409


def test_a_file_that_cannot_be_read_says_why(sign_in, nadia, programme):
    file = SimpleUploadedFile("photo.xlsx", b"\x89PNG\r\n\x1a\n\x00")
    client = sign_in(nadia)
    client.post(reverse("import_pathways"), {"programme": programme.pk, "file": file})
    run_due_batch()
    shown = text(client.get(reverse("show_import", args=[ImportBatch.objects.get().pk])))
    assert "Ce fichier n&#x27;est pas un tableur lisible" in shown


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (None, "Choisissez un fichier."),
        (SimpleUploadedFile("a.csv", b""), "Ce fichier est vide."),
        (SimpleUploadedFile("a.csv", b"x" * 2_000), "Ce fichier dépasse 20 Mo"),
    ],
    ids=["none", "empty", "too large"],
)
def test_what_is_wrong_with_the_file_stands_next_to_its_field(
    sign_in, nadia, programme, monkeypatch, file, reason
):
    monkeypatch.setattr("rebond.web.staff.imports.MAX_FILE_BYTES", 1_000)
    answer = sign_in(nadia).post(reverse("import_pathways"), {"programme": programme.pk, "file": file or ""})
    assert answer.status_code == 422
    assert reason in text(answer)
    assert f"{limits.MAX_FILE_BYTES // 2**20} Mo" == limits.MAX_FILE_LABEL
    assert not ImportBatch.objects.exists()


def test_the_model_is_downloaded_with_the_staff_of_bge(sign_in, nadia, programme):
    answer = sign_in(nadia).get(reverse("download_import_template", args=[programme.slug]))
    workbook = load_workbook(BytesIO(b"".join(answer)))
    assert workbook.sheetnames == ["Mode d'emploi", "Parcours", "Listes"]


def test_only_those_who_manage_the_programme_have_the_page(
    sign_in, cast, helene, nadia, loic, rozenn, maiwenn, tanguy, zoe
):
    url = reverse("import_pathways")
    for actor, status in (
        (helene, 200),
        (nadia, 200),
        (loic, 200),
        (rozenn, 403),
        (maiwenn, 403),
        (tanguy, 403),
        (zoe, 403),
    ):
        client = sign_in(actor)
        answer = client.get(url)
        assert answer.status_code == status, actor.label
        has_entry = f'href="{url}"' in text(client.get(reverse("home")))
        assert has_entry == (status == 200), actor.label


def test_the_file_of_bge_is_invisible_to_everybody_else(send, sign_in, helene, rozenn, zoe):
    send(DELPHINE)
    run_due_batch()
    pk = ImportBatch.objects.get().pk
    for actor in (helene, rozenn, zoe):
        client = sign_in(actor)
        for name in NAMES:
            method = client.post if name in POSTED else client.get
            assert method(reverse(name, args=[pk])).status_code == 404, f"{actor.label} {name}"

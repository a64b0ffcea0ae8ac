"""From the command line: verify, report, take over, and the model to fill."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from rebond.imports.columns import COLUMNS
from rebond.imports.models import ImportBatch
from rebond.pathways.models import Pathway
from tests.imports.sheets import BASILE, DELPHINE

WRONG = {**BASILE, "last_name": "=1+1", "phone": "06"}


@pytest.fixture
def run(cast, capsys):
    """`run("import_pathways", path)`: what the command tells."""

    def ran(*args) -> str:
        out = StringIO()
        call_command(*(str(arg) for arg in args), stdout=out)
        return out.getvalue()

    return ran


def test_a_good_file_is_taken_over_and_told(run, sheet, helene, capsys):
    told = run("import_pathways", sheet(DELPHINE, BASILE))
    assert "2 lignes lues : 2 à reprendre, 0 déjà reprises, 0 refusées, 1 avertissements." in told
    assert "2 parcours repris." in told
    assert Pathway.objects.count() == 2
    batch = ImportBatch.objects.get()
    assert (batch.created_by, batch.state, batch.taken_count) == (helene.user, "done", 2)
    assert "2/2" in capsys.readouterr().err, "a progress bar"

    assert "0 à reprendre, 2 déjà reprises" in run("import_pathways", sheet(DELPHINE, BASILE))
    assert Pathway.objects.count() == 2


def test_dry_run_writes_nothing(run, sheet):
    assert "rien n'a été écrit" in run("import_pathways", sheet(DELPHINE), "--dry-run")
    assert not Pathway.objects.exists()
    assert not ImportBatch.objects.exists()


def test_all_or_nothing_then_partial(run, sheet):
    path = sheet(DELPHINE, WRONG)
    with pytest.raises(CommandError, match="Rien n'a été repris"):
        run("import_pathways", path)
    assert not Pathway.objects.exists()

    assert "1 parcours repris." in run("import_pathways", path, "--partial")
    assert Pathway.objects.count() == 1


def test_the_report_tells_each_refused_cell_and_the_state_of_each_row(run, sheet, tmp_path):
    out = tmp_path / "rapport.xlsx"
    with pytest.raises(CommandError):
        run("import_pathways", sheet(DELPHINE, WRONG, name="a.csv"), "--report", out)
    report = load_workbook(out)
    refused = list(report["Cellules refusées"].values)
    assert refused[1][:4] == (3, "Téléphone", "D3", "06")
    assert [row[:3] for row in report["Lignes"].values][1:] == [
        (2, "Delphine Lavande", "Nouveau parcours"),
        (3, "Basile =1+1", "Refusée"),
    ]


def test_what_looks_like_a_formula_stays_text_in_the_report(run, sheet, tmp_path):
    out = tmp_path / "rapport.xlsx"
    with pytest.raises(CommandError):
        run("import_pathways", sheet({**BASILE, "email": "=HYPERLINK(1)"}, name="a.csv"), "--report", out)
    cell = load_workbook(out)["Cellules refusées"]["D2"]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")


@pytest.mark.parametrize("email", ["zoe.ortie@example.org", "rozenn.genet@example.org", "nobody@example.org"])
def test_in_the_name_of_somebody_who_may_not(run, sheet, email):
    with pytest.raises(CommandError, match="n'a pas un rôle"):
        run("import_pathways", sheet(DELPHINE), "--as", email)


def test_in_the_name_of_nadia(run, sheet, nadia):
    run("import_pathways", sheet(DELPHINE), "--as", "Nadia.Sureau@example.org")
    assert ImportBatch.objects.get().created_by == nadia.user


def test_unknown_programme_and_missing_file(run, sheet, tmp_path):
    with pytest.raises(CommandError, match="Programmes connus : ille-et-vilaine"):
        run("import_pathways", sheet(DELPHINE), "--programme", "finistere")
    with pytest.raises(CommandError, match="n'existe pas"):
        run("import_pathways", tmp_path / "absent.xlsx")
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    with pytest.raises(CommandError, match="n'est pas un tableur"):
        run("import_pathways", tmp_path / "a.pdf")


class TestModel:
    @pytest.fixture
    def model(self, run, tmp_path):
        run("import_template", tmp_path / "modele.xlsx")
        return tmp_path / "modele.xlsx"

    def test_it_has_every_column_its_lists_and_an_explanation(self, model):
        workbook = load_workbook(model)
        assert [cell.value for cell in workbook["Parcours"][1]] == [column.header for column in COLUMNS]
        lists = {
            rule.formula1
            for rule in workbook["Parcours"].data_validations.dataValidation
            if rule.type == "list"
        }
        assert lists == {
            f"=liste_{code}"
            for code in ("legal_form", "income_category", "lead_worker", "adviser", "branch", "activity_status",
                         "rsa_status", "exit_reason", "job_quality")
        }  # fmt: skip
        area = workbook.defined_names["liste_adviser"].attr_text
        sheet_name, cells = area.split("!")
        names = [row[0].value for row in workbook[sheet_name][cells.replace("$", "")]]
        assert "Maïwenn Tilleul" in names
        explained = {row[0] for row in workbook["Mode d'emploi"].values}
        assert {column.header for column in COLUMNS} <= explained

    def test_as_it_comes_it_brings_nothing(self, run, model):
        with pytest.raises(CommandError, match="que la ligne d'exemple"):
            run("import_pathways", model)

    def test_filled_it_is_taken_over(self, run, model):
        workbook = load_workbook(model)
        paths = workbook["Parcours"]
        for line, row in enumerate((DELPHINE, BASILE), start=3):
            for index, column in enumerate(COLUMNS, start=1):
                paths.cell(line, index, row.get(column.code))
        workbook.save(model)
        assert "2 parcours repris." in run("import_pathways", model)

    def test_its_example_is_a_path_that_would_be_taken(self, run, model):
        workbook = load_workbook(model)
        workbook["Parcours"]["A2"] = "Lavande"
        workbook.save(model)
        assert "1 parcours repris." in run("import_pathways", model)

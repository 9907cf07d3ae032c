"""Files: every record is stored or listed, whatever the file; twice is once."""

import contextlib
import gzip
import json
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from congso.catalogue import queries
from congso.catalogue.management.import_run import ImportSummary, run
from congso.catalogue.management.record_files import FileDamagedError, records_of
from congso.catalogue.models import ImportRun, Procedure, ReviewItem
from congso.catalogue.tests.test_import_reading import GOOD
from congso.kernel.refusals import Incorrect
from congso.kernel.testing import shared_data


def imported(path: Path, sheet: str | None = None) -> ImportSummary:
    summary = ImportSummary()
    run(path, sheet=sheet, summary=summary)
    assert summary.read == summary.stored + summary.changed + summary.unchanged + len(summary.rejected)
    return summary


def lines(tmp_path: Path, *records: object) -> Path:
    path = tmp_path / "thu.jsonl"
    path.write_text("\n".join(one if isinstance(one, str) else json.dumps(one) for one in records), encoding="utf-8")
    return path


@pytest.mark.django_db
def test_each_record_is_stored_or_listed_with_its_place(tmp_path: Path) -> None:
    summary = imported(lines(tmp_path, GOOD, "{", GOOD | {"code": ""}, "", GOOD | {"name": "Khác"}))
    assert (summary.read, summary.stored) == (4, 1)
    assert [(one["code"], one["place"]) for one in summary.rejected] == [
        ("json_invalid", "dòng 2"),
        ("code_missing", "dòng 3"),
        ("record_repeated", "dòng 5"),
    ]
    assert ImportRun.objects.get().summary["stored"] == 1
    assert ReviewItem.objects.filter(rejected=True).count() == 3


@pytest.mark.django_db
def test_the_second_run_changes_nothing(tmp_path: Path) -> None:
    path = lines(tmp_path, GOOD, GOOD | {"code": "1.000002"}, "{")
    imported(path)
    again = imported(path)
    assert (again.stored, again.changed, again.unchanged, len(again.rejected)) == (0, 0, 2, 1)
    assert ReviewItem.objects.filter(rejected=True).count() == 1


@pytest.mark.django_db
def test_gzip_json_csv_and_xlsx_are_read(tmp_path: Path) -> None:
    plain = lines(tmp_path, GOOD)
    packed = tmp_path / "thu.jsonl.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert imported(packed).stored == 1
    whole = tmp_path / "thu.json"
    whole.write_text(json.dumps([GOOD]), encoding="utf-8")
    assert imported(whole).unchanged == 1
    table = tmp_path / "thu.csv"
    table.write_text(
        "code,name,level,subjects\n1.000003,Cấp giấy,province|commune,Công dân Việt Nam\n", encoding="utf-8"
    )
    assert imported(table).stored == 1
    assert queries.search("1.000003").rows[0].tiers == ("province", "commune")
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "TTHC"
    page.append(["code", "name", "methods"])
    page.append(["1.000004", "Cấp giấy", json.dumps(GOOD["methods"])])
    book.save(tmp_path / "thu.xlsx")
    assert imported(tmp_path / "thu.xlsx", "TTHC").stored == 1
    with pytest.raises(Incorrect, match="không có trang"):
        imported(tmp_path / "thu.xlsx", "Không có")


@pytest.mark.django_db
def test_a_row_of_an_index_never_replaces_a_whole_record(tmp_path: Path) -> None:
    imported(lines(tmp_path, GOOD))
    table = tmp_path / "muc-luc.csv"
    table.write_text("code,name,n_methods,source\n1.000001,Khác,3,national_portal_2026\n", encoding="utf-8")
    assert imported(table).unchanged == 1
    assert Procedure.objects.get().name == "Cấp giấy"


@pytest.mark.django_db
def test_a_cut_file_keeps_what_came_before_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "thu.jsonl.gz"
    many = "\n".join(json.dumps(GOOD | {"code": f"1.{number:06d}", "name": "x" * number}) for number in range(1, 400))
    path.write_bytes(gzip.compress(many.encode())[:-400])
    summary = ImportSummary()
    with pytest.raises(FileDamagedError):
        run(path, sheet=None, summary=summary)
    assert summary.stored == Procedure.objects.count() > 0
    assert ImportRun.objects.get().finished_at is not None


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(Incorrect, match="Không có tệp"):
        list(records_of(tmp_path / "nothing"))


@given(content=st.binary(max_size=400), suffix=st.sampled_from(["jsonl", "csv", "json", "xlsx", "jsonl.gz", "tsv"]))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_file_makes_reading_fail(tmp_path: Path, content: bytes, suffix: str) -> None:
    path = tmp_path / f"rac.{suffix}"
    path.write_bytes(content)
    with contextlib.suppress(FileDamagedError):
        list(records_of(path))


@pytest.mark.django_db
def test_the_command_prints_a_summary_for_machines(tmp_path: Path) -> None:
    import typer

    from congso.catalogue.management.cli import register

    app = typer.Typer()
    group = typer.Typer()
    register(app, {"import": group, "export": typer.Typer()})
    app.add_typer(group, name="import")

    @app.command("other")
    def other() -> None: ...

    runner = CliRunner()
    good = runner.invoke(app, ["import", "procedures", str(lines(tmp_path, GOOD, "{")), "--json"])
    assert good.exit_code == 0
    summary = json.loads(good.stdout)
    assert (summary["read"], summary["stored"], len(summary["rejected"])) == (2, 1, 1)
    assert runner.invoke(app, ["import", "procedures", str(tmp_path / "khong-co")]).exit_code == 1


@pytest.mark.shared
@pytest.mark.django_db
def test_every_real_record_is_stored_or_listed_and_the_second_run_changes_nothing() -> None:
    path = shared_data("admin_procedures", "procedures.jsonl.gz")
    first = imported(path)
    assert (first.read, first.stored, len(first.rejected)) == (2_150, 2_095, 55)
    assert {one["code"] for one in first.rejected} == {"code_missing"}
    assert {"deadline_unit_missing", "fee_in_thousands", "fee_set_by_council", "component_is_note"} <= {
        problem["code"] for problem in first.problems
    }
    second = imported(path)
    assert (second.unchanged, second.stored, second.changed) == (2_095, 0, 0)
    assert [row.code for row in queries.search("khai sinh").rows][:1] == ["1.001193"]

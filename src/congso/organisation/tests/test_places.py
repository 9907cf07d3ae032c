"""Places from lists: nothing twice, nothing lost, nothing invented."""

import gzip
import json
from datetime import date
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from congso.kernel.testing import shared_data
from congso.organisation import commands, queries
from congso.organisation.commands.place_files import import_place_files, place_files
from congso.organisation.management import cli
from congso.organisation.models import AdministrativeUnit, PlaceSuccession

from .factories import TODAY

pytestmark = pytest.mark.django_db

PROVINCES = "code,full_name,name,type,slug\n96,Tỉnh Cà Mau,Cà Mau,Tỉnh,ca_mau\n"
DISTRICTS = "code,full_name,name,type,province_code,slug\n964,Thành phố Cà Mau,Cà Mau,Thành phố,96,x\n"
FORMER = """code,full_name,name,type,district_code,province_code,slug
32008,Phường 5,5,Phường,964,96,x
32025,Phường Tân Thành,Tân Thành,Phường,964,96,x
"""
TODAYS = "code,full_name,name,type,province_code,slug\n32025,Phường Tân Thành,Tân Thành,Phường,96,x\n"
MAPPING = """old_code,old_full_name,new_code,new_full_name,relation,relation_note,quality
32008,Phường 5,32025,Phường Tân Thành,whole,Nhập toàn bộ,ok
32025,Phường Tân Thành,32025,Phường Tân Thành,whole,Nhập toàn bộ,ok
"""
CHANGES = """tier,code,old_full_name,new_full_name,old_type,new_type,effective_from,decree
commune,32025,Phường Tân Thành,Xã Tân Thành,Phường,Xã,2026-04-30,NQ 1
"""


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8-sig")
    return folder


def called(tier: str, code: str, on: date) -> str:
    found = queries.place(tier, code, on)
    assert found is not None
    return found.full_name


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(
        tmp_path,
        provinces_pre2025=PROVINCES,
        provinces_2025=PROVINCES,
        districts_pre2025=DISTRICTS,
        communes_pre2025=FORMER,
        communes_2025=TODAYS,
        commune_mapping_2025=MAPPING,
        changes_x=CHANGES,
    )


def test_files_are_imported_in_the_order_that_makes_sense(folder: Path) -> None:
    summary = import_place_files(place_files([folder]))
    assert (summary.read, summary.stored, summary.problems, summary.rejected) == (9, 9, [], [])
    assert [one.full_name for one in queries.places("commune", "964", date(2025, 6, 1))] == [
        "Phường 5",
        "Phường Tân Thành",
    ]
    steps = queries.what_became_of("commune", "32008", date(2025, 6, 1))
    assert [(step.after.full_name, step.on) for step in steps] == [
        ("Phường Tân Thành", date(2025, 7, 1)),
        ("Xã Tân Thành", date(2026, 4, 30)),
    ]
    assert called("commune", "32025", date(2026, 4, 29)) == "Phường Tân Thành"
    assert called("commune", "32025", TODAY) == "Xã Tân Thành"


def test_importing_again_changes_nothing(folder: Path) -> None:
    import_place_files(place_files([folder]))
    before = list(AdministrativeUnit.objects.order_by("id").values())
    again = import_place_files(place_files([folder]))
    assert (again.stored, again.changed, again.unchanged, again.problems) == (0, 0, 9, [])
    assert list(AdministrativeUnit.objects.order_by("id").values()) == before


def test_a_corrected_name_is_taken_over(folder: Path) -> None:
    import_place_files(place_files([folder]))
    write(folder, communes_pre2025=FORMER.replace("Phường 5,5", "Phường Năm,Năm"))
    assert import_place_files(place_files([folder])).changed == 1
    assert called("commune", "32008", date(2025, 6, 1)) == "Phường Năm"


@pytest.mark.parametrize(
    ("line", "field", "reason"),
    [
        ("3200,Phường 6,6,Phường,964,96,x", "code", "5 chữ số"),
        (",Phường 6,6,Phường,964,96,x", "code", "để trống"),
        ("32009,,6,Phường,964,96,x", "full_name", "để trống"),
        ("32009,Phường 6,6,Phường,964,9a,x", "province_code", "2 chữ số"),
        ("32009,Phường 6,6,Phường,999,96,x", "", "không có đơn vị cấp trên 999"),
        ("32025,Phường 6,6,Phường,964,96,x", "", "hai dòng"),
        ("32009", "full_name", "để trống"),
    ],
)
def test_a_line_that_cannot_be_understood_is_told_and_the_others_stored(
    folder: Path, line: str, field: str, reason: str
) -> None:
    write(folder, communes_pre2025=FORMER + line + "\n")
    summary = import_place_files(place_files([folder]))
    [problem] = summary.problems
    assert problem["file"] == "communes_pre2025.csv"
    assert problem["field"] == field
    assert reason in problem["reason"]
    assert summary.stored == 9


def test_links_and_changes_of_unknown_places_are_told(folder: Path) -> None:
    write(folder, commune_mapping_2025=MAPPING + "32999,A,32025,B,whole,,ok\n,A,32025,B,whole,,code_missing\n")
    write(folder, changes_x=CHANGES + "commune,32998,A,B,Xã,Phường,2026-04-30,\ncommune,32025,A,B,Xã,Phường,sớm,\n")
    summary = import_place_files(place_files([folder]))
    assert sorted(problem["reason"] for problem in summary.problems) == [
        "32999 → 32025: không có đơn vị 32999.",
        "Không có đơn vị hành chính 32998 đang tồn tại vào ngày 30/04/2026.",
        "ngày phải viết theo dạng 2026-04-30",
        "để trống",
    ]


def test_files_of_another_kind_and_broken_files_are_refused_not_fatal(folder: Path) -> None:
    write(folder, something="a,b\n1,2\n", empty="")
    (folder / "broken.csv.gz").write_bytes(b"no gzip")
    (folder / "binary.csv").write_bytes(bytes(range(256)))
    with gzip.open(folder / "changes_y.csv.gz", "wt", encoding="utf-8") as packed:
        packed.write(CHANGES)
    summary = import_place_files([*place_files([folder]), folder / "absent.csv"])
    assert sorted(one["file"] for one in summary.rejected) == [
        "absent.csv",
        "binary.csv",
        "broken.csv.gz",
        "empty.csv",
        "something.csv",
    ]
    assert summary.unchanged == 1


def test_a_code_that_means_another_place_at_that_time_is_told(folder: Path) -> None:
    commands.keep_places(
        [commands.PlaceRow("province", "96", "Tỉnh", "Minh Hải", "Tỉnh Minh Hải", "", "96")],
        valid_from=date(2025, 3, 1),
        valid_to=date(2025, 4, 1),
    )
    summary = import_place_files([folder / "provinces_pre2025.csv"])
    assert summary.stored == 0
    assert "mã này đang là Tỉnh Minh Hải từ 01/03/2025 đến 01/04/2025" in summary.problems[0]["reason"]


def test_an_installation_of_three_tiers_keeps_the_former_places_open(folder: Path) -> None:
    files = [folder / f"{name}_pre2025.csv" for name in ("provinces", "districts", "communes")]
    summary = import_place_files(files, former_since=date(2021, 1, 1), former_until=None)
    assert (summary.stored, summary.problems) == (4, [])
    assert called("commune", "32008", TODAY) == "Phường 5"
    for parent in ("96", "964"):
        assert len(queries.places("commune", parent, TODAY)) == 2


def test_today_s_places_are_there_without_any_file() -> None:
    first = commands.load_places_2025()
    assert (first.stored, first.problems) == (3_355, [])
    assert len(queries.places("province", None, TODAY)) == 34
    assert len(queries.places("commune", None, TODAY)) == 3_321
    assert len(queries.places("commune", "96", TODAY)) == 64
    assert called("province", "75", TODAY) == "Thành phố Đồng Nai"
    assert called("province", "75", date(2026, 4, 29)) == "Tỉnh Đồng Nai"
    assert called("province", "46", TODAY) == "Thành phố Huế"
    assert commands.load_places_2025().unchanged == 3_355


def test_the_command_tells_what_came_of_it(folder: Path) -> None:
    program = typer.Typer()
    group = typer.Typer()
    cli.register(program, {"import": group})
    program.add_typer(group, name="import")
    run = CliRunner().invoke
    told = json.loads(run(program, ["import", "units", str(folder), "--json"]).stdout)
    assert told == {"read": 9, "stored": 9, "changed": 0, "unchanged": 0, "problems": [], "rejected": []}
    write(folder, communes_pre2025=FORMER + "1,A,A,Xã,964,96,x\n", other="a,b\n")
    result = run(program, ["import", "units", str(folder)])
    assert result.exit_code == 0
    assert "0 mới, 0 thay đổi, 9 giữ nguyên, 1 dòng không nạp được" in result.stdout
    assert "communes_pre2025.csv:4: code" in result.stdout
    assert "other.csv: không phải danh mục" in result.output
    assert run(program, ["import", "units", str(folder / "other.csv")]).exit_code == 1
    assert run(program, ["import", "units", str(folder), "--since", "hôm qua"]).exit_code == 2
    assert run(program, ["import", "units", str(folder / "nowhere")]).exit_code == 1


@pytest.mark.shared
def test_the_package_and_the_lists_agree_about_today_s_places() -> None:
    root = shared_data("vn_admin_units")
    commands.load_places_2025()
    summary = import_place_files([root / "provinces_2025.csv", root / "communes_2025.csv"])
    assert (summary.read, summary.stored, summary.problems) == (3_355, 0, [])
    # What is taken over are names whose tone mark stands elsewhere.
    assert summary.changed < 60
    assert len(queries.places("commune", "96", TODAY)) == 64


@pytest.mark.shared
def test_the_whole_country_is_imported_twice_without_a_difference() -> None:
    root = shared_data("vn_admin_units")
    first = import_place_files(place_files([root]))
    assert len(first.problems) == 6
    assert {problem["reason"] for problem in first.problems} == {"để trống"}
    again = import_place_files(place_files([root]))
    assert (again.stored, again.changed, len(again.problems)) == (0, 0, 6)
    assert PlaceSuccession.objects.filter(from_place__tier="commune", on=date(2025, 7, 1)).count() == 10_565
    assert AdministrativeUnit.objects.filter(tier="district").count() == 696

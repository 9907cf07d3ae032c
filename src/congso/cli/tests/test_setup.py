"""The set-up that runs before anything is installed: what it skips, and how it explains a failure."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from congso.cli.installation import checkout


@pytest.fixture
def setup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    path = checkout() / "tools" / "setup.py"
    spec = importlib.util.spec_from_file_location("congso_setup", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "LOG", tmp_path / "setup.log")
    return module


@pytest.mark.parametrize(
    ("words", "npm", "remedy"),
    [
        ("OSError: [Errno 28] No space left on device", False, "giải phóng"),
        ("npm error code EAI_AGAIN", True, "mạng"),
        ("ERROR: No matching distribution found for uv==0.13.9", False, "mạng"),
        ("error: Failed to fetch: invalid peer certificate: UnknownIssuer", False, "chứng chỉ"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", False, "đừng cài"),
        ("npm error EACCES: permission denied", True, "quyền"),
        ("Segmentation fault", False, "setup.log"),
    ],
)
def test_a_failure_is_one_sentence_with_its_remedy(setup: ModuleType, words: str, npm: bool, remedy: str) -> None:
    sentence = setup.explain(words, "pip install", npm)
    assert remedy in sentence
    assert "\n" not in sentence


def test_an_old_python_is_told_so(setup: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))
    with pytest.raises(setup.Trouble, match=r"Python 3\.9 quá cũ"):
        setup.check_machine()


def test_a_full_disk_is_told_before_anything_is_downloaded(
    setup: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup, "VENV", tmp_path)
    monkeypatch.setattr(setup, "NEEDED_MB", 10**9)
    with pytest.raises(setup.Trouble, match="Đĩa chỉ còn"):
        setup.check_machine()


def test_a_stamp_fits_only_the_inputs_it_was_made_from(setup: ModuleType, tmp_path: Path) -> None:
    lock, stamp = tmp_path / "lock.txt", tmp_path / "stamp"
    lock.write_text("a==1")
    stamp.write_text(setup.digest([lock], "3.11", tmp_path))
    assert setup.fits(stamp, setup.digest([lock], "3.11", tmp_path))
    lock.write_text("a==2")
    assert not setup.fits(stamp, setup.digest([lock], "3.11", tmp_path))


def test_the_output_of_a_failing_command_decides_the_sentence(setup: ModuleType) -> None:
    with pytest.raises(setup.Trouble, match="Hết chỗ"):
        setup.run(["/bin/sh", "-c", "echo ENOSPC >&2; exit 1"])
    setup.run(["/bin/true"])

"""Reading the words on a picture of a paper: the small thing a reader must be able to do, and the one that is there.

Tesseract runs as a program of its own, on one core, with a bound on its time and its memory: the pictures come from
strangers. It gets the pixels that were written anew when the file came (`rules.pictures`), by a pipe, and no network
or file of ours.
"""

import io
import os
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from PIL import Image

from .rules.recognised import RecognisedLine, lines_of_table

LANGUAGE = "vie"

TIMED_OUT, FAILED = "timed_out", "failed"

_MEMORY_BYTES = 2 * 1024**3
_LONGEST_SIDE = 3_500
"""Points of the longer side beyond which a picture is made smaller: letters do not become clearer, only slower."""
_ENLARGED_BELOW = 1_400


class RecogniserTrouble(Exception):  # noqa: N818 - names what happened
    """A picture could not be read; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Tesseract:
    """Tesseract at `program`; `edition` is how it names itself. `seconds` bounds one picture."""

    program: str
    edition: str
    seconds: float

    def lines(self, image: Image.Image, page: int) -> list[RecognisedLine]:
        """Return the lines of a picture that stands upright. Raises RecogniserTrouble."""
        try:
            done = subprocess.run(  # noqa: S603 - a program of the machine, and pixels on its standard input
                [*_bounds(), self.program, "stdin", "stdout", "-l", LANGUAGE, "--psm", "3", "tsv"],
                input=_as_png(image),
                capture_output=True,
                timeout=self.seconds,
                check=False,
                env={"PATH": os.environ.get("PATH", ""), "OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8"},
            )
        except subprocess.TimeoutExpired:
            raise RecogniserTrouble(TIMED_OUT) from None
        except OSError:
            raise RecogniserTrouble(FAILED) from None
        if done.returncode:
            raise RecogniserTrouble(FAILED)
        return lines_of_table(done.stdout.decode("utf-8", "replace"), page)


def _bounds() -> list[str]:
    """Return the programs that bound another: behind people's requests, and no more memory than a page needs."""
    nice, prlimit = shutil.which("nice"), shutil.which("prlimit")
    return [*([nice, "-n", "10"] if nice else []), *([prlimit, f"--as={_MEMORY_BYTES}"] if prlimit else [])]


def _as_png(image: Image.Image) -> bytes:
    """Return the picture as it is read best: grey, neither tiny nor huge."""
    grey = image.convert("L")
    longest = max(grey.size)
    scale = _LONGEST_SIDE / longest if longest > _LONGEST_SIDE else 2 if longest < _ENLARGED_BELOW else 1
    if scale != 1:
        size = (max(1, round(grey.width * scale)), max(1, round(grey.height * scale)))
        grey = grey.resize(size, Image.Resampling.LANCZOS)
    out = io.BytesIO()
    grey.save(out, "PNG", dpi=(300, 300), compress_level=1)
    return out.getvalue()


def recogniser() -> Tesseract | None:
    """Return the reader of this installation; None where it is switched off, missing, or knows no Vietnamese."""
    wanted = str(settings.TESSERACT)
    if wanted == "off":
        return None
    found = shutil.which("tesseract" if wanted == "auto" else wanted)
    edition = _edition(found) if found else ""
    return Tesseract(found, edition, settings.TESSERACT_SECONDS) if found and edition else None


@cache
def _edition(program: str) -> str:
    """Return how the program names itself, asked once a process; "" when it does not know Vietnamese."""
    try:
        names = subprocess.run([program, "--list-langs"], capture_output=True, text=True, timeout=20, check=False)  # noqa: S603
        if LANGUAGE not in names.stdout.split():
            return ""
        told = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=20, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return (told.stdout or told.stderr).partition("\n")[0].strip()[:80]

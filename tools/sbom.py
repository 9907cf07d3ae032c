"""The bill of materials (SBOM): every library that congso runs with, from the lock files, as CycloneDX 1.6.

    .venv/bin/python tools/sbom.py [file]        make sbom: var/sbom.cdx.json

Versions and hashes are those of `requirements/runtime.txt` and `package-lock.json`, licences those that the installed
packages tell; what they tell in other words, or not at all, stands in `LICENCES`. Two runs over the same locks write
the same bytes. No address of a registry is written down.
"""

import base64
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.model.license import License, LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from license_expression import get_spdx_licensing  # type: ignore[import-untyped]
from packageurl import PackageURL

ROOT = Path(__file__).resolve().parents[1]

LICENCES = {
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD": "BSD-3-Clause",
    "BSD License": "BSD-3-Clause",
    "ISC License": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    # By name: what the metadata leaves out, shortens, or says of several parts (read in the licence files themselves).
    "colorama": "BSD-3-Clause",
    "fido2": "BSD-2-Clause AND Apache-2.0 AND MPL-2.0",
    "pypdfium2": "BSD-3-Clause AND Apache-2.0 AND MIT",  # PDFium and what it is built with; its other parts are as free
    "pyrage": "MIT",
    "python-dateutil": "Apache-2.0 OR BSD-3-Clause",
    "python-stdnum": "LGPL-2.1-or-later",
    "qrcode": "BSD-3-Clause",
    "vietnam-provinces": "GPL-3.0-only",
}
"""SPDX expressions for packages, and for the words that packages use instead."""

ALLOWED = frozenset(
    {
        "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "GPL-3.0-only", "GPL-3.0-or-later", "ISC",
        "LGPL-2.1-or-later", "LGPL-3.0-only", "LGPL-3.0-or-later", "MIT", "MIT-0", "MIT-CMU", "MPL-2.0", "OFL-1.1",
        "PSF-2.0", "Python-2.0", "Unlicense", "Zlib", "AGPL-3.0-or-later",
    }
)  # fmt: skip
"""Licences whose works may be given away together with a work under AGPL-3.0-or-later."""


def python_components() -> Iterator[Component]:
    """Return what `requirements/runtime.txt` locks."""
    text = (ROOT / "requirements" / "runtime.txt").read_text(encoding="utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        found = re.match(r"([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^ ;]+)", line)
        if found:
            name, version = found[1], found[2]
            hashes = [HashType(alg=HashAlgorithm.SHA_256, content=one) for one in re.findall(r"sha256:(\w{64})", line)]
            yield _component("pypi", name, version, hashes, _licence_of(name))


def front_end_components() -> Iterator[Component]:
    """Return what `package-lock.json` locks; what only builds and tests is marked as excluded."""
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    for place, one in lock["packages"].items():
        if place:
            algorithm, _, digest = one["integrity"].partition("-")
            kind = {"sha512": HashAlgorithm.SHA_512, "sha1": HashAlgorithm.SHA_1}[algorithm]
            content = HashType(alg=kind, content=base64.b64decode(digest).hex())
            name = place.rpartition("node_modules/")[2]
            yield _component("npm", name, one["version"], [content], one["license"], is_shipped=not one.get("dev"))


def bill() -> Bom:
    """Return the whole bill, with congso as what it is about."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    bom = Bom(components=[*python_components(), *front_end_components()])
    bom.metadata.component = Component(
        name=project["name"],
        version=project["version"],
        type=ComponentType.APPLICATION,
        bom_ref=project["name"],
        licenses=[LicenseFactory().make_from_string(project["license"])],
    )
    bom.register_dependency(bom.metadata.component, bom.components)
    return bom


def text() -> str:
    """Return the bill as JSON, without the time and the number that each run would make anew."""
    told = json.loads(JsonV1Dot6(bill()).output_as_string())
    told.pop("serialNumber", None)
    told["metadata"].pop("timestamp", None)
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def forbidden() -> list[str]:
    """Return the components whose licence is unknown or not among those allowed."""
    parse = get_spdx_licensing().parse
    wrong = []
    for one in bill().components:
        said = " AND ".join(_words_of(licence) for licence in one.licenses) or "none"
        tree = parse(said, validate=False)
        choices = tree.args if type(tree).__name__ == "OR" else [tree]
        if not any(set(get_spdx_licensing().license_keys(choice)) <= ALLOWED for choice in choices):
            wrong.append(f"{one.name} {one.version}: {said}")
    return sorted(wrong)


def _words_of(licence: License) -> str:
    return licence.value if isinstance(licence, LicenseExpression) else str(licence.id or licence.name)


def _component(
    kind: str, name: str, version: str, hashes: list[HashType], licence: str, *, is_shipped: bool = True
) -> Component:
    space, _, bare = name.rpartition("/")
    url = PackageURL(kind, space or None, bare, version)
    return Component(
        name=name,
        version=version,
        type=ComponentType.LIBRARY,
        purl=url,
        bom_ref=url.to_string(),
        hashes=hashes,
        licenses=[LicenseFactory().make_from_string(licence)] if licence else [],
        scope=ComponentScope.REQUIRED if is_shipped else ComponentScope.EXCLUDED,
    )


def _licence_of(name: str) -> str:
    """Return the SPDX expression of an installed package; "" when nobody says."""
    if name in LICENCES:
        return LICENCES[name]
    try:
        told: Any = metadata(name)
    except PackageNotFoundError:  # locked for another platform
        return ""
    ways = [told.get("License-Expression"), told.get("License")]
    ways += [
        one.rpartition("::")[2].strip() for one in told.get_all("Classifier") or [] if one.startswith("License ::")
    ]
    known = {licence.lower(): licence for licence in ALLOWED}
    for said in ways:
        if said and "\n" not in said:
            plain = LICENCES.get(said, said)
            if plain.lower() in known or (" " in plain and re.search(r"\b(AND|OR|WITH)\b", plain)):
                return str(known.get(plain.lower(), plain))
    return str(next((said for said in ways if said and "\n" not in said), ""))


def main(arguments: list[str]) -> int:
    place = Path(arguments[0]) if arguments else ROOT / "var" / "sbom.cdx.json"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text(), encoding="utf-8")
    print(f"{place}: {len(bill().components)} thành phần")
    for one in forbidden():
        print(f"✗ giấy phép: {one}", file=sys.stderr)
    return int(bool(forbidden()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

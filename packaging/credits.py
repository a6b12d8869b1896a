#!/usr/bin/env python3
"""What the program is made of, from the lock file.

usage: packaging/credits.py            writes assets/credits.txt, which the program shows
       packaging/credits.py --check    says whether that file is true
       packaging/credits.py --texts F  writes every licence text into F, for packages
       packaging/credits.py --sbom F   writes a bill of materials (CycloneDX 1.5) into F
"""
import hashlib
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
CREDITS = ROOT / "assets" / "credits.txt"
# What is inside the program and not a crate.
OTHERS = [
    ("PROJ, proj.db", "MIT; EPSG Dataset by IOGP", "https://proj.org"),
    ("SQLite", "public domain", "https://sqlite.org"),
    ("Noto Sans", "OFL-1.1", "https://notofonts.github.io"),
    ("Phosphor Icons", "MIT", "https://phosphoricons.com"),
]


def packages() -> list[dict]:
    """The crates compiled into the program, on any system, without our own."""
    command = ["cargo", "metadata", "--locked", "--format-version", "1"]
    text = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    metadata = json.loads(text)
    by_id = {package["id"]: package for package in metadata["packages"]}
    edges = {node["id"]: node["deps"] for node in metadata["resolve"]["nodes"]}
    root = next(p["id"] for p in metadata["packages"] if p["name"] == "allpa")
    found, waiting = set(), [root]
    while waiting:
        one = waiting.pop()
        if one in found:
            continue
        found.add(one)
        waiting += [dep["pkg"] for dep in edges[one] if any(kind["kind"] is None for kind in dep["dep_kinds"])]
    crates = [by_id[one] for one in found if by_id[one]["source"]]
    return sorted(crates, key=lambda crate: (crate["name"], crate["version"]))


def listing(crates: list[dict]) -> str:
    lines = [f"{name}\t{licence}\t{place}" for name, licence, place in OTHERS]
    lines += [f"{c['name']} {c['version']}\t{c['license'] or 'see ' + (c['license_file'] or '?')}\t{c['repository'] or ''}"
              for c in crates]
    return "\n".join(lines) + "\n"


def texts(crates: list[dict]) -> str:
    """Every licence text once, after the crates that carry it."""
    carriers: dict[str, list[str]] = {}
    content: dict[str, str] = {}
    for crate in crates:
        folder = pathlib.Path(crate["manifest_path"]).parent
        for path in sorted(folder.iterdir()):
            if path.is_file() and path.name.upper().startswith(("LICENSE", "LICENCE", "COPYING", "NOTICE", "UNLICENSE")):
                text = path.read_text(errors="replace").strip()
                key = hashlib.sha256(text.encode()).hexdigest()
                content[key] = text
                carriers.setdefault(key, []).append(f"{crate['name']} {crate['version']}")
    parts = [f"{', '.join(dict.fromkeys(names))}\n\n{content[key]}\n" for key, names in carriers.items()]
    return f"\n{'=' * 78}\n\n".join([listing(crates), *parts])


def bill(crates: list[dict]) -> str:
    components = [{
        "type": "library", "name": c["name"], "version": c["version"],
        "purl": f"pkg:cargo/{c['name']}@{c['version']}",
        "licenses": [{"expression": c["license"]}] if c["license"] else [],
    } for c in crates]
    document = {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
                "metadata": {"component": {"type": "application", "name": "allpa"}}, "components": components}
    return json.dumps(document, indent=1) + "\n"


def main() -> int:
    crates = packages()
    match sys.argv[1:]:
        case []:
            CREDITS.write_text(listing(crates))
        case ["--check"]:
            if CREDITS.read_text() != listing(crates):
                print("assets/credits.txt is not that of the lock file: run packaging/credits.py", file=sys.stderr)
                return 1
        case ["--texts", file]:
            pathlib.Path(file).write_text(texts(crates))
        case ["--sbom", file]:
            pathlib.Path(file).write_text(bill(crates))
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())

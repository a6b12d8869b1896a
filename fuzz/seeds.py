#!/usr/bin/env python3
"""Fills corpus/ with small real files, from the obstacle course beside the checkout.

Needs ogr2ogr (package gdal-bin) for the formats that the course lacks.
"""

import gzip
import pathlib
import sqlite3
import struct
import subprocess
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
COURSE = HERE.parent.parent / "shared" / "data" / "malformed"
LARGEST = 40_000
TARGETS = {
    ".geojson": "geojson", ".kml": "kml", ".gpx": "gpx", ".fgb": "flatgeobuf", ".csv": "delimited",
    ".xlsx": "workbook", ".zip": "archive", ".kmz": "archive",
}
TINY = """{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"n":1,"s":"ñ"},"geometry":{"type":"Polygon","coordinates":
[[[-76,-6],[-75,-6],[-75,-7],[-76,-6]]]}},
{"type":"Feature","properties":{"n":2,"s":null},"geometry":{"type":"MultiLineString","coordinates":
[[[-76,-6],[-75.5,-6]],[[-75,-6],[-75.5,-6.2]]]}}]}"""


def keep(target: str, name: str, data: bytes) -> None:
    folder = HERE / "corpus" / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)


def shapefile(path: pathlib.Path) -> bytes:
    """The parts of a shapefile as `allpa_fuzz::read_shapefile` takes them."""
    joined = b""
    for extension in (".shp", ".dbf", ".prj", ".shx", ".cpg"):
        part = path.with_suffix(extension)
        data = part.read_bytes() if part.is_file() else b""
        joined += len(data).to_bytes(3, "big") + data
    return joined


def geometries(path: pathlib.Path) -> list[bytes]:
    """Some geometries of every table of a GeoPackage."""
    found: list[bytes] = []
    try:
        with sqlite3.connect(path) as file:
            columns = file.execute("SELECT table_name, column_name FROM gpkg_geometry_columns")
            for table, column in columns.fetchall():
                rows = file.execute(f'SELECT "{column}" FROM "{table}" LIMIT 3')
                found += [bytes(row[0]) for row in rows if isinstance(row[0], bytes)]
    except sqlite3.Error:
        pass
    return found


def tiffs(folder: pathlib.Path) -> None:
    """A small picture in each way of keeping pixels."""
    source = folder / "tiny.ppm"
    source.write_bytes(b"P6 64 64 255 " + bytes(range(256)) * 48)
    place = ["-a_srs", "EPSG:32718", "-a_ullr", "300000", "9300000", "300640", "9299360"]
    for name, options in (
        ("plain", []),
        ("tiled", ["-co", "TILED=YES", "-co", "BLOCKXSIZE=32", "-co", "BLOCKYSIZE=32", "-co", "COMPRESS=LZW"]),
        ("planar", ["-co", "INTERLEAVE=BAND", "-co", "COMPRESS=DEFLATE", "-co", "PREDICTOR=2"]),
        ("jpeg", ["-co", "COMPRESS=JPEG", "-co", "PHOTOMETRIC=YCBCR"]),
        ("real", ["-ot", "Float32", "-b", "1", "-co", "COMPRESS=ZSTD", "-co", "PREDICTOR=3"]),
        ("big", ["-co", "BIGTIFF=YES", "-ot", "UInt16", "-a_nodata", "0"]),
        ("bits", ["-b", "1", "-co", "NBITS=1", "-co", "COMPRESS=CCITTFAX4"]),
    ):
        made = folder / f"{name}.tif"
        command = ["gdal_translate", "-q", *place, *options, str(source), str(made)]
        if subprocess.run(command, check=False, capture_output=True).returncode == 0:
            if name == "tiled":
                subprocess.run(["gdaladdo", "-q", str(made), "2"], check=False)
            keep("geotiff", made.name, made.read_bytes())
        else:
            print(f"geotiff: this gdal_translate does not make {made.name}")


def picture(folder: pathlib.Path, driver: str) -> bytes:
    """The small picture as PNG or JPEG."""
    source, made = folder / "tiny.ppm", folder / f"tile.{driver}"
    subprocess.run(["gdal_translate", "-q", "-of", driver, str(source), str(made)], check=False)
    return made.read_bytes() if made.is_file() else b"\x89PNG\r\n\x1a\n"


def scans(folder: pathlib.Path) -> None:
    """Pictures behind the world file of a sheet, as `allpa_fuzz::look_at_scan` takes them."""
    for driver in ("PNG", "JPEG"):
        world = b"10\n0\n0\n-10\n300005\n9299995\n"
        keep("scan", driver.lower(), world + b"\0" + picture(folder, driver))


def mbtiles(folder: pathlib.Path) -> None:
    """One tile of the whole world (MBTiles specification, version 1.3)."""
    made = folder / "one.mbtiles"
    with sqlite3.connect(made) as file:
        file.execute("PRAGMA page_size = 1024")
        file.execute("CREATE TABLE metadata (name TEXT, value TEXT)")
        file.execute("CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB)")
        file.executemany("INSERT INTO metadata VALUES (?, ?)",
                         [("format", "png"), ("bounds", "-180,-85,180,85")])
        file.execute("INSERT INTO tiles VALUES (0, 0, 0, ?)", [picture(folder, "PNG")])
    keep("mbtiles", made.name, made.read_bytes())


def pmtiles(folder: pathlib.Path) -> None:
    """One tile of the whole world (PMTiles specification, version 3)."""
    tile = picture(folder, "PNG")
    # Entries, tile number, run length, length in two groups of seven bits, offset plus one.
    size = len(tile)
    root = bytes([1, 0, 1, size & 127 | 128, size >> 7 & 127 | 128, size >> 14, 1])
    start, none, png = 127, 1, 2
    places = struct.pack("<11Q", start, len(root), start + len(root), 2, start + len(root) + 2, 0,
                         start + len(root) + 2, size, 1, 1, 1)
    world = struct.pack("<4i", -1800000000, -850000000, 1800000000, 850000000)
    kind = bytes([1, none, none, png, 0, 0])
    header = b"PMTiles\x03" + places + kind + world + bytes([0]) + struct.pack("<2i", 0, 0)
    keep("pmtiles", "one.pmtiles", header + root + b"{}" + tile)


def vector_tile(folder: pathlib.Path) -> None:
    """The tiles of a small layer, unpacked."""
    source, made = folder / "tiny.geojson", folder / "tiny.mbtiles"
    command = ["ogr2ogr", "-f", "MBTILES", str(made), str(source), "-dsco", "MAXZOOM=6", "-nln", "water"]
    if subprocess.run(command, check=False, capture_output=True).returncode != 0:
        print("vector_tile: this ogr2ogr does not write tiles, the target starts from nothing")
        return
    with sqlite3.connect(made) as file:
        for number, (tile,) in enumerate(file.execute("SELECT tile_data FROM tiles")):
            keep("vector_tile", str(number), gzip.decompress(tile))


def main() -> None:
    for path in sorted(COURSE.iterdir()):
        extension = path.suffix.lower()
        if not path.is_file() or path.stat().st_size > LARGEST:
            continue
        if "topojson" in path.name:
            keep("topojson", path.name, path.read_bytes())
        elif extension in TARGETS:
            keep(TARGETS[extension], path.name, path.read_bytes())
        elif extension == ".shp":
            keep("shapefile", path.name, shapefile(path))
        elif extension == ".gpkg":
            for number, geometry in enumerate(geometries(path)):
                if len(geometry) < LARGEST:
                    keep("geopackage", f"{path.stem}_{number}", geometry)
    with tempfile.TemporaryDirectory() as folder:
        tiny = pathlib.Path(folder) / "tiny.geojson"
        tiny.write_text(TINY)
        for target, driver, extension, options in (
            ("flatgeobuf", "FlatGeobuf", "fgb", []),
            ("geoparquet", "Parquet", "parquet", []),
            ("dxf", "DXF", "dxf", ["-select", ""]),
        ):
            made = tiny.with_suffix("." + extension)
            command = ["ogr2ogr", "-f", driver, str(made), str(tiny), *options]
            if subprocess.run(command, check=False, capture_output=True).returncode == 0:
                keep(target, made.name, made.read_bytes())
            else:
                print(f"{target}: this ogr2ogr does not write {driver}, the target starts from nothing")
        tiffs(tiny.parent)
        pmtiles(tiny.parent)
        mbtiles(tiny.parent)
        scans(tiny.parent)
        vector_tile(tiny.parent)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""A damaged coverage for the benchmarks: size "damaged", beside S, M and L in $BENCH_DATA.

usage: benches/damaged.py      (a Python with geopandas and pyogrio; S and M must be there)

The zones of S, each edge bent to 64 so that a zone has some 450 corners, and the districts of M.
A third of the zones and a fifth of the districts have corners moved by 3 m on their own, which
tears gaps and overlaps along every border they have; one zone in a hundred is missing. Roads are
those of M. Same seed, same result. Polygons that the damage made invalid are counted: the peers
stop at them, so they go back to what they were.
"""
import json
import os
import pathlib
import shutil

import geopandas as gpd
import numpy as np
import pyogrio
import shapely

DATA = pathlib.Path(os.environ.get("BENCH_DATA", "/tmp/bench-data"))
OUT = DATA / "damaged"
RANDOM = np.random.default_rng(20261126)
MOVED = 3.0


def noise(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """A number in -0.5..0.5 that depends on the two ends of an edge, not on their order."""
    low, high = np.minimum(a, b), np.maximum(a, b)
    mixed = np.sin(np.round(low * 100) @ [12.9898, 78.233] + np.round(high * 100) @ [37.719, 4.581])
    return np.modf(np.abs(mixed) * 43758.5453)[0] - 0.5


def bent(ring: np.ndarray) -> np.ndarray:
    """The ring with a moved midpoint in every edge; neighbours bend a shared edge alike."""
    a, b = ring[:-1], ring[1:]
    # The side an edge bends to must not depend on the way round.
    turned = (a[:, 0] > b[:, 0]) | ((a[:, 0] == b[:, 0]) & (a[:, 1] > b[:, 1]))
    low, high = np.where(turned[:, None], b, a), np.where(turned[:, None], a, b)
    along = high - low
    across = np.column_stack([-along[:, 1], along[:, 0]]) * (noise(low, high) * 0.16)[:, None]
    middle = np.round((low + high) / 2 + across, 3)
    corners = np.empty((len(a) * 2 + 1, 2))
    corners[0:-1:2], corners[1::2], corners[-1] = a, middle, ring[-1]
    return corners


def changed(polygon: shapely.Geometry, change) -> shapely.Geometry:
    """The (multi)polygon with `change` applied to the corners of every ring."""
    def one(part):
        rings = [part.exterior, *part.interiors]
        shell, *holes = [change(shapely.get_coordinates(ring)) for ring in rings]
        return shapely.Polygon(shell, holes)
    parts = [one(part) for part in shapely.get_parts(polygon)]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def moved(ring: np.ndarray) -> np.ndarray:
    corners = ring + RANDOM.normal(0, MOVED / 2, ring.shape)
    corners[-1] = corners[0]
    return np.round(corners, 3)


def damage(layer: gpd.GeoDataFrame, share: float) -> tuple[gpd.GeoDataFrame, int]:
    shapes = np.asarray(layer.geometry.values)
    chosen = np.flatnonzero(RANDOM.random(len(shapes)) < share)
    damaged = np.array([changed(shapes[row], moved) for row in chosen])
    valid = shapely.is_valid(damaged)
    shapes[chosen[valid]] = damaged[valid]
    return layer.set_geometry(gpd.GeoSeries(shapes, crs=layer.crs)), int(valid.sum())


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    zones = pyogrio.read_dataframe(DATA / "S" / "zee_utm.gpkg")
    districts = pyogrio.read_dataframe(DATA / "M" / "districts_utm.gpkg")
    shapes = np.asarray(zones.geometry.values)
    for _ in range(6):
        shapes = np.array([changed(shape, bent) for shape in shapes])
    zones = zones.set_geometry(gpd.GeoSeries(shapes, crs=zones.crs))
    zones = zones[RANDOM.random(len(zones)) >= 0.01].reset_index(drop=True)
    zones, in_zones = damage(zones, 1 / 3)
    districts, in_districts = damage(districts, 1 / 5)
    for name, layer in (("zee", zones), ("districts", districts)):
        pyogrio.write_dataframe(layer, OUT / f"{name}_utm.gpkg", layer=name)
        pyogrio.write_dataframe(layer.to_crs(4326), OUT / f"{name}.gpkg", layer=name)
    for name in ("roads", "points"):
        for suffix in ("_utm.gpkg", ".gpkg"):
            shutil.copy(DATA / "M" / (name + suffix), OUT / (name + suffix))
    stats = {
        "zones": len(zones), "zone_corners": int(shapely.get_num_coordinates(zones.geometry.values).sum()),
        "zones_moved": in_zones, "districts_moved": in_districts,
        "invalid": int((~shapely.is_valid(np.asarray(zones.geometry.values))).sum()),
    }
    (OUT / "stats.json").write_text(json.dumps(stats))
    print(stats)


if __name__ == "__main__":
    main()

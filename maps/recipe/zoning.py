"""The demonstration zoning of San Martín: 42 units by written rules, never the official ZEE.

A jittered grid of seeds gives about 900 Voronoi cells in UTM 18S, clipped to the department. Each
cell takes the first rule that fits its seed:

 1. within 4 km of the department seat or of Tarapoto ............... URB-URB
 2. within 2.5 km of another town of over 8 000 people .............. URB-URB
 3. within 14 km of a protected-area point (ANP, ACR) ............... PCE-ANP
 4. within 5 km of a corridor, north of 6.1° S and west of 77.05° W .. PCE-HUM
 5. within 2.2 km of a river ........................................ PRO-PES
 6. within 5 km of a corridor and 12 km of a river .................. PRO-AGR-L
 7. within 10 km of a corridor ...................................... PRO-AGR-P
 8. within 12 km of a town .......................................... PRO-AGR-G
 9. within 7 km of the border of the department, west of 77° W ...... PCE-CAB
10. within 5 km of the border ....................................... TES-CUL
11. 10 to 16 km from a corridor ..................................... REC-FOR
12. 16 to 30 km from a corridor ..................................... PRO-FOR-M
13. anything else ................................................... PCE-LAD

Cells of one class are then gathered by the nearest of the class's anchors (farthest-point
sampling), so that each class has the number of units in UNITS, 42 in all. Nothing is random: the
jitter is a hash of the cell's position.
"""
import math

import numpy as np
from pyproj import Transformer
from shapely import MultiPoint, Point, make_valid, set_precision, union_all
from shapely.ops import transform, voronoi_diagram

UNITS = {
    "URB-URB": 2, "PCE-ANP": 6, "PCE-HUM": 2, "PRO-PES": 4, "PRO-AGR-L": 5, "PRO-AGR-P": 6,
    "PRO-AGR-G": 3, "PCE-CAB": 2, "TES-CUL": 2, "REC-FOR": 4, "PRO-FOR-M": 3, "PCE-LAD": 3,
}
STEP = 7_500.0


def jitter(i: int, j: int) -> tuple:
    """Two numbers in [-0.42, 0.42], fixed for each cell of the grid."""
    a = math.sin(i * 12.9898 + j * 78.233) * 43758.5453
    b = math.sin(i * 39.3468 + j * 11.135) * 24634.6345
    return (0.84 * (a - math.floor(a)) - 0.42, 0.84 * (b - math.floor(b)) - 0.42)


def partition(outline, rivers, corridors, towns, protected):
    """List of (class, polygon in degrees): 42 units that tile `outline` (degrees).

    towns: (lon, lat, people, is_main); protected: (lon, lat).
    """
    to_m = Transformer.from_crs(4326, 32718, always_xy=True).transform
    to_deg = Transformer.from_crs(32718, 4326, always_xy=True).transform
    plane = transform(to_m, outline)
    west, south, east, north = plane.bounds
    seeds = []
    for i in range(int((east - west) / STEP) + 3):
        for j in range(int((north - south) / STEP) + 3):
            dx, dy = jitter(i, j)
            seeds.append(Point(west + (i - 1 + dx) * STEP, south + (j - 1 + dy) * STEP))
    cells = list(voronoi_diagram(MultiPoint(seeds), envelope=plane.buffer(50_000)).geoms)
    # One grid of 7 decimals for all, so that borders stay shared in the file. It is finer than
    # the outline's, whose edges the cells cut between its vertices.
    cells = [set_precision(transform(to_deg, cell), 1e-7) for cell in cells]
    river = transform(to_m, union_all(rivers))
    corridor = transform(to_m, union_all(corridors))
    town = [(Point(to_m(lon, lat)), people, main) for lon, lat, people, main in towns]
    all_towns = MultiPoint([point for point, _, _ in town])
    shelter = MultiPoint([to_m(*position) for position in protected])
    border = plane.boundary

    def classify(cell):
        centre = transform(to_m, cell.representative_point())
        lon, lat = cell.representative_point().coords[0]
        to_river, to_corridor = river.distance(centre), corridor.distance(centre)
        if any(main and point.distance(centre) < 4_000 for point, _, main in town):
            return "URB-URB"
        if any(people > 8_000 and point.distance(centre) < 2_500 for point, people, _ in town):
            return "URB-URB"
        if shelter.distance(centre) < 14_000:
            return "PCE-ANP"
        if to_corridor < 5_000 and lat > -6.1 and lon < -77.05:
            return "PCE-HUM"
        if to_river < 2_200:
            return "PRO-PES"
        if to_corridor < 5_000 and to_river < 12_000:
            return "PRO-AGR-L"
        if to_corridor < 10_000:
            return "PRO-AGR-P"
        if all_towns.distance(centre) < 12_000:
            return "PRO-AGR-G"
        if border.distance(centre) < 7_000 and lon < -77:
            return "PCE-CAB"
        if border.distance(centre) < 5_000:
            return "TES-CUL"
        if to_corridor < 16_000:
            return "REC-FOR"
        return "PRO-FOR-M" if to_corridor < 30_000 else "PCE-LAD"

    clipped = []
    for cell in cells:
        part = set_precision(make_valid(cell.intersection(outline, grid_size=1e-7)), 1e-7)
        if part.area > 0:
            clipped.append(part)
    by_class = {}
    for cell in clipped:
        by_class.setdefault(classify(cell), []).append(cell)
    missing = set(UNITS) - set(by_class)
    if missing:
        raise SystemExit(f"no cell for {missing}")
    units = []
    for code, members in sorted(by_class.items()):
        centres = np.array([cell.representative_point().coords[0] for cell in members])
        anchors = [int(np.argmax(centres[:, 1]))]
        while len(anchors) < min(UNITS[code], len(members)):
            far = np.min([np.hypot(*(centres - centres[a]).T) for a in anchors], axis=0)
            anchors.append(int(np.argmax(far)))
        nearest = np.argmin([np.hypot(*(centres - centres[a]).T) for a in anchors], axis=0)
        for k in range(len(anchors)):
            own = [cell for cell, n in zip(members, nearest) if n == k]
            units.append((code, union_all(own, grid_size=1e-7)))
    return units

#!/usr/bin/env python3
"""Writes the cases of this folder: pairs of shapes with what GEOS says of them.

The pairs follow the definitions of OGC 06-103r4: every way in which points, lines and surfaces
can meet (6.1.15), and every rule a polygon can break (6.1.11). Needs the package shapely.
usage: make_cases.py    writes overlay.xml, relate.xml, valid.xml
"""

import pathlib
from xml.sax.saxutils import quoteattr

import shapely
from shapely import wkt

HERE = pathlib.Path(__file__).resolve().parent
SQUARE = "POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0))"
RING = "POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0), (3 3, 7 3, 7 7, 3 7, 3 3))"
SURFACES = {
    "apart": (SQUARE, "POLYGON ((6 0, 9 0, 9 4, 6 4, 6 0))"),
    "corners overlap": (SQUARE, "POLYGON ((2 2, 6 2, 6 6, 2 6, 2 2))"),
    "equal": (SQUARE, "POLYGON ((4 4, 0 4, 0 0, 4 0, 4 4))"),
    "equal, one with corners on its sides": (SQUARE, "POLYGON ((0 0, 2 0, 4 0, 4 4, 1 4, 0 4, 0 0))"),
    "share a side": (SQUARE, "POLYGON ((4 0, 8 0, 8 4, 4 4, 4 0))"),
    "share part of a side": (SQUARE, "POLYGON ((4 1, 8 1, 8 3, 4 3, 4 1))"),
    "touch at a corner": (SQUARE, "POLYGON ((4 4, 8 4, 8 8, 4 8, 4 4))"),
    "touch at a corner on a side": (SQUARE, "POLYGON ((4 2, 6 1, 6 3, 4 2))"),
    "inside": (SQUARE, "POLYGON ((1 1, 3 1, 2 3, 1 1))"),
    "inside, along a side": (SQUARE, "POLYGON ((0 1, 3 1, 3 3, 0 3, 0 1))"),
    "inside, touching sides with corners": (SQUARE, "POLYGON ((0 2, 2 0, 4 2, 2 4, 0 2))"),
    "cross like a plus": ("POLYGON ((3 0, 5 0, 5 8, 3 8, 3 0))", "POLYGON ((0 3, 8 3, 8 5, 0 5, 0 3))"),
    "a star through a square": (SQUARE, "POLYGON ((2 -2, 3 1, 6 2, 3 3, 2 6, 1 3, -2 2, 1 1, 2 -2))"),
    "fills a hole": (RING, "POLYGON ((3 3, 7 3, 7 7, 3 7, 3 3))"),
    "inside a hole": (RING, "POLYGON ((4 4, 6 4, 6 6, 4 6, 4 4))"),
    "inside a hole, touching it at a corner": (RING, "POLYGON ((3 3, 6 4, 6 6, 4 6, 3 3))"),
    "covers a hole": (RING, "POLYGON ((2 2, 8 2, 8 8, 2 8, 2 2))"),
    "crosses a hole": (RING, "POLYGON ((5 -1, 6 -1, 6 11, 5 11, 5 -1))"),
    "two rings crossing": (RING, "POLYGON ((5 5, 15 5, 15 15, 5 15, 5 5), (8 8, 12 8, 12 12, 8 12, 8 8))"),
    "holes that share a side": (RING, "POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0), (7 3, 9 3, 9 7, 7 7, 7 3))"),
    "comb against bar": ("POLYGON ((0 0, 9 0, 9 5, 8 5, 8 1, 6 1, 6 5, 5 5, 5 1, 3 1, 3 5, 2 5, 2 1, 0 1, 0 0))",
                         "POLYGON ((-1 3, 10 3, 10 4, -1 4, -1 3))"),
    "many parts": ("MULTIPOLYGON (((0 0, 2 0, 2 2, 0 2, 0 0)), ((4 0, 6 0, 6 2, 4 2, 4 0)))",
                   "POLYGON ((1 1, 5 1, 5 3, 1 3, 1 1))"),
    "parts that touch": ("MULTIPOLYGON (((0 0, 2 0, 2 2, 0 2, 0 0)), ((2 2, 4 2, 4 4, 2 4, 2 2)))",
                         "POLYGON ((2 0, 4 0, 4 2, 2 2, 2 0))"),
    "a part in the other's hole": ("MULTIPOLYGON (((0 0, 10 0, 10 10, 0 10, 0 0), (2 2, 8 2, 8 8, 2 8, 2 2)), ((4 4, 6 4, 6 6, 4 6, 4 4)))",
                                   "POLYGON ((1 1, 5 1, 5 5, 1 5, 1 1))"),
    "a sliver along a side": (SQUARE, "POLYGON ((4 0, 4.000000001 2, 4 4, 0 4, 0 0, 4 0))"),
    "nearly the same": ("POLYGON ((-76.123456789012 -6.1, -76 -6.1, -76 -6, -76.123456789013 -6, -76.123456789012 -6.1))",
                        "POLYGON ((-76.123456789013 -6.1, -76 -6.1, -76 -6, -76.123456789012 -6, -76.123456789013 -6.1))"),
    "a needle": (SQUARE, "POLYGON ((-1 2, 9 1.999999, 9 2, -1 2))"),
    "far from zero": ("POLYGON ((500000 9000000, 500100 9000000, 500100 9000100, 500000 9000100, 500000 9000000))",
                      "POLYGON ((500050 9000050, 500150 9000050, 500150 9000150, 500050 9000150, 500050 9000050))"),
}
LINES = {
    "a line through": (SQUARE, "LINESTRING (-1 2, 5 2)"),
    "a line inside": (SQUARE, "LINESTRING (1 1, 3 3)"),
    "a line along a side": (SQUARE, "LINESTRING (0 0, 4 0)"),
    "a line beyond a side": (SQUARE, "LINESTRING (-2 0, 6 0)"),
    "a line that ends on a side": (SQUARE, "LINESTRING (4 2, 6 2)"),
    "a line that touches a corner": (SQUARE, "LINESTRING (3 5, 5 3)"),
    "a line apart": (SQUARE, "LINESTRING (5 5, 6 6)"),
    "a line in a hole": (RING, "LINESTRING (4 4, 6 6)"),
    "a line from hole to outside": (RING, "LINESTRING (5 5, 12 5)"),
    "lines that cross": ("LINESTRING (0 0, 4 4)", "LINESTRING (0 4, 4 0)"),
    "lines that share a stretch": ("LINESTRING (0 0, 4 0)", "LINESTRING (2 0, 6 0)"),
    "lines that are equal": ("LINESTRING (0 0, 2 0, 4 0)", "LINESTRING (4 0, 0 0)"),
    "lines that meet at ends": ("LINESTRING (0 0, 4 0)", "LINESTRING (4 0, 4 4)"),
    "a line that ends on another": ("LINESTRING (0 0, 4 0)", "LINESTRING (2 0, 2 4)"),
    "a line within another": ("LINESTRING (0 0, 4 0)", "LINESTRING (1 0, 3 0)"),
    "lines apart": ("LINESTRING (0 0, 4 0)", "LINESTRING (0 1, 4 1)"),
    "closed lines": ("LINESTRING (0 0, 4 0, 4 4, 0 0)", "LINESTRING (4 4, 0 0, 4 0, 4 4)"),
}
POINTS = {
    "a point inside": (SQUARE, "POINT (1 1)"),
    "a point on a side": (SQUARE, "POINT (4 2)"),
    "a point on a corner": (SQUARE, "POINT (0 0)"),
    "a point apart": (SQUARE, "POINT (5 5)"),
    "a point in a hole": (RING, "POINT (5 5)"),
    "a point on a hole": (RING, "POINT (3 5)"),
    "a point on a line": ("LINESTRING (0 0, 4 4)", "POINT (2 2)"),
    "a point at a line's end": ("LINESTRING (0 0, 4 4)", "POINT (4 4)"),
    "a point beside a line": ("LINESTRING (0 0, 4 4)", "POINT (2 1)"),
    "equal points": ("POINT (1 1)", "POINT (1 1)"),
    "points apart": ("POINT (1 1)", "POINT (2 1)"),
    "one of many points": ("MULTIPOINT ((1 1), (2 2))", "POINT (2 2)"),
    "points in and out": (SQUARE, "MULTIPOINT ((1 1), (9 9))"),
    "points in and on": (SQUARE, "MULTIPOINT ((1 1), (4 4))"),
}
POLYGONS = {
    "a square": SQUARE,
    "a ring": RING,
    "clockwise": "POLYGON ((0 0, 0 4, 4 4, 4 0, 0 0))",
    "a repeated corner": "POLYGON ((0 0, 4 0, 4 0, 4 4, 0 4, 0 0))",
    "a bow tie": "POLYGON ((0 0, 4 4, 4 0, 0 4, 0 0))",
    "a spike": "POLYGON ((0 0, 4 0, 4 4, 6 6, 4 4, 0 4, 0 0))",
    "a ring that touches itself from inside": "POLYGON ((0 0, 8 0, 8 8, 0 8, 0 4, 2 2, 4 4, 2 6, 0 4, 0 0))",
    "a ring that crosses itself from outside": "POLYGON ((0 0, 6 0, 6 6, 2 6, 2 2, 4 2, 4 4, 0 4, 0 0))",
    "a hole that touches its shell once": "POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0), (0 2, 2 1, 2 3, 0 2))",
    "a hole that cuts its shell": "POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0), (0 2, 2 0, 4 2, 2 4, 0 2))",
    "a hole outside": "POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0), (6 6, 8 6, 8 8, 6 8, 6 6))",
    "a hole along its shell": "POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0), (0 1, 2 1, 2 3, 0 3, 0 1))",
    "a hole across its shell": "POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0), (2 2, 6 2, 6 3, 2 3, 2 2))",
    "holes that overlap": "POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0), (1 1, 5 1, 5 5, 1 5, 1 1), (3 3, 8 3, 8 8, 3 8, 3 3))",
    "holes that touch once": "POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0), (1 1, 4 1, 4 4, 1 4, 1 1), (4 4, 8 4, 8 8, 4 8, 4 4))",
    "a hole in a hole": "POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0), (1 1, 8 1, 8 8, 1 8, 1 1), (3 3, 6 3, 6 6, 3 6, 3 3))",
    "a hole as large as its shell": "POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0), (0 0, 4 0, 4 4, 0 4, 0 0))",
    "parts apart": "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)), ((2 0, 3 0, 3 1, 2 0)))",
    "parts that touch once": "MULTIPOLYGON (((0 0, 2 0, 2 2, 0 2, 0 0)), ((2 2, 4 2, 4 4, 2 4, 2 2)))",
    "parts that share a side": "MULTIPOLYGON (((0 0, 2 0, 2 2, 0 2, 0 0)), ((2 0, 4 0, 4 2, 2 2, 2 0)))",
    "parts that overlap": "MULTIPOLYGON (((0 0, 3 0, 3 3, 0 3, 0 0)), ((2 2, 4 2, 4 4, 2 4, 2 2)))",
    "a part inside another": "MULTIPOLYGON (((0 0, 9 0, 9 9, 0 9, 0 0)), ((2 2, 4 2, 4 4, 2 4, 2 2)))",
    "a part in another's hole": "MULTIPOLYGON (((0 0, 9 0, 9 9, 0 9, 0 0), (1 1, 8 1, 8 8, 1 8, 1 1)), ((2 2, 4 2, 4 4, 2 4, 2 2)))",
    "a flat ring": "POLYGON ((0 0, 4 0, 2 0, 0 0))",
}


def case(description: str, a: str, b: str, tests: list[str]) -> str:
    of_b = f"\n  <b>{b}</b>" if b else ""
    return f"<case>\n  <desc>{description}</desc>\n  <a>{a}</a>{of_b}\n" + "\n".join(tests) + "\n</case>"


def op(name: str, expected: str, *arguments: str) -> str:
    written = "".join(f" arg{n}={quoteattr(a)}" for n, a in enumerate(arguments, 1))
    return f'  <test><op name="{name}"{written}>{expected}</op></test>'


def write(name: str, cases: list[str]) -> None:
    head = f"<run>\n<desc>Made by make_cases.py with GEOS {shapely.geos_version_string}</desc>\n"
    (HERE / name).write_text(head + "\n".join(cases) + "\n</run>\n")


def main() -> None:
    overlays = []
    for description, (a, b) in SURFACES.items():
        of_a, of_b = wkt.loads(a), wkt.loads(b)
        results = {
            "intersection": of_a & of_b, "union": of_a | of_b,
            "difference": of_a - of_b, "symdifference": of_a ^ of_b,
        }
        tests = [op(name, shapely.to_wkt(found, rounding_precision=-1), "A", "B") for name, found in results.items()]
        overlays.append(case(description, a, b, [*tests, op("overlayAreaTest", "true", "A", "B")]))
    write("overlay.xml", overlays)
    relations = []
    for description, (a, b) in (SURFACES | LINES | POINTS).items():
        tests = []
        for first, second, names in ((a, b, ("A", "B")), (b, a, ("B", "A"))):
            matrix = shapely.relate(wkt.loads(first), wkt.loads(second))
            tests.append(op("relate", "true", *names, matrix))
        relations.append(case(description, a, b, tests))
    write("relate.xml", relations)
    checks = [case(d, text, "", [op("isValid", str(wkt.loads(text).is_valid).lower(), "A")])
              for d, text in POLYGONS.items()]
    write("valid.xml", checks)


if __name__ == "__main__":
    main()

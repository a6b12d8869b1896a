//! Styles of every kind, for the tests of the formats they are written in.

use allpa_geom::ShapeKind;
use proptest::prelude::*;

use super::{
    Class, Color, Fill, Marker, MarkerShape, Pattern, Range, Rule, ScaleRange, Stroke, Symbol,
    Symbology,
};

fn colors() -> impl Strategy<Value = Color> {
    any::<[u8; 4]>().prop_map(|[r, g, b, a]| Color { r, g, b, a })
}

fn sizes() -> impl Strategy<Value = f32> {
    (2..200_u8).prop_map(|quarters| f32::from(quarters) / 4.0)
}

fn strokes() -> impl Strategy<Value = Stroke> {
    let casing = prop::option::of((colors(), sizes()));
    let dash = prop_oneof![Just(Vec::new()), prop::collection::vec(sizes(), 2..=4)];
    (colors(), sizes(), dash, casing).prop_map(|(color, width, dash, casing)| {
        let stroke = Stroke { dash, ..Stroke::new(color, width) };
        match casing {
            Some((color, extra)) => stroke.cased(color, extra),
            None => stroke,
        }
    })
}

fn fills() -> impl Strategy<Value = Fill> {
    let patterns = prop_oneof![
        Just(Pattern::Solid),
        Just(Pattern::Hatch45),
        Just(Pattern::CrossHatch),
        Just(Pattern::Dots)
    ];
    (colors(), patterns, prop::option::of(colors())).prop_map(|(color, pattern, ground)| {
        let ground = ground.filter(|_| pattern != Pattern::Solid);
        Fill { color, pattern, ground }
    })
}

fn symbols(kind: ShapeKind) -> BoxedStrategy<Symbol> {
    let shapes = prop_oneof![
        Just(MarkerShape::Circle),
        Just(MarkerShape::Square),
        Just(MarkerShape::Triangle),
        Just(MarkerShape::Diamond)
    ];
    match kind {
        ShapeKind::Polygon => (prop::option::of(fills()), prop::option::of(strokes()))
            .prop_map(|(fill, stroke)| Symbol { fill, stroke, marker: None })
            .boxed(),
        ShapeKind::Line => strokes().prop_map(Symbol::line).boxed(),
        _ => (shapes, sizes(), colors(), colors(), sizes())
            .prop_map(|(shape, size_px, color, rim, rim_px)| {
                Symbol::point(Marker { shape, size_px, color, rim, rim_px })
            })
            .boxed(),
    }
}

pub(super) fn symbologies(kind: ShapeKind) -> BoxedStrategy<Symbology> {
    let name = || "[a-zñ][a-z_ñ &<\"]{0,8}".prop_map(|name| name.trim().replace('"', "'"));
    let other = || prop::option::of(symbols(kind));
    let class = (name(), name(), symbols(kind)).prop_map(|(value, label, symbol)| Class {
        value: format!("v{value}"),
        label,
        symbol,
    });
    let classes = prop::collection::vec(class, 0..5);
    let ends = prop::collection::btree_set(-1000..1000_i32, 0..5);
    let of_range = (name(), symbols(kind));
    let ranges = (ends, prop::collection::vec(of_range, 6)).prop_map(|(ends, looks)| {
        let ends = ends.into_iter().map(|end| Some(f64::from(end) / 8.0)).chain([None]);
        let range = |(below, (label, symbol))| Range { below, label, symbol };
        ends.zip(looks).map(range).collect::<Vec<Range>>()
    });
    let scales = prop::option::of((0..900_u32, 1000..9_000_000_u32));
    let rule = (0..9_u8, name(), symbols(kind), scales);
    let rule = rule.prop_map(|(number, label, symbol, scales)| Rule {
        condition: format!("n > {number}"),
        label,
        symbol,
        scales: scales.map(|(closest, widest)| ScaleRange {
            closest: f64::from(closest),
            widest: f64::from(widest),
        }),
    });
    prop_oneof![
        symbols(kind).prop_map(Symbology::Single),
        (name(), classes, other()).prop_map(|(field, classes, other)| Symbology::Categorised {
            field,
            classes,
            other
        }),
        (name(), ranges, other()).prop_map(|(field, breaks, other)| Symbology::Graduated {
            field,
            breaks,
            other
        }),
        (prop::collection::vec(rule, 0..4), other())
            .prop_map(|(rules, other)| Symbology::Rules { rules, other }),
    ]
    .boxed()
}

pub(super) fn kinds() -> impl Strategy<Value = ShapeKind> {
    prop_oneof![Just(ShapeKind::Polygon), Just(ShapeKind::Line), Just(ShapeKind::Point)]
}

use allpa_geom::ShapeKind;
use proptest::prelude::*;

use super::*;
use crate::style::{
    Class, Color, Fill, LayerStyle, MapTheme, Marker, MarkerShape, Pattern, Range, Rule,
    ScaleRange, Stroke, Symbol, Symbology, defaults,
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

fn symbologies(kind: ShapeKind) -> BoxedStrategy<Symbology> {
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

fn kinds() -> impl Strategy<Value = ShapeKind> {
    prop_oneof![Just(ShapeKind::Polygon), Just(ShapeKind::Line), Just(ShapeKind::Point)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn a_style_comes_back_as_it_was(
        (kind, symbol) in kinds().prop_flat_map(|kind| (Just(kind), symbologies(kind))),
        scales in prop::option::of((0..5_000_u32, 5_000..9_000_000_u32)),
        opacity in 0..=10_u8,
    ) {
        let scales = scales.map(|(closest, widest)| ScaleRange {
            closest: f64::from(closest),
            widest: f64::from(widest),
        });
        let style = LayerStyle { symbol, label: None, scales };
        let opacity = f32::from(opacity) / 10.0;
        let back = read(&write(&style, kind, opacity)).expect("our own style");
        prop_assert_eq!(&back.left_out, &Vec::<String>::new());
        prop_assert_eq!(back.style, style);
        prop_assert!((back.opacity - opacity).abs() < 1e-6);
    }

    #[test]
    fn no_text_brings_the_reader_down(text in "[<>a-z/\"= ]{0,80}") {
        read(&text).ok();
        read(&format!("<qgis><renderer-v2 type=\"singleSymbol\">{text}</renderer-v2></qgis>")).ok();
    }
}

#[test]
fn names_come_back() {
    for role in [defaults::Role::Departments, defaults::Role::Rivers, defaults::Role::Towns] {
        let label = defaults::label(role, "nombre", &MapTheme::LIGHT);
        let symbol = Symbology::Single(Symbol::default());
        let style = LayerStyle { symbol, label: Some(label.clone()), scales: None };
        let back = read(&write(&style, ShapeKind::Point, 1.0)).expect("our own style");
        let found = back.style.label.expect("names");
        assert!((found.spacing - label.spacing).abs() < 1e-4);
        assert_eq!(found.priority, label.priority / 10 * 10);
        let alike = |one: &crate::style::LabelStyle| crate::style::LabelStyle {
            spacing: 0.0,
            priority: 0,
            ..one.clone()
        };
        assert_eq!(alike(&found), alike(&label));
    }
}

#[test]
fn signs_that_follow_a_number_come_back() {
    let color = Color::BLACK;
    let marker =
        Marker { shape: MarkerShape::Circle, size_px: 36.0, color, rim: color, rim_px: 1.0 };
    let symbol = Symbology::Proportional {
        field: "población".into(),
        symbol: Symbol::point(marker),
        at: 1_500.5,
        explained: vec![(1_500.5, "1500.5".into())],
    };
    let style = LayerStyle { symbol, label: None, scales: None };
    let back = read(&write(&style, ShapeKind::Point, 1.0)).expect("our own style");
    assert_eq!(back.style, style);
}

/// As QGIS 3.4 to 3.36 write it: millimetres, `prop` elements, symbol layers we do not have.
#[test]
fn a_style_of_qgis_is_read_and_what_has_no_counterpart_is_told() {
    let text = r#"<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.10" hasScaleBasedVisibilityFlag="1" minScale="100000" maxScale="0">
 <renderer-v2 type="categorizedSymbol" attr="zona">
  <categories>
   <category render="true" symbol="0" value="A" label="Agrícola"/>
   <category render="false" symbol="0" value="X" label="oculta"/>
   <category render="true" symbol="1" value="" label=""/>
  </categories>
  <symbols>
   <symbol type="fill" name="0" alpha="0.5">
    <layer class="SimpleFill" enabled="1">
     <prop k="color" v="255,0,0,255"/><prop k="style" v="b_diagonal"/>
     <prop k="outline_color" v="0,0,0,255"/><prop k="outline_width" v="0.254"/>
     <prop k="outline_width_unit" v="MM"/><prop k="outline_style" v="solid"/>
    </layer>
    <layer class="CentroidFill" enabled="1"/>
   </symbol>
   <symbol type="fill" name="1" alpha="1">
    <layer class="SimpleFill" enabled="1"><prop k="color" v="9,9,9,255"/><prop k="outline_style" v="no"/></layer>
   </symbol>
  </symbols>
 </renderer-v2>
</qgis>"#;
    let found = read(text).expect("a style");
    assert_eq!(found.left_out, ["CentroidFill"]);
    assert_eq!(found.style.scales, Some(ScaleRange { closest: 0.0, widest: 100_000.0 }));
    let Symbology::Categorised { field, classes, other } = found.style.symbol else {
        panic!("categories")
    };
    assert_eq!((field.as_str(), classes.len()), ("zona", 1));
    let symbol = &classes[0].symbol;
    let fill = symbol.fill.expect("a fill");
    assert_eq!((fill.pattern, fill.color.a), (Pattern::Hatch45, 128));
    assert!((symbol.stroke.as_ref().expect("a border").width_px - 0.96).abs() < 1e-3);
    assert!(other.is_some());
}

#[test]
fn what_is_no_style_is_told() {
    for (text, expected) in [
        ("<qgis/>", QmlError::NoRenderer),
        (
            "<qgis><renderer-v2 type=\"heatmapRenderer\"/></qgis>",
            QmlError::Renderer("heatmapRenderer".into()),
        ),
    ] {
        assert_eq!(read(text), Err(expected));
    }
    assert!(matches!(read("<qgis"), Err(QmlError::Xml(_))));
}

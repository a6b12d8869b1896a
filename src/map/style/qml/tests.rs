use allpa_geom::ShapeKind;
use proptest::prelude::*;

use super::write;
use crate::style::foreign::{StyleError, read};
use crate::style::strategies::{kinds, symbologies};
use crate::style::{
    Color, LayerStyle, MapTheme, Marker, MarkerShape, Pattern, ScaleRange, Symbol, Symbology,
    defaults,
};

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
        ("<qgis/>", StyleError::NoRenderer),
        (
            "<qgis><renderer-v2 type=\"heatmapRenderer\"/></qgis>",
            StyleError::Renderer("heatmapRenderer".into()),
        ),
    ] {
        assert_eq!(read(text), Err(expected));
    }
    assert!(matches!(read("<qgis"), Err(StyleError::Xml(_))));
}

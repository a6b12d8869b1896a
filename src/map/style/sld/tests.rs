use allpa_geom::ShapeKind;
use proptest::prelude::*;

use super::{both, of_qml, write};
use crate::style::foreign::{StyleError, read};
use crate::style::strategies::{kinds, symbologies};
use crate::style::{
    Color, Fill, LayerStyle, MapTheme, Marker, MarkerShape, Pattern, ScaleRange, Symbol, Symbology,
    defaults, qml,
};

/// The same look as the format can say it: scales are those of rules there, categories without
/// values have no field, and of those with the same value the first has the features.
fn as_said(style: &LayerStyle) -> LayerStyle {
    let mut said = style.clone();
    match &mut said.symbol {
        Symbology::Categorised { classes, other, .. } if classes.is_empty() => {
            said.symbol = Symbology::Single(other.clone().unwrap_or_default());
        }
        Symbology::Categorised { classes, .. } => {
            let mut seen = std::collections::HashSet::new();
            classes.retain(|class| seen.insert(class.value.clone()));
        }
        Symbology::Rules { rules, other } if rules.is_empty() => {
            said.symbol = Symbology::Single(other.clone().unwrap_or_default());
        }
        Symbology::Rules { rules, other } => {
            let own: Vec<_> = rules.iter().map(|rule| both(rule.scales, style.scales)).collect();
            let rest = other.as_ref().map(|_| style.scales);
            let all: Option<Vec<ScaleRange>> = own.iter().copied().chain(rest).collect();
            said.scales = all.map(|all| ScaleRange {
                closest: all.iter().map(|one| one.closest).fold(f64::INFINITY, f64::min),
                widest: all.iter().map(|one| one.widest).fold(0.0, f64::max),
            });
            for (rule, own) in rules.iter_mut().zip(own) {
                rule.scales = own.filter(|_| own != said.scales);
            }
        }
        _ => {}
    }
    said
}

fn names_a_value_twice(symbology: &Symbology) -> bool {
    let Symbology::Categorised { classes, .. } = symbology else { return false };
    let values: std::collections::BTreeSet<&str> =
        classes.iter().map(|class| class.value.as_str()).collect();
    values.len() < classes.len()
}

fn draws_something(style: &LayerStyle) -> bool {
    match &style.symbol {
        Symbology::Categorised { classes, other, .. } => !classes.is_empty() || other.is_some(),
        Symbology::Rules { rules, other } => !rules.is_empty() || other.is_some(),
        _ => true,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn a_style_comes_back_as_it_was(
        (kind, symbol) in kinds().prop_flat_map(|kind| (Just(kind), symbologies(kind))),
        scales in prop::option::of((0..5_000_u32, 5_000..9_000_000_u32)),
    ) {
        prop_assume!(!names_a_value_twice(&symbol)); // of those only the first ever holds
        let scales = scales.map(|(closest, widest)| ScaleRange {
            closest: f64::from(closest),
            widest: f64::from(widest),
        });
        let style = LayerStyle { symbol, label: None, scales };
        let text = write(&style, kind, 1.0, "Capa «1» & <más>");
        let back = read(&text);
        if draws_something(&style) {
            let back = back.expect("our own style");
            prop_assert_eq!(&back.left_out, &Vec::<String>::new());
            prop_assert_eq!(back.style, as_said(&style), "{}", text);
        } else {
            prop_assert_eq!(back, Err(StyleError::NoRenderer));
        }
    }

    #[test]
    fn no_text_brings_the_reader_down(text in "[<>a-zF/\"= :.0-9]{0,80}") {
        read(&text).ok();
        let within = |text: &str| format!(
            "<UserStyle><FeatureTypeStyle><Rule>{text}<PointSymbolizer/></Rule></FeatureTypeStyle>\
             </UserStyle>"
        );
        read(&within(&text)).ok();
        read(&within(&format!("<Filter>{text}</Filter>"))).ok();
        read(&within(&format!("<PointSymbolizer><Graphic>{text}</Graphic></PointSymbolizer>"))).ok();
    }
}

#[test]
fn names_come_back() {
    for (role, kind) in [
        (defaults::Role::Departments, ShapeKind::Polygon),
        (defaults::Role::Rivers, ShapeKind::Line),
        (defaults::Role::Towns, ShapeKind::Point),
    ] {
        for rank in [None, Some("población".to_owned())] {
            let mut label = defaults::label(role, "nombre", &MapTheme::LIGHT);
            label.rank_field = rank;
            let symbol = Symbology::Single(Symbol::default());
            let style = LayerStyle { symbol, label: Some(label.clone()), scales: None };
            let back = read(&write(&style, kind, 1.0, "capa")).expect("our own style");
            let mut found = back.style.label.expect("names");
            assert!((found.spacing - label.spacing).abs() < 1e-4);
            found.spacing = label.spacing;
            assert_eq!(found, label);
        }
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
    let back = read(&write(&style, ShapeKind::Point, 1.0, "capa")).expect("our own style");
    assert_eq!(back.style, style);
}

#[test]
fn the_opacity_of_the_layer_goes_into_the_colours() {
    let fill = Fill::solid(Color::hex(0x00c8_1e1e));
    let symbol = Symbology::Single(Symbol::area(fill, None));
    let style = LayerStyle { symbol, label: None, scales: None };
    let of_qml = of_qml(&qml::write(&style, ShapeKind::Polygon, 0.5), "capa");
    let of_qml = of_qml.expect("a style");
    assert_eq!(of_qml, write(&style, ShapeKind::Polygon, 0.5, "capa"));
    let Symbology::Single(found) = read(&of_qml).expect("a style").style.symbol else {
        panic!("one symbol")
    };
    assert_eq!(found.fill, Some(Fill::solid(fill.color.with_alpha(128))));
}

fn cookbook(rules: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<StyledLayerDescriptor version="1.0.0" xmlns="http://www.opengis.net/sld"
  xmlns:ogc="http://www.opengis.net/ogc" xmlns:xlink="http://www.w3.org/1999/xlink">
 <NamedLayer><Name>capa</Name><UserStyle><Title>SLD Cook Book</Title>{rules}</UserStyle></NamedLayer>
</StyledLayerDescriptor>"#
    )
}

/// In the form of map servers: version 1.0, ranges by filters, names in the same rules.
#[test]
fn ranges_of_a_map_server_are_ranges() {
    let text = |label: &str| {
        format!(
            "<TextSymbolizer><Label><ogc:PropertyName>{label}</ogc:PropertyName></Label><Font>\
             <CssParameter name=\"font-size\">14</CssParameter></Font></TextSymbolizer>"
        )
    };
    let rule = |title: &str, filter: &str, fill: &str| {
        format!(
            "<Rule><Name>x</Name><Title>{title}</Title><ogc:Filter>{filter}</ogc:Filter>\
             <MaxScaleDenominator>100000</MaxScaleDenominator><PolygonSymbolizer><Fill>\
             <CssParameter name=\"fill\">{fill}</CssParameter></Fill></PolygonSymbolizer>{}</Rule>",
            text("nombre")
        )
    };
    let ends = |name: &str, end: u32| {
        format!(
            "<ogc:{name}><ogc:PropertyName>pop</ogc:PropertyName><ogc:Literal>{end}</ogc:Literal>\
             </ogc:{name}>"
        )
    };
    let rules = [
        rule("poca", &ends("PropertyIsLessThan", 200_000), "#66FF66"),
        rule(
            "media",
            &format!(
                "<ogc:And>{}{}</ogc:And>",
                ends("PropertyIsGreaterThanOrEqualTo", 200_000),
                ends("PropertyIsLessThan", 500_000)
            ),
            "#33CC33",
        ),
        rule("mucha", &ends("PropertyIsGreaterThan", 500_000), "#009900"),
    ];
    let found =
        read(&cookbook(&format!("<FeatureTypeStyle>{}</FeatureTypeStyle>", rules.concat())))
            .expect("a style");
    assert!(found.left_out.is_empty(), "{:?}", found.left_out);
    assert_eq!(found.style.scales, Some(ScaleRange::up_to(100_000.0)));
    let label = found.style.label.expect("names");
    assert_eq!((label.field.as_str(), label.size_px, label.scales), ("nombre", 14.0, None));
    let Symbology::Graduated { field, breaks, other: None } = found.style.symbol else {
        panic!("ranges")
    };
    let ends: Vec<Option<f64>> = breaks.iter().map(|range| range.below).collect();
    assert_eq!((field.as_str(), ends), ("pop", vec![Some(200_000.0), Some(500_000.0), None]));
    let fill = breaks[1].symbol.fill.expect("a fill");
    assert_eq!((breaks[1].label.as_str(), fill.color), ("media", Color::hex(0x0033_CC33)));
}

/// Every operator, a casing in two layers of the style, and what has no counterpart.
#[test]
fn conditions_of_a_map_server_are_conditions() {
    let stroke = |color: &str, width: u8| {
        format!(
            "<LineSymbolizer><Stroke><CssParameter name=\"stroke\">{color}</CssParameter>\
             <CssParameter name=\"stroke-width\">{width}</CssParameter></Stroke></LineSymbolizer>"
        )
    };
    let filter = "<ogc:Filter><ogc:Or><ogc:And><ogc:PropertyIsLike wildCard=\"*\" singleChar=\".\" \
        escape=\"!\"><ogc:PropertyName>ruta</ogc:PropertyName><ogc:Literal>PE-5.*</ogc:Literal>\
        </ogc:PropertyIsLike><ogc:Not><ogc:PropertyIsNull><ogc:PropertyName>tipo vía\
        </ogc:PropertyName></ogc:PropertyIsNull></ogc:Not></ogc:And><ogc:PropertyIsBetween>\
        <ogc:PropertyName>km</ogc:PropertyName><ogc:LowerBoundary><ogc:Literal>1</ogc:Literal>\
        </ogc:LowerBoundary><ogc:UpperBoundary><ogc:Literal>2.5</ogc:Literal></ogc:UpperBoundary>\
        </ogc:PropertyIsBetween><ogc:PropertyIsNotEqualTo><ogc:Literal>010</ogc:Literal>\
        <ogc:PropertyName>código</ogc:PropertyName></ogc:PropertyIsNotEqualTo></ogc:Or>\
        </ogc:Filter>";
    let layer = |rules: String| format!("<FeatureTypeStyle>{rules}</FeatureTypeStyle>");
    let unknown = "<Rule><ogc:Filter><ogc:BBOX/></ogc:Filter><LineSymbolizer/></Rule>";
    let below = format!("<Rule>{filter}{}</Rule>{unknown}", stroke("#333333", 5));
    let above = format!("<Rule>{filter}{}</Rule>", stroke("#6699FF", 3));
    let found = read(&cookbook(&(layer(below) + &layer(above)))).expect("a style");
    assert_eq!(found.left_out, ["BBOX"]);
    let Symbology::Rules { rules, other: None } = found.style.symbol else { panic!("rules") };
    assert_eq!(rules.len(), 1);
    assert_eq!(
        rules[0].condition,
        "ruta LIKE 'pe-5_%' AND \"tipo vía\" IS NOT NULL OR (km >= 1 AND km <= 2.5) OR código <> \
         '010'"
    );
    let line = rules[0].symbol.stroke.as_ref().expect("a line");
    let casing = line.casing.expect("a casing");
    assert_eq!((line.color, line.width_px), (Color::hex(0x0066_99FF), 3.0));
    assert_eq!((casing.color, casing.extra_px), (Color::hex(0x0033_3333), 1.0));
}

#[test]
fn categories_of_qgis_are_categories_and_hatches_lie_on_their_ground() {
    let fill = "<PolygonSymbolizer><Fill><CssParameter name=\"fill\">#ffeeaa</CssParameter>\
        <CssParameter name=\"fill-opacity\">0.5</CssParameter></Fill></PolygonSymbolizer>\
        <PolygonSymbolizer><Fill><GraphicFill><Graphic><Mark><WellKnownName>horline\
        </WellKnownName><Stroke><CssParameter name=\"stroke\">#aa0000</CssParameter></Stroke>\
        </Mark><Size>9</Size><Rotation>45</Rotation></Graphic></GraphicFill></Fill>\
        </PolygonSymbolizer>";
    let rules = format!(
        "<FeatureTypeStyle><Rule><Title>Agrícola</Title><ogc:Filter><ogc:PropertyIsEqualTo>\
         <ogc:PropertyName>zona</ogc:PropertyName><ogc:Literal>A</ogc:Literal>\
         </ogc:PropertyIsEqualTo></ogc:Filter>{fill}</Rule><Rule><ElseFilter/><PolygonSymbolizer>\
         <Stroke/></PolygonSymbolizer></Rule></FeatureTypeStyle>"
    );
    let found = read(&cookbook(&rules)).expect("a style");
    assert!(found.left_out.is_empty(), "{:?}", found.left_out);
    let Symbology::Categorised { field, classes, other: Some(other) } = found.style.symbol else {
        panic!("categories")
    };
    assert_eq!((field.as_str(), classes[0].value.as_str()), ("zona", "A"));
    let ground = Some(Color { r: 0xff, g: 0xee, b: 0xaa, a: 128 });
    let color = Color::hex(0x00aa_0000);
    assert_eq!(classes[0].symbol.fill, Some(Fill { color, pattern: Pattern::Hatch45, ground }));
    assert_eq!(other.stroke.expect("a border").color, Color::BLACK);
}

#[test]
fn rules_for_the_same_at_other_scales_are_told() {
    let rule = |title: &str, scales: &str, size: u8| {
        format!(
            "<Rule><Title>{title}</Title>{scales}<PointSymbolizer><Graphic><Mark/><Size>{size}\
             </Size></Graphic></PointSymbolizer></Rule>"
        )
    };
    let rules = [
        rule("grande", "<MaxScaleDenominator>100000</MaxScaleDenominator>", 12),
        rule("chico", "<MinScaleDenominator>100000</MinScaleDenominator>", 4),
    ];
    let text = cookbook(&format!("<FeatureTypeStyle>{}</FeatureTypeStyle>", rules.concat()));
    let found = read(&text).expect("a style");
    assert_eq!((found.left_out, found.style.scales), (vec!["Rule chico".to_owned()], None));
    let Symbology::Single(symbol) = found.style.symbol else { panic!("one symbol") };
    assert_eq!(symbol.marker.expect("a sign").size_px, 12.0);
}

#[test]
fn operators_within_operators_have_an_end() {
    let depth = 20_000;
    let filter = format!("{}{}", "<Not>".repeat(depth), "</Not>".repeat(depth));
    let rule = format!("<Rule><Filter>{filter}</Filter><PointSymbolizer/></Rule>");
    let found = read(&cookbook(&format!("<FeatureTypeStyle>{rule}</FeatureTypeStyle>")));
    assert!(matches!(found, Err(StyleError::NoRenderer | StyleError::Xml(_))));
}

#[test]
fn what_is_no_style_is_told() {
    let raster = "<FeatureTypeStyle><Rule><RasterSymbolizer/></Rule></FeatureTypeStyle>";
    let found = read(&cookbook(raster)).map(|found| found.left_out);
    assert_eq!(found, Err(StyleError::NoRenderer));
    assert_eq!(read(&cookbook("")), Err(StyleError::NoRenderer));
    assert!(matches!(read("<StyledLayerDescriptor"), Err(StyleError::Xml(_))));
}

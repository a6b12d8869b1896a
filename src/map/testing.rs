//! Small layers for the tests of this crate.

use std::sync::Arc;

use allpa_geom::{Epsg, PsadOperation, ShapeKind, Shapes, ShapesBuilder};
use allpa_model::{Column, ColumnData, Layer, LayerParts};

use crate::label::Fonts;
use crate::plane::Plane;
use crate::prepare::PreparedLayer;
use crate::scene::{Scene, SceneLayer};
use crate::style::{LayerStyle, MapTheme, Symbol, Symbology};

/// One part per feature, each a list of rings.
pub(crate) fn shapes(kind: ShapeKind, features: &[&[&[[f64; 2]]]]) -> Shapes {
    let mut builder = ShapesBuilder::default();
    for rings in features {
        for ring in *rings {
            builder.extend(ring.iter().copied());
            builder.end_ring();
        }
        builder.end_part();
        builder.end_feature(kind);
    }
    builder.finish()
}

/// A closed ring around a box in degrees.
pub(crate) fn rect(west: f64, south: f64, east: f64, north: f64) -> [[f64; 2]; 5] {
    [[west, south], [east, south], [east, north], [west, north], [west, south]]
}

pub(crate) fn layer(shapes: Shapes) -> Layer {
    let parts = LayerParts { name: "test".into(), shapes, ..LayerParts::default() };
    Layer::new(parts, Epsg::WGS84, PsadOperation::default())
}

/// `count` squares of one degree side by side from 0° E, 0° N.
pub(crate) fn layer_of_squares(count: usize) -> Layer {
    let rings: Vec<_> = (0..count).map(|x| rect(x as f64, 0.0, (x + 1) as f64, 1.0)).collect();
    let rings: Vec<[&[[f64; 2]]; 1]> = rings.iter().map(|ring| [ring.as_slice()]).collect();
    let features: Vec<&[&[[f64; 2]]]> = rings.iter().map(<[_; 1]>::as_slice).collect();
    layer(shapes(ShapeKind::Polygon, &features))
}

pub(crate) fn text_column(name: &str, values: &[Option<&str>]) -> Column {
    let data = ColumnData::Text(values.iter().copied().collect());
    Column { name: name.into(), data }
}

pub(crate) fn number_column(name: &str, values: &[Option<f64>]) -> Column {
    Column { name: name.into(), data: ColumnData::Real(values.to_vec()) }
}

pub(crate) fn with_columns(layer: &Layer, columns: Vec<Column>) -> Layer {
    let parts = LayerParts {
        name: layer.name().into(),
        shapes: layer.shapes().as_ref().clone(),
        columns,
        ..LayerParts::default()
    };
    Layer::new(parts, Epsg::WGS84, PsadOperation::default())
}

pub(crate) fn single(symbol: Symbol) -> LayerStyle {
    LayerStyle { symbol: Symbology::Single(symbol), label: None, scales: None }
}

pub(crate) fn scene(layers: Vec<(Layer, LayerStyle)>) -> Scene {
    let layers = (0u32..).zip(layers).map(|(id, (layer, style))| {
        let prepared =
            PreparedLayer::new(Arc::new(layer), Plane::Mercator).expect("geographic already");
        SceneLayer::new(id, "", Arc::new(prepared), Arc::new(style))
    });
    Scene::new(layers.collect(), MapTheme::LIGHT)
}

/// The fonts of the program.
pub(crate) fn fonts() -> Arc<Fonts> {
    let regular = include_bytes!("../../assets/fonts/NotoSans-Regular.ttf").to_vec();
    let semi_bold = include_bytes!("../../assets/fonts/NotoSans-SemiBold.ttf").to_vec();
    Arc::new(Fonts::new(regular, semi_bold).expect("the fonts in the repository are sound"))
}

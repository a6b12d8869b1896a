//! What the marker drew, as a layer: for the picture of an agreement, and for the plan.

use std::sync::Arc;

use allpa_geom::{ShapeKind, ShapesBuilder};
use allpa_map::style::{Class, Color, LayerStyle, Stroke as Pen, Symbol, Symbology};
use allpa_model::{Column, ColumnData, Layer, TextColumn};
use allpa_text::Texts;

use crate::canvas::INKS;
use crate::meeting::Stroke;

/// The colours of [`INKS`] as the table of the layer has them, in Spanish as the rest of the plan
/// file, and the keys of their words.
const COLORS: [(&str, &str); INKS.len()] =
    [("rojo", "ink-red"), ("azul", "ink-blue"), ("negro", "ink-black"), ("naranja", "ink-orange")];

/// The strokes as lines in the order in which they were drawn, `width_px` logical pixels wide;
/// `None` where nothing was drawn.
pub fn ink_layer(
    texts: &Texts,
    strokes: &[Stroke],
    width_px: f32,
) -> Option<(Arc<Layer>, Arc<LayerStyle>)> {
    let mut shapes = ShapesBuilder::default();
    let mut colors = TextColumn::default();
    // A touch without a move leaves no line.
    for stroke in strokes.iter().filter(|stroke| stroke.points.len() > 1) {
        shapes.extend(stroke.points.iter().copied());
        shapes.end_ring();
        shapes.end_part();
        shapes.end_feature(ShapeKind::Line);
        colors.push(Some(COLORS[stroke.color % COLORS.len()].0));
    }
    if shapes.is_empty() {
        return None;
    }
    let column = Column { name: "color".into(), data: ColumnData::Text(colors) };
    let layer = Arc::new(Layer::made("trazos", shapes.finish(), vec![column]));
    let class = |(ink, (value, key)): (&egui::Color32, (&str, &str))| {
        let color = Color { r: ink.r(), g: ink.g(), b: ink.b(), a: 255 };
        let symbol = Symbol::line(Pen::new(color, width_px));
        Class { value: value.to_owned(), label: texts.get(key), symbol }
    };
    let classes = INKS.iter().zip(COLORS).map(class).collect();
    let symbol = Symbology::Categorised { field: "color".into(), classes, other: None };
    Some((layer, Arc::new(LayerStyle { symbol, label: None, scales: None })))
}

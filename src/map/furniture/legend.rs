//! The legend as plain data, for the window and for paper.

use std::sync::Arc;

use allpa_geom::ShapeKind;

use crate::camera::Camera;
use crate::scene::{Scene, SceneLayer};
use crate::style::Symbol;

/// What the map shows and with which signs.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LegendView {
    /// One entry per visible layer, the topmost first.
    pub entries: Vec<LegendEntry>,
    /// Remarks below the signs, already in the user's language.
    pub notices: Vec<String>,
}

/// One layer.
#[derive(Debug, Clone, PartialEq)]
pub struct LegendEntry {
    /// [`crate::SceneLayer::id`].
    pub layer: u32,
    /// Name of the layer.
    pub title: Arc<str>,
    /// What most of its features are made of.
    pub kind: ShapeKind,
    /// Its signs in the order of the style; a single one has the title as its text.
    pub items: Vec<LegendItem>,
}

/// One sign.
#[derive(Debug, Clone, PartialEq)]
pub struct LegendItem {
    /// Text beside it.
    pub label: String,
    /// The sign.
    pub symbol: Symbol,
    /// Features drawn with it, in the whole layer.
    pub count: usize,
}

/// Words of the legend in the user's language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegendWords {
    /// For features of no class of their own.
    pub other: String,
}

/// The legend of what `camera` shows of `scene`. Signs without any feature are left out, and so
/// are layers without title.
pub fn legend(scene: &Scene, camera: &Camera, words: &LegendWords) -> LegendView {
    let denominator = scene.denominator(camera);
    let layers = scene.visible_layers(camera).filter(|layer| !layer.title.is_empty()).rev();
    let entries = layers.map(|layer| LegendEntry {
        layer: layer.id,
        title: Arc::clone(&layer.title),
        kind: layer.prepared.layer().kind(),
        items: legend_items(layer, &layer.title, denominator, &words.other),
    });
    let entries = entries.filter(|entry| !entry.items.is_empty()).collect();
    LegendView { entries, notices: Vec::new() }
}

/// The signs of a layer called `title` that are drawn at 1:`denominator`, in the order of its style;
/// `other` is for features of no class of their own.
pub fn legend_items(
    layer: &SceneLayer,
    title: &str,
    denominator: f64,
    other: &str,
) -> Vec<LegendItem> {
    let classes = &layer.classes;
    let symbols = classes.symbols();
    let is_single = symbols.len() == 1 && classes.label(0).is_empty();
    let item = |class: usize| LegendItem {
        label: match classes.label(class) {
            "" if is_single => title.to_owned(),
            "" => other.to_owned(),
            label => label.to_owned(),
        },
        symbol: symbols[class].clone(),
        count: classes.count(class),
    };
    merged(classes.explained(denominator).into_iter().map(item))
}

/// Neighbours with the same text and sign as one: several spellings of one category.
fn merged(items: impl Iterator<Item = LegendItem>) -> Vec<LegendItem> {
    let mut out: Vec<LegendItem> = Vec::new();
    for item in items {
        match out.last_mut() {
            Some(last) if last.label == item.label && last.symbol == item.symbol => {
                last.count += item.count;
            }
            _ => out.push(item),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use allpa_geom::Bounds;

    use super::*;
    use crate::plane::Plane;
    use crate::style::{Class, Color, Fill, LayerStyle, Rule, ScaleRange, Symbology};
    use crate::testing::{layer_of_squares, scene, text_column, with_columns};

    #[test]
    fn only_signs_that_are_drawn_are_explained() {
        let class = |value: &str, label: &str| Class {
            value: value.into(),
            label: label.into(),
            symbol: Symbol::area(Fill::solid(Color::WHITE), None),
        };
        let column = text_column("z", &[Some("a"), Some("A1"), Some("x"), None]);
        let squares = with_columns(&layer_of_squares(4), vec![column]);
        let classes = vec![class("a", "Bosque"), class("A1", "Bosque"), class("b", "Pasto")];
        let other = Some(Symbol::area(Fill::solid(Color::BLACK), None));
        let symbol = Symbology::Categorised { field: "z".into(), classes, other };
        let mut scene = scene(vec![(squares, LayerStyle { symbol, label: None, scales: None })]);
        scene.layers[0].title = "Zonas".into();
        let bounds = Bounds { min: [0.0, 0.0], max: [4.0, 1.0] };
        let camera = Camera::fit(Plane::Mercator, bounds, [100, 100], 0.0);
        let view = legend(&scene, &camera, &LegendWords { other: "Otros".into() });
        let items: Vec<(&str, usize)> =
            view.entries[0].items.iter().map(|item| (item.label.as_str(), item.count)).collect();
        assert_eq!(items, [("Bosque", 2), ("Otros", 2)]);
    }

    #[test]
    fn rules_of_other_scales_are_not_explained() {
        let rule = |label: &str, scales| Rule {
            condition: if label == "Bosque" { "z = 'a'" } else { "z = 'b'" }.into(),
            label: label.into(),
            scales,
            symbol: Symbol::area(Fill::solid(Color::WHITE), None),
        };
        let column = text_column("z", &[Some("a"), Some("b"), Some("b"), None]);
        let squares = with_columns(&layer_of_squares(4), vec![column]);
        let rules = vec![rule("Bosque", None), rule("Pasto", Some(ScaleRange::up_to(10_000.0)))];
        let symbol = Symbology::Rules { rules, other: None };
        let mut scene = scene(vec![(squares, LayerStyle { symbol, label: None, scales: None })]);
        scene.layers[0].title = "Zonas".into();
        let bounds = Bounds { min: [0.0, 0.0], max: [4.0, 1.0] };
        let far = Camera::fit(Plane::Mercator, bounds, [100, 100], 0.0);
        let near = far.with_scale(5_000.0, crate::REFERENCE_DPI);
        let listed = |camera| {
            let view = legend(&scene, &camera, &LegendWords { other: "Otros".into() });
            let items = view.entries.into_iter().flat_map(|entry| entry.items);
            items.map(|item| item.label).collect::<Vec<_>>()
        };
        assert_eq!(listed(far), ["Bosque"]);
        assert_eq!(listed(near), ["Bosque", "Pasto"]);
    }
}

//! Proposals by how far each has come.

use allpa_geom::ShapeKind;
use allpa_model::Layer;
use allpa_model::plan::{STAGES, word_of};

use super::{
    Class, Color, LayerStyle, MapTheme, MarkerShape, Symbol, Symbology, make, of_proposals,
};

/// How a stage is drawn: its colour (Okabe and Ito 2008, told apart by everybody), and without any
/// colour by dashes that close and signs that change their shape.
struct Stage {
    color: Color,
    dash: &'static [f32],
    shape: MarkerShape,
    size_px: f32,
}

/// Least width of the rim of a sign.
const RIM_PX: f32 = 1.8;

/// In the order of [`STAGES`].
const LOOKS: [Stage; STAGES.len()] = [
    stage(0x0056_B4E9, &[1.5, 4.0], MarkerShape::Circle, 9.0),
    stage(0x00E6_9F00, &[5.0, 4.0], MarkerShape::Triangle, 13.0),
    stage(0x00CC_79A7, &[10.0, 4.0], MarkerShape::Diamond, 13.0),
    stage(0x0000_9E73, &[], MarkerShape::Square, 11.0),
    stage(0x0000_72B2, &[], MarkerShape::Circle, 14.0),
];

const fn stage(rgb: u32, dash: &'static [f32], shape: MarkerShape, size_px: f32) -> Stage {
    Stage { color: Color::hex(rgb), dash, shape, size_px }
}

/// The look of proposals by stage; those without a known one look as all do otherwise. `words` are
/// the stages in the language of the reader, in the order of [`STAGES`]; the legend has those that
/// there are.
pub fn of_stages(layer: &Layer, theme: &MapTheme, words: &[String; STAGES.len()]) -> LayerStyle {
    let mut style = of_proposals(layer, theme);
    let Symbology::Single(base) = style.symbol.clone() else { return style };
    let column = layer.column("etapa");
    let is_there = |stage: &str| {
        let is_it = |row| {
            column.is_some_and(|own| word_of(&STAGES, &own.value(row).to_string()) == Some(stage))
        };
        (0..layer.len()).any(is_it)
    };
    let known = STAGES.into_iter().zip(words).zip(&LOOKS).filter(|((stage, _), _)| is_there(stage));
    let classes: Vec<Class> = known
        .map(|((stage, words), look)| Class {
            value: stage.to_owned(),
            label: words.clone(),
            symbol: look.symbol(&base, layer.kind()),
        })
        .collect();
    if !classes.is_empty() {
        let field = "etapa".to_owned();
        style.symbol = Symbology::Categorised { field, classes, other: Some(base) };
    }
    style
}

impl Stage {
    fn symbol(&self, base: &Symbol, kind: ShapeKind) -> Symbol {
        let mut symbol = make::colored(base, kind, self.color);
        if let Some(stroke) = &mut symbol.stroke {
            stroke.color = self.color.with_alpha(stroke.color.a);
            stroke.dash = self.dash.to_vec();
        }
        if let Some(marker) = &mut symbol.marker {
            (marker.shape, marker.size_px) = (self.shape, self.size_px);
            // A light sign is seen on any ground.
            marker.rim_px = marker.rim_px.max(RIM_PX);
        }
        symbol
    }
}

#[cfg(test)]
mod tests {
    use super::super::vision::difference;
    use super::*;
    use crate::testing::{layer_of_squares, text_column, with_columns};

    #[test]
    fn stages_are_told_apart_by_colour_and_without_it() {
        for (at, one) in LOOKS.iter().enumerate() {
            for other in &LOOKS[at + 1..] {
                for kind in 0..3 {
                    let far = difference(one.color, other.color, kind);
                    assert!(far > 15.0, "{:?} {:?}: {far}", one.color, other.color);
                }
                let signs = |look: &Stage| (look.shape, look.size_px.to_bits());
                assert_ne!(signs(one), signs(other));
            }
        }
    }

    #[test]
    fn the_legend_has_the_stages_there_are_in_their_order_and_in_words() {
        let stages = [Some("mantenimiento"), Some("Perfil"), None, Some("anteproyecto")];
        let layer = with_columns(&layer_of_squares(4), vec![text_column("etapa", &stages)]);
        let words = ["Idea", "Profile", "Technical file", "Execution", "Maintenance"];
        let words = words.map(str::to_owned);
        let style = of_stages(&layer, &MapTheme::LIGHT, &words);
        let Symbology::Categorised { classes, other, .. } = style.symbol else { panic!("classes") };
        let labels: Vec<&str> = classes.iter().map(|class| class.label.as_str()).collect();
        assert_eq!(labels, ["Profile", "Maintenance"]);
        assert_eq!(Symbology::Single(other.expect("others")), usual(&layer));
        let bare = layer_of_squares(2);
        assert_eq!(of_stages(&bare, &MapTheme::LIGHT, &words).symbol, usual(&bare));
    }

    fn usual(layer: &Layer) -> Symbology {
        of_proposals(layer, &MapTheme::LIGHT).symbol
    }
}

//! From the XML of the OGC to a style.

use allpa_model::expression::Node;
use roxmltree::Node as Xml;

use super::symbols::{Parts, number, text};
use super::{filter, label, rules};
use crate::style::foreign::{ReadStyle, StyleError, child, children};
use crate::style::{LabelStyle, LayerStyle, ScaleRange};

/// For which features a rule is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Chosen {
    All,
    Others,
    Those(Node<String>),
}

/// A rule that draws something.
pub(super) struct Drawn {
    pub(super) title: String,
    pub(super) chosen: Chosen,
    pub(super) scales: Option<ScaleRange>,
    pub(super) parts: Parts,
}

/// Names that a rule writes.
struct Named {
    label: LabelStyle,
    chosen: Chosen,
    scales: Option<ScaleRange>,
}

#[derive(Default)]
struct Reader {
    drawn: Vec<Drawn>,
    named: Vec<Named>,
    left_out: Vec<String>,
}

/// Reads an SLD document from its first element.
///
/// # Errors
/// [`StyleError`].
pub fn read(root: Xml) -> Result<ReadStyle, StyleError> {
    let mut styles = root.descendants().filter(|node| node.tag_name().name() == "UserStyle");
    let style = styles.next().unwrap_or(root);
    let mut reader = Reader::default();
    if styles.next().is_some() {
        reader.left_out.push("UserStyle".to_owned());
    }
    let is_layer = |node: &Xml| node.tag_name().name() == "FeatureTypeStyle";
    for (place, layer) in style.descendants().filter(is_layer).enumerate() {
        let below = reader.drawn.len();
        for rule in children(Some(layer), "Rule") {
            reader.rule(rule, below);
        }
        if place > 0 && below > 0 && reader.drawn.len() > below {
            // Drawn over the others there; here a feature has one symbol.
            reader.left_out.push("FeatureTypeStyle".to_owned());
        }
    }
    if reader.drawn.is_empty() && reader.named.is_empty() {
        return Err(StyleError::NoRenderer);
    }
    let everywhere = |drawn: &Drawn| drawn.chosen == Chosen::All;
    let names_all = reader.named.iter().all(|named| named.chosen == Chosen::All)
        || reader.drawn.iter().all(|drawn| {
            everywhere(drawn) || reader.named.iter().any(|named| named.chosen == drawn.chosen)
        });
    let alike = reader.named.windows(2).all(|pair| pair[0].label == pair[1].label);
    if !(names_all && alike) {
        reader.left_out.push("TextSymbolizer".to_owned());
    }
    let (symbol, scales) = rules::recognised(reader.drawn, &mut reader.left_out);
    let label = reader.named.into_iter().next().map(|named| LabelStyle {
        scales: named.scales.filter(|own| Some(*own) != scales),
        ..named.label
    });
    reader.left_out.sort();
    reader.left_out.dedup();
    let style = LayerStyle { symbol, label, scales };
    Ok(ReadStyle { style, opacity: 1.0, left_out: reader.left_out })
}

impl Reader {
    /// Takes a rule in; what an earlier layer of the style draws for the same features lies below.
    fn rule(&mut self, rule: Xml, below: usize) {
        let chosen = if child(rule, "ElseFilter").is_some() {
            Chosen::Others
        } else if let Some(condition) = child(rule, "Filter") {
            match filter::read(condition) {
                Ok(condition) => Chosen::Those(condition),
                // Without its condition it would be drawn for others too.
                Err(name) => return self.left_out.push(name),
            }
        } else {
            Chosen::All
        };
        let scales = scales(rule);
        let title = child(rule, "Title")
            .or_else(|| child(child(rule, "Description")?, "Title"))
            .or_else(|| child(rule, "Name"));
        let is_symbolizer = |node: &Xml| node.tag_name().name().ends_with("Symbolizer");
        let (texts, symbolizers): (Vec<Xml>, Vec<Xml>) = rule
            .children()
            .filter(is_symbolizer)
            .partition(|node| node.tag_name().name() == "TextSymbolizer");
        for symbolizer in texts {
            match label::read(symbolizer) {
                Some(label) => self.named.push(Named { label, chosen: chosen.clone(), scales }),
                None => self.left_out.push("Label".to_owned()),
            }
        }
        let (pictures, symbolizers): (Vec<Xml>, Vec<Xml>) =
            symbolizers.into_iter().partition(|node| node.tag_name().name() == "RasterSymbolizer");
        self.left_out.extend(pictures.first().map(|node| node.tag_name().name().to_owned()));
        if symbolizers.is_empty() {
            return;
        }
        let same = |drawn: &&mut Drawn| drawn.chosen == chosen && drawn.scales == scales;
        if let Some(drawn) = self.drawn[..below].iter_mut().find(same) {
            symbolizers.into_iter().for_each(|symbolizer| drawn.parts.add(symbolizer));
            return;
        }
        let mut parts = Parts::default();
        symbolizers.into_iter().for_each(|symbolizer| parts.add(symbolizer));
        let title = title.map(text).unwrap_or_default();
        self.drawn.push(Drawn { title, chosen, scales, parts });
    }
}

fn scales(rule: Xml) -> Option<ScaleRange> {
    let limit = |name: &str| child(rule, name).and_then(number).filter(|limit| *limit > 0.0);
    match (limit("MinScaleDenominator"), limit("MaxScaleDenominator")) {
        (None, None) => None,
        (closest, widest) => {
            Some(ScaleRange { closest: closest.unwrap_or(0.0), widest: widest.unwrap_or(f64::MAX) })
        }
    }
}

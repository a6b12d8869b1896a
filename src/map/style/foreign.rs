//! Styles of other programs: what their formats share.

use roxmltree::{Document, Node, ParsingOptions};
use thiserror::Error;

use super::{Color, LayerStyle, Symbol, qml, sld};

/// Why a file gives no style.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StyleError {
    /// It is not well-formed XML.
    #[error("not XML: {0}")]
    Xml(String),
    /// It holds no style of vectors.
    #[error("no style of vectors")]
    NoRenderer,
    /// Its way of giving features a symbol has no counterpart.
    #[error("the renderer {0} has no counterpart")]
    Renderer(String),
}

/// A style and what of the file has no counterpart.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadStyle {
    /// The style.
    pub style: LayerStyle,
    /// Opacity of the layer, 0 to 1.
    pub opacity: f32,
    /// Names of what was left out, each once, as the file's format writes them.
    pub left_out: Vec<String>,
}

/// A condition that holds for every feature.
pub(super) const ALL: &str = "fid IS NOT NULL";

/// Nodes that a file may have: a style has thousands at most.
const MOST_NODES: u32 = 1_000_000;

/// Reads a style of QGIS (`.qml`) or of the OGC (`.sld`), told apart by their first element.
///
/// # Errors
/// [`StyleError`].
pub fn read(text: &str) -> Result<ReadStyle, StyleError> {
    // The document type is named, never fetched.
    let options = ParsingOptions { allow_dtd: true, nodes_limit: MOST_NODES, ..Default::default() };
    let document = Document::parse_with_options(text, options)
        .map_err(|error| StyleError::Xml(error.to_string()))?;
    let root = document.root_element();
    match root.tag_name().name() {
        "StyledLayerDescriptor" | "UserStyle" | "FeatureTypeStyle" => sld::read(root),
        _ => qml::read(root),
    }
}

/// The first child with a name, in whatever namespace.
pub(super) fn child<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Option<Node<'a, 'i>> {
    node.children().find(|child| child.tag_name().name() == name)
}

/// All children with a name, in whatever namespace.
pub(super) fn children<'a, 'i>(
    node: Option<Node<'a, 'i>>,
    name: &'static str,
) -> impl Iterator<Item = Node<'a, 'i>> {
    node.into_iter()
        .flat_map(|node| node.children())
        .filter(move |child| child.tag_name().name() == name)
}

/// Takes the opacity of the whole into each colour.
pub(super) fn faded(symbol: &mut Symbol, share: f32) {
    let fade = |color: &mut Color| color.a = (f32::from(color.a) * share).round() as u8;
    if let Some(fill) = &mut symbol.fill {
        fade(&mut fill.color);
        fill.ground.iter_mut().for_each(fade);
    }
    if let Some(stroke) = &mut symbol.stroke {
        fade(&mut stroke.color);
        stroke.casing.iter_mut().for_each(|casing| fade(&mut casing.color));
    }
    if let Some(marker) = &mut symbol.marker {
        fade(&mut marker.color);
        fade(&mut marker.rim);
    }
}

/// A text as XML holds it.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .chars()
        .filter(|c| !c.is_control())
        .collect()
}

//! What lies at a position: one section per feature, with attributes, figures and source.

use allpa_geom::{Coord, Hectares, Kilometers, ShapeKind, measure};
use allpa_map::Hit;

use crate::layers::{LayerId, Layers};

/// The sheet of a position. Measured once, when the user clicks.
#[derive(Debug, Clone, PartialEq)]
pub struct Ficha {
    /// Longitude, latitude.
    pub at: Coord,
    /// Features there, topmost first.
    pub sections: Vec<Section>,
}

/// One feature of the sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// Its layer.
    pub layer: LayerId,
    /// Its row.
    pub row: usize,
    /// Its name.
    pub name: String,
    /// Its measured figure, where its layer may be measured.
    pub figure: Option<Figure>,
    /// Features that make up the whole road; 1 for anything else.
    pub stretches: usize,
    /// Field names and values that are not empty.
    pub attributes: Vec<(String, String)>,
}

/// A measured figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Figure {
    /// Geodesic area.
    Area(Hectares),
    /// Geodesic length.
    Length(Kilometers),
}

impl Ficha {
    /// Gathers what `hits` say.
    pub fn of(at: Coord, hits: &[Hit], layers: &Layers) -> Self {
        let sections = hits.iter().filter_map(|hit| section(layers, LayerId(hit.layer), hit.row));
        Self { at, sections: sections.collect() }
    }
}

fn section(layers: &Layers, id: LayerId, row: usize) -> Option<Section> {
    let layer = layers.get(id)?;
    let shapes = layer.layer().geographic().ok()?;
    let figure = match shapes.kind(row) {
        _ if !layer.loaded.precision.is_measurable() => None,
        ShapeKind::Polygon => Some(Figure::Area(measure::area(shapes, row))),
        ShapeKind::Line => Some(Figure::Length(measure::length(shapes, row).to_kilometers())),
        ShapeKind::Point | ShapeKind::None => None,
    };
    let attributes = layer.layer().columns().iter().filter_map(|column| {
        let value = column.value(row).to_string();
        (!value.trim().is_empty()).then(|| (column.name.clone(), value))
    });
    let attributes = attributes.collect();
    let stretches = match shapes.kind(row) {
        ShapeKind::Line => layer.stretches(row).len(),
        _ => 1,
    };
    let name = layer.feature_name(row);
    Some(Section { layer: id, row, name, figure, stretches, attributes })
}

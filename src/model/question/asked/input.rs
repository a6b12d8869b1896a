//! The inputs of a question, for forms and command lines that know nothing of the question.

use std::sync::Arc;

use allpa_geom::{Coord, Epsg, Meters, ShapeKind};

use super::{LayerRef, TableRef};
use crate::question::accuracy::MapScale;
use crate::role::{Recognised, Role};
use crate::{Layer, Precision};

/// One input and its place in the question.
#[derive(Debug)]
pub struct Input<'a> {
    /// Stable name: that of the question's field, under which it is kept.
    pub key: &'static str,
    /// Whether the question has an answer without it.
    pub is_optional: bool,
    /// What it takes, and where it goes.
    pub slot: Slot<'a>,
}

impl<'a> Input<'a> {
    /// An input without which there is no answer.
    pub(super) fn needed(key: &'static str, slot: Slot<'a>) -> Self {
        Self { key, is_optional: false, slot }
    }

    /// An input that may be left empty.
    pub(super) fn optional(key: &'static str, slot: Slot<'a>) -> Self {
        Self { key, is_optional: true, slot }
    }
}

/// What an input takes, with the place to put it.
#[derive(Debug)]
pub enum Slot<'a> {
    /// A layer.
    Layer {
        /// The layer chosen.
        value: &'a mut Option<LayerRef>,
        /// Which layers fit.
        fits: Fits,
    },
    /// Any number of layers.
    Layers {
        /// The layers chosen.
        value: &'a mut Vec<LayerRef>,
        /// Which layers fit.
        fits: Fits,
    },
    /// A table without geometry.
    Table {
        /// The table chosen.
        value: &'a mut Option<TableRef>,
    },
    /// A field of a layer.
    Field {
        /// Its name.
        value: &'a mut Option<String>,
        /// Key of the layer input it belongs to.
        of: &'static str,
        /// Names it usually has.
        names: &'static [&'static str],
    },
    /// Which features of a layer count, in the form of SQL's `WHERE`; empty for all.
    Condition {
        /// The condition.
        value: &'a mut String,
        /// Key of the layer input it belongs to.
        of: &'static str,
    },
    /// A distance on the ground.
    Distance {
        /// Metres.
        value: &'a mut Meters,
        /// Shortest and longest that make sense, in metres.
        range: [f64; 2],
    },
    /// A distance that may be left open.
    Limit {
        /// Metres.
        value: &'a mut Option<Meters>,
        /// Shortest and longest that make sense, in metres.
        range: [f64; 2],
    },
    /// One distance or several to compare.
    Distances {
        /// Metres, at least one.
        value: &'a mut Vec<Meters>,
        /// Shortest and longest that make sense, in metres.
        range: [f64; 2],
    },
    /// A number.
    Number {
        /// The number.
        value: &'a mut f64,
        /// Least and greatest.
        range: [f64; 2],
    },
    /// Numbers in any order.
    Numbers {
        /// The numbers.
        value: &'a mut Vec<f64>,
        /// Least and greatest.
        range: [f64; 2],
    },
    /// How many.
    Count {
        /// The number.
        value: &'a mut usize,
        /// Least and greatest.
        range: [usize; 2],
    },
    /// One of several.
    Choice {
        /// The one chosen.
        value: &'a mut Option<String>,
        /// Where they come from.
        options: Options,
    },
    /// One of several in an order, through which one may slide.
    Step {
        /// The one chosen.
        value: &'a mut Option<String>,
        /// Where they come from.
        options: Options,
    },
    /// Yes or no.
    Flag {
        /// Whether it holds.
        value: &'a mut bool,
    },
    /// Free text.
    Text {
        /// The text.
        value: &'a mut String,
    },
    /// A list of texts: codes or names.
    Members {
        /// The list, in the order given.
        value: &'a mut Vec<String>,
        /// Key of the layer input whose features they name; empty when they name none.
        of: &'static str,
    },
    /// The scale of a map.
    Scale {
        /// The scale.
        value: &'a mut Option<MapScale>,
    },
    /// A coordinate reference system.
    System {
        /// Its code.
        value: &'a mut Option<Epsg>,
    },
    /// A position on the map.
    Place {
        /// Longitude and latitude in degrees.
        value: &'a mut Option<Coord>,
    },
    /// A line drawn on the map.
    Axis {
        /// Longitudes and latitudes in degrees, a line per part.
        value: &'a mut Vec<Vec<Coord>>,
    },
    /// An area drawn on the map.
    Area {
        /// Longitudes and latitudes in degrees: the corners of one polygon.
        value: &'a mut Vec<Coord>,
    },
}

impl Slot<'_> {
    /// Whether nothing is given.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Layer { value, .. } => value.is_none(),
            Self::Layers { value, .. } => value.is_empty(),
            Self::Table { value } => value.is_none(),
            Self::Field { value, .. } | Self::Choice { value, .. } | Self::Step { value, .. } => {
                value.is_none()
            }
            Self::Condition { value, .. } | Self::Text { value } => value.is_empty(),
            Self::Limit { value, .. } => value.is_none(),
            Self::Distances { value, .. } => value.is_empty(),
            Self::Members { value, .. } => value.is_empty(),
            Self::Numbers { value, .. } => value.is_empty(),
            Self::Scale { value } => value.is_none(),
            Self::System { value } => value.is_none(),
            Self::Place { value } => value.is_none(),
            Self::Axis { value } => value.iter().all(|line| line.len() < 2),
            Self::Area { value } => value.len() < 3,
            Self::Distance { .. }
            | Self::Number { .. }
            | Self::Count { .. }
            | Self::Flag { .. } => false,
        }
    }
}

/// Where the options of a choice come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Options {
    /// These.
    Fixed(&'static [&'static str]),
    /// The uses of the matrix in the table input of this key.
    UsesOf(&'static str),
    /// The different values of a column of the table input of this key.
    ValuesOf {
        /// Key of the table input.
        table: &'static str,
        /// Names the column may have.
        column: &'static [&'static str],
        /// Only those of rows that have what was chosen in the input of this key, in a column of one
        /// of these names.
        among: Option<(&'static str, &'static [&'static str])>,
    },
    /// The different years of the dates in a field of a layer.
    YearsOf {
        /// Key of the layer input.
        layer: &'static str,
        /// Key of the field input.
        field: &'static str,
    },
}

/// Which layers fit an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fits {
    /// Kinds of geometry that can be used.
    pub kinds: &'static [ShapeKind],
    /// What it should be about, the best first; only a layer with one of these is filled in by
    /// itself.
    pub roles: &'static [Role],
    /// Whether a layer does on which nothing may be measured.
    pub sketches: bool,
}

/// A layer that a question may use.
#[derive(Debug, Clone)]
pub struct Known {
    /// The name by which questions know it.
    pub name: LayerRef,
    /// Its features.
    pub layer: Arc<Layer>,
    /// How far it can be trusted.
    pub precision: Precision,
}

impl Fits {
    const fn of(kinds: &'static [ShapeKind], roles: &'static [Role]) -> Self {
        Self { kinds, roles, sketches: false }
    }

    /// Administrative units, districts before the rest.
    pub const UNITS: Self =
        Self::of(&[ShapeKind::Polygon], &[Role::District, Role::Province, Role::Department]);
    /// Protected areas.
    pub const PROTECTED: Self = Self::of(
        &[ShapeKind::Polygon],
        &[
            Role::ProtectedArea,
            Role::RegionalConservationArea,
            Role::PrivateConservationArea,
            Role::ReservedZone,
        ],
    );
    /// Zones of a zoning.
    pub const ZONES: Self = Self::of(&[ShapeKind::Polygon], &[Role::Zoning]);
    /// Roads, of higher class first.
    pub const ROADS: Self = Self::of(
        &[ShapeKind::Line],
        &[Role::NationalRoad, Role::DepartmentalRoad, Role::LocalRoad, Role::Corridor],
    );
    /// Populated places.
    pub const PLACES: Self = Self::of(&[ShapeKind::Point], &[Role::PopulatedPlace, Role::Capital]);
    /// Places to start from, capitals before the rest.
    pub const SERVICES: Self =
        Self::of(&[ShapeKind::Point], &[Role::Capital, Role::PopulatedPlace]);
    /// Administrative units, departments before the rest.
    pub const DEPARTMENTS: Self =
        Self::of(&[ShapeKind::Polygon], &[Role::Department, Role::Province, Role::District]);
    /// Administrative units, provinces before the rest.
    pub const PROVINCES: Self =
        Self::of(&[ShapeKind::Polygon], &[Role::Province, Role::District, Role::Department]);
    /// River basins.
    pub const BASINS: Self = Self::of(&[ShapeKind::Polygon], &[Role::Basin]);
    /// Any polygons; none is filled in by itself.
    pub const POLYGONS: Self = Self::of(&[ShapeKind::Polygon], &[]);
    /// Any lines; none is filled in by itself.
    pub const LINES: Self = Self::of(&[ShapeKind::Line], &[]);
    /// Any lines or polygons; none is filled in by itself.
    pub const MEASURABLE: Self = Self::of(&[ShapeKind::Line, ShapeKind::Polygon], &[]);
    /// Any layer with geometry; none is filled in by itself.
    pub const ANY: Self = Self::of(&[ShapeKind::Point, ShapeKind::Line, ShapeKind::Polygon], &[]);

    /// The same, where nothing is measured on the layer.
    #[must_use]
    pub const fn also_sketches(self) -> Self {
        Self { sketches: true, ..self }
    }

    /// Whether the geometry of a layer can be used.
    pub fn admits(&self, known: &Known) -> bool {
        self.trusts(known) && self.kinds.contains(&known.layer.kind())
    }

    /// Whether a layer is good enough, whatever its geometry.
    pub fn trusts(&self, known: &Known) -> bool {
        self.sketches || known.precision.is_measurable()
    }

    /// How well a layer fits, the best first: the place of its role. `None` when it is not to be
    /// filled in by itself.
    pub fn rank(&self, known: &Known, recognised: &Recognised) -> Option<usize> {
        let role = recognised.role.filter(|_| self.admits(known))?;
        self.roles.iter().position(|known| *known == role)
    }
}

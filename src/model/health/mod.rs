//! The health of a layer: what is wrong with its features, and with the coverage they make.
//!
//! Every finding names its feature, its place and its hectares. Nothing is changed but by
//! [`repair()`], and there on a copy.

mod coverage;
mod datum;
mod features;
mod repair;

use allpa_geom::validity::Invalidity;
use allpa_geom::{Coord, Hectares, ShapeKind, TransformError};

use crate::Layer;

pub use coverage::{closure, coverage};
pub use datum::{Shift, psad56_of, shift, shift_among, shift_if};
pub use features::{below_minimum, features};
pub use repair::{Change, Repair, Repaired, repair};

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Figures made from the layer are wrong or cannot be had.
    Error,
    /// Figures may be wrong.
    Warning,
    /// Worth knowing.
    Information,
}

/// Something found.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// What it is.
    pub kind: FindingKind,
    /// Feature it is about.
    pub row: Option<usize>,
    /// The other feature, for what is between two.
    pub other: Option<usize>,
    /// Area concerned.
    pub area: Option<Hectares>,
    /// A position there, longitude and latitude.
    pub place: Option<Coord>,
}

/// Kinds of findings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum FindingKind {
    /// The feature has no geometry.
    NoGeometry,
    /// Invalid, and mended on a copy for measuring; the area of the finding is the change.
    Repaired(Invalidity),
    /// Invalid beyond repair.
    NotRepaired(Invalidity),
    /// A polygon that encloses nothing.
    ZeroArea,
    /// A polygon smaller than the least unit that the scale of the map can show.
    BelowMinimum,
    /// Positions that stand twice in a row.
    RepeatedVertices,
    /// The same geometry as another feature.
    Duplicate,
    /// Two features cover the same land.
    Overlap,
    /// They do on a strip no wider than drawing errors are.
    OverlapSliver,
    /// Land between features that none covers.
    Gap,
    /// Such land, no wider than drawing errors are.
    GapSliver,
    /// Land of the layer outside the outline.
    OutsideOutline,
    /// Land of the outline that the layer does not cover.
    NotCovered,
    /// The layer lies where PSAD56 coordinates read as WGS 84 would.
    DatumShift(Shift),
}

impl FindingKind {
    /// Stable name, for scripts.
    pub fn name(self) -> &'static str {
        match self {
            Self::NoGeometry => "no_geometry",
            Self::Repaired(_) => "invalid",
            Self::NotRepaired(_) => "not_repairable",
            Self::ZeroArea => "zero_area",
            Self::BelowMinimum => "below_minimum",
            Self::RepeatedVertices => "repeated_vertices",
            Self::Duplicate => "duplicate",
            Self::Overlap => "overlap",
            Self::OverlapSliver => "overlap_sliver",
            Self::Gap => "gap",
            Self::GapSliver => "gap_sliver",
            Self::OutsideOutline => "outside_outline",
            Self::NotCovered => "not_covered",
            Self::DatumShift(_) => "datum_shift",
        }
    }

    /// How much it matters.
    pub fn severity(self) -> Severity {
        match self {
            Self::NotRepaired(_) | Self::Overlap | Self::DatumShift(_) => Severity::Error,
            Self::RepeatedVertices | Self::BelowMinimum => Severity::Information,
            _ => Severity::Warning,
        }
    }
}

/// Hectares: pieces below a square metre are rounding of coordinates.
const CRUMB: f64 = 1e-4;

/// Metres: strips narrower than this are drawing errors, a millimetre on paper at 1:25 000.
pub const SLIVER_WIDTH: f64 = 25.0;

/// Area on the ground of the least unit that a map of 1 to `scale` can show: 4 mm by 4 mm on paper,
/// as zonings are drawn (100 ha at 1:250 000).
pub fn least_unit(scale: f64) -> Hectares {
    const SIDE_ON_PAPER: f64 = 0.004;
    Hectares::new((SIDE_ON_PAPER * scale).powi(2) / 10_000.0)
}

/// What a layer is held against.
#[derive(Debug, Clone, Copy, Default)]
pub struct Expected<'a> {
    /// The land it must fill.
    pub outline: Option<&'a Layer>,
    /// Denominator of the scale it is drawn for.
    pub scale: Option<f64>,
}

/// All that can be found about a layer: its features, the coverage they make, what was `expected`
/// of it, and whether `references` say that its datum is not the one declared.
///
/// # Errors
/// [`TransformError`] when a layer has no way to longitude and latitude.
pub fn examine<'a>(
    layer: &Layer,
    expected: Expected,
    references: impl IntoIterator<Item = &'a Layer>,
) -> Result<Vec<Finding>, TransformError> {
    let mut findings = features(layer)?;
    if layer.kind() == ShapeKind::Polygon {
        findings.extend(coverage(layer)?);
    }
    if let Some(scale) = expected.scale {
        findings.extend(below_minimum(layer, least_unit(scale))?);
    }
    if let Some(outline) = expected.outline {
        findings.extend(closure(layer, outline)?);
    }
    let shift = shift_among(layer, references).filter(Shift::is_psad56);
    findings.extend(shift.map(|shift| Finding::of_layer(FindingKind::DatumShift(shift))));
    Ok(findings)
}

impl Finding {
    /// About the whole layer.
    fn of_layer(kind: FindingKind) -> Self {
        Self { kind, row: None, other: None, area: None, place: None }
    }

    fn of(kind: FindingKind, row: usize) -> Self {
        Self { row: Some(row), ..Self::of_layer(kind) }
    }
}

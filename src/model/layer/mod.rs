//! A layer: features as rows, attributes as typed columns, geometry in flat arrays.

mod column;
mod fingerprint;
mod note;
mod precision;
mod provenance;
mod surfaces;

use std::sync::Arc;

use allpa_geom::{
    Epsg, Memo, PsadOperation, ShapeKind, Shapes, ShapesBuilder, SpatialIndex, TransformError,
    check_on_globe, transform_shapes,
};
use geo::MultiPolygon;

pub use column::{Column, ColumnData, FieldKind, TextColumn, Value};
pub use note::{Note, NoteKind, Suspicion};
pub use precision::Precision;
pub use provenance::{CrsSource, Provenance};
pub use surfaces::Surfaces;

/// What a reader hands over to make a [`Layer`].
#[derive(Debug, Clone, Default)]
pub struct LayerParts {
    /// Name inside its source, or the file's name without extension.
    pub name: String,
    /// Geometry, one feature per row, in the source's own coordinates.
    pub shapes: Shapes,
    /// Attributes; every column has as many values as `shapes` has features.
    pub columns: Vec<Column>,
    /// Where it comes from and how it was read.
    pub provenance: Provenance,
    /// Everything a reader repaired, left out or found odd.
    pub notes: Vec<Note>,
}

/// Features with typed attributes, immutable: shared behind `Arc`, replaced and never edited.
///
/// Coordinates stay as the source gave them. Questions work on [`Layer::geographic`], the same
/// features in longitude and latitude on WGS 84, made once when first asked for.
#[derive(Debug)]
pub struct Layer {
    name: String,
    crs: Epsg,
    psad: PsadOperation,
    shapes: Arc<Shapes>,
    columns: Vec<Column>,
    provenance: Provenance,
    notes: Vec<Note>,
    geographic: Memo<Result<Arc<Shapes>, TransformError>>,
    index: Memo<SpatialIndex>,
    surfaces: Memo<Surfaces>,
    fingerprint: Memo<String>,
}

impl Layer {
    /// Makes a layer in system `crs`; `psad` is the datum operation used if that is PSAD56.
    ///
    /// # Panics
    /// If a column does not have one value per feature.
    pub fn new(mut parts: LayerParts, crs: Epsg, psad: PsadOperation) -> Self {
        for column in &mut parts.columns {
            let (name, values) = (&column.name, column.data.len());
            assert_eq!(values, parts.shapes.len(), "column {name} has one value per feature");
            column.data.shrink();
        }
        Self {
            name: parts.name,
            crs,
            psad,
            shapes: Arc::new(parts.shapes),
            columns: parts.columns,
            provenance: parts.provenance,
            notes: parts.notes,
            geographic: Memo::new(),
            index: Memo::new(),
            surfaces: Memo::new(),
            fingerprint: Memo::new(),
        }
    }

    /// A layer that a question made, in longitude and latitude on WGS 84.
    ///
    /// # Panics
    /// If a column does not have one value per feature.
    pub fn made(name: &str, shapes: Shapes, columns: Vec<Column>) -> Self {
        let parts = LayerParts { name: name.to_owned(), shapes, columns, ..LayerParts::default() };
        Self::new(parts, Epsg::WGS84, PsadOperation::default())
    }

    /// As [`Layer::made`], of one region without attributes.
    pub fn of_region(name: &str, region: &MultiPolygon) -> Self {
        let mut shapes = ShapesBuilder::default();
        shapes.push_polygons(region);
        Self::made(name, shapes.finish(), Vec::new())
    }

    /// Name inside its source.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// System of [`Layer::shapes`].
    pub fn crs(&self) -> Epsg {
        self.crs
    }

    /// Operation that takes this layer to WGS 84 if it is in PSAD56.
    pub fn psad_operation(&self) -> PsadOperation {
        self.psad
    }

    /// Number of features, those without geometry included.
    pub fn len(&self) -> usize {
        self.shapes.len()
    }

    /// Whether there are no features.
    pub fn is_empty(&self) -> bool {
        self.shapes.is_empty()
    }

    /// Geometry in the source's own coordinates.
    pub fn shapes(&self) -> &Arc<Shapes> {
        &self.shapes
    }

    /// What most features are made of.
    pub fn kind(&self) -> ShapeKind {
        self.shapes.main_kind()
    }

    /// Geometry as longitude, latitude in degrees on WGS 84. Computed on first use.
    ///
    /// # Errors
    /// [`TransformError`] when the source's system or a coordinate has no way there.
    pub fn geographic(&self) -> Result<&Arc<Shapes>, TransformError> {
        let shapes = self.geographic.get_or_make(|| {
            if self.crs == Epsg::WGS84 {
                check_on_globe(&self.shapes)?;
                return Ok(Arc::clone(&self.shapes));
            }
            transform_shapes(&self.shapes, self.crs, Epsg::WGS84, self.psad).map(Arc::new)
        });
        shapes.as_ref().map_err(Clone::clone)
    }

    /// Boxes of [`Layer::geographic`]. Computed on first use.
    ///
    /// # Errors
    /// As [`Layer::geographic`].
    pub fn index(&self) -> Result<&SpatialIndex, TransformError> {
        let shapes = self.geographic()?;
        Ok(self.index.get_or_make(|| SpatialIndex::build(shapes)))
    }

    /// Valid, measured polygons of every feature. Computed on first use.
    ///
    /// # Errors
    /// As [`Layer::geographic`].
    pub fn surfaces(&self) -> Result<&Surfaces, TransformError> {
        let shapes = self.geographic()?;
        Ok(self.surfaces.get_or_make(|| Surfaces::of(shapes)))
    }

    /// Attribute columns in source order.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The column of that name; an exact match wins over one that differs in case.
    pub fn column(&self, name: &str) -> Option<&Column> {
        let exact = self.columns.iter().find(|column| column.name == name);
        exact.or_else(|| self.columns.iter().find(|c| c.name.eq_ignore_ascii_case(name)))
    }

    /// Where it comes from.
    pub fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    /// What a reader repaired, left out or found odd.
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// SHA-256 of geometry and attributes in lower-case hexadecimal: it changes with any coordinate,
    /// field or value, and not with the name. Computed on first use.
    pub fn fingerprint(&self) -> &str {
        self.fingerprint
            .get_or_make(|| fingerprint::of(self.crs.code(), &self.shapes, &self.columns))
    }

    /// What it was made of, to be made anew in another system.
    pub fn into_parts(self) -> LayerParts {
        LayerParts {
            name: self.name,
            shapes: Arc::unwrap_or_clone(self.shapes),
            columns: self.columns,
            provenance: self.provenance,
            notes: self.notes,
        }
    }

    /// The same layer with another name.
    #[must_use]
    pub fn renamed(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }
}

//! `FlatGeobuf` 3 in the layer's own system and order: without the spatial index, which would sort
//! the features by place and so give them other numbers.

use allpa_geom::{ShapeKind, Shapes};
use allpa_model::{FieldKind, Layer, Value};
use flatgeobuf::{ColumnType, FgbCrs, FgbWriter, FgbWriterOptions, GeometryType};
use geo::Geometry;
use geozero::{ColumnValue, GeomProcessor, GeozeroGeometry, PropertyProcessor as _};

use super::WriteError;

/// The whole file.
pub(super) fn to_bytes(layer: &Layer) -> Result<Vec<u8>, WriteError> {
    let invalid = |error: flatgeobuf::Error| WriteError::Invalid(error.to_string());
    let crs = FgbCrs {
        org: Some("EPSG"),
        code: i32::try_from(layer.crs().code()).unwrap_or(0),
        ..FgbCrs::default()
    };
    let options = FgbWriterOptions {
        write_index: false,
        detect_type: false,
        promote_to_multi: false,
        crs,
        ..FgbWriterOptions::default()
    };
    let kind = geometry_type(layer.shapes());
    let mut writer =
        FgbWriter::create_with_options(layer.name(), kind, options).map_err(invalid)?;
    for column in layer.columns() {
        let kind = match column.data.kind() {
            FieldKind::Text => ColumnType::String,
            FieldKind::Integer => ColumnType::Long,
            FieldKind::Real => ColumnType::Double,
            FieldKind::Boolean => ColumnType::Bool,
        };
        writer.add_column(&column.name, kind, |_, _| {});
    }
    for row in 0..layer.len() {
        let geometry = Feature { shapes: layer.shapes(), row, kind };
        let written = writer.add_feature_geom(geometry, |feature| {
            for (at, column) in layer.columns().iter().enumerate() {
                let value = match column.value(row) {
                    Value::Null => continue,
                    Value::Text(text) => ColumnValue::String(text),
                    Value::Integer(number) => ColumnValue::Long(number),
                    Value::Real(number) => ColumnValue::Double(number),
                    Value::Boolean(yes) => ColumnValue::Bool(yes),
                };
                // Writing to the feature's own buffer cannot fail.
                feature.property(at, &column.name, &value).ok();
            }
        });
        written.map_err(|error| WriteError::Invalid(error.to_string()))?;
    }
    let mut bytes = Vec::new();
    writer.write(&mut bytes).map_err(invalid)?;
    Ok(bytes)
}

/// The type of all features: multiple if one is, open if they differ in kind.
fn geometry_type(shapes: &Shapes) -> GeometryType {
    let kind = shapes.main_kind();
    let is_other = |row: &usize| ![kind, ShapeKind::None].contains(&shapes.kind(*row));
    let is_multi = (0..shapes.len()).any(|row| shapes.parts(row).len() > 1);
    match kind {
        _ if (0..shapes.len()).any(|row| is_other(&row)) => GeometryType::Unknown,
        ShapeKind::None => GeometryType::Unknown,
        ShapeKind::Point if is_multi => GeometryType::MultiPoint,
        ShapeKind::Point => GeometryType::Point,
        // Of a multiple line with one part the writer leaves out where it ends: each feature is
        // written as what it is.
        ShapeKind::Line if is_multi => GeometryType::Unknown,
        ShapeKind::Line => GeometryType::LineString,
        ShapeKind::Polygon if is_multi => GeometryType::MultiPolygon,
        ShapeKind::Polygon => GeometryType::Polygon,
    }
}

/// One feature's geometry as the type of the file wants it; nothing at all where it has none.
struct Feature<'a> {
    shapes: &'a Shapes,
    row: usize,
    kind: GeometryType,
}

impl GeozeroGeometry for Feature<'_> {
    fn process_geom<P: GeomProcessor>(&self, processor: &mut P) -> geozero::error::Result<()> {
        let Some(geometry) = self.shapes.geometry(self.row) else {
            return self.process_nothing(processor);
        };
        let geometry = match (self.kind, geometry) {
            (GeometryType::MultiPoint, Geometry::Point(point)) => {
                Geometry::MultiPoint(point.into())
            }
            (GeometryType::MultiPolygon, Geometry::Polygon(polygon)) => {
                Geometry::MultiPolygon(polygon.into())
            }
            (_, geometry) => geometry,
        };
        geometry.process_geom(processor)
    }
}

impl Feature<'_> {
    /// The writer has no features without geometry: an empty one stands for it, as GDAL reads it.
    /// Points are not a number, multiple polygons have one part without positions.
    fn process_nothing<P: GeomProcessor>(&self, processor: &mut P) -> geozero::error::Result<()> {
        match self.kind {
            GeometryType::Point => {
                processor.point_begin(0)?;
                processor.xy(f64::NAN, f64::NAN, 0)?;
                processor.point_end(0)
            }
            GeometryType::MultiPoint => {
                processor.multipoint_begin(1, 0)?;
                processor.xy(f64::NAN, f64::NAN, 0)?;
                processor.multipoint_end(0)
            }
            GeometryType::MultiPolygon => {
                processor.multipolygon_begin(1, 0)?;
                processor.polygon_begin(false, 0, 0)?;
                processor.polygon_end(false, 0)?;
                processor.multipolygon_end(0)
            }
            _ => Ok(()),
        }
    }
}

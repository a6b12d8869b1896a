//! `allpa info FILE`.

use allpa_files::imagery::OpenImagery;
use allpa_files::import::split_layer_argument;
use allpa_geom::{Bounds, ShapeKind};
use allpa_model::health::{self, Finding, FindingKind};
use allpa_model::imagery::Imagery as _;
use allpa_model::table::{Cell, Table};
use allpa_model::{CrsSource, Layer};
use clap::Args;

use super::common::{Outcome, Session};

/// Arguments of `info`.
#[derive(Debug, Args)]
pub struct Info {
    /// Archivo, o ARCHIVO:capa
    file: String,
}

const COLUMNS: [&str; 12] = [
    "layer",
    "geometry",
    "features",
    "crs",
    "crs_source",
    "xmin",
    "ymin",
    "xmax",
    "ymax",
    "encoding",
    "fields",
    "warnings",
];

/// A picture has no features and no fields.
fn about_picture(picture: &OpenImagery) -> Table {
    let mut table = Table::new(COLUMNS);
    let Bounds { min, max } = picture.bounds();
    let provenance = picture.provenance();
    table.push(vec![
        provenance.file.as_str().into(),
        "raster".into(),
        Cell::Empty,
        picture.crs().to_string().into(),
        crs_source(provenance.crs_source).into(),
        min[0].into(),
        min[1].into(),
        max[0].into(),
        max[1].into(),
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
    ]);
    table
}

fn crs_source(source: CrsSource) -> &'static str {
    match source {
        CrsSource::Declared => "declared",
        CrsSource::Standard => "standard",
        CrsSource::Stated => "stated",
        CrsSource::Unknown => "unknown",
    }
}

impl Info {
    pub fn run(&self, session: &Session) -> Outcome {
        if let Some(picture) = session.imagery(&self.file)? {
            return session.answer(&about_picture(&picture));
        }
        let texts = session.texts();
        let told = |error| texts.read_error(&self.file, &error);
        let (path, name) = split_layer_argument(&self.file);
        let source = session.open(&path).map_err(told)?;
        let names = name.map_or_else(|| source.layers().to_vec(), |name| vec![name]);
        let mut table = Table::new(COLUMNS);
        for name in names {
            let mut imported = source.read(Some(&name), &()).map_err(told)?;
            let options = session.read_options();
            let crs = imported.settle(&options).map_err(told)?;
            let crs_source = crs_source(imported.parts.provenance.crs_source);
            let shapes = &imported.parts.shapes;
            let geometry = match shapes.main_kind() {
                ShapeKind::Point => "point",
                ShapeKind::Line => "line",
                ShapeKind::Polygon => "polygon",
                ShapeKind::None => "none",
            };
            let bounds = shapes.bounds();
            let side = |side: fn(&allpa_geom::Bounds) -> f64| {
                bounds.as_ref().map_or(Cell::Empty, |bounds| side(bounds).into())
            };
            let fields: Vec<&str> =
                imported.parts.columns.iter().map(|column| column.name.as_str()).collect();
            table.push(vec![
                name.into(),
                geometry.into(),
                shapes.len().into(),
                crs.map_or(Cell::Empty, |crs| crs.to_string().into()),
                crs_source.into(),
                side(|b| b.min[0]),
                side(|b| b.min[1]),
                side(|b| b.max[0]),
                side(|b| b.max[1]),
                imported.parts.provenance.encoding.as_str().into(),
                fields.join(" ").into(),
                Cell::Empty,
            ]);
            let mut warnings = texts.notes(&imported.parts.notes);
            let crs = crs.filter(|_| imported.doubt().is_none());
            let layer = crs.map(|crs| Layer::new(imported.parts, crs, options.psad));
            let findings = layer.and_then(|layer| health::features(&layer).ok());
            let known = |finding: &Finding| finding.kind != FindingKind::NoGeometry;
            let findings = findings.into_iter().flatten().filter(known);
            warnings.extend(texts.findings(&findings.collect::<Vec<_>>()));
            let last = table.rows.last_mut().and_then(|row| row.last_mut());
            if let Some(cell) = last {
                *cell = warnings.join("; ").into();
            }
        }
        session.answer(&table)
    }
}

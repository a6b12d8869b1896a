//! The generated layers.

use std::path::{Path, PathBuf};

use allpa_files::import::{Imported, ReadOptions, open};
use allpa_geom::Shapes;
use allpa_model::{Column, Layer};
use geo::MultiPolygon;

/// Where a layer of one size lies.
pub fn path(size: &str, file: &str) -> PathBuf {
    let folder = std::env::var("BENCH_DATA").unwrap_or_else(|_| "/tmp/bench-data".to_owned());
    Path::new(&folder).join(size).join(file)
}

/// Shapes in their own coordinates, and columns.
pub struct Plain {
    pub shapes: Shapes,
    columns: Vec<Column>,
}

impl Plain {
    /// A layer in EPSG:32718.
    pub fn utm(size: &str, layer: &str) -> Self {
        let imported = read(&path(size, &format!("{layer}_utm.gpkg")));
        Self { shapes: imported.parts.shapes, columns: imported.parts.columns }
    }

    pub fn polygons(&self) -> Vec<MultiPolygon> {
        (0..self.shapes.len()).map(|row| self.shapes.polygons(row)).collect()
    }

    /// The values of a column as text.
    pub fn texts(&self, name: &str) -> Vec<String> {
        let column = self.columns.iter().find(|column| column.name == name).expect("a column");
        (0..self.shapes.len()).map(|row| column.value(row).to_string()).collect()
    }
}

/// A layer as a question takes it.
pub fn layer(path: &Path) -> Layer {
    read(path).into_layer(&ReadOptions::default()).expect("a declared system")
}

fn read(path: &Path) -> Imported {
    let source = open(path).expect("a known format");
    source.read(None, &()).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

//! The answer of any question: tables, what the map shows, notes, and where every figure comes
//! from.

use std::sync::Arc;

use allpa_geom::{Datum, Epsg};
use serde::{Deserialize, Serialize};

use super::{Asked, LayerRef, Question, Sources, TableRef};
use crate::question::accuracy::MapScale;
use crate::question::cross::TOTAL;
use crate::table::{Cell, Table};
use crate::{CrsSource, Layer, Note};

/// The answer of any question.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// What was found.
    pub found: Found,
    /// What it was found from.
    pub provenance: Provenance,
}

/// What a question found.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Tables, at least one; the first is the answer, the others add to it.
    pub tables: Vec<NamedTable>,
    /// What the map shows.
    pub shown: Vec<Shown>,
    /// What had to be repaired or left out: layer name and note.
    pub notes: Vec<(String, Note)>,
    /// What must be said beside the figures.
    pub remarks: Vec<Remark>,
}

/// A table and its stable name.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NamedTable {
    /// Stable name.
    pub name: &'static str,
    /// The figures.
    pub table: Table,
    /// The features that its rows name, where they name any.
    #[serde(skip)]
    pub naming: Option<Naming>,
}

/// How the rows of a table name features: by the value that a column shares with a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Naming {
    /// Column of the table.
    pub column: &'static str,
    /// Layer of the features.
    pub layer: LayerRef,
    /// Its field.
    pub field: String,
}

/// Something an answer shows on the map.
#[derive(Debug, Clone)]
pub enum Shown {
    /// Features of a layer that was given.
    Rows {
        /// The layer.
        layer: LayerRef,
        /// Its rows, each once, in order.
        rows: Vec<usize>,
    },
    /// Geometry that the question made, in longitude and latitude, with its figures as columns.
    Made(Arc<Layer>),
}

/// What must be said beside the figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "remark", rename_all = "snake_case")]
pub enum Remark {
    /// The use matrix is a proposal of the program, not an official one.
    ProposedMatrix,
    /// The parts of an axis do not touch; chainage runs on without the gaps.
    AxisGaps {
        /// How many gaps.
        gaps: usize,
        /// How wide they are together.
        meters: u64,
    },
    /// Areas without a date, which do not count up to a year.
    UndatedAreas {
        /// How many.
        areas: usize,
    },
    /// Places so far from every road that none leads to them.
    PlacesOffRoad {
        /// How many.
        places: usize,
    },
    /// Every road has the same assumed speed.
    AssumedSpeed {
        /// In kilometres per hour.
        km_h: String,
    },
    /// What of a table of indicators and its units does not meet.
    IndicatorGaps {
        /// Territories that no unit answers to.
        strangers: Vec<String>,
        /// Units without a figure.
        units_without: usize,
        /// Values that are no numbers.
        unreadable: usize,
    },
    /// What the scale of the maps means for the areas: the range they lie in.
    MapAccuracy {
        /// *n* of the smallest scale, 1:*n*.
        scale: u64,
        /// Areas in doubt.
        rows: usize,
        /// Their sum.
        hectares: u64,
    },
    /// Projects whose cost, financing or years do not add up.
    ProjectsInDoubt {
        /// Their names.
        projects: Vec<String>,
    },
    /// Projects whose cost is not known, which count with none.
    ProjectsWithoutCost {
        /// How many.
        projects: usize,
    },
    /// No unit answers to some members of a group.
    MembersMissing {
        /// The group.
        group: String,
        /// Their codes or names.
        members: Vec<String>,
    },
}

/// Question, program and layers behind an answer. The day it was given is not here: nothing in the
/// model knows a clock.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    /// Name and version of the program.
    pub program: String,
    /// The question with all its inputs.
    pub asked: Asked,
    /// Layers used, in the order of the form.
    pub layers: Vec<UsedLayer>,
    /// Tables used.
    pub tables: Vec<UsedTable>,
}

/// A layer behind an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UsedLayer {
    /// The name the question knows it by.
    pub reference: LayerRef,
    /// Its own name.
    pub name: String,
    /// File it comes from.
    pub file: String,
    /// Who publishes it.
    pub source: String,
    /// Licence.
    pub licence: String,
    /// Date of the data, as the source writes it.
    pub date: String,
    /// Number of features.
    pub features: usize,
    /// System of its coordinates.
    pub crs: Epsg,
    /// How that is known.
    pub crs_source: CrsSource,
    /// Operation that took it to WGS 84, where its datum is PSAD56.
    pub datum_operation: Option<String>,
    /// SHA-256 of geometry and attributes.
    pub fingerprint: String,
}

/// A table behind an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UsedTable {
    /// The name the question knows it by.
    pub reference: TableRef,
    /// Number of rows.
    pub rows: usize,
    /// SHA-256 of names and values.
    pub fingerprint: String,
}

impl Found {
    /// An answer of one table.
    pub fn table(name: &'static str, table: Table) -> Self {
        Self { tables: vec![NamedTable { name, table, naming: None }], ..Self::default() }
    }

    /// The same with notes.
    #[must_use]
    pub fn with_notes(mut self, notes: Vec<(String, Note)>) -> Self {
        self.notes = notes;
        self
    }

    /// The same with another table after those there are.
    #[must_use]
    pub fn and(mut self, name: &'static str, table: Table) -> Self {
        self.tables.push(NamedTable { name, table, naming: None });
        self
    }

    /// The same with what the scales of the maps mean for its areas, where any is known.
    #[must_use]
    pub fn with_accuracy(mut self, scales: impl IntoIterator<Item = Option<MapScale>>) -> Self {
        let coarsest =
            scales.into_iter().flatten().max_by(|a, b| a.denominator().total_cmp(&b.denominator()));
        let in_doubt = self.tables.iter().find_map(|named| doubtful(&named.table));
        if let (Some(scale), Some((rows, area))) = (coarsest, in_doubt) {
            let hectares = area.round() as u64;
            self.remarks.push(Remark::MapAccuracy {
                scale: scale.denominator() as u64,
                rows,
                hectares,
            });
        }
        self
    }

    /// The same where a column of the table `name` has values of a field of a layer.
    #[must_use]
    pub fn naming(
        mut self,
        name: &str,
        column: &'static str,
        layer: Option<&LayerRef>,
        field: Option<&str>,
    ) -> Self {
        let naming = layer.zip(field).map(|(layer, field)| Naming {
            column,
            layer: layer.clone(),
            field: field.to_owned(),
        });
        let named = self.tables.iter_mut().find(|table| table.name == name);
        if let Some(table) = named {
            table.naming = naming;
        }
        self
    }

    /// Shows features of a layer, each once; nothing when there are none.
    pub fn show(&mut self, layer: Option<&LayerRef>, rows: impl IntoIterator<Item = usize>) {
        let mut rows: Vec<usize> = rows.into_iter().collect();
        rows.sort_unstable();
        rows.dedup();
        if let (Some(layer), false) = (layer, rows.is_empty()) {
            self.shown.push(Shown::Rows { layer: layer.clone(), rows });
        }
    }
}

/// How many areas of a table are in doubt, and their sum in hectares; sums are not counted again.
fn doubtful(table: &Table) -> Option<(usize, f64)> {
    let [area, doubt] =
        ["area_ha", "doubt"].map(|name| table.columns.iter().position(|c| c == name));
    let (area, doubt) = (area?, doubt?);
    let is_sum = |row: &[Cell]| row.contains(&TOTAL.into());
    let rows = table.rows.iter().filter(|row| row[doubt] != Cell::Empty && !is_sum(row));
    Some(rows.fold((0, 0.0), |(count, sum), row| {
        (count + 1, sum + row[area].number().unwrap_or_default())
    }))
}

impl Sheet {
    /// The table that answers.
    ///
    /// # Panics
    /// If the question gave no table, which none does.
    pub fn main(&self) -> &Table {
        &self.found.tables.first().expect("every answer has a table").table
    }

    /// The table of that name.
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.found.tables.iter().find(|table| table.name == name).map(|table| &table.table)
    }
}

impl Provenance {
    /// Describes what a question was answered from.
    pub fn of(question: &Question, sources: &Sources, program: &str) -> Self {
        let (layers, tables) = question.needs();
        let used = |reference: LayerRef| {
            let layer = sources.layers.get(&reference)?;
            let origin = layer.provenance();
            let is_shifted = layer.crs().datum() == Datum::Psad56;
            Some(UsedLayer {
                name: layer.name().to_owned(),
                file: origin.file.clone(),
                source: origin.source.clone(),
                licence: origin.licence.clone(),
                date: origin.date.clone(),
                features: layer.len(),
                crs: layer.crs(),
                crs_source: origin.crs_source,
                datum_operation: is_shifted.then(|| layer.psad_operation().name()),
                fingerprint: layer.fingerprint().to_owned(),
                reference,
            })
        };
        let used_table = |reference: TableRef| {
            let table = sources.tables.get(&reference)?;
            let (rows, fingerprint) = (table.rows.len(), table.fingerprint());
            Some(UsedTable { reference, rows, fingerprint })
        };
        Self {
            program: program.to_owned(),
            asked: Asked::new(question.clone()),
            layers: layers.into_iter().filter_map(used).collect(),
            tables: tables.into_iter().filter_map(used_table).collect(),
        }
    }

    /// References of layers and tables that are gone or have changed since the answer was given.
    pub fn stale(&self, sources: &Sources) -> Vec<String> {
        let layer = |used: &&UsedLayer| {
            let now = sources.layers.get(&used.reference);
            now.is_none_or(|layer| layer.fingerprint() != used.fingerprint)
        };
        let table = |used: &&UsedTable| {
            let now = sources.tables.get(&used.reference);
            now.is_none_or(|table| table.fingerprint() != used.fingerprint)
        };
        let layers = self.layers.iter().filter(layer).map(|used| used.reference.0.clone());
        let tables = self.tables.iter().filter(table).map(|used| used.reference.0.clone());
        layers.chain(tables).collect()
    }
}

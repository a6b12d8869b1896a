//! Whether a plan file is whole: as a database, as a `GeoPackage`, and as a plan.

use std::path::Path;

use allpa_geom::validity::{self, Checked};
use allpa_geom::{ShapeKind, ShapesBuilder};
use allpa_model::plan::{Agreement, AgreementKey, Plan, TableSource};
use rusqlite::Connection;

use super::{Fact, Missing, Part, PlanError, PlanFile, conformance, load};
use crate::geopackage::{blob, quoted, rtree};

/// Something looked at. Requirements are those of OGC 12-128r17.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Check {
    /// The header names a `GeoPackage` of a known version (requirements 1 to 3).
    Header,
    /// The database holds together (requirement 6).
    Integrity,
    /// No row refers to one that is missing (requirement 7).
    ForeignKeys,
    /// The core tables have their columns (requirements 10, 13, 21, 58).
    CoreTables,
    /// The systems every file must have, and those it uses, are described (requirements 11, 12).
    Systems,
    /// What is listed is there (requirements 14 to 18).
    Contents,
    /// Feature tables are described as they are (requirements 22 to 30).
    GeometryColumns,
    /// Extensions are registered (requirements 59 to 64).
    Extensions,
    /// Indices hold the boxes of their features (requirements 75 to 77).
    SpatialIndex,
    /// Geometries can be read and are of the system and type announced (requirements 19, 20, 31, 32).
    Geometry,
    /// Polygons are valid.
    Validity,
    /// Features are those that were put in.
    Fingerprint,
    /// Plan and history can be read and fit together.
    Plan,
}

impl Check {
    /// All of them, in the order in which they are made.
    pub const ALL: [Self; 13] = [
        Self::Header,
        Self::Integrity,
        Self::ForeignKeys,
        Self::CoreTables,
        Self::Systems,
        Self::Contents,
        Self::GeometryColumns,
        Self::Extensions,
        Self::SpatialIndex,
        Self::Geometry,
        Self::Validity,
        Self::Fingerprint,
        Self::Plan,
    ];

    /// Stable name, for tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Header => "header",
            Self::Integrity => "integrity",
            Self::ForeignKeys => "foreign_keys",
            Self::CoreTables => "core_tables",
            Self::Systems => "systems",
            Self::Contents => "contents",
            Self::GeometryColumns => "geometry_columns",
            Self::Extensions => "extensions",
            Self::SpatialIndex => "spatial_index",
            Self::Geometry => "geometry",
            Self::Validity => "validity",
            Self::Fingerprint => "fingerprint",
            Self::Plan => "plan",
        }
    }

    /// How much a finding weighs. Invalid polygons come from their source and are repaired where
    /// they are measured; features changed by another program may be meant.
    pub fn weight(self) -> Weight {
        match self {
            Self::Validity | Self::Fingerprint => Weight::Warning,
            _ => Weight::Error,
        }
    }
}

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// Worth knowing.
    Warning,
    /// The file is not whole.
    Error,
}

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at.
    pub check: Check,
    /// The table, where it is about one.
    pub table: String,
    /// The bare fact.
    pub fact: Fact,
}

impl Finding {
    pub(super) fn new(check: Check, table: &str, fact: Fact) -> Self {
        Self { check, table: table.to_owned(), fact }
    }
}

/// One check of the database.
type Look = fn(&Connection) -> Result<Vec<Finding>, PlanError>;

/// Most findings of one check in one table; more say nothing new.
const MOST: usize = 20;

/// Looks at everything in a plan file, without changing it.
///
/// # Errors
/// [`PlanError`] when it cannot be opened at all.
pub fn verify(path: &Path) -> Result<Vec<Finding>, PlanError> {
    let file = PlanFile::open_protected(path)?;
    let base = &file.base;
    let mut findings = Vec::new();
    let checks: [Look; 8] = [
        conformance::header,
        conformance::integrity,
        conformance::core_tables,
        conformance::systems,
        conformance::contents,
        conformance::geometry_columns,
        conformance::extensions,
        conformance::spatial_indices,
    ];
    for check in checks {
        match check(base) {
            Ok(found) => findings.extend(found),
            Err(error) => {
                findings.push(Finding::new(Check::Integrity, "", Fact::Told(error.to_string())));
                return Ok(findings);
            }
        }
    }
    match geometries(base).and_then(|found| Ok((found, plan(&file)?))) {
        Ok((geometries, plan)) => findings.extend(geometries.into_iter().chain(plan)),
        Err(error) => {
            findings.push(Finding::new(Check::Plan, "", Fact::Told(error.to_string())));
        }
    }
    findings.sort_by(|a, b| (a.check, &a.table).cmp(&(b.check, &b.table)));
    Ok(findings)
}

/// Whether every geometry can be read, is of the type and system announced, and is valid.
fn geometries(base: &Connection) -> Result<Vec<Finding>, PlanError> {
    let mut select = base.prepare(
        "SELECT table_name, column_name, geometry_type_name, srs_id FROM gpkg_geometry_columns",
    )?;
    let tables =
        select.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    let tables: Vec<(String, String, String, i64)> = tables.collect::<Result<_, _>>()?;
    let mut findings = Vec::new();
    for (table, column, kind, srs) in tables {
        if !conformance::exists(base, &table)? {
            continue; // as the list of contents has told
        }
        let key = conformance::key_column(base, &table)?.unwrap_or_else(|| "rowid".into());
        let (key, column) = (quoted(&key), quoted(&column));
        let sql = format!("SELECT {key}, {column} FROM {} WHERE {column} NOTNULL", quoted(&table));
        let mut select = base.prepare(&sql)?;
        let mut rows = select.query([])?;
        let mut count = 0;
        while let Some(row) = rows.next()? {
            let found = match row.get_ref(1)?.as_blob() {
                Ok(bytes) => geometry(bytes, &kind, srs),
                Err(_) => Some((Check::Geometry, Fact::NoBlob)),
            };
            if let Some((check, fact)) = found {
                let row: i64 = row.get(0)?;
                findings.push(Finding::new(check, &table, Fact::Feature(row, Box::new(fact))));
                count += 1;
            }
            if count == MOST {
                break;
            }
        }
    }
    Ok(findings)
}

/// What is wrong with one geometry.
fn geometry(bytes: &[u8], kind: &str, srs: i64) -> Option<(Check, Fact)> {
    let wrong = |fact| Some((Check::Geometry, fact));
    let mut shapes = ShapesBuilder::default();
    let found = match blob::decode(bytes, &mut shapes) {
        Ok(found) => found.kind,
        Err(reason) => return wrong(Fact::Unreadable(reason)),
    };
    shapes.end_feature(found);
    if let Some(other) = blob::srs_of(bytes).filter(|other| *other != srs) {
        return wrong(Fact::Value("srs_id", other.to_string()));
    }
    let fits = match found {
        ShapeKind::None => true,
        ShapeKind::Point => kind.contains("POINT"),
        ShapeKind::Line => kind.contains("LINE") || kind.contains("CURVE"),
        ShapeKind::Polygon => kind.contains("POLYGON") || kind.contains("SURFACE"),
    };
    if !fits && !kind.starts_with("GEOMETRY") {
        return wrong(Fact::Kind(found));
    }
    match validity::check(shapes.finish().polygons(0)) {
        Checked::Valid(_) => None,
        Checked::Repaired { reason, .. } | Checked::Broken { reason } => {
            Some((Check::Validity, Fact::Invalid(reason)))
        }
    }
}

/// Whether plan and history fit together, and the features are those that were put in.
fn plan(file: &PlanFile) -> Result<Vec<Finding>, PlanError> {
    let loaded = file.load()?;
    let mut findings = Vec::new();
    for Missing { table, part } in &loaded.missing {
        let fact = match part {
            Part::Whole => Fact::NoTable,
            Part::Column(column) => Fact::NoColumn((*column).to_owned()),
            Part::Index => Fact::NoIndex(rtree::name(table)),
        };
        findings.push(Finding::new(Check::Plan, table, fact));
    }
    if loaded.left_out > 0 {
        let fact = Fact::NoProposal(loaded.left_out);
        findings.push(Finding::new(Check::Plan, "propuestas", fact));
    }
    if loaded.history.done() != file.done {
        let fact = Fact::StepMissing(file.done);
        findings.push(Finding::new(Check::Plan, "allpa_edit", fact));
    }
    // What is done can be taken back to the beginning, and done again.
    let (mut plan, mut history) = (loaded.plan.clone(), loaded.history.clone());
    let back = loop {
        match history.undo(&mut plan) {
            Ok(Some(_)) => {}
            Ok(None) => break None,
            Err(error) => break Some(error),
        }
    };
    if let Some(error) = back {
        let fact = Fact::StepStuck { step: history.done(), reason: error.to_string() };
        findings.push(Finding::new(Check::Plan, "allpa_edit", fact));
    } else {
        while history.cursor() < loaded.history.cursor() && history.redo(&mut plan).is_ok() {}
        findings.extend(minutes(&plan, &loaded.plan));
    }
    if super::schema::meta_number(&file.base, "format")? >= 3 {
        findings.extend(super::documents::altered(&file.base)?);
    }
    for (table, kept) in file.prints()? {
        let source = TableSource { table: table.clone(), ..TableSource::default() };
        match load::features(&file.base, "", &source, &()) {
            Ok(layer) if layer.fingerprint() == kept => {}
            Ok(layer) => {
                let found = layer.fingerprint().to_owned();
                let fact = Fact::Changed { row: None, kept, found };
                findings.push(Finding::new(Check::Fingerprint, &table, fact));
            }
            Err(error) => {
                findings.push(Finding::new(Check::Plan, &table, Fact::Told(error.to_string())));
            }
        }
    }
    Ok(findings)
}

/// Meetings and agreements that are not what the history made of them.
fn minutes(made: &Plan, kept: &Plan) -> Vec<Finding> {
    let meetings = kept.meetings.iter().filter(|(key, one)| made.meetings.get(key) != Some(one));
    let meetings = meetings.map(|(key, _)| ("allpa_meeting", key.0));
    let is_other = |(key, one): &(&AgreementKey, &Agreement)| made.agreements.get(key) != Some(one);
    let agreements = kept.agreements.iter().filter(is_other);
    let agreements = agreements.map(|(key, _)| ("allpa_agreement", key.0));
    let all = meetings.chain(agreements);
    all.map(|(table, id)| Finding::new(Check::Plan, table, Fact::NotOfHistory(id))).collect()
}

//! Plan and history as a file holds them.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr as _;

use allpa_geom::{Epsg, ShapesBuilder};
use allpa_model::plan::{
    BROUGHT, Drawn, Facts, History, KeptQuestion, LayerKey, LayerSource, Plan, PlanLayer, Proposal,
    ProposalKey, ProposalKind, QuestionKey, SavedView, Signature, Step, TableSource, ViewKey,
};
use allpa_model::question::asked::Asked;
use allpa_model::{Layer, Progress};
use rayon::prelude::*;
use rusqlite::types::Value as SqlValue;
use rusqlite::{Connection, OptionalExtension as _, Row};
use serde::de::DeserializeOwned;

use super::guests::{self, Guest};
use super::schema::{self, PROPOSALS, meta, meta_number};
use super::{Loaded, PlanError, documents, minutes, missing, pictures, save};
use crate::geopackage::{blob, read_table};

/// Reads everything but the features of layers.
pub(super) fn load(base: &Connection) -> Result<(Loaded, Vec<Guest>), PlanError> {
    let mut steps = steps(base)?;
    let done = meta_number(base, "done")?;
    let guests = guests::find(base, &steps, done)?;
    let missing = missing::find(base)?;
    let kept = if missing.is_empty() { BTreeMap::new() } else { missing::of_history(&steps, done) };
    let (proposals, left_out) = proposals(base, &guests, &kept)?;
    let plan = Plan {
        title: meta(base, "title")?.unwrap_or_default(),
        layers: rows(base, "SELECT * FROM allpa_layer ORDER BY place", layer)?,
        views: rows(base, "SELECT * FROM allpa_view ORDER BY place", view)?,
        questions: rows(base, "SELECT * FROM allpa_question ORDER BY place", question)?,
        proposals,
        rules_off: listed(base, "rules_off")?,
        sheets: meta(base, "sheets")?.unwrap_or_default(),
        decided: listed(base, "decided")?,
        ..minutes(base)?
    };
    pictures::put_back(&mut steps, &plan);
    let tables = rows(base, "SELECT name FROM sqlite_master WHERE type = 'table'", |row| {
        Ok(row.get::<_, String>(0)?)
    })?;
    // Rows that other programs have added; what another office has numbered does not count.
    let numbers = plan.proposals.keys().map(|key| key.0).filter(|number| *number < BROUGHT);
    let highest = numbers.max().unwrap_or(0);
    let last_number = u32::try_from(meta_number(base, "last_number")?)
        .map_err(|_| PlanError::Damaged("last_number is too large".into()))?;
    let history = History::restore(
        steps,
        done,
        meta_number(base, "last_step")?,
        last_number.max(highest),
        tables,
    );
    Ok((Loaded { plan, history, left_out, missing }, guests))
}

/// All steps, oldest first.
pub(super) fn steps(base: &Connection) -> Result<Vec<Step>, PlanError> {
    let steps = rows(base, "SELECT * FROM allpa_edit ORDER BY step", raw_step)?;
    // A long history is read on all cores.
    steps.into_par_iter().map(step).collect()
}

/// Meetings and agreements; none in a file of the first format.
fn minutes(base: &Connection) -> Result<Plan, PlanError> {
    if meta_number(base, "format")? < 2 {
        return Ok(Plan::default());
    }
    let (meetings, agreements) = (minutes::meetings(base)?, minutes::agreements(base)?);
    Ok(Plan { meetings, agreements, ..Plan::default() })
}

/// A fact about the plan that is JSON; empty where the file has none.
fn listed<T: Default + DeserializeOwned>(base: &Connection, key: &str) -> Result<T, PlanError> {
    meta(base, key)?.map_or_else(|| Ok(T::default()), |text| parsed(&text))
}

pub(super) fn rows<T>(
    base: &Connection,
    sql: &str,
    of: impl Fn(&Row) -> Result<T, PlanError>,
) -> Result<Vec<T>, PlanError> {
    let mut select = base.prepare(sql)?;
    let mut rows = select.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(of(row)?);
    }
    Ok(found)
}

pub(super) fn parsed<T: DeserializeOwned>(text: &str) -> Result<T, PlanError> {
    serde_json::from_str(text).map_err(|error| PlanError::Damaged(error.to_string()))
}

/// The value of an enumeration by its bare word.
pub(super) fn of_word<T: DeserializeOwned>(word: String) -> Result<T, PlanError> {
    serde_json::from_value(serde_json::Value::String(word))
        .map_err(|error| PlanError::Damaged(error.to_string()))
}

fn layer(row: &Row) -> Result<PlanLayer, PlanError> {
    let table: Option<String> = row.get("table_name")?;
    let atlas: Option<String> = row.get("atlas_name")?;
    let text = |name: &str| row.get::<_, Option<String>>(name);
    let source = match (table, atlas) {
        (Some(table), None) => LayerSource::Table(Box::new(TableSource {
            table,
            psad: text("psad")?.map(|text| parsed(&text)).transpose()?.unwrap_or_default(),
            code: text("code_field")?,
            name: text("name_field")?,
            provenance: text("provenance")?.map(|t| parsed(&t)).transpose()?.unwrap_or_default(),
        })),
        (None, Some(name)) => LayerSource::Atlas(name),
        _ => return Err(PlanError::Damaged("a layer has no source, or two".into())),
    };
    let opacity: f64 = row.get("opacity")?;
    Ok(PlanLayer {
        key: LayerKey(row.get("id")?),
        source,
        title: row.get("title")?,
        group: of_word(row.get("layer_group")?)?,
        visible: row.get("visible")?,
        opacity: (opacity as f32).clamp(0.0, 1.0),
        precision: of_word(row.get("precision")?)?,
        notice: row.get("notice")?,
        number: row.get("number")?,
        look: text("look")?.map(|text| parsed(&text)).transpose()?,
    })
}

fn view(row: &Row) -> Result<SavedView, PlanError> {
    Ok(SavedView {
        key: ViewKey(row.get("id")?),
        name: row.get("name")?,
        center: [row.get("longitude")?, row.get("latitude")?],
        scale: row.get("scale")?,
        visible: parsed(&row.get::<_, String>("visible")?)?,
    })
}

fn question(row: &Row) -> Result<KeptQuestion, PlanError> {
    let asked = Asked::from_json(&row.get::<_, String>("asked")?);
    Ok(KeptQuestion {
        key: QuestionKey(row.get("id")?),
        title: row.get("title")?,
        asked: asked.map_err(|error| PlanError::Damaged(error.to_string()))?,
        program: row.get("program")?,
        answered: row.get("answered")?,
        used: parsed(&row.get::<_, String>("used")?)?,
    })
}

/// A step whose edits are still text.
struct RawStep {
    bare: Step,
    forward: String,
    inverse: String,
}

fn raw_step(row: &Row) -> Result<RawStep, PlanError> {
    let number: i64 = row.get("step")?;
    let number = u64::try_from(number)
        .map_err(|_| PlanError::Damaged(format!("a step is numbered {number}")))?;
    let signature = Signature { time: row.get("time")?, author: row.get("author")? };
    let (forward, inverse) = (Vec::new(), Vec::new());
    let bare = Step { number, label: row.get("label")?, signature, forward, inverse };
    Ok(RawStep { bare, forward: row.get("forward")?, inverse: row.get("inverse")? })
}

fn step(raw: RawStep) -> Result<Step, PlanError> {
    let (forward, inverse) = (parsed(&raw.forward)?, parsed(&raw.inverse)?);
    Ok(Step { forward, inverse, ..raw.bare })
}

/// The proposals, and how many rows of their tables hold none: without geometry, or with one that
/// cannot be drawn. What another program has taken away comes from `kept`, what the history knows.
fn proposals(
    base: &Connection,
    guests: &[Guest],
    kept: &BTreeMap<ProposalKey, Proposal>,
) -> Result<(BTreeMap<ProposalKey, Proposal>, usize), PlanError> {
    let guests: BTreeMap<(&str, i64), ProposalKey> =
        guests.iter().map(|guest| ((guest.table, guest.fid), guest.key)).collect();
    let (mut found, mut left_out) = (BTreeMap::new(), 0);
    let mut attached = BTreeMap::new();
    if meta_number(base, "format")? >= 3 {
        attached = documents::attached(base)?;
    }
    for (table, _) in PROPOSALS {
        // A file of an earlier format has fewer.
        let columns = schema::columns(base, table)?;
        if columns.is_empty() {
            let own = kept.values().filter(|one| guests::home(one) == table);
            found.extend(own.map(|one| (one.key, one.clone())));
            continue;
        }
        let mut select = base.prepare(&format!("SELECT * FROM {table}"))?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let geometry: Option<Vec<u8>> = row.get("geom")?;
            let shape = geometry.as_deref().and_then(drawn).filter(Drawn::is_sound);
            let Some(shape) = shape else {
                left_out += 1;
                continue;
            };
            let fid: i64 = row.get("fid")?;
            let guest = guests.get(&(table, fid)).copied();
            // Whoever is no guest has a number that a step gave.
            let key = guest.unwrap_or(ProposalKey(fid as u32));
            let known = kept.get(&key);
            let text = |name: &str| -> Result<String, PlanError> {
                if columns.contains(name) {
                    return Ok(row.get::<_, Option<String>>(name)?.unwrap_or_default());
                }
                Ok(known.map(|one| written(&save::value(one, name))).unwrap_or_default())
            };
            let proposal = Proposal {
                key,
                shape,
                name: text("nombre")?,
                kind: ProposalKind::of_word(&text("tipo")?),
                note: text("nota")?,
                alternative: text("alternativa")?,
                facts: Facts {
                    documents: attached.remove(&key.0).unwrap_or_default(),
                    ..facts(row, &columns, known)
                },
            };
            found.insert(key, proposal);
        }
    }
    Ok((found, left_out))
}

/// What a row says of its proposal, whatever other programs have put into it; of a column that one has
/// taken away, what the history says.
fn facts(row: &Row, columns: &BTreeSet<String>, known: Option<&Proposal>) -> Facts {
    Facts::of_columns(&|name| {
        if columns.contains(name) {
            return row.get::<_, SqlValue>(name).map(|value| written(&value)).unwrap_or_default();
        }
        known.map(|one| written(&save::value(one, name))).unwrap_or_default()
    })
}

/// A value as text; nothing where there is none.
fn written(value: &SqlValue) -> String {
    match value {
        SqlValue::Text(text) => text.clone(),
        SqlValue::Integer(number) => number.to_string(),
        SqlValue::Real(number) => number.to_string(),
        SqlValue::Null | SqlValue::Blob(_) => String::new(),
    }
}

fn drawn(bytes: &[u8]) -> Option<Drawn> {
    let mut shapes = ShapesBuilder::default();
    let found = blob::decode(bytes, &mut shapes).ok()?;
    shapes.end_feature(found.kind);
    Drawn::of(&shapes.finish(), 0)
}

/// Reads the features of one layer, and gives it the name and provenance that the plan keeps.
pub(super) fn features(
    base: &Connection,
    title: &str,
    source: &TableSource,
    progress: &dyn Progress,
) -> Result<Layer, PlanError> {
    let trouble = |reason: String| PlanError::Layer { layer: source.table.clone(), reason };
    let srs: Option<i64> = base
        .query_row("SELECT srs_id FROM allpa_data WHERE table_name = ?1", [&source.table], |row| {
            row.get(0)
        })
        .optional()?;
    let srs = srs.ok_or_else(|| trouble("its features are not in the file".into()))?;
    let crs = Epsg::from_str(&srs.to_string()).map_err(|error| trouble(error.to_string()))?;
    let read =
        crate::import::bulkhead::contain(|| read_table(base, &source.table, "geom", srs, progress));
    let mut parts = read.map_err(|error| trouble(error.to_string()))?.parts;
    title.clone_into(&mut parts.name);
    parts.provenance = source.provenance.clone();
    Ok(Layer::new(parts, crs, source.psad))
}

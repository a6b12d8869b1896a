//! One step as one transaction.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use allpa_geom::{Bounds, Epsg};
use allpa_model::plan::{
    Agreement, AgreementKey, Edit, KeptQuestion, LayerSource, Meeting, MinutesEdit, Plan,
    PlanLayer, Proposal, ProposalKey, SavedView, Step,
};
use allpa_model::question::rules::Rule;
use allpa_model::{Column, ColumnData, Layer, LayerParts};
use rusqlite::types::Value as SqlValue;
use rusqlite::{Connection, params, params_from_iter};

use super::schema::{self, PROPOSALS, set_meta};
use super::styles;
use super::{Attached, PlanError, documents, guests, minutes, pictures};
use crate::geopackage::{FeatureTable, blob, quoted, rtree, unlist};

/// What one step changes in the file.
#[derive(Debug, Clone)]
pub struct Commit {
    /// What happens in the history.
    pub work: Work,
    /// The rows of the plan that are others now.
    pub rows: Rows,
    /// What the step brings.
    pub brought: Brought,
    /// The highest number given to anything in the plan.
    pub last_number: u32,
}

/// What a step brings that is no part of the plan itself.
#[derive(Debug, Clone, Default)]
pub struct Brought {
    /// Features of layers, by the names of their tables.
    pub layers: Vec<(String, Arc<Layer>)>,
    /// Bytes of documents.
    pub documents: Vec<Attached>,
}

impl From<Vec<(String, Arc<Layer>)>> for Brought {
    fn from(layers: Vec<(String, Arc<Layer>)>) -> Self {
        Self { layers, documents: Vec::new() }
    }
}

/// What happens in the history.
#[derive(Debug, Clone)]
pub enum Work {
    /// A step is done; steps numbered above `after` can no longer be done again.
    Done {
        /// The step.
        step: Box<Step>,
        /// Number of the step before it; 0 for none.
        after: u64,
    },
    /// A step was taken back or done again: the last one done is the one of this number, 0 for none.
    At(u64),
}

/// Rows of a plan; `None` and keys that are missing stay as they are.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rows {
    title: Option<String>,
    layers: Option<Vec<PlanLayer>>,
    views: Option<Vec<SavedView>>,
    questions: Option<Vec<KeptQuestion>>,
    rules_off: Option<BTreeSet<Rule>>,
    sheets: Option<String>,
    decided: Option<BTreeMap<u64, u64>>,
    proposals: BTreeMap<ProposalKey, Option<Proposal>>,
    meetings: Option<Vec<Meeting>>,
    agreements: BTreeMap<AgreementKey, Option<Agreement>>,
}

impl Rows {
    /// What `edits` touched, as it is in `plan` after them.
    pub fn touched(plan: &Plan, edits: &[Edit]) -> Self {
        let mut rows = Self::default();
        for edit in edits {
            match edit {
                Edit::SetTitle { .. } => rows.title = Some(plan.title.clone()),
                Edit::AddLayer { .. }
                | Edit::RemoveLayer { .. }
                | Edit::MoveLayer { .. }
                | Edit::RenameLayer { .. }
                | Edit::ShowLayer { .. }
                | Edit::FadeLayer { .. }
                | Edit::StyleLayer { .. }
                | Edit::ReplaceLayer { .. } => rows.layers = Some(plan.layers.clone()),
                Edit::AddProposal { proposal } | Edit::ChangeProposal { proposal } => {
                    rows.touch(plan, proposal.key);
                }
                Edit::RemoveProposal { proposal } => rows.touch(plan, *proposal),
                Edit::AddView { .. } | Edit::RemoveView { .. } => {
                    rows.views = Some(plan.views.clone());
                }
                Edit::Minutes(edit) => rows.touch_minutes(plan, edit),
                Edit::Decide { .. } => rows.decided = Some(plan.decided.clone()),
                Edit::SetRulesOff { .. } => rows.rules_off = Some(plan.rules_off.clone()),
                Edit::SetSheets { .. } => rows.sheets = Some(plan.sheets.clone()),
                Edit::AddQuestion { .. } | Edit::RemoveQuestion { .. } => {
                    rows.questions = Some(plan.questions.clone());
                }
            }
        }
        rows
    }

    fn touch(&mut self, plan: &Plan, key: ProposalKey) {
        self.proposals.insert(key, plan.proposals.get(&key).cloned());
    }

    fn touch_minutes(&mut self, plan: &Plan, edit: &MinutesEdit) {
        let key = match edit {
            MinutesEdit::AddMeeting { .. }
            | MinutesEdit::RemoveMeeting { .. }
            | MinutesEdit::ChangeMeeting { .. } => {
                self.meetings = Some(plan.meetings.values().cloned().collect());
                return;
            }
            MinutesEdit::AddAgreement { agreement } => agreement.key,
            MinutesEdit::RemoveAgreement { agreement }
            | MinutesEdit::ChangeAgreement { agreement, .. } => *agreement,
        };
        self.agreements.insert(key, plan.agreements.get(&key).cloned());
    }
}

/// Writes a step; the caller ends the transaction.
pub(super) fn write(base: &Connection, commit: &Commit) -> Result<(), PlanError> {
    let step = match &commit.work {
        Work::Done { step, after } => {
            forget(base, *after)?;
            record(base, step)?;
            step.number
        }
        Work::At(done) => *done,
    };
    for (table, layer) in &commit.brought.layers {
        add_data(base, table, layer, step)?;
    }
    documents::add(base, &commit.brought.documents, step)?;
    let rows = &commit.rows;
    if let Some(title) = &rows.title {
        set_meta(base, "title", title)?;
    }
    if let Some(layers) = &rows.layers {
        write_layers(base, layers)?;
    }
    if let Some(views) = &rows.views {
        write_views(base, views)?;
    }
    if let Some(questions) = &rows.questions {
        write_questions(base, questions)?;
    }
    if let Some(off) = &rows.rules_off {
        set_meta(base, "rules_off", &json(off)?)?;
    }
    if let Some(sheets) = &rows.sheets {
        set_meta(base, "sheets", sheets)?;
    }
    if let Some(decided) = &rows.decided {
        set_meta(base, "decided", &json(decided)?)?;
    }
    for (key, proposal) in &rows.proposals {
        write_proposal(base, *key, proposal.as_ref())?;
    }
    if let Some(meetings) = &rows.meetings {
        minutes::write_meetings(base, meetings)?;
    }
    for (key, agreement) in &rows.agreements {
        pictures::take_along(base, *key, agreement.as_ref(), step)?;
        minutes::write_agreement(base, *key, agreement.as_ref())?;
    }
    set_meta(base, "done", &step.to_string())?;
    set_meta(base, "last_number", &commit.last_number.to_string())?;
    Ok(())
}

/// Forgets steps that can no longer be done again, and the tables that only they need.
fn forget(base: &Connection, after: u64) -> Result<(), PlanError> {
    let after = after as i64;
    base.execute("DELETE FROM allpa_edit WHERE step > ?1", [after])?;
    documents::forget(base, after)?;
    let mut select = base.prepare_cached("SELECT table_name FROM allpa_data WHERE step > ?1")?;
    let tables = select.query_map([after], |row| row.get(0))?;
    for table in tables.collect::<Result<Vec<String>, _>>()? {
        unlist(base, &table)?;
        base.execute("DELETE FROM allpa_data WHERE table_name = ?1", [&table])?;
        let index = quoted(&rtree::name(&table));
        base.execute_batch(&format!("DROP TABLE {index}; DROP TABLE {}", quoted(&table)))?;
    }
    Ok(())
}

fn record(base: &Connection, step: &Step) -> Result<(), PlanError> {
    let sql = "INSERT INTO allpa_edit VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let (forward, inverse) = (&pictures::named(&step.forward), &pictures::named(&step.inverse));
    let (forward, inverse) = (json(forward)?, json(inverse)?);
    let (time, author) = (&step.signature.time, &step.signature.author);
    let number = step.number as i64;
    base.prepare_cached(sql)?
        .execute(params![number, step.label, time, author, forward, inverse])?;
    set_meta(base, "last_step", &step.number.to_string())?;
    Ok(())
}

pub(super) fn json(value: &impl serde::Serialize) -> Result<String, PlanError> {
    serde_json::to_string(value).map_err(|error| PlanError::Io(error.into()))
}

fn add_data(base: &Connection, name: &str, layer: &Layer, step: u64) -> Result<(), PlanError> {
    let changed = as_stored(layer);
    let stored = changed.as_ref().unwrap_or(layer);
    let table = FeatureTable::of(stored, name);
    table.fill(base, stored)?;
    let side = |side: fn(&Bounds) -> f64| table.bounds.as_ref().map(side);
    base.execute(
        "INSERT INTO allpa_data VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![
            name,
            step as i64,
            table.geometry,
            i64::from(table.crs.code()),
            side(|b| b.min[0]),
            side(|b| b.min[1]),
            side(|b| b.max[0]),
            side(|b| b.max[1]),
            stored.len() as i64,
            stored.fingerprint(),
        ],
    )?;
    Ok(())
}

/// Fingerprint of a layer as its table gives it back: the same before and after a plan is opened
/// anew.
pub fn stored_fingerprint(layer: &Layer) -> String {
    as_stored(layer).as_ref().unwrap_or(layer).fingerprint().to_owned()
}

/// The layer as it comes back from its table, where that is another one: with names that SQL tells apart, and without numbers
/// that the database does not keep (what is no number, and the sign of zero).
fn as_stored(layer: &Layer) -> Option<Layer> {
    let names = FeatureTable::of(layer, "").columns;
    let is_kept = |number: &Option<f64>| number.is_none_or(|n| !n.is_nan() && !is_negative_zero(n));
    let is_same = |column: &Column| match &column.data {
        ColumnData::Real(numbers) => numbers.iter().all(is_kept),
        _ => true,
    };
    let mut pairs = layer.columns().iter().zip(&names);
    if pairs.all(|(column, (name, _))| column.name == *name && is_same(column)) {
        return None;
    }
    let columns = layer.columns().iter().zip(names).map(|(column, (name, _))| {
        let mut data = column.data.clone();
        if let ColumnData::Real(numbers) = &mut data {
            for number in numbers {
                *number = number.filter(|n| !n.is_nan()).map(|n| n + 0.0);
            }
        }
        Column { name, data }
    });
    let parts = LayerParts {
        name: layer.name().to_owned(),
        shapes: (**layer.shapes()).clone(),
        columns: columns.collect(),
        provenance: layer.provenance().clone(),
        notes: layer.notes().to_vec(),
    };
    Some(Layer::new(parts, layer.crs(), layer.psad_operation()))
}

fn is_negative_zero(number: f64) -> bool {
    number == 0.0 && number.is_sign_negative()
}

fn write_layers(base: &Connection, layers: &[PlanLayer]) -> Result<(), PlanError> {
    base.execute("DELETE FROM allpa_layer", [])?;
    let sql = "INSERT INTO allpa_layer VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, \
               ?13, ?14, ?15, ?16)";
    let mut insert = base.prepare_cached(sql)?;
    for (place, layer) in layers.iter().enumerate() {
        let atlas = match &layer.source {
            LayerSource::Atlas(name) => Some(name),
            LayerSource::Table(_) => None,
        };
        let table = layer.table();
        insert.execute(params![
            layer.key.0,
            place as i64,
            table.map(|table| &table.table),
            atlas,
            layer.title,
            word(&layer.group)?,
            layer.visible,
            layer.opacity,
            word(&layer.precision)?,
            layer.notice,
            layer.number,
            table.map(|table| json(&table.psad)).transpose()?,
            table.and_then(|table| table.code.as_ref()),
            table.and_then(|table| table.name.as_ref()),
            table.map(|table| json(&table.provenance)).transpose()?,
            layer.look.as_ref().map(json).transpose()?,
        ])?;
    }
    list(base, layers)?;
    styles::write(base, layers)
}

/// The bare word of an enumeration.
fn word(value: &impl serde::Serialize) -> Result<String, PlanError> {
    Ok(json(value)?.trim_matches('"').to_owned())
}

/// Lists the tables of the plan's layers for other programs, and takes the others off the list.
fn list(base: &Connection, layers: &[PlanLayer]) -> Result<(), PlanError> {
    let wanted: BTreeMap<&str, &str> = layers
        .iter()
        .filter_map(|layer| Some((layer.table()?.table.as_str(), layer.title.as_str())))
        .collect();
    let sql = "SELECT d.table_name, d.geometry_type, d.srs_id, d.min_x, d.min_y, d.max_x, d.max_y, \
               c.table_name IS NOT NULL FROM allpa_data d \
               LEFT JOIN gpkg_contents c ON c.table_name = d.table_name ORDER BY d.rowid";
    let mut select = base.prepare_cached(sql)?;
    let known = select.query_map([], |row| {
        let sides: [Option<f64>; 4] = [row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?];
        let bounds = match sides {
            [Some(a), Some(b), Some(c), Some(d)] => Some(Bounds { min: [a, b], max: [c, d] }),
            _ => None,
        };
        let (name, geometry, crs) = (row.get(0)?, row.get(1)?, Epsg::new(row.get(2)?));
        let table = FeatureTable { name, geometry, crs, columns: Vec::new(), bounds };
        Ok((table, row.get::<_, bool>(7)?))
    })?;
    let known: Vec<(FeatureTable, bool)> = known.collect::<Result<_, _>>()?;
    for (table, is_listed) in &known {
        match (wanted.get(table.name.as_str()), is_listed) {
            (None, true) => {
                unlist(base, &table.name)?;
                schema::register(base, &table.name)?;
            }
            (Some(title), false) => {
                unlist(base, &table.name)?; // it may be registered as ours
                table.list(base, title)?;
            }
            _ => {}
        }
    }
    let known: BTreeSet<&str> = known.iter().map(|(table, _)| table.name.as_str()).collect();
    match wanted.keys().find(|table| !known.contains(*table)) {
        Some(table) => {
            let reason = "its features are not in the file".to_owned();
            Err(PlanError::Layer { layer: (*table).to_owned(), reason })
        }
        None => Ok(()),
    }
}

fn write_views(base: &Connection, views: &[SavedView]) -> Result<(), PlanError> {
    base.execute("DELETE FROM allpa_view", [])?;
    let mut insert =
        base.prepare_cached("INSERT INTO allpa_view VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?;
    for (place, view) in views.iter().enumerate() {
        let [longitude, latitude] = view.center;
        let visible = json(&view.visible)?;
        let place = place as i64;
        insert.execute(params![
            view.key.0, place, view.name, longitude, latitude, view.scale, visible
        ])?;
    }
    Ok(())
}

fn write_questions(base: &Connection, questions: &[KeptQuestion]) -> Result<(), PlanError> {
    base.execute("DELETE FROM allpa_question", [])?;
    let mut insert =
        base.prepare_cached("INSERT INTO allpa_question VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?;
    for (place, question) in questions.iter().enumerate() {
        insert.execute(params![
            question.key.0,
            place as i64,
            question.title,
            question.asked.to_json(),
            question.program,
            question.answered,
            json(&question.used)?,
        ])?;
    }
    Ok(())
}

/// Writes a proposal into its table, and takes it out of the others; `None` out of all.
pub(super) fn write_proposal(
    base: &Connection,
    key: ProposalKey,
    proposal: Option<&Proposal>,
) -> Result<(), PlanError> {
    let fid = i64::from(key.0);
    documents::attach(base, key, proposal.map_or(&[], |one| &one.facts.documents))?;
    let home = proposal.map(guests::home);
    for (table, _) in PROPOSALS.into_iter().filter(|(table, _)| Some(*table) != home) {
        let sql = format!("DELETE FROM {table} WHERE fid = ?1");
        if base.prepare_cached(&sql)?.execute([fid])? > 0 {
            rtree::put(base, table, fid, None)?;
        }
    }
    let (Some(proposal), Some(table)) = (proposal, home) else { return Ok(()) };
    let shapes = proposal.shape.to_shapes();
    // An update keeps columns that other programs have added.
    let columns = schema::proposal_columns(base)?.into_iter().map(|(name, _)| name);
    let columns: Vec<&str> = columns.collect();
    let each = |of: &dyn Fn(usize, &str) -> String| -> String {
        columns.iter().enumerate().map(|(at, name)| of(at, name)).collect()
    };
    let sql = format!(
        "INSERT INTO {table} (fid, geom{}) VALUES (?1, ?2{}) \
         ON CONFLICT (fid) DO UPDATE SET geom = excluded.geom{}",
        each(&|_, name| format!(", {name}")),
        each(&|at, _| format!(", ?{}", at + 3)),
        each(&|_, name| format!(", {name} = excluded.{name}")),
    );
    let place = [SqlValue::from(fid), blob::encode(&shapes, 0, Epsg::WGS84).into()];
    let values = place.into_iter().chain(columns.iter().map(|name| value(proposal, name)));
    base.prepare_cached(&sql)?.execute(params_from_iter(values))?;
    let bounds = shapes.bounds();
    rtree::put(base, table, fid, bounds)?;
    let Some(b) = bounds else { return Ok(()) };
    let sql = "UPDATE gpkg_contents SET min_x = min(coalesce(min_x, ?2), ?2), \
               min_y = min(coalesce(min_y, ?3), ?3), max_x = max(coalesce(max_x, ?4), ?4), \
               max_y = max(coalesce(max_y, ?5), ?5), \
               last_change = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE table_name = ?1";
    base.prepare_cached(sql)?.execute(params![table, b.min[0], b.min[1], b.max[0], b.max[1]])?;
    Ok(())
}

/// What a proposal has in a column of its table; what is not known has no value there.
pub(super) fn value(proposal: &Proposal, column: &str) -> SqlValue {
    let facts = &proposal.facts;
    let known = |text: &str| (!text.is_empty()).then(|| text.to_owned()).into();
    match column {
        "nombre" => proposal.name.clone().into(),
        "tipo" => proposal.kind.word().to_owned().into(),
        "nota" => proposal.note.clone().into(),
        "alternativa" => proposal.alternative.clone().into(),
        "clase" => known(&facts.class),
        "etapa" => known(&facts.stage),
        "costo_soles" => facts.cost.into(),
        "anio_inicio" => facts.begins.into(),
        "anio_fin" => facts.ends.into(),
        "financiamiento" => known(&facts.financing_text()),
        "responsable" => known(&facts.responsible),
        _ => SqlValue::Null,
    }
}

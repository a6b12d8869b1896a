//! What another program has taken away of the tables of proposals: columns, indices, whole tables.
//!
//! The history knows every proposal, so that nothing is lost: what is missing is read from there, and
//! comes back into the file with the next step, in its transaction. Looking changes nothing.

use std::collections::BTreeMap;

use allpa_geom::ShapesBuilder;
use allpa_model::plan::{Edit, Proposal, ProposalKey, Step};
use rusqlite::{Connection, params};

use super::schema::{self, PROPOSALS};
use super::{PlanError, guests, load, save};
use crate::geopackage::{blob, quoted, rtree};

/// Something that is missing of the proposals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The table.
    pub table: &'static str,
    /// What of it.
    pub part: Part,
}

/// What of a table is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    Whole,
    /// A column.
    Column(&'static str),
    /// Its spatial index.
    Index,
}

/// What is missing.
pub(super) fn find(base: &Connection) -> Result<Vec<Missing>, PlanError> {
    let mut missing = Vec::new();
    for (table, _) in PROPOSALS {
        let known = schema::columns(base, table)?;
        if known.is_empty() {
            missing.push(Missing { table, part: Part::Whole });
            continue;
        }
        let wanted = schema::proposal_columns(base)?;
        let columns = wanted.into_iter().filter(|(name, _)| !known.contains(*name));
        missing.extend(columns.map(|(name, _)| Missing { table, part: Part::Column(name) }));
        if schema::columns(base, &rtree::name(table))?.is_empty() {
            missing.push(Missing { table, part: Part::Index });
        }
    }
    Ok(missing)
}

/// The proposals as the steps up to number `done` left them.
pub(super) fn of_history(steps: &[Step], done: u64) -> BTreeMap<ProposalKey, Proposal> {
    let mut own = BTreeMap::new();
    for edit in steps.iter().take_while(|step| step.number <= done).flat_map(|step| &step.forward) {
        match edit {
            Edit::AddProposal { proposal } | Edit::ChangeProposal { proposal } => {
                own.insert(proposal.key, (**proposal).clone());
            }
            Edit::RemoveProposal { proposal } => drop(own.remove(proposal)),
            _ => {}
        }
    }
    own
}

/// Brings back what is missing, with what the history says of it.
pub(super) fn mend(base: &Connection) -> Result<Vec<Missing>, PlanError> {
    let missing = find(base)?;
    if missing.is_empty() {
        return Ok(missing);
    }
    let own = of_history(&load::steps(base)?, schema::meta_number(base, "done")?);
    for Missing { table, part } in &missing {
        let of_table = own.values().filter(|proposal| guests::home(proposal) == *table);
        match part {
            Part::Whole => {
                schema::create_proposals(base, table)?;
                for proposal in of_table {
                    save::write_proposal(base, proposal.key, Some(proposal))?;
                }
            }
            Part::Column(column) => {
                schema::add_column(base, table, column)?;
                let sql = format!("UPDATE {table} SET {column} = ?2 WHERE fid = ?1");
                let mut update = base.prepare(&sql)?;
                for proposal in of_table {
                    update.execute(params![proposal.key.0, save::value(proposal, column)])?;
                }
            }
            Part::Index => index(base, table)?,
        }
    }
    Ok(missing)
}

/// Makes the index of a table anew.
fn index(base: &Connection, table: &str) -> Result<(), PlanError> {
    rtree::create(base, table)?;
    let sql = format!("SELECT fid, geom FROM {} WHERE geom NOTNULL", quoted(table));
    let mut select = base.prepare(&sql)?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let mut shapes = ShapesBuilder::default();
        if let Ok(bytes) = row.get_ref(1)?.as_blob()
            && let Ok(found) = blob::decode(bytes, &mut shapes)
        {
            shapes.end_feature(found.kind);
            rtree::put(base, table, row.get(0)?, shapes.finish().bounds())?;
        }
    }
    rtree::drop_triggers(base, table)?;
    rtree::create_triggers(base, table)?;
    rtree::register(base, table)?;
    Ok(())
}

//! Proposals that other programs have added, under numbers of their own.
//!
//! Each of the three tables counts its rows for itself there, so that a new row may have the number
//! of another proposal, in its table or in another. Such guests get numbers that no step ever gives;
//! in the file they get them with the next step, so that looking changes nothing.

use std::collections::{BTreeMap, BTreeSet};

use allpa_geom::ShapeKind;
use allpa_model::plan::{BROUGHT, Edit, Proposal, ProposalKey, Step};
use rusqlite::Connection;
use sha2::{Digest as _, Sha256};

use super::schema::{self, PROPOSALS, meta_number};
use super::{PlanError, load};
use crate::geopackage::rtree;

/// A row that another program has added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Guest {
    /// Its table.
    pub table: &'static str,
    /// Its number there.
    pub fid: i64,
    /// The number by which the plan knows it.
    pub key: ProposalKey,
}

/// The table of proposals of this shape.
pub(super) fn home(proposal: &Proposal) -> &'static str {
    match proposal.shape.kind() {
        ShapeKind::Polygon => PROPOSALS[2].0,
        ShapeKind::Line => PROPOSALS[1].0,
        ShapeKind::Point | ShapeKind::None => PROPOSALS[0].0,
    }
}

/// The rows that the steps that are done, up to number `done`, have not made. Rows with a number that
/// is given only once stay.
pub(super) fn find(base: &Connection, steps: &[Step], done: u64) -> Result<Vec<Guest>, PlanError> {
    let mut own = BTreeMap::new();
    for edit in steps.iter().take_while(|step| step.number <= done).flat_map(|step| &step.forward) {
        match edit {
            Edit::AddProposal { proposal } | Edit::ChangeProposal { proposal } => {
                own.insert(i64::from(proposal.key.0), home(proposal));
            }
            Edit::RemoveProposal { proposal } => drop(own.remove(&i64::from(proposal.0))),
            _ => {}
        }
    }
    let (mut taken, mut guests): (BTreeSet<i64>, Vec<_>) = (own.keys().copied().collect(), vec![]);
    for (table, _) in PROPOSALS {
        if schema::columns(base, table)?.is_empty() {
            continue; // another program took it away
        }
        let mut select = base.prepare(&format!("SELECT fid FROM {table} ORDER BY fid"))?;
        for fid in select.query_map([], |row| row.get::<_, i64>(0))? {
            let fid = fid?;
            let is_given_once = u32::try_from(fid).is_ok_and(|number| number >= BROUGHT);
            if own.get(&fid) == Some(&table) || is_given_once && taken.insert(fid) {
                continue;
            }
            guests.push((table, fid));
        }
    }
    let keyed = |(table, fid): (&'static str, i64)| -> Result<Guest, PlanError> {
        let has_name = schema::columns(base, table)?.contains("nombre");
        let name = if has_name { "nombre" } else { "NULL" };
        let content = base.query_row(
            &format!("SELECT quote(geom) || quote({name}) FROM {table} WHERE fid = ?1"),
            [fid],
            |row| row.get::<_, String>(0),
        )?;
        let hash = Sha256::digest(format!("{table} {fid} {content}"));
        let mut number = u32::from_le_bytes([hash[0], hash[1], hash[2], hash[3]]) | BROUGHT;
        while !taken.insert(i64::from(number)) {
            number = number.wrapping_add(1) | BROUGHT;
        }
        Ok(Guest { table, fid, key: ProposalKey(number) })
    };
    guests.into_iter().map(keyed).collect()
}

/// The same, as the file itself tells its steps.
pub(super) fn find_anew(base: &Connection) -> Result<Vec<Guest>, PlanError> {
    find(base, &load::steps(base)?, meta_number(base, "done")?)
}

/// Gives guests their numbers in the file.
pub(super) fn settle(base: &Connection, guests: &[Guest]) -> Result<(), PlanError> {
    for Guest { table, fid, key } in guests {
        let sql = format!("UPDATE {table} SET fid = ?2 WHERE fid = ?1");
        base.execute(&sql, [*fid, i64::from(key.0)])?;
        rtree::renumber(base, table, *fid, i64::from(key.0))?;
    }
    Ok(())
}

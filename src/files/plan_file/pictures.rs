//! Maps pinned to agreements. Each lies in the file once: in the row of its agreement while that is
//! there, else in the last step of the history that can bring it back. Other steps name it by its sum.

use std::collections::BTreeMap;
use std::sync::Arc;

use allpa_model::plan::{Agreement, AgreementKey, Edit, MinutesEdit, Plan, Step};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::PlanError;
use super::documents::sum;
use super::load::parsed;
use super::save::json;

/// A step by its number: what it does and what takes it back.
type Work = (u64, [Vec<Edit>; 2]);

/// What stands in place of a picture, before its sum.
const NAMED: &[u8] = b"sha256:";

fn name_of(picture: &[u8]) -> Vec<u8> {
    [NAMED, sum(picture).as_bytes()].concat()
}

fn is_named(picture: &[u8]) -> bool {
    picture.starts_with(NAMED)
}

/// The agreement that an edit brings.
fn brought(edit: &mut Edit) -> Option<&mut Agreement> {
    match edit {
        Edit::Minutes(MinutesEdit::AddAgreement { agreement }) => Some(agreement),
        _ => None,
    }
}

/// Edits as the history keeps them: pictures by their sums.
pub(super) fn named(edits: &[Edit]) -> Vec<Edit> {
    let mut edits = edits.to_vec();
    for agreement in edits.iter_mut().filter_map(brought) {
        let picture = &agreement.pinned.picture;
        if !picture.is_empty() && !is_named(picture) {
            let name = name_of(picture);
            Arc::make_mut(&mut agreement.pinned).picture = name;
        }
    }
    edits
}

/// Puts pictures in place of their sums: those of the plan's agreements, and those that steps hold.
/// One that is nowhere, or no longer what it was, is gone.
pub(super) fn put_back(steps: &mut [Step], plan: &Plan) {
    fn edits(step: &mut Step) -> impl Iterator<Item = &mut Edit> {
        let Step { forward, inverse, .. } = step;
        forward.iter_mut().chain(inverse)
    }
    let mut known: BTreeMap<AgreementKey, Vec<u8>> = BTreeMap::new();
    let mut is_wanted = false;
    for agreement in steps.iter_mut().flat_map(edits).filter_map(brought) {
        let picture = &agreement.pinned.picture;
        is_wanted |= is_named(picture);
        if !picture.is_empty() && !is_named(picture) {
            known.insert(agreement.key, picture.clone());
        }
    }
    if !is_wanted {
        return;
    }
    for agreement in plan.agreements.values() {
        known.insert(agreement.key, agreement.pinned.picture.clone());
    }
    for agreement in steps.iter_mut().flat_map(edits).filter_map(brought) {
        let picture = &agreement.pinned.picture;
        if is_named(picture) {
            let found = known.get(&agreement.key).filter(|found| name_of(found) == *picture);
            let found = found.cloned().unwrap_or_default();
            Arc::make_mut(&mut agreement.pinned).picture = found;
        }
    }
}

/// Before the row of an agreement is written or taken away: its picture leaves the history, or goes
/// there. `done` is the last step done.
pub(super) fn take_along(
    base: &Connection,
    key: AgreementKey,
    will_be: Option<&Agreement>,
    done: u64,
) -> Result<(), PlanError> {
    let sql = "SELECT picture FROM allpa_agreement WHERE id = ?1";
    let kept: Option<Vec<u8>> = base.query_row(sql, [key.0], |row| row.get(0)).optional()?;
    match (kept, will_be) {
        (Some(picture), None) if !picture.is_empty() => {
            let mut steps = steps_with(base, key)?;
            // One that is done stays when those after it are forgotten.
            let at = steps.iter().rposition(|(number, _)| *number <= done);
            let holder = at.unwrap_or(0);
            if let Some((number, edits)) = steps.get_mut(holder) {
                write(base, *number, key, edits, &picture)?;
            }
        }
        (None, Some(_)) => {
            for (number, mut edits) in steps_with(base, key)? {
                let mut all = edits.iter_mut().flatten().filter_map(brought);
                let own = all.find(|agreement| agreement.key == key);
                let picture = own.map(|own| own.pinned.picture.clone()).unwrap_or_default();
                if !picture.is_empty() && !is_named(&picture) {
                    write(base, number, key, &mut edits, &name_of(&picture))?;
                }
            }
        }
        _ => {}
    }
    Ok(())
}

/// Steps that bring an agreement, oldest first.
fn steps_with(base: &Connection, key: AgreementKey) -> Result<Vec<Work>, PlanError> {
    const WORD: &str = "\"add_agreement\"";
    let sql = "SELECT step, forward, inverse FROM allpa_edit \
               WHERE instr(forward, ?1) OR instr(inverse, ?1) ORDER BY step";
    let mut select = base.prepare_cached(sql)?;
    let mut rows = select.query([WORD])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let number: i64 = row.get(0)?;
        let mut edits: [Vec<Edit>; 2] =
            [parsed(&row.get::<_, String>(1)?)?, parsed(&row.get::<_, String>(2)?)?];
        let mut all = edits.iter_mut().flatten().filter_map(brought);
        if all.any(|agreement| agreement.key == key) {
            found.push((number.unsigned_abs(), edits));
        }
    }
    Ok(found)
}

/// Writes a step again with this picture of an agreement.
fn write(
    base: &Connection,
    number: u64,
    key: AgreementKey,
    edits: &mut [Vec<Edit>; 2],
    picture: &[u8],
) -> Result<(), PlanError> {
    let all = edits.iter_mut().flatten().filter_map(brought);
    for agreement in all.filter(|agreement| agreement.key == key) {
        Arc::make_mut(&mut agreement.pinned).picture = picture.to_vec();
    }
    let sql = "UPDATE allpa_edit SET forward = ?2, inverse = ?3 WHERE step = ?1";
    let [forward, inverse] = edits;
    base.execute(sql, params![number as i64, json(forward)?, json(inverse)?])?;
    Ok(())
}

//! Steps that can be taken back and done again.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Edit, EditError, LayerSource, Plan};

/// Who did a step, and when.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Signature {
    /// ISO 8601 in UTC.
    pub time: String,
    /// Name of the user in the system.
    pub author: String,
}

/// One gesture of the user.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Its number, growing and never used again.
    pub number: u64,
    /// What was done, in words.
    pub label: String,
    /// Who did it, and when.
    pub signature: Signature,
    /// What it does.
    pub forward: Vec<Edit>,
    /// What takes it back, in that order.
    pub inverse: Vec<Edit>,
}

/// All steps of a plan. Those before the cursor are done, those after it were taken back and can be
/// done again until another step is done.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct History {
    steps: Vec<Step>,
    cursor: usize,
    last_step: u64,
    last_number: u32,
    /// Tables there are or were, in small letters.
    tables: BTreeSet<String>,
}

impl History {
    /// A history as a file keeps it: its steps, the number of the last one that is done (0 for
    /// none), the highest numbers ever given to a step and to a thing of the plan, and all tables.
    pub fn restore(
        steps: Vec<Step>,
        done: u64,
        last_step: u64,
        last_number: u32,
        tables: impl IntoIterator<Item = String>,
    ) -> Self {
        let cursor = steps.iter().take_while(|step| step.number <= done).count();
        let last_step = steps.last().map_or(0, |step| step.number).max(last_step);
        let tables = tables.into_iter().map(|table| table.to_lowercase()).collect();
        Self { steps, cursor, last_step, last_number, tables }
    }

    /// All steps, oldest first.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// How many of them are done.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// Number of the last step that is done; 0 for none.
    pub fn done(&self) -> u64 {
        self.cursor.checked_sub(1).map_or(0, |last| self.steps[last].number)
    }

    /// The step that [`History::undo`] takes back.
    pub fn undoable(&self) -> Option<&Step> {
        self.steps.get(self.cursor.checked_sub(1)?)
    }

    /// The step that [`History::redo`] does again.
    pub fn redoable(&self) -> Option<&Step> {
        self.steps.get(self.cursor)
    }

    /// The highest number given to a step, and to a thing of the plan.
    pub fn last_numbers(&self) -> (u64, u32) {
        (self.last_step, self.last_number)
    }

    /// The plan as it was after step `number`, 0 for the beginning; `None` where no such step is done.
    ///
    /// # Errors
    /// As [`History::undo`].
    pub fn plan_at(&self, plan: &Plan, number: u64) -> Result<Option<Plan>, EditError> {
        let done = &self.steps[..self.cursor];
        if number != 0 && done.iter().all(|step| step.number != number) {
            return Ok(None);
        }
        let mut plan = plan.clone();
        for step in done.iter().rev().take_while(|step| step.number > number) {
            plan.apply_all(&step.inverse)?;
        }
        Ok(Some(plan))
    }

    /// A number for a new layer, proposal, view or question.
    pub fn fresh_number(&mut self) -> u32 {
        self.last_number += 1;
        self.last_number
    }

    /// A name for a new table: `wanted`, with a number after it where that is taken or belongs to
    /// the file.
    pub fn fresh_table(&mut self, wanted: &str) -> String {
        let is_ours = |name: &str| {
            ["gpkg_", "rtree_", "sqlite_", "allpa_", "propuestas_"]
                .iter()
                .any(|p| name.starts_with(p))
        };
        let base = if wanted.trim().is_empty() { "capa" } else { wanted.trim() };
        let base =
            if is_ours(&base.to_lowercase()) { format!("capa_{base}") } else { base.to_owned() };
        let mut name = base.clone();
        let mut number = 1;
        while !self.tables.insert(name.to_lowercase()) {
            number += 1;
            name = format!("{base}_{number}");
        }
        name
    }

    /// Does a step: all its edits or none. What was taken back before can no longer be done again.
    ///
    /// # Errors
    /// [`EditError`]; plan and history are then as they were.
    pub fn record(
        &mut self,
        plan: &mut Plan,
        forward: Vec<Edit>,
        label: String,
        signature: Signature,
    ) -> Result<&Step, EditError> {
        let inverse = plan.apply_all(&forward)?;
        for edit in &forward {
            if let Edit::AddLayer { layer, .. } = edit
                && let LayerSource::Table(table) = &layer.source
            {
                self.tables.insert(table.table.to_lowercase());
            }
        }
        self.steps.truncate(self.cursor);
        self.last_step += 1;
        self.steps.push(Step { number: self.last_step, label, signature, forward, inverse });
        self.cursor += 1;
        Ok(&self.steps[self.cursor - 1])
    }

    /// Takes the last step back; `None` when there is none.
    ///
    /// # Errors
    /// [`EditError`] when the plan was changed outside its history.
    pub fn undo(&mut self, plan: &mut Plan) -> Result<Option<&Step>, EditError> {
        let Some(step) = self.undoable() else { return Ok(None) };
        plan.apply_all(&step.inverse)?;
        self.cursor -= 1;
        Ok(Some(&self.steps[self.cursor]))
    }

    /// Does the next step again; `None` when there is none.
    ///
    /// # Errors
    /// As [`History::undo`].
    pub fn redo(&mut self, plan: &mut Plan) -> Result<Option<&Step>, EditError> {
        let Some(step) = self.redoable() else { return Ok(None) };
        plan.apply_all(&step.forward)?;
        self.cursor += 1;
        Ok(Some(&self.steps[self.cursor - 1]))
    }
}

//! `allpa plan changes | merge`: versions of a plan between offices.

use std::path::{Path, PathBuf};

use allpa_files::plan_file::{
    Access, Package, PlanError, PlanFile, Since, changes_since, signature, write_changes,
};
use allpa_model::plan::{
    Answer, Changes, Deed, Label, Merge as Merging, Merged, Side, Signature, Thing,
};
use allpa_model::table::{Cell, Table};
use allpa_text::UserMessage;
use clap::Args;

use super::common::{Outcome, Session};

/// Arguments of `plan changes`.
#[derive(Debug, Args)]
pub struct Export {
    /// Expediente
    file: PathBuf,
    /// Desde qué versión: el archivo que tiene la otra oficina, o el número de un paso (0: todo)
    #[arg(long, value_name = "ARCHIVO|PASO")]
    since: String,
}

/// Arguments of `plan merge`.
#[derive(Debug, Args)]
pub struct Merge {
    /// Expediente
    file: PathBuf,
    /// Cambios de otra oficina, como los escribe «plan changes»
    changes: PathBuf,
    /// En los conflictos, vale lo de este expediente
    #[arg(long, conflicts_with = "theirs")]
    ours: bool,
    /// En los conflictos, vale lo que llega
    #[arg(long)]
    theirs: bool,
    /// Solo lista lo que llega; no escribe nada
    #[arg(long)]
    dry_run: bool,
}

impl Export {
    pub fn run(&self, session: &Session) -> Outcome {
        let told =
            |error: PlanError| session.texts().plan_error(&self.file.to_string_lossy(), &error);
        let since = match self.since.parse() {
            Ok(number) if !Path::new(&self.since).exists() => Since::Step(number),
            _ => Since::File(PathBuf::from(&self.since)),
        };
        let changes = match session.out() {
            Some(out) => write_changes(&self.file, &since, out),
            None => changes_since(&self.file, &since),
        };
        session.print(&listed(&changes.map_err(told)?));
        Ok(())
    }
}

/// What travels.
fn listed(changes: &Changes) -> Table {
    let mut table = Table::new(["subject", "change", "name", "author", "time"]);
    for step in &changes.steps {
        table.push(vec![
            "step".into(),
            "added".into(),
            step.label.as_str().into(),
            step.signature.author.as_str().into(),
            step.signature.time.as_str().into(),
        ]);
    }
    for item in &changes.items {
        let (before, after) = (item.before.as_ref(), item.after.as_ref());
        let name = title(after.or(before));
        let change = change(before, after);
        let mut row = vec![item.name.word().into(), change.into(), name];
        row.extend(signed(item.last.as_ref()));
        table.push(row);
    }
    table
}

fn change(before: Option<&Thing>, after: Option<&Thing>) -> &'static str {
    match (before, after) {
        (None, _) => "added",
        (_, None) => "removed",
        _ => "changed",
    }
}

/// Who last changed something, and when.
fn signed(last: Option<&Signature>) -> [Cell; 2] {
    let cell = |of: fn(&Signature) -> &str| last.map_or(Cell::Empty, |last| of(last).into());
    [cell(|last| &last.author), cell(|last| &last.time)]
}

fn title(thing: Option<&Thing>) -> Cell {
    thing.map_or(Cell::Empty, |thing| thing.title().into())
}

impl Merge {
    pub fn run(&self, session: &Session) -> Outcome {
        let texts = session.texts();
        let told =
            |path: &Path, error: &PlanError| texts.plan_error(&path.to_string_lossy(), error);
        let package = Package::read(&self.changes).map_err(|error| told(&self.changes, &error))?;
        let of_plan = |error: PlanError| told(&self.file, &error);
        let mut file = self.open().map_err(of_plan)?;
        package.belongs_to(&file).map_err(|error| told(&self.changes, &error))?;
        let mut loaded = file.load().map_err(of_plan)?;
        let prints = file.prints().map_err(of_plan)?;
        let plan = loaded.plan.clone();
        let side = Side::new(&plan, &loaded.history, &prints);
        let merging = Merging::between(&side, &package.changes);
        let answer = match (self.ours, self.theirs) {
            (true, _) => Some(Answer::Ours),
            (_, true) => Some(Answer::Theirs),
            _ => None,
        };
        let table = merged(&merging, answer);
        let conflicts = merging.conflicts();
        if self.dry_run {
            return session.answer(&table);
        }
        if conflicts > 0 && answer.is_none() {
            session.answer(&table)?;
            return Err(UserMessage {
                what: texts.with("what-conflicts", &[("file", &self.changes.to_string_lossy())]),
                cause: texts.count("cause-conflicts", conflicts),
                remedy: texts.get("remedy-conflicts"),
            });
        }
        let answers: Vec<Option<Answer>> =
            merging.items.iter().map(|item| answer.filter(|_| item.is_conflict())).collect();
        let arrived = merging.edits(&side, &mut loaded.history, &answers, answer);
        if let Some(arrived) = arrived.filter(|arrived| !arrived.edits.is_empty()) {
            let data = package.data(&file, &arrived).map_err(of_plan)?;
            let came_as = self.changes.file_name().unwrap_or_default().to_string_lossy();
            let name = package.changes.makers(&came_as);
            let label = texts.step_label(&Label { deed: Deed::Merge, name });
            let signed = (label, signature());
            file.record(&mut loaded, arrived.edits, signed, data).map_err(of_plan)?;
            file.close().map_err(of_plan)?;
        }
        session.answer(&table)
    }

    fn open(&self) -> Result<PlanFile, PlanError> {
        if self.dry_run {
            return PlanFile::open_beside(&self.file);
        }
        let file = PlanFile::open(&self.file)?;
        match file.access() {
            Access::Write => Ok(file),
            Access::Held(_) => Err(PlanError::Busy),
            Access::Protected => Err(PlanError::ReadOnly),
        }
    }
}

/// What comes, and what became of it.
fn merged(merging: &Merging, answer: Option<Answer>) -> Table {
    let mut table = Table::new([
        "state", "subject", "change", "name", "conflict", "ours", "theirs", "author", "time",
    ]);
    for item in &merging.items {
        let Merged { name, before, ours, theirs, conflicts, last } = item;
        let any = theirs.as_ref().or(ours.as_ref()).or(before.as_ref());
        let mut row = vec![
            state(item.is_conflict(), answer).into(),
            name.word().into(),
            change(before.as_ref(), theirs.as_ref()).into(),
            title(any),
            conflicts.join(" ").into(),
            title(ours.as_ref()),
            title(theirs.as_ref()),
        ];
        row.extend(signed(last.as_ref()));
        table.push(row);
    }
    if merging.moves_conflict {
        let mut row = vec![state(true, answer).into(), "layers".into(), "changed".into()];
        row.extend([Cell::Empty, "place".into()]);
        row.resize_with(table.columns.len(), || Cell::Empty);
        table.push(row);
    }
    table
}

fn state(is_conflict: bool, answer: Option<Answer>) -> &'static str {
    match answer {
        _ if !is_conflict => "taken",
        None => "conflict",
        Some(Answer::Theirs) => "theirs",
        Some(Answer::Ours | Answer::Both) => "ours",
    }
}

//! Changes of a plan as a small package: written for another office, read, and brought in.
//!
//! `docs/plan-file.md` describes the file.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use allpa_model::plan::{
    Arrived, Changes, Document, Edit, LayerSource, Plan, PlanLayer, Side, Signature, TableSource,
};
use serde::{Deserialize, Serialize};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::documents::sum;
use super::{Attached, Brought, Loaded, PlanError, PlanFile};
use crate::import::archive;

/// The newest format of packages. The second brought what is said of proposals beyond name and kind,
/// which a program that knows only the first would lose in silence, and documents.
const FORMAT: u32 = 2;
/// What changed.
const CHANGES: &str = "cambios.json";
/// A plan file with the features that travel.
const LAYERS: &str = "capas.gpkg";
/// Before the sum of each document that travels.
const DOCUMENTS: &str = "documentos/";
/// SHA-256 of all of them.
const PRINTS: &str = "cambios.sha256";
/// Bytes that the list of changes may take.
const MOST: u64 = 1 << 30;

/// From where on changes are to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Since {
    /// From the end of this step on; 0 for the beginning.
    Step(u64),
    /// From what this version of the plan holds.
    File(PathBuf),
}

#[derive(Serialize, Deserialize)]
struct Kept {
    format: u32,
    program: String,
    changes: Changes,
}

/// What changed in the plan at `plan`.
///
/// # Errors
/// [`PlanError`]; [`PlanError::NoStep`] where no such step is done, [`PlanError::OtherPlan`] where
/// the other file is no version of it.
pub fn changes_since(plan: &Path, since: &Since) -> Result<Changes, PlanError> {
    let file = PlanFile::open_beside(plan)?;
    let (now, prints) = (file.load()?, file.prints()?);
    changes(&file, (&now, &prints), since)
}

/// Writes what changed in the plan at `plan` as a package, in the place of whatever is at `out`.
///
/// # Errors
/// As [`changes_since`]; what was at `out` before is then untouched.
pub fn write_changes(plan: &Path, since: &Since, out: &Path) -> Result<Changes, PlanError> {
    let file = PlanFile::open_beside(plan)?;
    let (now, prints) = (file.load()?, file.prints()?);
    let changes = changes(&file, (&now, &prints), since)?;
    let program = concat!("Allpa ", env!("CARGO_PKG_VERSION")).to_owned();
    let kept = Kept { format: FORMAT, program, changes };
    let text = serde_json::to_vec(&kept).map_err(|error| PlanError::Io(error.into()))?;
    let mut entries = vec![(CHANGES.to_owned(), text)];
    if !kept.changes.tables.is_empty() {
        let layers = layers(&file, (&now.plan, &prints), &kept.changes.tables)?;
        entries.push((LAYERS.to_owned(), layers));
    }
    for sum in &kept.changes.documents {
        let missing = || PlanError::Damaged(format!("the document {sum} is missing"));
        let bytes = file.document(sum)?.ok_or_else(missing)?;
        entries.push((format!("{DOCUMENTS}{sum}"), bytes));
    }
    let prints = entries.iter().map(|(name, bytes)| format!("{}  {name}\n", sum(bytes)));
    let prints: String = prints.collect();
    entries.push((PRINTS.to_owned(), prints.into_bytes()));
    let mut archive = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .large_file(true);
    for (name, bytes) in &entries {
        archive.start_file(name.as_str(), options).map_err(std::io::Error::other)?;
        archive.write_all(bytes)?;
    }
    let archive = archive.finish().map_err(std::io::Error::other)?;
    crate::export::write_bytes(out, archive.get_ref()).map_err(|error| match error {
        crate::export::WriteError::Io(error) => PlanError::Io(error),
        other => PlanError::Damaged(other.to_string()),
    })?;
    Ok(kept.changes)
}

fn changes(
    file: &PlanFile,
    (now, prints): (&Loaded, &BTreeMap<String, String>),
    since: &Since,
) -> Result<Changes, PlanError> {
    let done = &now.history.steps()[..now.history.cursor()];
    let side = Side::new(&now.plan, &now.history, prints);
    match since {
        Since::Step(number) => {
            let base = now.history.plan_at(&now.plan, *number);
            let base = base.map_err(|error| PlanError::Damaged(error.to_string()))?;
            let base = base.ok_or(PlanError::NoStep(*number))?;
            let steps = &done[done.iter().filter(|step| step.number <= *number).count()..];
            let base = Side::new(&base, &now.history, prints);
            Ok(Changes::between(&file.id, &base, &side, steps))
        }
        Since::File(path) => {
            let other = PlanFile::open_protected(path)?;
            if other.id != file.id {
                return Err(PlanError::OtherPlan);
            }
            let (base, prints) = (other.load()?, other.prints()?);
            let known = &base.history.steps()[..base.history.cursor()];
            let common = known.iter().zip(done).take_while(|(a, b)| a == b).count();
            let base = Side::new(&base.plan, &base.history, &prints);
            Ok(Changes::between(&file.id, &base, &side, &done[common..]))
        }
    }
}

/// A plan file with a layer for each of these tables, which goes by its fingerprint.
fn layers(
    file: &PlanFile,
    (plan, prints): (&Plan, &BTreeMap<String, String>),
    tables: &BTreeSet<String>,
) -> Result<Vec<u8>, PlanError> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join(LAYERS);
    let mut made = PlanFile::create(&path, "")?;
    let mut loaded = made.load()?;
    let print_of =
        |source: &TableSource| prints.get(&source.table).filter(|own| tables.contains(*own));
    let (mut edits, mut data) = (Vec::new(), BTreeMap::new());
    for layer in &plan.layers {
        let Some((source, print)) = layer.table().and_then(|own| Some((own, print_of(own)?)))
        else {
            continue;
        };
        if data.contains_key(print) {
            continue;
        }
        let features = file.features(layer, &())?.map(Arc::new);
        data.extend(features.map(|features| (print.clone(), features)));
        let source = TableSource { table: print.clone(), ..source.clone() };
        let source = LayerSource::Table(Box::new(source));
        let layer = Box::new(PlanLayer { source, ..layer.clone() });
        edits.push(Edit::AddLayer { at: edits.len(), layer });
    }
    let unsigned = (String::new(), Signature::default());
    let data: Vec<_> = data.into_iter().collect();
    made.record(&mut loaded, edits, unsigned, data)?;
    made.close()?;
    Ok(std::fs::read(&path)?)
}

/// Changes that came from another office.
#[derive(Debug)]
pub struct Package {
    /// What changed.
    pub changes: Changes,
    /// The features that came with it, and the file they lie in until it is dropped.
    layers: Option<(PlanFile, tempfile::NamedTempFile)>,
    /// The bytes of documents that came with it, by their sums.
    documents: BTreeMap<String, Arc<Vec<u8>>>,
}

/// Whether a file is a package of changes, as far as its beginning tells.
pub fn is_changes(path: &Path) -> bool {
    let has_ending = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("allpa"));
    has_ending || entries(path).is_some_and(|names| names.iter().any(|name| name == CHANGES))
}

fn entries(path: &Path) -> Option<Vec<String>> {
    let archive = zip::ZipArchive::new(File::open(path).ok()?).ok()?;
    Some(archive.file_names().flatten().map(std::borrow::Cow::into_owned).collect())
}

impl Package {
    /// Reads a package, and makes sure that it is whole.
    ///
    /// # Errors
    /// [`PlanError::NotChanges`] for another kind of file, [`PlanError::Incomplete`] where the copy
    /// was cut short or altered, [`PlanError::Newer`].
    pub fn read(path: &Path) -> Result<Self, PlanError> {
        use std::io::Read as _;
        let mut head = [0; 2];
        let read = File::open(path)?.read(&mut head)?;
        if read == 0 {
            return Err(PlanError::Incomplete);
        }
        if head != *b"PK" {
            return Err(PlanError::NotChanges);
        }
        let mut archive = archive::open(File::open(path)?).map_err(|_| PlanError::Incomplete)?;
        let known = archive::names(&archive);
        if !known.iter().any(|name| name == CHANGES) {
            return Err(PlanError::NotChanges);
        }
        let mut unpack = |name: &str| {
            archive::unpack(&mut archive, name, MOST).map_err(|_| PlanError::Incomplete)
        };
        let text = unpack(CHANGES)?;
        let prints = String::from_utf8(unpack(PRINTS)?).map_err(|_| PlanError::Incomplete)?;
        let is_whole = |name: &str, bytes: &[u8]| {
            prints.lines().any(|line| line == format!("{}  {name}", sum(bytes)))
        };
        if !is_whole(CHANGES, &text) {
            return Err(PlanError::Incomplete);
        }
        let format = serde_json::from_slice::<serde_json::Value>(&text).ok();
        let format = format.and_then(|value| value.get("format")?.as_u64()).unwrap_or_default();
        if format > u64::from(FORMAT) {
            let found = u32::try_from(format).unwrap_or(u32::MAX);
            return Err(PlanError::Newer { found, known: FORMAT });
        }
        let kept: Kept =
            serde_json::from_slice(&text).map_err(|error| PlanError::Damaged(error.to_string()))?;
        let layers = if kept.changes.tables.is_empty() {
            None
        } else {
            let bytes = unpack(LAYERS)?;
            if !is_whole(LAYERS, &bytes) {
                return Err(PlanError::Incomplete);
            }
            let mut file = tempfile::Builder::new().suffix(".gpkg").tempfile()?;
            file.write_all(&bytes)?;
            Some((PlanFile::open_protected(file.path())?, file))
        };
        let mut documents = BTreeMap::new();
        for known in &kept.changes.documents {
            let bytes =
                archive::unpack(&mut archive, &format!("{DOCUMENTS}{known}"), Document::MOST);
            let bytes = bytes.map_err(|_| PlanError::Incomplete)?;
            if sum(&bytes) != *known {
                return Err(PlanError::Incomplete);
            }
            documents.insert(known.clone(), Arc::new(bytes));
        }
        Ok(Self { changes: kept.changes, layers, documents })
    }

    /// Makes sure that these are changes of the plan in `file`.
    ///
    /// # Errors
    /// [`PlanError::OtherPlan`].
    pub fn belongs_to(&self, file: &PlanFile) -> Result<(), PlanError> {
        if self.changes.plan == file.id { Ok(()) } else { Err(PlanError::OtherPlan) }
    }

    /// The documents that come with these edits.
    pub fn documents(&self, edits: &[Edit]) -> Vec<Attached> {
        let attached = allpa_model::plan::documents_of(edits).into_iter().filter_map(|document| {
            let data = Arc::clone(self.documents.get(&document.sum)?);
            Some(Attached { document: document.clone(), data })
        });
        attached.collect()
    }

    /// What a merge needs: features by the names of their tables, from the package or from the plan
    /// itself, and documents.
    ///
    /// # Errors
    /// [`PlanError::Layer`] for features that are in neither.
    pub fn data(&self, own: &PlanFile, arrived: &Arrived) -> Result<Brought, PlanError> {
        let prints = own.prints()?;
        let mut data = Vec::new();
        for wanted in &arrived.wanted {
            let Some(layer) = arrived.layer(&wanted.table) else { continue };
            let named = |table: &str| {
                let mut layer = layer.clone();
                if let LayerSource::Table(source) = &mut layer.source {
                    table.clone_into(&mut source.table);
                }
                layer
            };
            let known = prints.iter().find(|(_, print)| **print == wanted.print);
            let features = match (&self.layers, known) {
                (Some((file, _)), _) if self.changes.tables.contains(&wanted.print) => {
                    file.features(&named(&wanted.print), &())?
                }
                (_, Some((table, _))) => own.features(&named(table), &())?,
                _ => None,
            };
            let features = features.ok_or_else(|| PlanError::Layer {
                layer: layer.title.clone(),
                reason: "its features did not travel".to_owned(),
            })?;
            data.push((wanted.table.clone(), Arc::new(features)));
        }
        Ok(Brought { layers: data, documents: self.documents(&arrived.edits) })
    }
}

//! Photos and documents in the file: their bytes once, by their sums, and to which proposals they
//! are attached.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use allpa_model::plan::{Document, ProposalKey, media_type};
use rusqlite::{Connection, OptionalExtension as _, params};
use sha2::{Digest as _, Sha256};

use super::verify::{Check, Finding};
use super::{Fact, PlanError, PlanFile};

/// The tables, since format 3. Listed, so that other programs show them.
pub(super) const SCHEMA: &str = "
CREATE TABLE allpa_document (
  id INTEGER PRIMARY KEY NOT NULL, sha256 TEXT NOT NULL UNIQUE, step INTEGER NOT NULL,
  content_type TEXT NOT NULL, data BLOB NOT NULL);
CREATE TABLE allpa_attachment (
  id INTEGER PRIMARY KEY NOT NULL, proposal INTEGER NOT NULL, place INTEGER NOT NULL,
  name TEXT NOT NULL, bytes INTEGER NOT NULL, sha256 TEXT NOT NULL,
  CONSTRAINT fk_attachment_document FOREIGN KEY (sha256) REFERENCES allpa_document (sha256)
    DEFERRABLE INITIALLY DEFERRED);
CREATE INDEX allpa_attachment_proposal ON allpa_attachment (proposal);
INSERT INTO gpkg_contents (table_name, data_type, identifier, description) VALUES
  ('allpa_document', 'attributes', 'allpa_document', 'Fotos y documentos'),
  ('allpa_attachment', 'attributes', 'allpa_attachment', 'Adjuntos de las propuestas');
";

/// A document with its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attached {
    /// What the plan knows of it.
    pub document: Document,
    /// The bytes.
    pub data: Arc<Vec<u8>>,
}

/// Why a file cannot be attached.
#[derive(Debug, thiserror::Error)]
pub enum AttachError {
    /// It has more bytes than a document may have.
    #[error("{bytes} bytes are more than {most}")]
    TooLarge {
        /// How many it has.
        bytes: u64,
        /// How many it may have.
        most: u64,
    },
    /// It has none.
    #[error("the file is empty")]
    Empty,
    /// It cannot be read.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

impl Attached {
    /// Reads a file to be attached; one that is too large is not read.
    ///
    /// # Errors
    /// [`AttachError`].
    pub fn read(path: &Path) -> Result<Self, AttachError> {
        use std::io::Read as _;
        let most = Document::MOST;
        let file = std::fs::File::open(path)?;
        let bytes = file.metadata()?.len();
        if bytes > most {
            return Err(AttachError::TooLarge { bytes, most });
        }
        let mut data = Vec::new();
        // It may grow while it is read.
        file.take(most + 1).read_to_end(&mut data)?;
        let bytes = data.len() as u64;
        match bytes {
            0 => return Err(AttachError::Empty),
            _ if bytes > most => return Err(AttachError::TooLarge { bytes, most }),
            _ => {}
        }
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let name = Document::clean_name(&name.unwrap_or_default());
        let document = Document { name, bytes, sum: sum(&data) };
        Ok(Self { document, data: Arc::new(data) })
    }
}

/// SHA-256 in lower-case hexadecimal.
pub(super) fn sum(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Keeps the bytes of documents that a step brings; those that are there stay.
pub(super) fn add(base: &Connection, brought: &[Attached], step: u64) -> Result<(), PlanError> {
    let sql = "INSERT OR IGNORE INTO allpa_document (sha256, step, content_type, data) \
               VALUES (?1, ?2, ?3, ?4)";
    for Attached { document, data } in brought {
        let kind = media_type(&document.name);
        base.prepare_cached(sql)?.execute(params![document.sum, step as i64, kind, **data])?;
    }
    Ok(())
}

/// Forgets what only steps after `after` have brought.
pub(super) fn forget(base: &Connection, after: i64) -> Result<(), PlanError> {
    base.execute("DELETE FROM allpa_document WHERE step > ?1", [after])?;
    Ok(())
}

/// Writes what is attached to a proposal.
pub(super) fn attach(
    base: &Connection,
    key: ProposalKey,
    documents: &[Document],
) -> Result<(), PlanError> {
    base.prepare_cached("DELETE FROM allpa_attachment WHERE proposal = ?1")?.execute([key.0])?;
    let sql = "INSERT INTO allpa_attachment (proposal, place, name, bytes, sha256) \
               VALUES (?1, ?2, ?3, ?4, ?5)";
    for (place, one) in documents.iter().enumerate() {
        let (place, bytes) = (place as i64, one.bytes as i64);
        base.prepare_cached(sql)?.execute(params![key.0, place, one.name, bytes, one.sum])?;
    }
    Ok(())
}

/// What is attached, by the numbers of proposals. What could not be kept by us is left out.
pub(super) fn attached(base: &Connection) -> Result<BTreeMap<u32, Vec<Document>>, PlanError> {
    let sql = "SELECT proposal, name, bytes, sha256 FROM allpa_attachment ORDER BY proposal, place";
    let mut select = base.prepare(sql)?;
    let mut rows = select.query([])?;
    let mut found: BTreeMap<u32, Vec<Document>> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let (proposal, bytes): (i64, i64) = (row.get(0)?, row.get(2)?);
        let name: String = row.get(1)?;
        let document = Document {
            name: Document::clean_name(&name),
            bytes: u64::try_from(bytes).unwrap_or(u64::MAX),
            sum: row.get(3)?,
        };
        if let Some(proposal) = u32::try_from(proposal).ok().filter(|_| document.is_sound()) {
            found.entry(proposal).or_default().push(document);
        }
    }
    Ok(found)
}

/// Documents whose bytes are others than their sums say.
pub(super) fn altered(base: &Connection) -> Result<Vec<Finding>, PlanError> {
    let mut select = base.prepare("SELECT id, sha256, data FROM allpa_document")?;
    let mut rows = select.query([])?;
    let mut findings = Vec::new();
    while let Some(row) = rows.next()? {
        let (id, known): (i64, String) = (row.get(0)?, row.get(1)?);
        let found = sum(row.get_ref(2)?.as_bytes().unwrap_or_default());
        if found != known {
            let fact = Fact::Changed { row: Some(id), kept: known, found };
            findings.push(Finding::new(Check::Plan, "allpa_document", fact));
        }
    }
    Ok(findings)
}

impl PlanFile {
    /// The bytes of a document; `None` where the file has none of that sum.
    ///
    /// # Errors
    /// [`PlanError`]; [`PlanError::Damaged`] where they are others than the sum says.
    pub fn document(&self, wanted: &str) -> Result<Option<Vec<u8>>, PlanError> {
        let sql = "SELECT data FROM allpa_document WHERE sha256 = ?1";
        let found: Option<Vec<u8>> =
            self.base.query_row(sql, [wanted], |row| row.get(0)).optional()?;
        match found {
            Some(bytes) if sum(&bytes) != wanted => {
                Err(PlanError::Damaged(format!("the document {wanted} was altered")))
            }
            found => Ok(found),
        }
    }
}

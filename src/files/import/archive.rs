//! Layers inside a zip, unpacked in memory: nothing is written, so nothing can escape its folder.

use std::fs::File;
use std::io::{Cursor, Read, Seek};
use std::path::Path;

use allpa_model::{Note, NoteKind};
use zip::ZipArchive;

use super::encoding::TextEncoding;
use super::format::{self, Content, Format};
use super::{Imported, Progress, ReadError, shapefile};
use crate::geopackage;
use crate::names::{extension, stem};

/// Unpacked bytes that one layer may take.
const MOST_BYTES: u64 = 2 << 30;
/// Bytes that any file may unpack to, however small it is packed.
const ALWAYS_ALLOWED: u64 = 64 << 20;
/// Beyond that, how many times its packed size. Maps and tables shrink 3 to 30 times.
const MOST_EXPANSION: u64 = 100;

/// A layer of an archive.
#[derive(Debug, Clone)]
pub(super) struct Member {
    /// Name of the layer.
    pub(super) layer: String,
    /// The archive inside this one that holds it, by its name.
    inside: Option<String>,
    /// Its file in the archive.
    file: String,
    kind: Kind,
}

impl Member {
    /// Whether its format fixes no encoding of the texts.
    pub(super) fn has_open_encoding(&self) -> bool {
        matches!(self.kind, Kind::Shapefile | Kind::Bytes(Format::Delimited, _))
    }
}

#[derive(Debug, Clone)]
enum Kind {
    Shapefile,
    GeoPackage(String),
    Bytes(Format, String),
}

/// The layers of an archive, and of the archives inside it if it has none itself.
pub(super) fn members(path: &Path) -> Result<Vec<Member>, ReadError> {
    let mut archive = open(File::open(path)?)?;
    let own = members_of(&mut archive)?;
    if !own.is_empty() {
        return Ok(own);
    }
    let mut nested = Vec::new();
    for name in names(&archive).into_iter().filter(|name| extension(name) == "zip") {
        let bytes = unpack(&mut archive, &name, MOST_BYTES)?;
        for member in members_of(&mut open(Cursor::new(bytes))?)? {
            nested.push(Member { inside: Some(name.clone()), ..member });
        }
    }
    if nested.is_empty() {
        return Err(ReadError::NoLayerInside { names: names(&archive) });
    }
    Ok(nested)
}

fn members_of<R: Read + Seek>(archive: &mut ZipArchive<R>) -> Result<Vec<Member>, ReadError> {
    let mut members = Vec::new();
    for file in names(archive) {
        let member = |layer, kind| Member { layer, inside: None, file: file.clone(), kind };
        let extension = extension(&file);
        let stem = stem(&file);
        match extension.as_str() {
            "shp" => members.push(member(stem, Kind::Shapefile)),
            "gpkg" => {
                let unpacked = unpack_to_disk(archive, &file)?;
                for layer in geopackage::layer_names(unpacked.path())? {
                    members.push(member(layer.clone(), Kind::GeoPackage(layer)));
                }
            }
            "geojson" | "json" | "topojson" | "kml" | "gpx" | "fgb" | "csv" | "tsv" | "xlsx"
            | "dxf" | "parquet" => {
                let head = head(archive, &file)?;
                let Content::Bytes(format) = format::content(&head, &extension) else { continue };
                if format.has_several_layers() {
                    let bytes = unpack(archive, &file, MOST_BYTES)?;
                    for layer in format.layers(&bytes, &stem)? {
                        members.push(member(layer.clone(), Kind::Bytes(format, layer)));
                    }
                } else {
                    members.push(member(stem.clone(), Kind::Bytes(format, stem)));
                }
            }
            _ => {}
        }
    }
    Ok(members)
}

/// Reads one layer.
pub(super) fn read(
    path: &Path,
    member: &Member,
    encoding: Option<TextEncoding>,
    progress: &dyn Progress,
) -> Result<Imported, ReadError> {
    let mut archive = open(File::open(path)?)?;
    let mut imported = match &member.inside {
        None => read_member(&mut archive, member, encoding, progress)?,
        Some(inner) => {
            let bytes = unpack(&mut archive, inner, MOST_BYTES)?;
            let mut imported =
                read_member(&mut open(Cursor::new(bytes))?, member, encoding, progress)?;
            imported.parts.notes.push(Note::layer(NoteKind::NestedArchive));
            imported
        }
    };
    let is_unsafe = |name: &String| {
        name.starts_with(['/', '\\'])
            || name.contains(':')
            || name.split(['/', '\\']).any(|part| part == "..")
    };
    if names(&archive).iter().any(is_unsafe) {
        imported.parts.notes.push(Note::layer(NoteKind::UnsafePath));
    }
    Ok(imported)
}

fn read_member<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    member: &Member,
    encoding: Option<TextEncoding>,
    progress: &dyn Progress,
) -> Result<Imported, ReadError> {
    match &member.kind {
        Kind::Shapefile => {
            let mut left = MOST_BYTES;
            let with_extension = |wanted: &str, names: &[String]| {
                let fits =
                    |name: &&String| base(name) == base(&member.file) && extension(name) == wanted;
                names.iter().find(fits).cloned()
            };
            let names = names(archive);
            let mut part = |wanted: &str| -> Result<Option<Vec<u8>>, ReadError> {
                let Some(name) = with_extension(wanted, &names) else { return Ok(None) };
                let bytes = unpack(archive, &name, left)?;
                left -= bytes.len() as u64;
                Ok(Some(bytes))
            };
            let files = shapefile::Files {
                shp: part("shp")?.unwrap_or_default(),
                dbf: part("dbf")?,
                prj: part("prj")?,
                cpg: part("cpg")?,
                has_shx: with_extension("shx", &names).is_some(),
            };
            shapefile::read(&files, encoding, progress)
        }
        Kind::GeoPackage(layer) => {
            let unpacked = unpack_to_disk(archive, &member.file)?;
            geopackage::read(unpacked.path(), layer, progress)
        }
        Kind::Bytes(format, layer) => {
            format.read(&unpack(archive, &member.file, MOST_BYTES)?, layer, encoding, progress)
        }
    }
}

/// A file's bytes, at most `left`, and no more than a map of its packed size could have.
pub(crate) fn unpack<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    name: &str,
    left: u64,
) -> Result<Vec<u8>, ReadError> {
    let mut file = archive.by_name(name).map_err(damaged)?;
    let limit = left.min(ALWAYS_ALLOWED.max(file.compressed_size().saturating_mul(MOST_EXPANSION)));
    let expands = || ReadError::ExpandsTooMuch { file: name.to_owned() };
    if file.size() > limit {
        return Err(expands());
    }
    // The size in the header may lie: what is unpacked is counted as it comes.
    let mut bytes = Vec::new();
    file.by_ref().take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(expands());
    }
    Ok(bytes)
}

/// The first bytes of a file.
fn head<R: Read + Seek>(archive: &mut ZipArchive<R>, name: &str) -> Result<Vec<u8>, ReadError> {
    let mut head = Vec::new();
    archive.by_name(name).map_err(damaged)?.take(format::HEAD).read_to_end(&mut head)?;
    Ok(head)
}

/// `SQLite` reads files only; this one lies in the system's folder for such and goes when dropped.
fn unpack_to_disk<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    name: &str,
) -> Result<tempfile::NamedTempFile, ReadError> {
    use std::io::Write as _;
    let mut file = tempfile::Builder::new().suffix(".gpkg").tempfile()?;
    file.write_all(&unpack(archive, name, MOST_BYTES)?)?;
    Ok(file)
}

pub(crate) fn open<R: Read + Seek>(reader: R) -> Result<ZipArchive<R>, ReadError> {
    ZipArchive::new(reader).map_err(damaged)
}

fn damaged(error: zip::result::ZipError) -> ReadError {
    ReadError::Archive(error.to_string())
}

pub(crate) fn names<R: Read + Seek>(archive: &ZipArchive<R>) -> Vec<String> {
    let is_file = |name: &String| !name.ends_with('/') && !name.contains("__MACOSX");
    let names = archive.file_names().flatten().map(std::borrow::Cow::into_owned);
    names.filter(is_file).collect()
}

/// The name with its folders, without the extension.
fn base(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(base, _)| base)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use zip::write::SimpleFileOptions;

    use super::*;

    #[test]
    fn an_archive_that_lies_about_a_byte_is_read_or_refused() {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().large_file(true);
        writer.start_file("a.csv", options).expect("a file");
        writer.write_all(b"lon,lat\n-76,-6\n").expect("written");
        let whole = writer.finish().expect("an archive").into_inner();
        for (at, byte) in (0..whole.len()).flat_map(|at| [(at, 0x5a), (at, 0xff)]) {
            let mut altered = whole.clone();
            altered[at] ^= byte;
            if let Ok(mut archive) = open(Cursor::new(altered)) {
                for name in names(&archive) {
                    unpack(&mut archive, &name, MOST_BYTES).ok();
                }
            }
        }
    }
}

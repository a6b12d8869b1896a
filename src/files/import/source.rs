//! A file or folder with layers.

use std::ffi::OsStr;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use allpa_model::{Note, NoteKind};

use super::archive::{self, Member};
use super::bulkhead::contain;
use super::encoding::TextEncoding;
use super::format::{self, Content, Format};
use super::placing::Reach;
use super::{Imported, Progress, ReadError, geojson, ogr, shapefile};
use crate::geopackage;
use crate::names::{extension, stem};

/// A file whose format is known.
#[derive(Debug)]
pub struct Source {
    path: PathBuf,
    kind: Kind,
    layers: Vec<String>,
    encoding: Option<TextEncoding>,
}

#[derive(Debug)]
enum Kind {
    Bytes(Format),
    Shapefile,
    GeoPackage,
    Zip(Vec<Member>),
    /// A folder, by its files with one entry per layer.
    Folder(Vec<PathBuf>),
    /// Converted by another program into a `GeoPackage` that is deleted with this source.
    Converted(ogr::Converted),
}

/// Opens a file or folder and finds its format and its layers.
///
/// # Errors
/// [`ReadError::IsFolder`], [`ReadError::Empty`], [`ReadError::UnknownFormat`], and what the
/// format's own look at its header finds.
pub fn open(path: &Path) -> Result<Source, ReadError> {
    contain(|| recognise(path))
}

fn recognise(path: &Path) -> Result<Source, ReadError> {
    let extension = extension(path);
    if path.is_dir() {
        return if extension == "gdb" { convert(path, "GDB") } else { folder(path) };
    }
    let mut head = Vec::new();
    std::fs::File::open(path)?.take(format::HEAD).read_to_end(&mut head)?;
    if head.is_empty() {
        return Err(ReadError::Empty);
    }
    let stem = stem(path);
    let (kind, layers) = match format::content(&head, &extension) {
        Content::Bytes(format) => {
            let layers = if format.has_several_layers() {
                format.layers(&std::fs::read(path)?, &stem)?
            } else {
                vec![stem]
            };
            (Kind::Bytes(format), layers)
        }
        Content::Shapefile => (Kind::Shapefile, vec![stem]),
        Content::GeoPackage => (Kind::GeoPackage, geopackage::layer_names(path)?),
        Content::Zip => {
            let members = archive::members(path)?;
            let layers = members.iter().map(|member| member.layer.clone()).collect();
            (Kind::Zip(members), layers)
        }
        Content::Foreign("DWG") => return convert(path, "DWG"),
        Content::Foreign(name) => {
            return Err(ReadError::UnknownFormat { looks_like: Some(name) });
        }
        Content::Unknown if ogr::reads(&extension) => return convert(path, &extension),
        Content::Unknown => return Err(ReadError::UnknownFormat { looks_like: None }),
    };
    Ok(Source { path: path.to_owned(), kind, layers, encoding: None })
}

/// The shapefiles of a folder, as people copy them from a stick.
fn folder(path: &Path) -> Result<Source, ReadError> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(path)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.is_file() && extension(path) == "shp")
        .collect();
    files.sort();
    if files.is_empty() {
        return Err(ReadError::IsFolder);
    }
    let layers = files.iter().map(stem).collect();
    Ok(Source { path: path.to_owned(), kind: Kind::Folder(files), layers, encoding: None })
}

fn convert(path: &Path, format: &str) -> Result<Source, ReadError> {
    let converted = ogr::convert(path, format)?;
    let layers = geopackage::layer_names(converted.path())?;
    Ok(Source { path: path.to_owned(), kind: Kind::Converted(converted), layers, encoding: None })
}

impl Source {
    /// Names of the layers inside.
    pub fn layers(&self) -> &[String] {
        &self.layers
    }

    /// The same source, its texts read in `encoding` where the format fixes none (shapefiles and
    /// delimited text); `None` finds it out.
    #[must_use]
    pub fn in_encoding(self, encoding: Option<TextEncoding>) -> Self {
        Self { encoding, ..self }
    }

    /// Whether [`Source::in_encoding`] makes a difference.
    pub fn has_open_encoding(&self) -> bool {
        match &self.kind {
            Kind::Shapefile | Kind::Folder(_) => true,
            Kind::Bytes(format) => *format == Format::Delimited,
            Kind::Zip(members) => members.iter().any(Member::has_open_encoding),
            Kind::GeoPackage | Kind::Converted(_) => false,
        }
    }

    /// Reads one layer; `name` may be left out when there is only one.
    ///
    /// # Errors
    /// [`ReadError`], most often [`ReadError::Syntax`], [`ReadError::Truncated`] or
    /// [`ReadError::WhichLayer`].
    pub fn read(&self, name: Option<&str>, progress: &dyn Progress) -> Result<Imported, ReadError> {
        let at = match (name, self.layers.as_slice()) {
            (Some(wanted), layers) => {
                let known = layers.iter().position(|layer| layer.as_str() == wanted);
                let layers = layers.to_vec();
                known.ok_or(ReadError::NoSuchLayer { wanted: wanted.to_owned(), layers })?
            }
            (None, [_]) => 0,
            (None, layers) => return Err(ReadError::WhichLayer { layers: layers.to_vec() }),
        };
        contain(|| self.read_number(at, progress))
    }

    fn read_number(&self, at: usize, progress: &dyn Progress) -> Result<Imported, ReadError> {
        let (layer, encoding) = (&self.layers[at], self.encoding);
        let mut imported = match &self.kind {
            Kind::Bytes(Format::GeoJson) => geojson::read_file(&self.path, progress)?,
            Kind::Bytes(format) => {
                format.read(&std::fs::read(&self.path)?, layer, encoding, progress)?
            }
            Kind::Shapefile => {
                shapefile::read(&shapefile::Files::beside(&self.path)?, encoding, progress)?
            }
            Kind::Folder(files) => {
                shapefile::read(&shapefile::Files::beside(&files[at])?, encoding, progress)?
            }
            Kind::GeoPackage => geopackage::read(&self.path, layer, progress)?,
            Kind::Converted(converted) => {
                let mut imported = geopackage::read(converted.path(), layer, progress)?;
                converted.format().clone_into(&mut imported.parts.provenance.format);
                imported
            }
            Kind::Zip(members) => archive::read(&self.path, &members[at], encoding, progress)?,
        };
        imported.parts.name.clone_from(layer);
        imported.keep_within(Reach::Any);
        let provenance = &mut imported.parts.provenance;
        let file = self.path.file_name().map(OsStr::to_string_lossy).unwrap_or_default();
        provenance.file = file.into_owned();
        provenance.bytes = std::fs::metadata(&self.path)?.len();
        let notes = &mut imported.parts.notes;
        let is_explained = notes
            .iter()
            .any(|note| matches!(note.kind, NoteKind::CrsUnreadable | NoteKind::NoPositions));
        if imported.declared.is_none() && !is_explained {
            notes.push(Note::layer(NoteKind::NoCrs));
        }
        Ok(imported)
    }

    /// Reads every layer.
    ///
    /// # Errors
    /// As [`Source::read`]; the first failure ends it.
    pub fn read_all(&self, progress: &dyn Progress) -> Result<Vec<Imported>, ReadError> {
        (0..self.layers.len()).map(|at| contain(|| self.read_number(at, progress))).collect()
    }
}

/// Splits `FILE` or `FILE:layer`; a colon that belongs to the path stays with it.
pub fn split_layer_argument(argument: &str) -> (PathBuf, Option<String>) {
    if Path::new(argument).exists() {
        return (PathBuf::from(argument), None);
    }
    match argument.rsplit_once(':') {
        Some((file, layer)) if !file.is_empty() && !layer.contains(['/', '\\']) => {
            (PathBuf::from(file), Some(layer.to_owned()))
        }
        _ => (PathBuf::from(argument), None),
    }
}

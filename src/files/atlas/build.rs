//! `allpa atlas build`: an office's own atlas from the official files it has.
//!
//! Every file is read and recognised by its fields; what is recognised goes into one `GeoPackage`
//! in longitude and latitude, what is not is listed, and copies of one layer in other formats or
//! systems go in once.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use allpa_geom::{Bounds, ShapesBuilder};
use allpa_model::role::{Group, Recognised, Role, recognise};
use allpa_model::{Layer, LayerParts, Note};
use rayon::prelude::*;

use super::{Catalogue, Entry, Precision, office};
use crate::export::{WriteError, in_place_of, write_geopackage};
use crate::import::{self, Progress, ReadError, ReadOptions};

/// What came of one layer of one file.
#[derive(Debug)]
pub struct BuiltLayer {
    /// Path below the folder.
    pub file: String,
    /// Name inside the file.
    pub layer: String,
    /// Where it was put.
    pub group: Group,
    /// What it is about.
    pub role: Option<Role>,
    /// Number of features.
    pub features: usize,
    /// Notes of the reader.
    pub notes: Vec<Note>,
    /// Why it is not in the atlas.
    pub left_out: Option<LeftOut>,
}

/// Why a layer is not in the atlas.
#[derive(Debug)]
pub enum LeftOut {
    /// It could not be read.
    Unreadable(ReadError),
    /// It is the same as a layer already taken, by that layer's file.
    CopyOf(String),
}

/// Extensions worth opening.
const EXTENSIONS: [&str; 6] = ["gpkg", "geojson", "json", "shp", "csv", "zip"];

struct Candidate {
    report: BuiltLayer,
    layer: Option<(Layer, Recognised)>,
}

/// Reads every file below `folder`, writes the atlas to `out` and reports layer by layer.
///
/// # Errors
/// [`WriteError`] when `out` cannot be written; files that cannot be read are in the report.
pub fn build(
    folder: &Path,
    out: &Path,
    date: &str,
    options: &ReadOptions,
    progress: &(dyn Progress + Sync),
) -> Result<Vec<BuiltLayer>, WriteError> {
    let mut files = Vec::new();
    list(folder, &mut files)?;
    files.retain(|file| std::path::absolute(file).ok() != std::path::absolute(out).ok());
    // GeoPackages first: of several copies the one with whole field names is kept.
    files.sort_by_key(|file| {
        let extension = extension(file);
        (EXTENSIONS.iter().position(|known| *known == extension), file.clone())
    });
    let read: Vec<Vec<Candidate>> =
        files.par_iter().map(|file| candidates(folder, file, options, progress)).collect();
    let mut candidates: Vec<Candidate> = read.into_iter().flatten().collect();
    mark_copies(&mut candidates);
    candidates.sort_by_key(|candidate| std::cmp::Reverse(order(candidate)));
    let mut entries: Vec<Entry> = Vec::new();
    let mut layers: Vec<Layer> = Vec::new();
    let mut reports = Vec::new();
    for candidate in candidates {
        let Candidate { report, layer } = candidate;
        if let Some((layer, recognised)) = layer {
            let id = unique_id(&layer, &recognised, &entries);
            entries.push(entry(&id, &report, &recognised, date));
            layers.push(layer.renamed(id));
        }
        reports.push(report);
    }
    let name = folder.file_name().map(OsStr::to_string_lossy).unwrap_or_default().into_owned();
    let catalogue = Catalogue { name, date: date.to_owned(), layers: entries };
    in_place_of(out, |temporary| {
        write_geopackage(&layers, temporary)?;
        office::add_catalogue(temporary, &catalogue)
    })?;
    Ok(reports)
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), WriteError> {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder)?.flatten().map(|entry| entry.path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            list(&path, files)?;
        } else if EXTENSIONS.contains(&extension(&path).as_str()) {
            files.push(path);
        }
    }
    Ok(())
}

fn extension(path: &Path) -> String {
    path.extension().map(OsStr::to_string_lossy).unwrap_or_default().to_lowercase()
}

fn candidates(
    folder: &Path,
    path: &Path,
    options: &ReadOptions,
    progress: &(dyn Progress + Sync),
) -> Vec<Candidate> {
    let file = path.strip_prefix(folder).unwrap_or(path).to_string_lossy().into_owned();
    let unreadable = |layer: &str, error| Candidate {
        report: BuiltLayer {
            file: file.clone(),
            layer: layer.to_owned(),
            group: Group::Base,
            role: None,
            features: 0,
            notes: Vec::new(),
            left_out: Some(LeftOut::Unreadable(error)),
        },
        layer: None,
    };
    let source = match import::open(path) {
        Ok(source) => source,
        Err(error) => return vec![unreadable("", error)],
    };
    let read = |name: &String| {
        let layer = source
            .read(Some(name), progress)
            .and_then(|imported| imported.into_layer(options))
            .and_then(geographic);
        match layer {
            Err(error) => unreadable(name, error),
            Ok(layer) => {
                let recognised = recognise(&layer);
                let report = BuiltLayer {
                    file: file.clone(),
                    layer: name.clone(),
                    group: recognised.group,
                    role: recognised.role,
                    features: layer.len(),
                    notes: layer.notes().to_vec(),
                    left_out: None,
                };
                Candidate { report, layer: Some((layer, recognised)) }
            }
        }
    };
    source.layers().iter().map(read).collect()
}

/// The layer in longitude and latitude, so that the window opens it without transforming.
fn geographic(layer: Layer) -> Result<Layer, ReadError> {
    let shapes = layer.geographic().map_err(|error| ReadError::Invalid(error.to_string()))?;
    let mut copy = ShapesBuilder::with_capacity(shapes.coords().len(), shapes.len());
    for row in 0..shapes.len() {
        copy.push_feature(shapes, row);
    }
    let parts = LayerParts {
        name: layer.name().to_owned(),
        shapes: copy.finish(),
        columns: layer.columns().to_vec(),
        provenance: layer.provenance().clone(),
        notes: layer.notes().to_vec(),
    };
    Ok(Layer::new(parts, allpa_geom::Epsg::WGS84, layer.psad_operation()))
}

/// Two layers about the same thing with the same number of features in the same place are one
/// layer in two files.
fn mark_copies(candidates: &mut [Candidate]) {
    /// Degrees by which a box may move between systems: about 1 km.
    const NEAR: f64 = 0.01;
    let same_box = |a: Option<Bounds>, b: Option<Bounds>| match (a, b) {
        (Some(a), Some(b)) => (0..2).all(|axis| {
            (a.min[axis] - b.min[axis]).abs() < NEAR && (a.max[axis] - b.max[axis]).abs() < NEAR
        }),
        (None, None) => true,
        _ => false,
    };
    for later in 1..candidates.len() {
        let Some((layer, recognised)) = &candidates[later].layer else { continue };
        let Some(role) = recognised.role else { continue };
        let with_shape = |layer: &Layer| {
            let shapes = layer.shapes();
            (0..shapes.len()).filter(|row| shapes.feature_bounds(*row).is_some()).count()
        };
        let found = candidates[..later].iter().find(|earlier| {
            earlier.layer.as_ref().is_some_and(|(other, known)| {
                known.role == Some(role)
                    && with_shape(other) == with_shape(layer)
                    && same_box(other.shapes().bounds(), layer.shapes().bounds())
            })
        });
        if let Some(original) = found.map(|earlier| earlier.report.file.clone()) {
            candidates[later].report.left_out = Some(LeftOut::CopyOf(original));
            candidates[later].layer = None;
        }
    }
}

/// Groups from the top of the map down; inside a group areas lie below lines and lines below
/// points, larger units below smaller ones' lines.
fn order(candidate: &Candidate) -> (Group, u8, String) {
    let kind = candidate.layer.as_ref().map_or(0, |(layer, _)| layer.kind() as u8);
    let rank = match candidate.report.role {
        Some(Role::District) => 1,
        Some(Role::Province) => 2,
        Some(Role::Department) => 3,
        _ => 4,
    };
    // Reversed by the caller: high values come first, at the bottom of the map.
    (candidate.report.group, (3 - kind.min(3)) * 8 + (8 - rank), candidate.report.file.clone())
}

fn unique_id(layer: &Layer, recognised: &Recognised, taken: &[Entry]) -> String {
    let stem = Path::new(&layer.provenance().file).file_stem();
    let stem = stem.map(OsStr::to_string_lossy).unwrap_or_default().into_owned();
    let base =
        if recognised.role.is_some() && !stem.is_empty() { stem } else { layer.name().to_owned() };
    let is_free = |id: &str| taken.iter().all(|entry| entry.id != id);
    if is_free(&base) {
        return base;
    }
    // Of so many names one more than there are layers, one is free.
    let mut numbered = (2..taken.len() + 3).map(|number| format!("{base}_{number}"));
    numbered.find(|id| is_free(id)).unwrap_or(base)
}

fn entry(id: &str, report: &BuiltLayer, recognised: &Recognised, date: &str) -> Entry {
    let (title_es, title_en): (&str, &str) = match recognised.role {
        Some(role) => title(role),
        None => (id, id),
    };
    let distinct = |title: &str| match recognised.role {
        // Several layers of one role are told apart by their file.
        Some(
            Role::DepartmentalRoad
            | Role::LocalRoad
            | Role::NationalRoad
            | Role::RoadPoint
            | Role::Indicator
            | Role::PopulatedPlace
            | Role::District,
        ) => format!("{title} ({id})"),
        _ => title.to_owned(),
    };
    let hidden = matches!(
        recognised.role,
        None | Some(
            Role::Indicator | Role::Grid | Role::RoadPoint | Role::Basin | Role::MacroRegion
        )
    );
    Entry {
        id: id.to_owned(),
        file: report.file.clone(),
        group: recognised.group,
        title_es: distinct(title_es),
        title_en: distinct(title_en),
        precision: Precision::Measured,
        notice_es: String::new(),
        notice_en: String::new(),
        visible: !hidden,
        source: report.file.clone(),
        licence: String::new(),
        date: date.to_owned(),
    }
}

/// Title of a role in Spanish and English.
fn title(role: Role) -> (&'static str, &'static str) {
    match role {
        Role::Department => ("Departamentos", "Departments"),
        Role::Province => ("Provincias", "Provinces"),
        Role::District => ("Distritos", "Districts"),
        Role::MacroRegion => ("Macrorregiones", "Macro-regions"),
        Role::ProtectedArea => ("Áreas naturales protegidas", "Protected natural areas"),
        Role::ReservedZone => ("Zonas reservadas", "Reserved zones"),
        Role::RegionalConservationArea => {
            ("Áreas de conservación regional", "Regional conservation areas")
        }
        Role::PrivateConservationArea => {
            ("Áreas de conservación privada", "Private conservation areas")
        }
        Role::BufferZone => ("Zonas de amortiguamiento", "Buffer zones"),
        Role::IndigenousReserve => ("Reservas territoriales", "Indigenous reserves"),
        Role::Community => ("Comunidades", "Communities"),
        Role::MiningUnit => ("Unidades mineras", "Mining units"),
        Role::MiningConcession => ("Concesiones mineras", "Mining concessions"),
        Role::IllegalMining => ("Minería ilegal", "Illegal mining"),
        Role::EnvironmentalRisk => ("Riesgo ambiental", "Environmental risk"),
        Role::Zoning => ("Zonificación ecológica y económica", "Ecological and economic zoning"),
        Role::NationalRoad => ("Red vial nacional", "National roads"),
        Role::DepartmentalRoad => ("Red vial departamental", "Departmental roads"),
        Role::LocalRoad => ("Red vial vecinal", "Local roads"),
        Role::RoadPoint => ("Puntos de la red vial", "Points of the road network"),
        Role::Corridor => ("Corredores", "Corridors"),
        Role::Street => ("Calles", "Streets"),
        Role::PopulatedPlace => ("Centros poblados", "Populated places"),
        Role::Capital => ("Capitales de provincia", "Province capitals"),
        Role::River => ("Ríos", "Rivers"),
        Role::Lake => ("Lagos", "Lakes"),
        Role::Basin => ("Cuencas", "Basins"),
        Role::Volcano => ("Volcanes", "Volcanoes"),
        Role::Indicator => ("Indicadores", "Indicators"),
        Role::Neighbour => ("Países vecinos", "Neighbouring countries"),
        Role::Grid => ("Cuadrícula", "Grid"),
    }
}

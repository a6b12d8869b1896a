//! `allpa atlas build`: an office's own atlas from the official files it has.
//!
//! Every file is read and recognised by its fields; what is recognised goes into one `GeoPackage`
//! in longitude and latitude, what is not is listed, and copies of one layer in other formats or
//! systems go in once.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use allpa_geom::{Bounds, Epsg, transform_shapes};
use allpa_model::role::{Group, Recognised, Role, recognise};
use allpa_model::{Layer, LayerParts, Note};
use rayon::prelude::*;
use walkdir::WalkDir;

use super::{Catalogue, Entry, Precision, office};
use crate::day::{day, today};
use crate::export::{WriteError, in_place_of};
use crate::geopackage::GeoPackage;
use crate::import::{self, Progress, ReadError, ReadOptions};
use crate::names::extension;

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
    /// Day the file was last changed, in UTC; empty where the system does not tell.
    pub date: String,
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

/// A layer that is in the atlas, as far as later ones must know it.
struct Taken {
    entry: Entry,
    place: (Group, u8, String),
    role: Option<Role>,
    with_shape: usize,
    bounds: Option<Bounds>,
}

/// Reads every file below `folder`, writes the atlas to `out` and reports layer by layer.
///
/// # Errors
/// [`WriteError`] when `out` cannot be written, or it was stopped; files that cannot be read are in
/// the report.
pub fn build(
    folder: &Path,
    out: &Path,
    options: &ReadOptions,
    progress: &dyn Progress,
) -> Result<Vec<BuiltLayer>, WriteError> {
    let mut files = list(folder)?;
    files.retain(|file| std::path::absolute(file).ok() != std::path::absolute(out).ok());
    // GeoPackages first: of several copies the one with whole field names is kept.
    files.sort_by_key(|file| {
        let extension = extension(file);
        (EXTENSIONS.iter().position(|known| *known == extension), file.clone())
    });
    let (mut taken, mut reports): (Vec<Taken>, Vec<BuiltLayer>) = Default::default();
    let (together, all) = (rayon::current_num_threads(), files.len() as u64);
    in_place_of(out, |temporary| -> Result<(), WriteError> {
        let mut atlas = GeoPackage::create(temporary)?;
        // As many files at a time as there are cores: memory holds those and no more.
        for (done, some) in files.chunks(together).enumerate() {
            progress.step((done * together) as u64, all)?;
            let read: Vec<Vec<Candidate>> =
                some.par_iter().map(|file| candidates(folder, file, options, progress)).collect();
            for Candidate { mut report, layer } in read.into_iter().flatten() {
                if let Some((layer, recognised)) = layer {
                    let new = Taken::new(&layer, &recognised, &report, &taken);
                    if let Some(original) = taken.iter().find(|known| new.is_copy_of(known)) {
                        report.left_out = Some(LeftOut::CopyOf(original.entry.file.clone()));
                    } else {
                        atlas.add(&layer, &new.entry.id)?;
                        taken.push(new);
                    }
                }
                reports.push(report);
            }
        }
        // Whoever stops it keeps what was there before.
        progress.step(all, all)?;
        atlas.finish()?;
        show_one_of_each_limit(&mut taken);
        // From the bottom of the map up: high places first.
        taken.sort_by(|a, b| b.place.cmp(&a.place));
        let mut layers: Vec<Entry> = taken.into_iter().map(|taken| taken.entry).collect();
        tell_apart(&mut layers);
        let name = folder.file_name().map(OsStr::to_string_lossy).unwrap_or_default().into_owned();
        let date = today();
        office::add_catalogue(temporary, &Catalogue { name, date, layers })
    })?;
    reports.sort_by(|a, b| (a.group, &a.file, &a.layer).cmp(&(b.group, &b.file, &b.layer)));
    Ok(reports)
}

/// Every file below `folder` worth opening; links are followed once.
fn list(folder: &Path) -> Result<Vec<PathBuf>, WriteError> {
    std::fs::read_dir(folder)?; // a folder that is not there is an error, not an empty one
    let entries = WalkDir::new(folder).follow_links(true).sort_by_file_name();
    let files = entries.into_iter().flatten().filter(|entry| entry.file_type().is_file());
    let files = files.map(walkdir::DirEntry::into_path);
    Ok(files.filter(|path| EXTENSIONS.contains(&extension(path).as_str())).collect())
}

fn candidates(
    folder: &Path,
    path: &Path,
    options: &ReadOptions,
    progress: &dyn Progress,
) -> Vec<Candidate> {
    let file = path.strip_prefix(folder).unwrap_or(path).to_string_lossy().into_owned();
    let unreadable = |layer: &str, error| Candidate {
        report: BuiltLayer {
            file: file.clone(),
            layer: layer.to_owned(),
            group: Group::Base,
            role: None,
            features: 0,
            date: String::new(),
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
                    date: day_changed(path),
                    notes: layer.notes().to_vec(),
                    left_out: None,
                };
                Candidate { report, layer: Some((layer, recognised)) }
            }
        }
    };
    source.layers().iter().map(read).collect()
}

fn day_changed(path: &Path) -> String {
    let time = std::fs::metadata(path).and_then(|facts| facts.modified()).ok();
    time.and_then(|time| jiff::Timestamp::try_from(time).ok()).map(day).unwrap_or_default()
}

/// The layer in longitude and latitude, so that the window opens it without transforming.
fn geographic(layer: Layer) -> Result<Layer, ReadError> {
    let (from, to) = (layer.crs(), Epsg::WGS84);
    if from == to {
        return Ok(layer);
    }
    let shapes = transform_shapes(layer.shapes(), from, to, layer.psad_operation())
        .map_err(|error| ReadError::Invalid(error.to_string()))?;
    let parts = LayerParts {
        name: layer.name().to_owned(),
        shapes,
        columns: layer.columns().to_vec(),
        provenance: layer.provenance().clone(),
        notes: layer.notes().to_vec(),
    };
    Ok(Layer::new(parts, to, layer.psad_operation()))
}

impl Taken {
    fn new(layer: &Layer, recognised: &Recognised, report: &BuiltLayer, taken: &[Self]) -> Self {
        let id = unique_id(layer, recognised, taken);
        let shapes = layer.shapes();
        Self {
            entry: entry(&id, report, recognised),
            place: place(layer, report),
            role: recognised.role,
            with_shape: (0..shapes.len())
                .filter(|row| shapes.feature_bounds(*row).is_some())
                .count(),
            bounds: shapes.bounds(),
        }
    }

    /// Two layers about the same thing with the same number of features in the same place are one
    /// layer in two files.
    fn is_copy_of(&self, earlier: &Self) -> bool {
        /// Degrees by which a box may move between systems: about 1 km.
        const NEAR: f64 = 0.01;
        let same_box = match (self.bounds, earlier.bounds) {
            (Some(a), Some(b)) => (0..2).all(|axis| {
                (a.min[axis] - b.min[axis]).abs() < NEAR && (a.max[axis] - b.max[axis]).abs() < NEAR
            }),
            (None, None) => true,
            _ => false,
        };
        let same_role = self.role.is_some() && self.role == earlier.role;
        same_role && same_box && self.with_shape == earlier.with_shape
    }
}

/// Groups from the top of the map down; inside a group areas lie below lines and lines below
/// points, larger units below smaller ones' lines.
fn place(layer: &Layer, report: &BuiltLayer) -> (Group, u8, String) {
    let kind = layer.kind() as u8;
    let rank = match report.role {
        Some(Role::District) => 1,
        Some(Role::Province) => 2,
        Some(Role::Department) => 3,
        _ => 4,
    };
    (report.group, (3 - kind.min(3)) * 8 + (8 - rank), report.file.clone())
}

/// Of several layers of districts, or of another kind of limit, the one with most units is shown.
fn show_one_of_each_limit(taken: &mut [Taken]) {
    for role in [Role::Department, Role::Province, Role::District] {
        let most = taken.iter().filter(|t| t.role == Some(role)).map(|t| t.with_shape).max();
        let mut is_shown = false;
        for layer in taken.iter_mut().filter(|t| t.role == Some(role)) {
            layer.entry.visible = !is_shown && Some(layer.with_shape) == most;
            is_shown |= layer.entry.visible;
        }
    }
}

/// Titles that several layers share get what tells their names apart: `Red vial, Tacna`.
fn tell_apart(layers: &mut [Entry]) {
    let names: Vec<(String, String)> =
        layers.iter().map(|entry| (entry.title_es.clone(), entry.id.clone())).collect();
    for entry in layers {
        let same: Vec<&str> = names
            .iter()
            .filter(|(title, _)| *title == entry.title_es)
            .map(|(_, id)| id.as_str())
            .collect();
        if same.len() > 1 {
            let own = own_words(&entry.id, &same);
            for title in [&mut entry.title_es, &mut entry.title_en] {
                *title = format!("{title}, {own}");
            }
        }
    }
}

/// `id` without the words that all of `same` begin with, its first letter a capital.
fn own_words(id: &str, same: &[&str]) -> String {
    let words = |id: &str| id.split('_').map(str::to_owned).collect::<Vec<_>>();
    let all: Vec<Vec<String>> = same.iter().map(|id| words(id)).collect();
    let most = all.iter().map(Vec::len).min().unwrap_or(0);
    let shared =
        (0..most).take_while(|&i| all.iter().all(|w| w.len() > i + 1 && w[i] == all[0][i])).count();
    let own = words(id)[shared..].join(" ");
    let mut letters = own.chars();
    letters.next().map_or(own.clone(), |first| first.to_uppercase().chain(letters).collect())
}

fn unique_id(layer: &Layer, recognised: &Recognised, taken: &[Taken]) -> String {
    let stem = Path::new(&layer.provenance().file).file_stem();
    let stem = stem.map(OsStr::to_string_lossy).unwrap_or_default().into_owned();
    let base =
        if recognised.role.is_some() && !stem.is_empty() { stem } else { layer.name().to_owned() };
    let is_free = |id: &str| taken.iter().all(|known| known.entry.id != id);
    if is_free(&base) {
        return base;
    }
    // Of so many names one more than there are layers, one is free.
    let mut numbered = (2..taken.len() + 3).map(|number| format!("{base}_{number}"));
    numbered.find(|id| is_free(id)).unwrap_or(base)
}

fn entry(id: &str, report: &BuiltLayer, recognised: &Recognised) -> Entry {
    let (title_es, title_en): (&str, &str) = match recognised.role {
        Some(role) => title(role),
        None => (id, id),
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
        title_es: title_es.to_owned(),
        title_en: title_en.to_owned(),
        precision: Precision::Measured,
        notice_es: String::new(),
        notice_en: String::new(),
        visible: !hidden,
        source: report.file.clone(),
        licence: String::new(),
        date: report.date.clone(),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_of_one_title_are_told_apart_by_what_differs() {
        let same = ["red_vial_amazonas", "red_vial_san_martin"];
        assert_eq!(own_words("red_vial_san_martin", &same), "San martin");
        assert_eq!(own_words("distritos", &["distritos", "distritos_2"]), "Distritos");
    }
}

//! What every fuzz target does with its bytes: read them as a user's file would be.

pub mod questions;

use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Once};

use allpa_files::export::write_layer;
use allpa_files::imagery::open_imagery;
use allpa_files::import::{ReadOptions, open};
use allpa_geom::Epsg;
use allpa_model::imagery::Imagery as _;

/// A folder of this process, in memory where the system has one.
static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let memory = Path::new("/dev/shm");
    let parent = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    let folder = parent.join(format!("allpa_fuzz_{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder to fuzz in");
    folder
});

/// Reads `data` as the file `name`, every layer of it, and examines what came out.
pub fn read(name: &str, data: &[u8]) {
    let path = FOLDER.join(name);
    std::fs::write(&path, data).expect("a file to fuzz");
    read_file(&path);
}

/// Reads `data` as the parts of a shapefile, which follow each other, each after its length
/// (three bytes, big-endian).
pub fn read_shapefile(data: &[u8]) {
    let mut rest = data;
    for extension in ["shp", "dbf", "prj", "shx", "cpg"] {
        let path = FOLDER.join("parts").with_extension(extension);
        let Some(([high, middle, low], tail)) = rest.split_first_chunk::<3>() else {
            std::fs::remove_file(&path).ok();
            continue;
        };
        let length = u32::from_be_bytes([0, *high, *middle, *low]) as usize;
        let (part, tail) = tail.split_at(length.min(tail.len()));
        std::fs::write(&path, part).expect("a part to fuzz");
        rest = tail;
    }
    read_file(&FOLDER.join("parts.shp"));
}

/// Reads `data` as the only geometry of a `GeoPackage`.
pub fn read_geometry(data: &[u8]) {
    static GEOPACKAGE: LazyLock<PathBuf> = LazyLock::new(|| {
        let path = FOLDER.join("one.gpkg");
        let point = FOLDER.join("one.geojson");
        std::fs::write(&point, r#"{"type":"Point","coordinates":[-76,-6]}"#).expect("a point");
        let layer = open(&point).and_then(|source| source.read(None, &()));
        let layer = layer.and_then(|point| point.into_layer(&ReadOptions::default()));
        write_layer(&layer.expect("a layer"), &path).expect("a file to fuzz");
        // The triggers of the index call functions that only GIS programs bring.
        let file = rusqlite::Connection::open(&path).expect("the file to fuzz");
        let triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger'";
        let mut statement = file.prepare(triggers).expect("a query");
        let names = statement.query_map([], |row| row.get::<_, String>(0)).expect("names");
        for name in names.collect::<Result<Vec<String>, _>>().expect("names") {
            file.execute_batch(&format!("DROP TRIGGER \"{name}\"")).expect("no trigger");
        }
        path
    });
    let path: &Path = &GEOPACKAGE;
    let file = rusqlite::Connection::open(path).expect("the file to fuzz");
    file.pragma_update(None, "synchronous", "off").expect("no waiting for the disk");
    file.execute("UPDATE one SET geom = ?1", [data]).expect("a geometry to fuzz");
    drop(file);
    read_file(path);
}

/// Looks at `data` as the picture `name`.
pub fn look(name: &str, data: &[u8]) {
    let path = FOLDER.join(name);
    std::fs::write(&path, data).expect("a file to fuzz");
    look_at_file(&path);
}

/// Looks at `data` as a scan: the text of its world file up to the first zero byte, then the PNG
/// or JPEG.
pub fn look_at_scan(data: &[u8]) {
    let end = data.iter().position(|byte| *byte == 0).unwrap_or(data.len());
    let (world, picture) = (&data[..end], &data[(end + 1).min(data.len())..]);
    let extensions = if picture.starts_with(b"\x89PNG") { ["pgw", "png"] } else { ["jgw", "jpg"] };
    let [world_path, path] = extensions.map(|extension| FOLDER.join("scan").with_extension(extension));
    std::fs::write(world_path, world).expect("a world file to fuzz");
    std::fs::write(&path, picture).expect("a picture to fuzz");
    look_at_file(&path);
}

/// Looks at `data` as the only vector tile of a `PMTiles` file, from afar and deeper than it is
/// stored.
pub fn look_at_vector_tile(data: &[u8]) {
    let le = |value: u64| value.to_le_bytes();
    // Version 3: one entry in the root directory, nothing packed, tiles of kind 1.
    let mut length = Vec::new();
    let mut rest = data.len() as u64;
    while rest >= 128 {
        length.push(rest as u8 | 128);
        rest >>= 7;
    }
    length.push(rest as u8);
    let root = [&[1, 0, 1][..], &length, &[1]].concat();
    let (start, size) = (127, root.len() as u64);
    let tiles = start + size + 2;
    let places = [start, size, start + size, 2, tiles, 0, tiles, data.len() as u64, 1, 1, 1];
    let degrees = [-1_800_000_000_i32, -850_000_000, 1_800_000_000, 850_000_000];
    let mut file = b"PMTiles\x03".to_vec();
    places.iter().for_each(|place| file.extend(le(*place)));
    file.extend([1, 1, 1, 1, 0, 0]);
    degrees.iter().for_each(|side| file.extend(side.to_le_bytes()));
    file.extend([0; 9]);
    file.extend(root);
    file.extend(b"{}");
    file.extend(data);
    look("tile.pmtiles", &file);
}

/// Opens a picture and looks at it from afar and from near.
fn look_at_file(path: &Path) {
    leave_panics_to_the_readers();
    let Ok(picture) = open_imagery(path, Some(Epsg::WGS84), &()) else { return };
    let all = picture.bounds();
    for pixels in [10.0, 1000.0] {
        picture.read(all, all.width() / pixels);
    }
}

/// The hook of `libfuzzer-sys` ends the process at every panic, also at those that the readers
/// contain; it still ends at those that come through.
fn leave_panics_to_the_readers() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| drop(std::panic::take_hook()));
}

fn read_file(path: &Path) {
    leave_panics_to_the_readers();
    let Ok(source) = open(path) else { return };
    for imported in source.read_all(&()).into_iter().flatten() {
        let options =
            ReadOptions { crs: Some(Epsg::WGS84), override_crs: true, ..Default::default() };
        if let Ok(layer) = imported.into_layer(&options) {
            allpa_model::health::features(&layer).ok();
        }
    }
}

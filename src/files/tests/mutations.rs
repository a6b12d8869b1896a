//! Damaged files never bring the program down: bytes of small real files are changed at random, and
//! every reader must come back with a layer or an error.

use std::path::{Path, PathBuf};

use allpa_files::import::{ReadOptions, open};

/// A generator of numbers, the same in each run (xorshift; Marsaglia 2003).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides.max(1) as u64) as usize
    }
}

/// Changed copies of each file; `ALLPA_MUTATIONS` asks for more.
const COPIES: usize = 60;

fn copies() -> usize {
    std::env::var("ALLPA_MUTATIONS").ok().and_then(|n| n.parse().ok()).unwrap_or(COPIES)
}

/// Larger files take long and show nothing new.
const LARGEST: u64 = 60_000;

fn seeds() -> Vec<PathBuf> {
    // `ALLPA_SEEDS` names another folder to start from.
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/malformed");
    let folder = std::env::var_os("ALLPA_SEEDS").map_or(shared, PathBuf::from);
    let Ok(entries) = std::fs::read_dir(&folder) else {
        eprintln!("skipped: {} is missing", folder.display());
        return Vec::new();
    };
    let is_seed = |path: &PathBuf| {
        let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        let is_map =
            ["shp", "geojson", "gpkg", "kml", "kmz", "gpx", "fgb", "csv", "xlsx", "zip", "dxf"]
                .contains(&extension.as_str());
        is_map && path.metadata().is_ok_and(|data| data.is_file() && data.len() < LARGEST)
    };
    let mut seeds: Vec<PathBuf> =
        entries.filter_map(|entry| Some(entry.ok()?.path())).filter(is_seed).collect();
    seeds.sort();
    seeds
}

/// Changes some bytes, cuts, doubles or moves a piece.
fn damage(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut copy = bytes.to_vec();
    for _ in 0..=dice.roll(4) {
        if copy.is_empty() {
            break;
        }
        let at = dice.roll(copy.len());
        let length = dice.roll((copy.len() - at).min(64)) + 1;
        let end = (at + length).min(copy.len());
        match dice.roll(6) {
            0 => copy[at] ^= 1 << dice.roll(8),
            1 => copy[at] = [0, 0xff, 0x7f, 0x80, b'"', b'['][dice.roll(6)],
            2 => copy[at..end].fill(0xff),
            3 => drop(copy.drain(at..end)),
            4 => {
                let piece = copy[at..end].to_vec();
                copy.splice(at..at, piece);
            }
            _ => copy.truncate(at),
        }
    }
    copy
}

#[test]
fn damaged_files_give_a_layer_or_an_error() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut dice = Dice(0x005e_ed0f_a11a);
    for seed in seeds() {
        let bytes = std::fs::read(&seed).expect("a seed");
        let name = seed.file_name().expect("a name");
        let path = folder.path().join(name);
        for extension in ["dbf", "shx", "prj", "cpg"] {
            let companion = seed.with_extension(extension);
            if companion.is_file() {
                let damaged = damage(&std::fs::read(&companion).expect("a part"), &mut dice);
                std::fs::write(path.with_extension(extension), damaged).expect("a file");
            }
        }
        for copy in 0..copies() {
            std::fs::write(&path, damage(&bytes, &mut dice)).expect("a file");
            let outcome = std::panic::catch_unwind(|| {
                let Ok(source) = open(&path) else { return };
                for imported in source.read_all(&()).into_iter().flatten() {
                    if let Ok(layer) = imported.into_layer(&ReadOptions::default()) {
                        // What reads must also be looked over.
                        allpa_model::health::features(&layer).ok();
                    }
                }
            });
            assert!(outcome.is_ok(), "copy {copy} of {} panics", name.display());
        }
    }
}

//! Damaged files never bring the program down: bytes of small real files are changed at random, and
//! every reader must come back with a layer or an error.

use std::io::Cursor;
use std::path::{Path, PathBuf};

use allpa_files::imagery::open_imagery;
use allpa_files::import::{ReadOptions, open};
use allpa_model::imagery::{Elevation, Imagery as _};
use pmtiles::{PmTilesWriter, TileCoord, TileType};
use tiff::encoder::colortype::{ColorType, Gray32Float, RGB8};
use tiff::encoder::{Compression, TiffEncoder, TiffValue};
use tiff::tags::Tag;

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

/// A picture of 32 by 32 pixels in EPSG:32718.
fn tiff<C: ColorType>(pixels: &[C::Inner], compression: Compression) -> Vec<u8>
where
    [C::Inner]: TiffValue,
{
    let mut file = Cursor::new(Vec::new());
    let encoder = TiffEncoder::new(&mut file).expect("an encoder");
    let mut encoder = encoder.with_compression(compression);
    let mut picture = encoder.new_image::<C>(32, 32).expect("a picture");
    picture.rows_per_strip(8).expect("strips");
    let tags = picture.encoder();
    tags.write_tag(Tag::ModelPixelScaleTag, &[10.0, 10.0, 0.0][..]).expect("a tag");
    let tie = [0.0, 0.0, 0.0, 300_000.0, 9_300_000.0, 0.0];
    tags.write_tag(Tag::ModelTiepointTag, &tie[..]).expect("a tag");
    let keys = [1_u16, 1, 0, 1, 3072, 0, 1, 32_718];
    tags.write_tag(Tag::GeoKeyDirectoryTag, &keys[..]).expect("a tag");
    picture.write_data(pixels).expect("pixels");
    file.into_inner()
}

fn tiles() -> Vec<u8> {
    let mut png = Cursor::new(Vec::new());
    let picture = image::RgbImage::from_pixel(16, 16, image::Rgb([9, 99, 199]));
    picture.write_to(&mut png, image::ImageFormat::Png).expect("encoded");
    let mut file = Cursor::new(Vec::new());
    let mut writer = PmTilesWriter::new(TileType::Png).create(&mut file).expect("a writer");
    let world = TileCoord::new(0, 0, 0).expect("the world");
    writer.add_tile(world, png.get_ref()).expect("added");
    writer.finalize().expect("written");
    file.into_inner()
}

#[test]
fn damaged_pictures_give_a_picture_or_an_error() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut dice = Dice(0x000f_0070);
    let shades: Vec<u8> = (0..32 * 32 * 3).map(|at| (at % 251) as u8).collect();
    let heights: Vec<f32> = (0..32 * 32).map(|at| at as f32 * 3.5).collect();
    for (name, bytes) in [
        ("plain.tif", tiff::<RGB8>(&shades, Compression::Uncompressed)),
        ("lzw.tif", tiff::<RGB8>(&shades, Compression::Lzw)),
        ("real.tif", tiff::<Gray32Float>(&heights, Compression::Packbits)),
        ("one.pmtiles", tiles()),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, &bytes).expect("a file");
        let whole = open_imagery(&path, None, &()).expect("undamaged, it is read");
        assert!(
            whole.read(whole.bounds(), 10.0, Elevation::Relief).is_some()
                && whole.unreadable_blocks() == 0
        );
        for copy in 0..10 * copies() {
            std::fs::write(&path, damage(&bytes, &mut dice)).expect("a file");
            let outcome = std::panic::catch_unwind(|| {
                let Ok(picture) = open_imagery(&path, None, &()) else { return };
                picture.read(picture.bounds(), picture.bounds().width() / 100.0, Elevation::Relief);
            });
            assert!(outcome.is_ok(), "copy {copy} of {name} panics");
        }
    }
}

//! `PMTiles` 3: tiles in one file with a directory along a Hilbert curve.

use std::fmt;
use std::fs::File;
use std::future::{Future, ready};
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use allpa_geom::Bounds;
use flate2::read::GzDecoder;
use pmtiles::{
    AsyncBackend, AsyncPmTilesReader, BackendResponse, Compression, HashMapCache, PmtError,
    PmtResult, TileCoord, TileType,
};

use super::ImageryTrouble;
use super::tiles::{LARGEST, TileStore, Tiles, tile_at};
use crate::import::ReadError;

/// Reads at once, so that the library's futures never wait. Not a memory map: a stick pulled out
/// would end the program.
struct Blocking(Mutex<File>);

impl Blocking {
    fn read_now(&self, offset: u64, length: usize) -> std::io::Result<Vec<u8>> {
        if length > LARGEST {
            return Err(std::io::Error::other(format!("{length} bytes in one piece")));
        }
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(offset))?;
        let mut bytes = Vec::new();
        (&mut *file).take(length as u64).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

impl AsyncBackend for Blocking {
    fn read(
        &self,
        offset: u64,
        length: usize,
    ) -> impl Future<Output = PmtResult<BackendResponse>> + Send {
        let read = self.read_now(offset, length).map_err(PmtError::Reading);
        ready(read.map(|bytes| BackendResponse::new(bytes.into())))
    }
}

pub(super) struct Store(AsyncPmTilesReader<Blocking, HashMapCache>);

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Store").field(self.0.get_header()).finish()
    }
}

/// Opens a file.
pub(super) fn open(path: &Path) -> Result<Tiles<Store>, ReadError> {
    let backend = Blocking(Mutex::new(File::open(path)?));
    let reader = AsyncPmTilesReader::try_from_cached_source(backend, HashMapCache::default());
    let mut store = Store(pollster::block_on(reader).map_err(broken)?);
    let header = store.0.get_header();
    if !matches!(header.tile_type, TileType::Png | TileType::Jpeg | TileType::Webp | TileType::Mvt)
    {
        let found = format!("{:?}", header.tile_type);
        return Err(ReadError::Imagery(ImageryTrouble::OtherTiles(found)));
    }
    let zooms = [header.min_zoom, header.max_zoom];
    let bounds = Bounds {
        min: [header.min_longitude, header.min_latitude],
        max: [header.max_longitude, header.max_latitude],
    };
    let first = store.first_tile(bounds, zooms[0])?.ok_or(ReadError::Empty)?;
    Tiles::new(store, zooms, bounds, &first)
}

impl Store {
    /// A tile of the first zoom, which holds the fewest.
    fn first_tile(&mut self, bounds: Bounds, zoom: u8) -> Result<Option<Vec<u8>>, ReadError> {
        /// A first zoom with none among so many rows and columns is empty.
        const TRIED: usize = 64;
        let [left, top] = tile_at([bounds.min[0], bounds.max[1]], zoom);
        let [right, below] = tile_at([bounds.max[0], bounds.min[1]], zoom);
        for y in (top..=below).take(TRIED) {
            for x in (left..=right).take(TRIED) {
                if let Some(tile) = self.tile(zoom, x, y)? {
                    return Ok(Some(tile));
                }
            }
        }
        Ok(None)
    }
}

impl TileStore for Store {
    fn tile(&mut self, zoom: u8, x: u64, y: u64) -> Result<Option<Vec<u8>>, ReadError> {
        let at = TileCoord::new(zoom, x as u32, y as u32).map_err(broken)?;
        let Some(stored) = pollster::block_on(self.0.get_tile(at)).map_err(broken)? else {
            return Ok(None);
        };
        let mut bytes = Vec::new();
        match self.0.get_header().tile_compression {
            Compression::None | Compression::Unknown => bytes = stored.to_vec(),
            Compression::Gzip => {
                GzDecoder::new(&stored[..]).take(LARGEST as u64).read_to_end(&mut bytes)?;
            }
            other => return Err(ReadError::Invalid(format!("tiles in {other:?}"))),
        }
        Ok(Some(bytes))
    }
}

fn broken(error: PmtError) -> ReadError {
    ReadError::Invalid(error.to_string())
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use allpa_model::imagery::{Elevation, Imagery as _};
    use image::{ImageFormat, RgbImage};
    use pmtiles::PmTilesWriter;

    use super::*;
    use crate::imagery::vector::tests::lake_and_road;
    use crate::imagery::{is_imagery, open_imagery};

    fn png(color: [u8; 3]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let picture = RgbImage::from_pixel(256, 256, image::Rgb(color));
        picture.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).expect("encoded");
        bytes
    }

    fn write(path: &Path, kind: TileType) {
        let file = File::create(path).expect("created");
        let writer = PmTilesWriter::new(kind).tile_compression(Compression::None).max_zoom(1);
        let mut writer = writer.create(file).expect("a writer");
        let quarters = [[200, 0, 0], [0, 200, 0], [0, 0, 200], [200, 200, 0]];
        let mut add = |zoom, x, y, color| {
            let at = TileCoord::new(zoom, x, y).expect("in the world");
            writer.add_tile(at, &png(color)).expect("added");
        };
        add(0, 0, 0, [90, 90, 90]);
        for (at, color) in (0..).zip(quarters) {
            add(1, at % 2, at / 2, color);
        }
        writer.finalize().expect("written");
    }

    #[test]
    fn tiles_lie_in_their_quarter_of_the_world() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("mundo.pmtiles");
        write(&path, TileType::Png);
        assert!(is_imagery(&path));
        let picture = open_imagery(&path, None, &()).expect("readable");
        let world = picture.bounds();
        let side = world.width();
        let color = |x: f64, y: f64, pixel: f64| {
            let patch = picture.read(world, pixel, Elevation::Grey).expect("everywhere");
            patch.sample(patch.cell([x * side, y * side]))
        };
        let fine = side / 512.0;
        assert_eq!(color(-0.25, 0.25, fine), [200, 0, 0, 255], "north-west");
        assert_eq!(color(0.25, 0.25, fine), [0, 200, 0, 255], "north-east");
        assert_eq!(color(-0.25, -0.25, fine), [0, 0, 200, 255], "south-west");
        assert_eq!(color(0.25, -0.25, fine), [200, 200, 0, 255], "south-east");
        assert_eq!(color(0.25, -0.25, side / 256.0), [90, 90, 90, 255], "from afar");
    }

    #[test]
    fn vector_tiles_are_drawn_also_deeper_than_they_are_stored() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("calles.pmtiles");
        let writer = PmTilesWriter::new(TileType::Mvt).tile_compression(Compression::None);
        let writer = writer.max_zoom(0).create(File::create(&path).expect("created"));
        let mut writer = writer.expect("a writer");
        let at = TileCoord::new(0, 0, 0).expect("in the world");
        writer.add_tile(at, &lake_and_road()).expect("added");
        writer.finalize().expect("written");

        let picture = open_imagery(&path, None, &()).expect("readable");
        assert_eq!(picture.provenance().format, "PMTiles (MVT)");
        let world = picture.bounds();
        let side = world.width();
        let color = |x: f64, y: f64, pixel: f64| {
            let at = [x * side, y * side];
            let window = Bounds { min: at, max: at };
            let patch = picture.read(window, pixel, Elevation::Grey).expect("everywhere");
            patch.sample(patch.cell([x * side, y * side]))
        };
        let water = [0x9C, 0xC6, 0xDE, 255];
        for pixel in [side / 512.0, side / 4096.0] {
            assert_eq!(color(-0.25, 0.1, pixel), water);
            assert_eq!(color(-0.01, -0.3, pixel), water, "close to the shore");
            assert_eq!(color(0.01, -0.3, pixel), [0; 4], "land");
            assert_ne!(color(0.25, 0.1, pixel), [0; 4], "the road");
        }
    }

    #[test]
    fn tiles_of_another_kind_are_refused_by_name() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("calles.pmtiles");
        write(&path, TileType::Mlt);
        let error = open_imagery(&path, None, &()).expect_err("no pictures");
        let ReadError::Imagery(ImageryTrouble::OtherTiles(found)) = error else {
            panic!("{error}");
        };
        assert_eq!(found, "Mlt");
    }
}

//! Where a picture lies: by its `GeoTIFF` tags (OGC 19-008), or by a world file and the definition
//! of its system beside it.

use std::fs::File;
use std::path::Path;

use allpa_geom::{Bounds, Coord, Epsg};
use quick_xml::escape::unescape;
use tiff::decoder::Decoder;
use tiff::tags::Tag;

use super::ImageryTrouble;
use super::samples::Patched;
use crate::import::prj::epsg_from_wkt;
use crate::names::extension;

/// Place and size of the pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Placement {
    /// Upper left corner of the upper left pixel.
    pub origin: Coord,
    /// Width and height of a pixel, both positive.
    pub pixel: [f64; 2],
    /// The system, where it is named.
    pub crs: Option<Epsg>,
}

impl Placement {
    /// Of an open TIFF, whose first picture is current.
    pub fn of_tiff(
        decoder: &mut Decoder<Patched<File>>,
        path: &Path,
    ) -> Result<Self, ImageryTrouble> {
        let numbers = |decoder: &mut Decoder<_>, tag| decoder.get_tag_f64_vec(tag).ok();
        let keys = decoder.get_tag_u16_vec(Tag::GeoKeyDirectoryTag).unwrap_or_default();
        let scale = numbers(decoder, Tag::ModelPixelScaleTag);
        let tie = numbers(decoder, Tag::ModelTiepointTag);
        let matrix = numbers(decoder, Tag::ModelTransformationTag);
        let affine = match (scale.as_deref(), tie.as_deref(), matrix.as_deref()) {
            (Some(&[width, height, ..]), Some(&[column, row, _, x, y, ..]), _) => {
                Some([width, 0.0, x - column * width, 0.0, -height, y + row * height])
            }
            (_, _, Some(&[a, b, _, x, d, e, _, y, ..])) => Some([a, b, x, d, e, y]),
            _ => None,
        };
        let Some(affine) = affine else { return Self::beside(path) };
        const RASTER_TYPE: u16 = 1025;
        const PIXEL_IS_POINT: u16 = 2;
        let placed = Self::new(affine, system(&keys).or_else(|| system_beside(path)))?;
        let is_point = geo_key(&keys, RASTER_TYPE) == Some(PIXEL_IS_POINT);
        let half = if is_point { 0.5 } else { 0.0 };
        let [x, y] = placed.origin;
        let origin = [x - half * placed.pixel[0], y + half * placed.pixel[1]];
        Ok(Self { origin, ..placed })
    }

    /// Of a picture without tags, by the files beside it.
    pub fn beside(path: &Path) -> Result<Self, ImageryTrouble> {
        let affine = world_file(path).ok_or(ImageryTrouble::NotPlaced)?;
        Self::new(affine, system_beside(path))
    }

    /// From the numbers that make x and y of a column and a row, each from its corner: `[a, b, c]`
    /// for x = a·column + b·row + c, and the same for y.
    fn new(affine: [f64; 6], crs: Option<Epsg>) -> Result<Self, ImageryTrouble> {
        let [width, shear, x, turn, height, y] = affine;
        if shear != 0.0 || turn != 0.0 || width <= 0.0 || height >= 0.0 {
            return Err(ImageryTrouble::Rotated);
        }
        Ok(Self { origin: [x, y], pixel: [width, -height], crs })
    }

    /// What a picture of `size` pixels covers.
    pub fn bounds(&self, size: [u64; 2]) -> Bounds {
        let [left, top] = self.origin;
        let [width, height] = [0, 1].map(|axis| size[axis] as f64 * self.pixel[axis]);
        Bounds { min: [left, top - height], max: [left + width, top] }
    }
}

/// The EPSG code among the keys, projected before geographic.
fn system(keys: &[u16]) -> Option<Epsg> {
    const PROJECTED: u16 = 3072;
    const GEODETIC: u16 = 2048;
    const USER_DEFINED: u16 = 32_767;
    let code = geo_key(keys, PROJECTED).or_else(|| geo_key(keys, GEODETIC))?;
    (code != 0 && code != USER_DEFINED).then(|| Epsg::new(u32::from(code)))
}

/// Value of a key that is stored in the directory itself.
fn geo_key(keys: &[u16], wanted: u16) -> Option<u16> {
    let entries = keys.as_chunks::<4>().0.iter().skip(1);
    entries.filter(|[key, place, ..]| (*key, *place) == (wanted, 0)).map(|entry| entry[3]).next()
}

/// The six numbers of a world file in the order of [`Placement::new`]; it counts from the centre of
/// the first pixel.
fn world_file(path: &Path) -> Option<[f64; 6]> {
    let own = extension(path);
    let mut letters = own.chars();
    let (first, last) = (letters.next()?, letters.next_back()?);
    // ESRI's rule: the first and the last letter of the ending, and w.
    let beside = [format!("{first}{last}w"), format!("{own}w"), "wld".to_owned()];
    let beside = beside.into_iter().flat_map(|ending| [ending.to_uppercase(), ending]);
    let texts = beside.map(|ending| std::fs::read_to_string(path.with_extension(ending)));
    let text = texts.flatten().next()?;
    let numbers: Vec<f64> =
        text.split_whitespace().filter_map(|n| n.replace(',', ".").parse().ok()).collect();
    let &[width, turn, shear, height, x, y] = numbers.as_slice() else { return None };
    let corner = [x - f64::midpoint(width, shear), y - f64::midpoint(turn, height)];
    Some([width, shear, corner[0], turn, height, corner[1]])
}

/// The system that a `.prj` names, or the `.aux.xml` of GDAL and QGIS.
fn system_beside(path: &Path) -> Option<Epsg> {
    let definition = std::fs::read_to_string(path.with_extension("prj"));
    if let Some(crs) = definition.ok().and_then(|text| epsg_from_wkt(&text)) {
        return Some(crs);
    }
    let name = path.file_name()?.to_string_lossy();
    let text = std::fs::read_to_string(path.with_file_name(format!("{name}.aux.xml"))).ok()?;
    let (_, rest) = text.split_once("<SRS")?;
    let (_, rest) = rest.split_once('>')?;
    let (definition, _) = rest.split_once("</SRS>")?;
    epsg_from_wkt(&unescape(definition).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_name_the_system() {
        let keys = [1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 2, 3072, 0, 1, 32_718];
        assert_eq!(system(&keys), Some(Epsg::new(32718)));
        assert_eq!(geo_key(&keys, 1025), Some(2));
        assert_eq!(system(&[1, 1, 0, 1, 2048, 0, 1, 4248]), Some(Epsg::new(4248)));
        assert_eq!(system(&[1, 1, 0, 1, 3072, 0, 1, 32_767]), None, "user-defined");
        assert_eq!(system(&[]), None);
    }

    #[test]
    fn a_world_file_counts_from_the_centre_of_the_first_pixel() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("carta.tif");
        std::fs::write(path.with_extension("tfw"), "10\n0\n0\n-10\n300005\n9299995\n")
            .expect("written");
        let expected = Placement {
            origin: [300_000.0, 9_300_000.0],
            pixel: [10.0, 10.0],
            crs: Some(Epsg::new(24_878)),
        };
        let aux = path.with_file_name("carta.tif.aux.xml");
        let wkt = "PROJCS[&quot;PSAD56&quot;,AUTHORITY[&quot;EPSG&quot;,&quot;24878&quot;]]";
        let srs =
            format!("<PAMDataset><SRS dataAxisToSRSAxisMapping=\"1,2\">{wkt}</SRS></PAMDataset>");
        std::fs::write(aux, srs).expect("written");
        assert_eq!(Placement::beside(&path), Ok(expected));
        assert_eq!(
            Placement::beside(&folder.path().join("otra.jpg")),
            Err(ImageryTrouble::NotPlaced)
        );
    }
}

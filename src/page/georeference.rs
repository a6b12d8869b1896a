//! Where the maps of a PDF lie on Earth, for phones in the field and for other GIS: viewports with a
//! geospatial measure (ISO 32000-2, 12.10), which GDAL and QGIS read as well.
//!
//! They are appended to the finished file (ISO 32000-2, 7.5.6), since the library that writes it knows
//! none; libraries that change files keep numbers as single floats, which are 0.8 m on the ground.

use std::fmt::Write as _;

use allpa_geom::{Coord, Epsg, wkt_esri};
use allpa_map::drawing::Area;
use allpa_map::{Camera, Plane};

use crate::{Page, PageError};

/// A map on a page, and the ground it shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MapFrame {
    /// Its place in points, from the upper left corner of the page.
    pub area: Area,
    /// The plane it is drawn on.
    pub plane: Plane,
    /// Longitude and latitude of its corners: lower left, upper left, upper right, lower right.
    pub corners: [Coord; 4],
}

impl MapFrame {
    /// The map that `camera` shows in `area`, each of its pixels so many points wide.
    pub(crate) fn of(camera: &Camera, area: Area, pixel: f32) -> Self {
        let [left, top, right, bottom] = area;
        let [width, height] = [right - left, bottom - top].map(|side| f64::from(side / pixel));
        let corners = [[0.0, height], [0.0, 0.0], [width, 0.0], [width, height]];
        Self { area, plane: camera.plane, corners: corners.map(|at| camera.to_lonlat(at)) }
    }

    /// A viewport; PDF counts from the lower left corner of a page of this height.
    fn viewport(&self, height: f32, system: &str) -> String {
        let [left, top, right, bottom] = self.area;
        let area = format!("{left} {} {right} {}", height - bottom, height - top);
        let mut ground = String::new();
        for [longitude, latitude] in self.corners {
            let _ = write!(ground, "{latitude:.10} {longitude:.10} ");
        }
        let corners = "0 0 0 1 1 1 1 0";
        format!(
            "<</Type/Viewport/BBox[{area}]/Measure<</Type/Measure/Subtype/GEO/Bounds[{corners}]\
             /LPTS[{corners}]/GPTS[{}]/GCS{system}>>>>",
            ground.trim_end(),
        )
    }
}

/// The dictionary of a plane's system.
fn system(plane: Plane) -> String {
    let system = match plane {
        Plane::Mercator => Epsg::new(3857),
        Plane::Utm(zone) => zone.wgs84(),
    };
    let words = wkt_esri(system).map_or_else(String::new, |text| {
        let text = text.replace('\\', r"\\").replace('(', r"\(").replace(')', r"\)");
        format!("/WKT({text})")
    });
    format!("<</Type/PROJCS/EPSG {}{words}>>", system.code())
}

/// The start of the dictionary of a page.
const PAGE: &str = "<</Type/Page/";

/// The file with the maps of its pages told; as it is where no page has one.
pub(crate) fn told(mut file: Vec<u8>, pages: &[Page]) -> Result<Vec<u8>, PageError> {
    if pages.iter().all(|page| page.maps.is_empty()) {
        return Ok(file);
    }
    let lost = || PageError::Write("the pages are not where the file says".into());
    let Index { objects, trailer, start } = Index::of(&file).ok_or_else(lost)?;
    let sheets = objects.iter().enumerate().filter_map(|(number, &at)| {
        let text = object(&file, at)?;
        text.starts_with(PAGE).then_some((number, text))
    });
    let sheets: Vec<(usize, &str)> = sheets.collect();
    if sheets.len() != pages.len() {
        return Err(lost());
    }
    let (mut added, mut places) = (String::new(), Vec::new());
    // Asked for once: a series has one zone or few.
    let mut systems: Vec<(Plane, String)> = Vec::new();
    for map in pages.iter().flat_map(|page| &page.maps) {
        if systems.iter().all(|(known, _)| *known != map.plane) {
            systems.push((map.plane, system(map.plane)));
        }
    }
    let system_of = |map: &MapFrame| {
        let known = systems.iter().find(|(known, _)| *known == map.plane);
        known.map_or("", |(_, system)| system)
    };
    for ((number, text), page) in sheets.into_iter().zip(pages) {
        if page.maps.is_empty() {
            continue;
        }
        let height = page.size[1];
        let maps: String =
            page.maps.iter().map(|map| map.viewport(height, system_of(map))).collect();
        places.push((number, file.len() + added.len()));
        let rest = &text[PAGE.len()..];
        let _ = write!(added, "{number} 0 obj\n{PAGE}VP[{maps}]/{rest}\nendobj\n");
    }
    let table = file.len() + added.len();
    added.push_str("xref\n");
    for (number, at) in places {
        let _ = write!(added, "{number} 1\n{at:010} 00000 n \n");
    }
    let trailer = trailer.strip_suffix(">>").ok_or_else(lost)?;
    let _ = write!(added, "trailer\n{trailer}/Prev {start}>>\nstartxref\n{table}\n%%EOF");
    file.extend(added.into_bytes());
    Ok(file)
}

/// The table at the end of a file.
struct Index<'a> {
    /// Where each object begins, by its number.
    objects: Vec<usize>,
    /// The dictionary after the table.
    trailer: &'a str,
    /// Where the table begins.
    start: usize,
}

impl<'a> Index<'a> {
    fn of(file: &'a [u8]) -> Option<Self> {
        /// Longer than what follows the table.
        const END: usize = 64;
        let end = file.get(file.len().saturating_sub(END)..)?;
        let end = String::from_utf8_lossy(end);
        let start = end.rsplit("startxref").next()?.split_whitespace().next()?.parse().ok()?;
        let table = std::str::from_utf8(file.get(start..)?).ok()?;
        let (entries, rest) = table.strip_prefix("xref")?.split_once("trailer")?;
        let (trailer, _) = rest.split_once("startxref")?;
        // The first line counts the entries.
        let entries = entries.trim_start().lines().skip(1);
        let objects = entries.map(|line| line.split(' ').next()?.parse().ok());
        Some(Self { objects: objects.collect::<Option<_>>()?, trailer: trailer.trim(), start })
    }
}

/// The text of the object at a place, if it is text.
fn object(file: &[u8], at: usize) -> Option<&str> {
    /// Longer than any dictionary of a page.
    const MOST: usize = 65_536;
    let bytes = file.get(at..file.len().min(at + MOST))?;
    let (_, bytes) = bytes.split_at(bytes.windows(4).position(|word| word == b"obj\n")? + 4);
    let length = bytes.windows(7).position(|word| word == b"\nendobj")?;
    std::str::from_utf8(&bytes[..length]).ok()
}

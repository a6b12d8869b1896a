//! Where the maps of a PDF lie on Earth, for phones in the field and for other GIS: viewports with a
//! geospatial measure (ISO 32000-2, 12.10), which GDAL and QGIS read as well.

use std::fmt::Write as _;

use allpa_geom::{Coord, Epsg, UtmZone, wkt_esri};
use allpa_map::drawing::Area;
use allpa_map::{Camera, Plane};

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

/// The entry of a page that tells where its maps lie; nothing without any. `height` is that of the page.
pub(super) fn viewports(maps: &[MapFrame], height: f32) -> String {
    if maps.is_empty() {
        return String::new();
    }
    let maps: String = maps.iter().map(|map| map.viewport(height, &system(map.plane))).collect();
    format!("/VP[{maps}]")
}

/// The dictionary of a plane's system.
fn system(plane: Plane) -> String {
    let (system, words) = match plane {
        Plane::Mercator => (Epsg::new(3857), wkt_esri(Epsg::new(3857)).unwrap_or_default()),
        Plane::Utm(zone) => (zone.wgs84(), wkt_of(zone)),
    };
    let words = words.replace('\\', r"\\").replace('(', r"\(").replace(')', r"\)");
    format!("<</Type/PROJCS/EPSG {}/WKT({words})>>", system.code())
}

/// What PROJ would say of a zone, without waiting for it.
fn wkt_of(zone: UtmZone) -> String {
    let (half, northing) = if zone.south { ("S", "10000000.0") } else { ("N", "0.0") };
    let (number, meridian) = (zone.number, i32::from(zone.number) * 6 - 183);
    format!(
        "PROJCS[\"WGS_1984_UTM_Zone_{number}{half}\",GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\",\
         SPHEROID[\"WGS_1984\",6378137.0,298.257223563]],PRIMEM[\"Greenwich\",0.0],\
         UNIT[\"Degree\",0.0174532925199433]],PROJECTION[\"Transverse_Mercator\"],\
         PARAMETER[\"False_Easting\",500000.0],PARAMETER[\"False_Northing\",{northing}],\
         PARAMETER[\"Central_Meridian\",{meridian}.0],PARAMETER[\"Scale_Factor\",0.9996],\
         PARAMETER[\"Latitude_Of_Origin\",0.0],UNIT[\"Meter\",1.0]]"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_every_zone_are_those_of_proj() {
        for zone in (1..=60).flat_map(|number| [true, false].map(|south| UtmZone { number, south }))
        {
            assert_eq!(Some(wkt_of(zone)), wkt_esri(zone.wgs84()), "{zone:?}");
        }
    }
}

//! Systems in well-known text, as other programs want them written.

use proj::Proj;
use proj::wkt::WktVersion;

use crate::Epsg;

/// The system in WKT 1 as GDAL writes it (`GeoPackage`); `None` for a code PROJ does not know.
pub fn wkt(crs: Epsg) -> Option<String> {
    definition(crs, WktVersion::Wkt1_Gdal)
}

/// The system in WKT 1 as ESRI writes it (`.prj`); `None` for a code PROJ does not know.
pub fn wkt_esri(crs: Epsg) -> Option<String> {
    definition(crs, WktVersion::Wkt1_Esri)
}

fn definition(crs: Epsg, version: WktVersion) -> Option<String> {
    Proj::new(&crs.to_string()).ok()?.as_wkt(Some(version), None).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_name_the_zone() {
        assert!(wkt(Epsg::new(32718)).is_some_and(|text| text.contains("UTM zone 18S")));
        assert!(
            wkt_esri(Epsg::new(24878)).is_some_and(|text| text.contains("PSAD_1956_UTM_Zone_18S"))
        );
        assert_eq!(wkt(Epsg::new(999_999)), None);
    }
}

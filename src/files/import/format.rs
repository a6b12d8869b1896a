//! Which format a file has: its content decides, its name only breaks ties.

use super::encoding::TextEncoding;
use super::{Imported, Progress, ReadError, dxf, encoding, flatgeobuf, geojson, geoparquet};
use super::{gpx, kml, sheet, topojson};

/// A format read from bytes in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    GeoJson,
    TopoJson,
    Kml,
    Gpx,
    FlatGeobuf,
    GeoParquet,
    Delimited,
    Workbook,
    Dxf,
}

/// What the first bytes of a file are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    Bytes(Format),
    Shapefile,
    GeoPackage,
    Zip,
    /// Something only another program reads.
    Foreign(&'static str),
    Unknown,
}

impl Format {
    /// Names of the layers in `bytes`; `stem` names the only layer of formats that have one.
    pub(super) fn layers(self, bytes: &[u8], stem: &str) -> Result<Vec<String>, ReadError> {
        match self {
            Self::Gpx => gpx::layer_names(bytes),
            Self::TopoJson => topojson::layer_names(bytes),
            Self::Workbook => sheet::sheet_names(bytes),
            Self::GeoJson
            | Self::Kml
            | Self::FlatGeobuf
            | Self::GeoParquet
            | Self::Delimited
            | Self::Dxf => Ok(vec![stem.to_owned()]),
        }
    }

    /// Whether [`Format::layers`] must look at the bytes.
    pub(super) fn has_several_layers(self) -> bool {
        matches!(self, Self::Gpx | Self::TopoJson | Self::Workbook)
    }

    /// Reads one layer; `encoding` is the user's word on texts whose format fixes none.
    pub(super) fn read(
        self,
        bytes: &[u8],
        layer: &str,
        encoding: Option<TextEncoding>,
        progress: &dyn Progress,
    ) -> Result<Imported, ReadError> {
        match self {
            Self::GeoJson => geojson::read(bytes, progress),
            Self::TopoJson => topojson::read(bytes, layer, progress),
            Self::Kml => kml::read(bytes, progress),
            Self::Gpx => gpx::read(bytes, layer),
            Self::FlatGeobuf => flatgeobuf::read(bytes, progress),
            Self::GeoParquet => geoparquet::read(bytes, progress),
            Self::Delimited => sheet::read_delimited(bytes, encoding, progress),
            Self::Workbook => sheet::read_workbook(bytes, layer, progress),
            Self::Dxf => dxf::read(bytes, progress),
        }
    }
}

/// Bytes that [`content`] wants to see.
pub(super) const HEAD: u64 = 1024;

/// Recognises a file by its first bytes and its `extension` in lower case.
pub(super) fn content(head: &[u8], extension: &str) -> Content {
    use Content::{Bytes, Foreign, GeoPackage, Shapefile, Unknown, Zip};
    match head {
        [0, 0, 0x27, 0x0a, ..] => return Shapefile,
        [b'P', b'K', 3 | 5, 4 | 6, ..] => {
            let is_workbook = matches!(extension, "xlsx" | "xlsm" | "xlsb" | "ods");
            return if is_workbook { Bytes(Format::Workbook) } else { Zip };
        }
        [b'P', b'A', b'R', b'1', ..] => return Bytes(Format::GeoParquet),
        [b'f', b'g', b'b', ..] => return Bytes(Format::FlatGeobuf),
        [0xd0, 0xcf, 0x11, 0xe0, ..] if extension == "xls" => return Bytes(Format::Workbook),
        _ if head.starts_with(b"SQLite format 3\0") => return GeoPackage,
        _ => {}
    }
    if let Some(name) = foreign(head) {
        return Foreign(name);
    }
    let text = String::from_utf8_lossy(encoding::without_bom(head)).replace('\0', "");
    let text = text.trim_start_matches(['\u{fffd}', '\u{feff}']).trim_start();
    let lower = text.to_lowercase();
    if lower.starts_with('<') {
        return match () {
            () if lower.starts_with("<!doctype html") || lower.starts_with("<html") => {
                Foreign("HTML")
            }
            () if lower.contains("<gpx") || extension == "gpx" => Bytes(Format::Gpx),
            () if lower.contains("<kml") || extension == "kml" => Bytes(Format::Kml),
            () => Foreign("XML"),
        };
    }
    let is_json = text.starts_with(['{', '[', '\u{1e}']);
    match extension {
        _ if is_json && lower.contains("\"topology\"") => Bytes(Format::TopoJson),
        _ if is_json => Bytes(Format::GeoJson),
        "topojson" => Bytes(Format::TopoJson),
        "geojson" | "json" | "geojsonl" | "ndjson" | "geojsons" => Bytes(Format::GeoJson),
        "csv" | "tsv" | "txt" | "tab" if extension != "tab" || !lower.starts_with("!table") => {
            Bytes(Format::Delimited)
        }
        "dxf" => Bytes(Format::Dxf),
        _ => Unknown,
    }
}

/// Names of formats people send by mistake.
fn foreign(head: &[u8]) -> Option<&'static str> {
    match () {
        () if head.starts_with(b"%PDF") => Some("PDF"),
        () if head.starts_with(b"\x89PNG") => Some("PNG"),
        () if head.starts_with(b"\xff\xd8\xff") => Some("JPEG"),
        () if head.starts_with(b"Rar!") => Some("RAR"),
        () if head.starts_with(b"7z\xbc\xaf") => Some("7z"),
        () if head.starts_with(b"AC10") => Some("DWG"),
        () if head.starts_with(b"\xd0\xcf\x11\xe0") => Some("Office 97"),
        () if head.starts_with(b"II*\0") || head.starts_with(b"MM\0*") => Some("TIFF"),
        () if head.starts_with(b"PMTiles") => Some("PMTiles"),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_decides_and_the_name_breaks_ties() {
        let check = |head: &[u8], extension, expected| {
            assert_eq!(content(head, extension), expected, "{extension}");
        };
        check(b"%PDF-1.4", "shp", Content::Foreign("PDF"));
        check(b"PK\x03\x04", "xlsx", Content::Bytes(Format::Workbook));
        check(b"PK\x03\x04", "kmz", Content::Zip);
        check(b"\xef\xbb\xbf  {\"type\":\"Topology\"", "json", Content::Bytes(Format::TopoJson));
        check(b"{\"type\"", "txt", Content::Bytes(Format::GeoJson));
        check(b"<?xml version='1.0'?><kml>", "xml", Content::Bytes(Format::Kml));
        check(b"<html><body>", "geojson", Content::Foreign("HTML"));
        check(b"a;b\n", "csv", Content::Bytes(Format::Delimited));
        check(b"a;b\n", "doc", Content::Unknown);
    }
}

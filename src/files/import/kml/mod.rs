//! KML 2.3 (OGC 12-007r2): placemarks with their folders and extended data.
//!
//! Read from its XML events and not through a typed model of the norm, because files in use break
//! it in ways that must cost one placemark and not the file. Entities are never expanded and links
//! never followed.

mod coordinates;
mod fields;

use allpa_geom::{Epsg, ShapeKind, ShapesBuilder};
use allpa_model::{CrsSource, LayerParts, Note, NoteKind, Provenance};
use encoding_rs::Encoding;
use geo::{Geometry, GeometryCollection, LineString, Point, Polygon};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use self::coordinates::Positions;
use self::fields::Fields;
use super::encoding::decode_file;
use super::{Imported, Progress, ReadError};

/// Reads every placemark as a feature.
pub(super) fn read(bytes: &[u8], progress: &dyn Progress) -> Result<Imported, ReadError> {
    let (text, encoding) = decode(bytes);
    let mut reader = Reader::from_str(&text);
    reader.config_mut().check_end_names = false;
    let mut document = Document::default();
    loop {
        let at = reader.buffer_position();
        match reader.read_event() {
            Ok(Event::Eof) => break,
            Ok(event) => document.take(event),
            Err(error) => {
                if document.shapes.is_empty() {
                    return Err(syntax(&text, at, &error.to_string()));
                }
                document.notes.push(Note::layer(NoteKind::CutShort));
                document.open.clear();
                break;
            }
        }
        if document.shapes.len().is_multiple_of(256) {
            progress.step(at, text.len() as u64)?;
        }
    }
    if !document.is_kml {
        return Err(ReadError::UnknownFormat { looks_like: Some("XML") });
    }
    if !document.open.is_empty() {
        if document.shapes.is_empty() {
            return Err(syntax(
                &text,
                text.len() as u64,
                "the text ends before its tags are closed",
            ));
        }
        document.notes.push(Note::layer(NoteKind::CutShort));
    }
    Ok(document.finish(encoding))
}

/// The text in the encoding its declaration names, else as any text file.
fn decode(bytes: &[u8]) -> (std::borrow::Cow<'_, str>, &'static str) {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]);
    let declared = head.split("encoding=").nth(1).and_then(|rest| {
        let name = rest.trim_start_matches(['"', '\'']).split(['"', '\'']).next()?;
        Encoding::for_label(name.as_bytes())
    });
    match declared {
        Some(encoding) if encoding != encoding_rs::UTF_8 && !bytes.starts_with(b"\xff\xfe") => {
            (encoding.decode(bytes).0, encoding.name())
        }
        _ => decode_file(bytes),
    }
}

fn syntax(text: &str, at: u64, reason: &str) -> ReadError {
    let before = &text.as_bytes()[..(at as usize).min(text.len())];
    let line = before.split(|byte| *byte == b'\n').count();
    let column = before.iter().rev().take_while(|byte| **byte != b'\n').count() + 1;
    ReadError::Syntax { line, column, reason: reason.to_owned() }
}

/// What has been read so far.
#[derive(Default)]
struct Document {
    shapes: ShapesBuilder,
    fields: Fields,
    notes: Vec<Note>,
    /// Names of the open elements, outermost first.
    open: Vec<String>,
    /// Names of the open folders; empty until their `name` comes.
    folders: Vec<String>,
    placemark: Option<Placemark>,
    text: String,
    heights: usize,
    is_kml: bool,
}

/// The placemark being read.
#[derive(Default)]
struct Placemark {
    geometries: Vec<Geometry>,
    /// Rings of the open polygon, the shell first.
    shell: Option<LineString>,
    holes: Vec<LineString>,
    /// Positions of an open track, one element each.
    track: Vec<[f64; 2]>,
    field: String,
    values: Vec<(String, String)>,
    trouble: Vec<NoteKind>,
    has_height: bool,
}

impl Document {
    fn take(&mut self, event: Event) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::Empty(tag) => {
                self.start(&tag);
                self.end();
            }
            Event::End(_) => self.end(),
            Event::Text(text) => {
                self.text.push_str(&text.xml_content(quick_xml::XmlVersion::Implicit1_0));
            }
            Event::CData(text) => self.text.push_str(&text),
            Event::GeneralRef(name) => {
                let character = name.resolve_char_ref().ok().flatten();
                let name = name.to_string();
                match (character, quick_xml::escape::resolve_predefined_entity(&name)) {
                    (Some(character), _) => self.text.push(character),
                    (_, Some(text)) => self.text.push_str(text),
                    (None, None) => {
                        self.note_once(NoteKind::EntitiesIgnored);
                        self.text.extend(["&", &name, ";"]);
                    }
                }
            }
            Event::DocType(text) => {
                if text.contains("<!ENTITY") {
                    self.note_once(NoteKind::EntitiesIgnored);
                }
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::Eof => {}
        }
    }

    fn note_once(&mut self, kind: NoteKind) {
        if !self.notes.iter().any(|note| note.kind == kind) {
            self.notes.push(Note::layer(kind));
        }
    }

    fn parent(&self) -> &str {
        self.open.iter().rev().nth(1).map_or("", String::as_str)
    }

    fn start(&mut self, tag: &BytesStart) {
        let name = tag.local_name().as_ref().to_owned();
        self.text.clear();
        let attribute = |wanted: &str| {
            let found = tag.try_get_attribute(wanted).ok().flatten()?;
            Some(found.value.into_owned())
        };
        match name.as_str() {
            "kml" => self.is_kml = true,
            "Folder" => self.folders.push(String::new()),
            "Placemark" => {
                self.is_kml = true;
                self.placemark = Some(Placemark::default());
            }
            "NetworkLink" => self.note_once(NoteKind::LinkNotFollowed),
            "SimpleField" => {
                if let (Some(name), Some(kind)) = (attribute("name"), attribute("type")) {
                    self.fields.declare(name, &kind);
                }
            }
            "Data" | "SimpleData" => {
                if let Some(placemark) = &mut self.placemark {
                    placemark.field = attribute("name").unwrap_or_default();
                }
            }
            _ => {}
        }
        self.open.push(name);
    }

    fn end(&mut self) {
        let Some(name) = self.open.last().cloned() else { return };
        let text = std::mem::take(&mut self.text);
        let text = text.trim();
        let parent = self.parent().to_owned();
        match (name.as_str(), parent.as_str()) {
            ("name", "Folder") => {
                if let Some(folder) = self.folders.last_mut() {
                    text.clone_into(folder);
                }
            }
            ("Folder", _) => drop(self.folders.pop()),
            ("Placemark", _) => self.end_placemark(),
            _ => {
                let ring_of = self.open.iter().rev().nth(2).cloned().unwrap_or_default();
                if let Some(placemark) = &mut self.placemark {
                    placemark.end(&name, &parent, &ring_of, text);
                }
            }
        }
        self.open.pop();
    }

    fn end_placemark(&mut self) {
        let Some(placemark) = self.placemark.take() else { return };
        let row = self.shapes.len();
        self.heights += usize::from(placemark.has_height);
        let is_damaged = !placemark.trouble.is_empty();
        self.notes.extend(placemark.trouble.into_iter().map(|kind| Note::feature(row, kind)));
        if placemark.geometries.is_empty() || is_damaged {
            if !is_damaged {
                self.notes.push(Note::feature(row, NoteKind::NoGeometry));
            }
            self.shapes.end_feature(ShapeKind::None);
        } else {
            let whole = Geometry::GeometryCollection(GeometryCollection(placemark.geometries));
            let left_out = self.shapes.push_geometry(&whole);
            if left_out > 0 {
                self.notes.push(Note::feature(row, NoteKind::MixedCollection { left_out }));
            }
        }
        for (name, text) in &placemark.values {
            self.fields.set(name, text);
        }
        let folders: Vec<&str> =
            self.folders.iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
        if !folders.is_empty() {
            self.fields.set("folder", &folders.join(" / "));
        }
        self.fields.end_row();
    }

    fn finish(mut self, encoding: &str) -> Imported {
        if self.heights > 0 {
            self.notes.push(Note::layer(NoteKind::HeightsDropped { features: self.heights }));
        }
        let columns = self.fields.finish(&mut self.notes);
        let provenance = Provenance {
            format: "KML".into(),
            encoding: encoding.into(),
            crs_source: CrsSource::Standard,
            ..Provenance::default()
        };
        let shapes = self.shapes.finish();
        let parts =
            LayerParts { name: String::new(), shapes, columns, provenance, notes: self.notes };
        Imported { parts, declared: Some(Epsg::WGS84) }
    }
}

impl Placemark {
    /// An element inside the placemark closes; `ring_of` is the parent of its parent.
    fn end(&mut self, name: &str, parent: &str, ring_of: &str, text: &str) {
        match (name, parent) {
            ("name" | "description", "Placemark") => {
                self.values.push((name.to_owned(), text.to_owned()));
            }
            ("value", "Data") | ("SimpleData", _) => {
                self.values.push((self.field.clone(), text.to_owned()));
            }
            ("coordinates", "Point") => {
                let points = self.positions(text).into_iter();
                self.geometries.extend(points.map(|p| Geometry::Point(Point::from(p))));
            }
            ("coordinates", "LineString") => {
                let line = self.positions(text);
                if line.len() > 1 {
                    self.geometries.push(Geometry::LineString(LineString::from(line)));
                } else {
                    self.trouble.push(NoteKind::TooFewPositions);
                }
            }
            ("coordinates", "LinearRing") => {
                let ring = LineString::from(self.positions(text));
                match ring_of {
                    "innerBoundaryIs" => self.holes.push(ring),
                    _ => self.shell = Some(ring),
                }
            }
            ("Polygon", _) => {
                let holes = std::mem::take(&mut self.holes);
                match self.shell.take() {
                    Some(shell) if shell.0.len() > 2 => {
                        self.geometries.push(Geometry::Polygon(Polygon::new(shell, holes)));
                    }
                    _ => self.trouble.push(NoteKind::TooFewPositions),
                }
            }
            // The extension of Google for tracks: one element per position, blanks between numbers.
            ("coord", _) => {
                let found = self.positions(&text.replace([' ', '\t', '\n'], ","));
                self.track.extend(found);
            }
            ("Track", _) => {
                let track = std::mem::take(&mut self.track);
                if track.len() > 1 {
                    self.geometries.push(Geometry::LineString(LineString::from(track)));
                }
            }
            ("Model", _) => self.trouble.push(NoteKind::UnknownKind { kind: "Model".into() }),
            _ => {}
        }
    }

    fn positions(&mut self, text: &str) -> Vec<[f64; 2]> {
        let found = Positions::parse(text);
        self.has_height |= found.has_height;
        if let Some(found) = found.bad {
            self.trouble.push(NoteKind::BadCoordinate { found });
        }
        found.coords
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use allpa_model::Value;

    fn document(body: &str) -> Imported {
        let text = format!("<?xml version=\"1.0\"?><kml><Document>{body}</Document></kml>");
        read(text.as_bytes(), &()).expect("readable")
    }

    #[test]
    fn placemarks_keep_folder_and_data() {
        let imported = document(
            r#"<Schema id="s"><SimpleField type="string" name="code"/></Schema>
            <Folder><name>San Martín</name><Folder><name>Dentro</name>
            <Placemark><name>A &amp; B</name><ExtendedData><Data name="ha"><value>2.5</value></Data>
            <SchemaData><SimpleData name="code">12</SimpleData></SchemaData></ExtendedData>
            <Point><coordinates> -76.5,-6.25,100 </coordinates></Point></Placemark></Folder></Folder>
            <Placemark><LineString><coordinates>-76,-6 -77,-7</coordinates></LineString></Placemark>"#,
        );
        let cell = |name: &str, row: usize| {
            let column = imported.parts.columns.iter().find(|column| column.name == name);
            column.expect(name).value(row)
        };
        assert_eq!(cell("name", 0), Value::Text("A & B"));
        assert_eq!(cell("folder", 0), Value::Text("San Martín / Dentro"));
        assert_eq!(cell("ha", 0), Value::Real(2.5));
        assert_eq!(cell("code", 0), Value::Text("12"));
        assert_eq!(cell("code", 1), Value::Null);
        let shapes = &imported.parts.shapes;
        assert_eq!(shapes.feature_coords(0), [[-76.5, -6.25]]);
        assert_eq!(shapes.kind(1), ShapeKind::Line);
        assert_eq!(imported.parts.notes, [Note::layer(NoteKind::HeightsDropped { features: 1 })]);
    }

    #[test]
    fn polygons_have_holes_and_parts() {
        let ring = |tag: &str, size: u32| {
            format!(
                "<{tag}><LinearRing><coordinates>0,0 {size},0 {size},{size} 0,0</coordinates></LinearRing></{tag}>"
            )
        };
        let polygon = format!(
            "<Polygon>{}{}</Polygon>",
            ring("outerBoundaryIs", 9),
            ring("innerBoundaryIs", 1)
        );
        let imported = document(&format!(
            "<Placemark><MultiGeometry>{polygon}{polygon}<Point><coordinates>1,1</coordinates></Point></MultiGeometry></Placemark>"
        ));
        let parts: Vec<usize> =
            imported.parts.shapes.parts(0).map(|part| part.into_rings().count()).collect();
        assert_eq!(parts, [2, 2]);
        assert_eq!(
            imported.parts.notes,
            [Note::feature(0, NoteKind::MixedCollection { left_out: 1 })]
        );
    }

    #[test]
    fn entities_stay_as_they_are() {
        let text = "<!DOCTYPE kml [<!ENTITY a SYSTEM \"file:///etc/hostname\">]><kml><Placemark>\
                    <name>x&a;y</name><Point><coordinates>1,2</coordinates></Point></Placemark></kml>";
        let imported = read(text.as_bytes(), &()).expect("readable");
        assert_eq!(imported.parts.columns[0].value(0), Value::Text("x&a;y"));
        assert_eq!(imported.parts.notes, [Note::layer(NoteKind::EntitiesIgnored)]);
    }

    #[test]
    fn a_cut_file_keeps_its_whole_placemarks() {
        let text =
            "<kml><Placemark><Point><coordinates>1,2</coordinates></Point></Placemark><Place";
        let imported = read(text.as_bytes(), &()).expect("one is whole");
        assert_eq!(imported.parts.shapes.len(), 1);
        assert_eq!(imported.parts.notes, [Note::layer(NoteKind::CutShort)]);
        assert!(matches!(read(b"<kml><Place", &()), Err(ReadError::Syntax { line: 1, .. })));
    }
}

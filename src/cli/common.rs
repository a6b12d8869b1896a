//! What all subcommands share: reading layers, printing answers, telling warnings.

use std::cell::OnceCell;
use std::io::Write as _;
use std::path::Path;

use allpa_files::atlas::{Atlas, Entry};
use allpa_files::export::{self, to_csv, to_json, write_bytes, write_layer};
use allpa_files::imagery::{OpenImagery, is_imagery, open_imagery};
use allpa_files::import::{
    self, Correction, ReadError, ReadOptions, Source, TextEncoding, split_layer_argument,
};
use allpa_geom::{Coord, Helmert, Meters, PsadOperation};
use allpa_model::question::accuracy::MapScale;
use allpa_model::question::{QuestionError, field, rows_where, take_rows};
use allpa_model::table::Table;
use allpa_model::{Layer, Note};
use allpa_text::{Language, Texts, UserMessage};

use super::{Common, Correct, Lang};

/// How a subcommand ends when it cannot answer.
pub type Outcome = Result<(), UserMessage>;

/// One run of the program.
pub struct Session {
    common: Common,
    texts: Texts,
    atlas: OnceCell<Atlas>,
}

/// The language asked for.
pub fn language(common: &Common) -> Option<Language> {
    common.lang.map(|lang| match lang {
        Lang::Es => Language::Spanish,
        Lang::En => Language::English,
    })
}

impl Session {
    pub fn new(common: Common) -> Self {
        let texts = Texts::new(language(&common).unwrap_or_default());
        Self { common, texts, atlas: OnceCell::new() }
    }

    pub fn texts(&self) -> &Texts {
        &self.texts
    }

    pub fn out(&self) -> Option<&Path> {
        self.common.out.as_deref()
    }

    /// Where the question is to be kept.
    pub fn save(&self) -> Option<&Path> {
        self.common.save.as_deref()
    }

    pub fn is_json(&self) -> bool {
        self.common.json
    }

    pub fn read_options(&self) -> ReadOptions {
        ReadOptions {
            crs: self.common.crs,
            override_crs: self.common.override_crs,
            psad: self.common.datum_shift.unwrap_or_default(),
            correction: self.common.correct.map(|correct| match correct {
                Correct::SwapAxes => Correction::SwapAxes,
                Correct::WestSouth => Correction::WestAndSouth,
            }),
        }
    }

    /// The atlas in use; a chosen one that cannot be opened is warned about once.
    pub fn atlas(&self) -> &Atlas {
        self.atlas.get_or_init(|| {
            let (atlas, trouble) =
                Atlas::current(allpa_files::settings::settings_folder().as_deref());
            if let Some((path, error)) = trouble {
                let message = self.texts.read_error(&path.to_string_lossy(), &error);
                self.warn(&message.line());
            }
            atlas
        })
    }

    /// Reads the layer an argument names: `FILE`, `FILE:layer` or `atlas:layer`.
    pub fn layer(&self, argument: &str) -> Result<Layer, UserMessage> {
        let told = |error| self.texts.read_error(argument, &error);
        if let Some(id) = argument.strip_prefix("atlas:") {
            let layer = self.atlas().read(id, &()).map_err(told)?;
            self.warn_precision(id);
            return Ok(layer);
        }
        let (path, name) = split_layer_argument(argument);
        let layer = self
            .open(&path)
            .and_then(|source| source.read(name.as_deref(), &()))
            .and_then(|imported| imported.into_layer(&self.read_options()))
            .map_err(told)?;
        self.warn_notes(layer.name(), layer.notes());
        Ok(layer)
    }

    /// Opens a file whose texts are in the encoding stated.
    pub fn open(&self, path: &Path) -> Result<Source, ReadError> {
        Ok(import::open(path)?.in_encoding(self.common.encoding))
    }

    /// The picture that an argument names; `None` when it names no picture.
    pub fn imagery(&self, argument: &str) -> Result<Option<OpenImagery>, UserMessage> {
        let path = Path::new(argument);
        if !is_imagery(path) {
            return Ok(None);
        }
        let picture = open_imagery(path, self.common.crs, &());
        picture.map(Some).map_err(|error| self.texts.read_error(argument, &error))
    }

    /// Title and notice of a layer of the atlas in the language of the answer.
    pub fn words_of<'a>(&self, entry: &'a Entry) -> [&'a str; 2] {
        let language = self.texts.language();
        language.pick([&entry.title_es, &entry.notice_es], [&entry.title_en, &entry.notice_en])
    }

    /// Says what must be said of a layer of the atlas that is not as good as its source.
    fn warn_precision(&self, id: &str) {
        let entry = self.atlas().catalogue.layers.iter().find(|entry| entry.id == id);
        let notice = entry.map(|entry| self.words_of(entry)[1]);
        if let Some(notice) = notice.filter(|notice| !notice.is_empty()) {
            self.warn(&format!("{id}: {notice}"));
        }
    }

    /// Keeps the features for which `condition` holds.
    pub fn filter(&self, layer: Layer, condition: Option<&str>) -> Result<Layer, UserMessage> {
        let Some(condition) = condition else { return Ok(layer) };
        let rows = rows_where(&layer, condition).map_err(|error| self.question_error(&error))?;
        Ok(take_rows(&layer, &rows))
    }

    pub fn question_error(&self, error: &QuestionError) -> UserMessage {
        self.texts.question_error(error)
    }

    /// Refuses an `--id` that the layer does not have.
    pub fn has_field(&self, layer: &Layer, id: Option<&str>) -> Outcome {
        let Some(id) = id else { return Ok(()) };
        field(layer, id).map(|_| ()).map_err(|error| self.question_error(&error))
    }

    /// Prints a table, or writes it where `--out` says.
    pub fn answer(&self, table: &Table) -> Outcome {
        if let Some(path) = self.out() {
            let written = export::write_table(table, path);
            return written.map_err(|e| self.texts.write_error(&path.to_string_lossy(), &e));
        }
        self.print(table);
        Ok(())
    }

    /// Prints a table.
    pub fn print(&self, table: &Table) {
        let bytes = if self.common.json { to_json(table) } else { to_csv(table) };
        // A reader that closes the pipe early (`head`) has what it wanted.
        std::io::stdout().write_all(&bytes).ok();
    }

    /// Writes a layer where `--out` says; GeoJSON on standard output without it.
    pub fn answer_layer(&self, layer: &Layer) -> Outcome {
        let Some(path) = self.out() else {
            let text =
                export::to_geojson(layer).map_err(|error| self.texts.write_error("-", &error))?;
            std::io::stdout().write_all(text.as_bytes()).ok();
            return Ok(());
        };
        self.write(layer, path)
    }

    /// Writes a layer and warns of what its format changed.
    pub fn write(&self, layer: &Layer, path: &Path) -> Outcome {
        let report = write_layer(layer, path)
            .map_err(|error| self.texts.write_error(&path.to_string_lossy(), &error))?;
        for line in self.texts.write_report(&report) {
            self.warn(&line);
        }
        Ok(())
    }

    /// Writes a file of bytes.
    pub fn write_bytes(&self, bytes: &[u8], path: &Path) -> Outcome {
        let written = write_bytes(path, bytes);
        written.map_err(|error| self.texts.write_error(&path.to_string_lossy(), &error))
    }

    /// One line on standard error.
    pub fn warn(&self, line: &str) {
        eprintln!("{}: {line}", self.texts.get("warning"));
    }

    /// Notes of one layer.
    pub fn warn_notes<'a>(&self, layer: &str, notes: impl IntoIterator<Item = &'a Note>) {
        for line in self.texts.notes(notes) {
            self.warn(&format!("{layer}: {line}"));
        }
    }

    /// Notes of several layers.
    pub fn warn_all(&self, notes: &[(String, Note)]) {
        let mut layers: Vec<&str> = notes.iter().map(|(layer, _)| layer.as_str()).collect();
        layers.dedup();
        for layer in layers {
            let own = notes.iter().filter(|(name, _)| name == layer).map(|(_, note)| note);
            self.warn_notes(layer, own);
        }
    }
}

/// `500m`, `2km`, or a bare number of metres.
pub fn parse_distance(text: &str) -> Result<Meters, String> {
    let text = text.trim().to_lowercase().replace(',', ".");
    let (number, unit) = match text.strip_suffix("km") {
        Some(number) => (number, 1000.0),
        None => (text.strip_suffix('m').unwrap_or(&text), 1.0),
    };
    match number.trim().parse::<f64>() {
        Ok(value) if value.is_finite() && value > 0.0 => Ok(Meters::new(value * unit)),
        _ => Err("500m, 2km".into()),
    }
}

/// `250000` or `1:250 000`.
pub fn parse_map_scale(text: &str) -> Result<MapScale, String> {
    let digits = text.trim().trim_start_matches("1:").replace([' ', '_'], "");
    let scale = digits.parse::<f64>().ok().and_then(|number| MapScale::try_from(number).ok());
    scale.ok_or_else(|| "250000, 1:250 000".into())
}

/// `LON,LAT` in degrees.
pub fn parse_position(text: &str) -> Result<Coord, String> {
    let numbers: Vec<f64> = text.split(',').map_while(|n| n.trim().parse().ok()).collect();
    match *numbers {
        [lon, lat] if text.split(',').count() == 2 && lon.abs() <= 180.0 && lat.abs() <= 90.0 => {
            Ok([lon, lat])
        }
        _ => Err("-76.97,-6.03".into()),
    }
}

/// `1920x1080`.
pub fn parse_size(text: &str) -> Result<[u32; 2], String> {
    let sides: Vec<u32> = text.split(['x', 'X']).filter_map(|n| n.trim().parse().ok()).collect();
    match sides.as_slice() {
        &[width, height] if width > 0 && height > 0 => Ok([width, height]),
        _ => Err("1920x1080".into()),
    }
}

/// `1208`, `1201` or `DX,DY,DZ`.
pub fn parse_datum_shift(text: &str) -> Result<PsadOperation, String> {
    match text.trim() {
        "1208" | "EPSG:1208" => return Ok(PsadOperation::Peru1208),
        "1201" | "EPSG:1201" => return Ok(PsadOperation::Mean1201),
        _ => {}
    }
    let numbers: Result<Vec<f64>, _> = text.split(',').map(|part| part.trim().parse()).collect();
    match numbers.as_deref() {
        Ok(&[dx, dy, dz]) => Ok(PsadOperation::Custom(Helmert { dx, dy, dz })),
        _ => Err("1208, 1201, DX,DY,DZ".into()),
    }
}

/// The name of an encoding, as `.cpg` files write it.
pub fn parse_encoding(text: &str) -> Result<TextEncoding, String> {
    TextEncoding::of_name(text).ok_or_else(|| "utf-8, windows-1252, cp850".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_take_a_unit() {
        for (text, meters) in [("500m", 500.0), ("2km", 2000.0), ("2.5 km", 2500.0), ("30", 30.0)] {
            assert_eq!(parse_distance(text), Ok(Meters::new(meters)), "{text}");
        }
        assert!(parse_distance("-1km").is_err());
        assert!(parse_distance("lejos").is_err());
    }

    #[test]
    fn the_datum_operation_is_a_code_or_three_numbers() {
        assert_eq!(parse_datum_shift("1201"), Ok(PsadOperation::Mean1201));
        let custom = Helmert { dx: -288.0, dy: 175.0, dz: -376.0 };
        assert_eq!(parse_datum_shift("-288,175,-376"), Ok(PsadOperation::Custom(custom)));
        assert!(parse_datum_shift("1,2").is_err());
    }
}

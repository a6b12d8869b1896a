//! Errors in the words of users: what happened, why, what to do.

use std::io::ErrorKind;

use allpa_files::export::{WriteError, WriteReport};
use allpa_files::imagery::ImageryTrouble;
use allpa_files::import::ReadError;
use allpa_geom::TransformError;
use allpa_geom::buffer::BufferError;
use allpa_model::Suspicion;
use allpa_model::expression::Expected;
use allpa_model::question::QuestionError;

use crate::Texts;

/// A trouble told to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserMessage {
    /// What did not happen.
    pub what: String,
    /// Why.
    pub cause: String,
    /// What to do about it.
    pub remedy: String,
}

impl UserMessage {
    /// All three in one line.
    pub fn line(&self) -> String {
        let parts = [&self.what, &self.cause, &self.remedy];
        let parts: Vec<&str> =
            parts.into_iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
        parts.join(" ")
    }
}

impl Texts {
    /// Why `file` could not be read.
    pub fn read_error(&self, file: &str, error: &ReadError) -> UserMessage {
        let texts = self;
        let (cause, remedy) = match error {
            ReadError::Io(error) if error.kind() == std::io::ErrorKind::NotFound => {
                (texts.get("cause-not-found"), texts.get("remedy-check-path"))
            }
            ReadError::Io(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
                (texts.get("cause-denied"), texts.get("remedy-copy-elsewhere"))
            }
            ReadError::Io(error) => {
                let reason = error.to_string();
                (texts.with("cause-system", &[("reason", &reason)]), texts.get("remedy-other-copy"))
            }
            ReadError::IsFolder => (texts.get("cause-folder"), texts.get("remedy-choose-file")),
            ReadError::Empty => (texts.get("cause-empty"), texts.get("remedy-other-copy")),
            ReadError::UnknownFormat { looks_like: Some(format) } => (
                texts.with("cause-looks-like", &[("format", format)]),
                texts.get("remedy-known-formats"),
            ),
            ReadError::UnknownFormat { looks_like: None } => {
                (texts.get("cause-unknown-format"), texts.get("remedy-known-formats"))
            }
            ReadError::Truncated { expected, found } => {
                let values = [("expected", &*expected.to_string()), ("found", &*found.to_string())];
                (texts.with("cause-truncated", &values), texts.get("remedy-other-copy"))
            }
            ReadError::Syntax { line, column, reason } => {
                let (line, column) = (line.to_string(), column.to_string());
                let values = [("line", &*line), ("column", &*column), ("reason", &**reason)];
                (texts.with("cause-syntax", &values), texts.get("remedy-export-again"))
            }
            ReadError::TooDeep => (texts.get("cause-too-deep"), texts.get("remedy-export-again")),
            ReadError::NotJson { line, column, word } => {
                let (line, column) = (line.to_string(), column.to_string());
                let values = [("line", &*line), ("column", &*column), ("word", *word)];
                (texts.with("cause-not-json", &values), texts.get("remedy-export-again"))
            }
            ReadError::NoCoordinates { columns } => (
                texts.with("cause-no-coordinates", &[("names", &columns.join(", "))]),
                texts.get("remedy-coordinates"),
            ),
            ReadError::ExpandsTooMuch { file } => {
                (texts.with("cause-expands", &[("file", file)]), texts.get("remedy-unzip"))
            }
            ReadError::Invalid(reason) | ReadError::Archive(reason) => (
                texts.with("cause-invalid", &[("reason", reason)]),
                texts.get("remedy-export-again"),
            ),
            ReadError::WhichLayer { layers } => {
                let names = layers.join(", ");
                (
                    texts.with("cause-which-layer", &[("names", &names)]),
                    texts.get("remedy-name-layer"),
                )
            }
            ReadError::NoSuchLayer { wanted, layers } => {
                let names = layers.join(", ");
                let values = [("wanted", &**wanted), ("names", &*names)];
                (texts.with("cause-no-such-layer", &values), texts.get("remedy-name-layer"))
            }
            ReadError::CrsUnknown { guesses } if guesses.is_empty() => {
                (texts.get("cause-no-crs"), texts.get("remedy-state-crs"))
            }
            ReadError::CrsUnknown { guesses } => {
                let names: Vec<String> =
                    guesses.iter().map(|crs| format!("{crs} ({})", crs.name())).collect();
                let values = [("names", &*names.join(", ")), ("first", &*guesses[0].to_string())];
                (texts.get("cause-no-crs"), texts.with("remedy-guessed-crs", &values))
            }
            ReadError::NotInPlace { crs, doubt } => {
                let values = [("crs", &*crs.to_string())];
                let key = match doubt {
                    Suspicion::LooksLikeDegrees => "cause-looks-like-degrees",
                    _ => "cause-not-degrees",
                };
                (texts.with(key, &values), texts.get("remedy-override-crs-example"))
            }
            ReadError::Imagery(trouble) => self.imagery_trouble(trouble),
            ReadError::NeedsOgr { format } => (
                texts.with("cause-needs-ogr", &[("format", format)]),
                texts.get("remedy-needs-ogr"),
            ),
            ReadError::NoLayerInside { names } => {
                let shown: Vec<&str> = names.iter().take(5).map(String::as_str).collect();
                let values = [("names", &*shown.join(", "))];
                (texts.with("cause-no-layer-inside", &values), texts.get("remedy-known-formats"))
            }
            ReadError::CrsContradicted { declared, stated } => {
                let (declared, stated) = (declared.to_string(), stated.to_string());
                let values = [("declared", &*declared), ("stated", &*stated)];
                (texts.with("cause-crs-contradicted", &values), texts.get("remedy-override-crs"))
            }
            ReadError::Cancelled => (texts.get("cause-cancelled"), String::new()),
        };
        UserMessage { what: texts.with("what-not-read", &[("file", file)]), cause, remedy }
    }

    /// Cause and remedy of a picture that cannot be laid under the map.
    fn imagery_trouble(&self, trouble: &ImageryTrouble) -> (String, String) {
        match trouble {
            ImageryTrouble::NotPlaced => {
                (self.get("cause-picture-nowhere"), self.get("remedy-picture-nowhere"))
            }
            ImageryTrouble::NoSystem => (self.get("cause-no-crs"), self.get("remedy-picture-crs")),
            ImageryTrouble::Rotated => {
                (self.get("cause-picture-rotated"), self.get("remedy-picture-warp"))
            }
            ImageryTrouble::OtherTiles(found) => (
                self.with("cause-other-tiles", &[("found", found)]),
                self.get("remedy-other-tiles"),
            ),
            ImageryTrouble::Pixels(reason) => (
                self.with("cause-picture-pixels", &[("reason", reason)]),
                self.get("remedy-picture-convert"),
            ),
        }
    }

    /// Why `file` could not be written.
    pub fn write_error(&self, file: &str, error: &WriteError) -> UserMessage {
        let texts = self;
        let (cause, remedy) = match error {
            WriteError::Io(error) => match error.kind() {
                ErrorKind::StorageFull => (texts.get("cause-full"), texts.get("remedy-free-space")),
                ErrorKind::NotFound => {
                    (texts.get("cause-no-folder"), texts.get("remedy-check-path"))
                }
                ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
                    (texts.get("cause-write-denied"), texts.get("remedy-write-elsewhere"))
                }
                _ => {
                    let reason = error.to_string();
                    let cause = texts.with("cause-system", &[("reason", &reason)]);
                    (cause, texts.get("remedy-write-elsewhere"))
                }
            },
            WriteError::UnknownFormat { extension, known } => {
                let names = known.join(", ");
                let values = [("extension", &**extension), ("names", &*names)];
                (texts.with("cause-no-writer", &values), texts.get("remedy-other-extension"))
            }
            WriteError::Transform(error) => return self.transform_error(file, error),
            WriteError::Cancelled => (texts.get("cause-cancelled"), String::new()),
            WriteError::Invalid(reason) => (
                texts.with("cause-invalid", &[("reason", reason)]),
                texts.get("remedy-other-extension"),
            ),
        };
        UserMessage { what: texts.with("what-not-written", &[("file", file)]), cause, remedy }
    }

    /// What a writer changed to fit its format, one line each.
    pub fn write_report(&self, report: &WriteReport) -> Vec<String> {
        let renamed = report.renamed.iter().map(|(old, new)| {
            self.with("note-renamed", &[("old", old.as_str()), ("new", new.as_str())])
        });
        let cut = report.cut.iter().map(|(field, texts)| {
            let texts = texts.to_string();
            self.with("note-cut", &[("field", field.as_str()), ("texts", texts.as_str())])
        });
        let lost = (report.without_geometry > 0)
            .then(|| self.count("note-without-geometry", report.without_geometry));
        renamed.chain(cut).chain(lost).collect()
    }

    /// Why a question about layers has no answer.
    pub fn question_error(&self, error: &QuestionError) -> UserMessage {
        let texts = self;
        let what = texts.get("what-no-answer");
        match error {
            QuestionError::Transform { layer, source } => self.transform_error(layer, source),
            QuestionError::UnknownField { layer, field, known } => {
                let names = known.join(", ");
                let values = [("layer", &**layer), ("field", &**field)];
                let cause = texts.with("cause-unknown-field", &values);
                UserMessage {
                    what,
                    cause,
                    remedy: texts.with("remedy-known-fields", &[("names", &names)]),
                }
            }
            QuestionError::WrongGeometry { layer, needed } => {
                let needed = match *needed {
                    "polygons" => texts.get("needed-polygons"),
                    _ => texts.get("needed-lines-or-polygons"),
                };
                let values = [("layer", &**layer), ("needed", &*needed)];
                let cause = texts.with("cause-wrong-geometry", &values);
                UserMessage { what, cause, remedy: texts.get("remedy-other-layer") }
            }
            QuestionError::NothingInCommon { layer } => {
                let cause = texts.with("cause-nothing-in-common", &[("layer", layer)]);
                UserMessage { what, cause, remedy: texts.get("remedy-name-keys") }
            }
            QuestionError::MissingInput { input } => {
                let cause = texts.with("cause-missing-input", &[("input", &texts.input(input))]);
                UserMessage { what, cause, remedy: texts.get("remedy-missing-input") }
            }
            QuestionError::OffGlobe { at } => {
                let [x, y] = at.map(|value| value.to_string());
                let cause = texts.with("cause-off-globe", &[("x", &*x), ("y", &*y)]);
                UserMessage { what, cause, remedy: texts.get("remedy-off-globe") }
            }
            QuestionError::UnknownSource { name } => {
                let cause = texts.with("cause-unknown-source", &[("name", name)]);
                UserMessage { what, cause, remedy: texts.get("remedy-unknown-source") }
            }
            QuestionError::Condition { text, source } => {
                let position = (source.position + 1).to_string();
                let expected = self.expected(source.expected);
                let values = [("position", &*position), ("expected", &*expected)];
                UserMessage {
                    what: texts.with("what-bad-condition", &[("text", text)]),
                    cause: texts.with("cause-bad-condition", &values),
                    remedy: texts.get("remedy-condition"),
                }
            }
            QuestionError::TableColumns { columns } => {
                let cause = texts.with("cause-no-columns", &[("names", &columns.join(", "))]);
                UserMessage { what, cause, remedy: texts.get("remedy-first-row") }
            }
            QuestionError::NoLength => UserMessage {
                what,
                cause: texts.get("cause-no-length"),
                remedy: texts.get("remedy-other-layer"),
            },
            QuestionError::UnknownIndicator { name, known } => UserMessage {
                what,
                cause: texts.with("cause-no-indicator", &[("name", name)]),
                remedy: texts.with("remedy-known-fields", &[("names", &known.join("; "))]),
            },
            QuestionError::UnknownGroup { name, known } => UserMessage {
                what,
                cause: texts.with("cause-no-group", &[("name", name)]),
                remedy: texts.with("remedy-known-fields", &[("names", &known.join("; "))]),
            },
            QuestionError::UnknownUse { name, known } => UserMessage {
                what: texts.with("what-no-use", &[("name", name)]),
                cause: texts.get("cause-no-use"),
                remedy: texts.with("remedy-uses", &[("names", &known.join(", "))]),
            },
            QuestionError::Cancelled => {
                UserMessage { what, cause: texts.get("cause-cancelled"), remedy: String::new() }
            }
            QuestionError::Buffer(error) => {
                let (cause, remedy) = match error {
                    BufferError::Distance => {
                        (texts.get("cause-distance"), texts.get("remedy-distance"))
                    }
                    BufferError::NotGeographic => {
                        (texts.get("cause-not-geographic"), texts.get("remedy-state-crs"))
                    }
                };
                UserMessage { what, cause, remedy }
            }
        }
    }

    fn expected(&self, expected: Expected) -> String {
        match expected {
            Expected::Field => self.get("expected-field"),
            Expected::Comparison => self.get("expected-comparison"),
            Expected::Literal => self.get("expected-literal"),
            Expected::End => self.get("expected-end"),
            Expected::Null => "NULL".into(),
            Expected::Sign(sign) => sign.to_string(),
        }
    }

    fn transform_error(&self, layer: &str, error: &TransformError) -> UserMessage {
        let texts = self;
        let (TransformError::NoOperation { from, to, .. }
        | TransformError::OutOfDomain { from, to, .. }) = error;
        let (from, to) = (from.to_string(), to.to_string());
        let values = [("from", &*from), ("to", &*to)];
        let (cause, remedy) = match error {
            TransformError::NoOperation { .. } => {
                (texts.with("cause-no-operation", &values), texts.get("remedy-state-crs"))
            }
            TransformError::OutOfDomain { position, .. } => {
                let position = position.to_string();
                let values = [("from", &*from), ("position", &*position)];
                (texts.with("cause-out-of-domain", &values), texts.get("remedy-state-crs"))
            }
        };
        UserMessage { what: texts.with("what-not-placed", &[("layer", layer)]), cause, remedy }
    }
}

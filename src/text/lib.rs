//! Words for users, in Spanish and English, and in part in Quechua, shared by the window and the
//! command line.
//!
//! The words live in `assets/text/<language>/*.ftl` (Fluent) and are built into the program.
//! Spanish is the source; a key missing in English falls back to it, and a test forbids that.

mod answers;
mod documents;
mod errors;
mod facts;
mod findings;
mod minutes;
mod notes;
mod number;
mod parameters;
mod plan;
mod questions;
mod roles;

use std::fmt;

use allpa_geom::{Hectares, Kilometers, Meters, Percent};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use serde::{Deserialize, Serialize};
use unic_langid::LanguageIdentifier;

pub use answers::column_figures;
pub use errors::UserMessage;
pub use number::{grouped, rounded_area};
pub use parameters::file_name;
pub use roles::Explained;

/// A language the program speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Language {
    /// Spanish of Peru.
    #[default]
    Spanish,
    /// English.
    English,
    /// Quechua, in part: what its table lacks is in Spanish.
    Quechua,
}

/// The words there are in Quechua, in place of the Spanish ones.
const QUECHUA: &str = include_str!("../../assets/text/qu/words.ftl");

/// Every text file, by language. A new file is listed here and nowhere else.
const FILES: [(&str, &str); 15] = [
    (
        include_str!("../../assets/text/es/answers.ftl"),
        include_str!("../../assets/text/en/answers.ftl"),
    ),
    (include_str!("../../assets/text/es/app.ftl"), include_str!("../../assets/text/en/app.ftl")),
    (
        include_str!("../../assets/text/es/draft.ftl"),
        include_str!("../../assets/text/en/draft.ftl"),
    ),
    (
        include_str!("../../assets/text/es/errors.ftl"),
        include_str!("../../assets/text/en/errors.ftl"),
    ),
    (include_str!("../../assets/text/es/help.ftl"), include_str!("../../assets/text/en/help.ftl")),
    (
        include_str!("../../assets/text/es/meeting.ftl"),
        include_str!("../../assets/text/en/meeting.ftl"),
    ),
    (
        include_str!("../../assets/text/es/minutes.ftl"),
        include_str!("../../assets/text/en/minutes.ftl"),
    ),
    (
        include_str!("../../assets/text/es/notes.ftl"),
        include_str!("../../assets/text/en/notes.ftl"),
    ),
    (include_str!("../../assets/text/es/plan.ftl"), include_str!("../../assets/text/en/plan.ftl")),
    (
        include_str!("../../assets/text/es/projects.ftl"),
        include_str!("../../assets/text/en/projects.ftl"),
    ),
    (
        include_str!("../../assets/text/es/exchange.ftl"),
        include_str!("../../assets/text/en/exchange.ftl"),
    ),
    (
        include_str!("../../assets/text/es/questions.ftl"),
        include_str!("../../assets/text/en/questions.ftl"),
    ),
    (
        include_str!("../../assets/text/es/roles.ftl"),
        include_str!("../../assets/text/en/roles.ftl"),
    ),
    (
        include_str!("../../assets/text/es/style.ftl"),
        include_str!("../../assets/text/en/style.ftl"),
    ),
    (
        include_str!("../../assets/text/es/tools.ftl"),
        include_str!("../../assets/text/en/tools.ftl"),
    ),
];

impl Language {
    /// Every language, the usual one first.
    pub const ALL: [Self; 3] = [Self::Spanish, Self::English, Self::Quechua];

    /// The next one; after the last comes the first.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Spanish => Self::English,
            Self::English => Self::Quechua,
            Self::Quechua => Self::Spanish,
        }
    }

    /// Two letters (ISO 639-1): `es`, `en` or `qu`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Spanish => "es",
            Self::English => "en",
            Self::Quechua => "qu",
        }
    }

    /// The language of these two letters.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }

    /// Which of a pair of texts that come with data is read.
    pub fn pick<T>(self, spanish: T, english: T) -> T {
        if self == Self::English { english } else { spanish }
    }

    fn id(self) -> LanguageIdentifier {
        // The plurals of what Quechua lacks are those of Spanish.
        self.pick("es-PE", "en").parse().expect("both tags are well formed")
    }

    fn files(self) -> impl Iterator<Item = &'static str> {
        let own = (self == Self::Quechua).then_some(QUECHUA);
        FILES.iter().map(move |(es, en)| self.pick(*es, *en)).chain(own)
    }
}

/// The words of one language, with its way of writing numbers.
pub struct Texts {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Texts").field("language", &self.language).finish_non_exhaustive()
    }
}

impl Texts {
    /// The words of `language`.
    pub fn new(language: Language) -> Self {
        let mut bundle = FluentBundle::new_concurrent(vec![language.id()]);
        bundle.set_use_isolating(false);
        for file in language.files() {
            // What does not parse is left out and shows as its key; a test sees to it.
            let (Ok(resource) | Err((resource, _))) = FluentResource::try_new(file.to_owned());
            bundle.add_resource_overriding(resource);
        }
        Self { language, bundle }
    }

    /// The language of these words.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The text of `key`; the key itself when there is none, so that a slip shows.
    pub fn get(&self, key: &str) -> String {
        self.format(key, None)
    }

    /// The text of `key` with its variables filled in.
    pub fn with(&self, key: &str, values: &[(&str, &str)]) -> String {
        let mut args = FluentArgs::new();
        for &(name, value) in values {
            args.set(name, value.to_owned());
        }
        self.format(key, Some(&args))
    }

    /// The text of `key` for `count` things; the variable is `$count`, its digits `$number`.
    pub fn count(&self, key: &str, count: usize) -> String {
        let mut args = FluentArgs::new();
        args.set("count", FluentValue::from(count));
        args.set("number", grouped(count as f64, 0));
        self.format(key, Some(&args))
    }

    fn format(&self, key: &str, args: Option<&FluentArgs>) -> String {
        let pattern = self.bundle.get_message(key).and_then(|message| message.value());
        let Some(pattern) = pattern else { return key.to_owned() };
        self.bundle.format_pattern(pattern, args, &mut Vec::new()).into_owned()
    }

    /// `1 234 ha`: two decimals under 100 ha, one under 1 000, none from there on.
    pub fn hectares(&self, area: Hectares) -> String {
        format!("{} ha", rounded_area(area.value()))
    }

    /// `12.3 km`.
    pub fn kilometers(&self, length: Kilometers) -> String {
        format!("{} km", grouped(length.value(), if length.value() < 100.0 { 2 } else { 1 }))
    }

    /// `350 m` or `12.3 km`, whichever reads better.
    pub fn distance(&self, length: Meters) -> String {
        if length.value() < 1000.0 {
            format!("{} m", grouped(length.value(), 0))
        } else {
            self.kilometers(length.to_kilometers())
        }
    }

    /// `1:50 000`.
    pub fn scale(&self, denominator: f64) -> String {
        format!("1:{}", grouped(denominator.round(), 0))
    }

    /// `12.3 %`.
    pub fn percent(&self, share: Percent) -> String {
        format!("{} %", grouped(share.value(), 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn keys(language: Language) -> BTreeSet<String> {
        let starts = |line: &&str| line.starts_with(|c: char| c.is_ascii_lowercase());
        let key = |line: &str| line.split('=').next().unwrap_or_default().trim().to_owned();
        language.files().flat_map(str::lines).filter(starts).map(key).collect()
    }

    #[test]
    fn both_languages_have_the_same_keys() {
        let (spanish, english) = (keys(Language::Spanish), keys(Language::English));
        let missing: Vec<_> = spanish.symmetric_difference(&english).collect();
        assert!(missing.is_empty(), "only in one language: {missing:?}");
    }

    #[test]
    fn quechua_says_what_spanish_says_with_the_same_variables() {
        let variables = |text: &str| -> BTreeSet<String> {
            let named = text.split('$').skip(1);
            named.map(|rest| rest.split([' ', '}']).next().unwrap_or_default().to_owned()).collect()
        };
        let spanish: Vec<&str> = Language::Spanish.files().flat_map(str::lines).collect();
        for line in QUECHUA.lines().filter(|line| line.contains('=')) {
            let (key, text) = line.split_once('=').expect("it has one");
            let known = spanish.iter().find_map(|line| line.strip_prefix(key)?.strip_prefix('='));
            let known = known.unwrap_or_else(|| panic!("{key} is not in Spanish"));
            assert_eq!(variables(text), variables(known), "{key}");
        }
        let texts = Texts::new(Language::Quechua);
        assert_eq!(texts.get("map-label"), "Saywitu");
        assert_eq!(texts.get("layer-style"), Texts::new(Language::Spanish).get("layer-style"));
    }

    #[test]
    fn every_file_parses() {
        for language in Language::ALL {
            let texts = Texts::new(language);
            for key in keys(language) {
                assert!(texts.bundle.has_message(&key), "{key} in {}", language.code());
            }
        }
    }

    /// Keys are written out in the sources, so that an unused or unknown one can be found here.
    #[test]
    fn keys_and_sources_agree() {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
        let mut sources = String::new();
        for folder in ["src", "tests"] {
            read_sources(std::path::Path::new(&format!("{root}/{folder}")), &mut sources);
        }
        let known = keys(Language::Spanish);
        let unused: Vec<_> =
            known.iter().filter(|key| !sources.contains(&format!("\"{key}\""))).collect();
        assert!(unused.is_empty(), "no source asks for {unused:?}");
        for call in ["texts.get(\"", "texts.with(\"", "texts.count(\""] {
            for rest in sources.split(call).skip(1) {
                let key = rest.split('"').next().unwrap_or_default();
                assert!(known.contains(key), "unknown key {key}");
            }
        }
    }

    fn read_sources(folder: &std::path::Path, into: &mut String) {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                read_sources(&path, into);
            } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("text/lib.rs")
            {
                into.push_str(&std::fs::read_to_string(&path).unwrap_or_default());
            }
        }
    }

    #[test]
    fn figures_are_written_for_readers() {
        let texts = Texts::new(Language::Spanish);
        assert_eq!(texts.hectares(Hectares::new(1_234.6)), "1\u{2009}235 ha");
        assert_eq!(texts.hectares(Hectares::new(12.345)), "12.35 ha");
        assert_eq!(texts.hectares(Hectares::new(123.45)), "123.5 ha");
        assert_eq!(texts.kilometers(Kilometers::new(3.456)), "3.46 km");
        assert_eq!(texts.distance(Meters::new(950.4)), "950 m");
        assert_eq!(texts.percent(Percent::new(42.26)), "42.3 %");
    }
}

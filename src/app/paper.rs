//! Map sheets in words: what the template says, shared by the window and the command line.

use allpa_geom::Epsg;
use allpa_map::{Plane, Scene};
use allpa_page::{Arrangement, Extent, Inset, MapSheet, Orientation, PageError, Paper, SheetWords};
use allpa_text::{Texts, UserMessage};

/// What a sheet says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SheetFacts {
    /// Heading.
    pub title: String,
    /// Who made it; nothing when empty.
    pub author: String,
    /// Number of the map; nothing when empty.
    pub number: String,
    /// Day it was made.
    pub date: String,
    /// Where the data come from.
    pub sources: Vec<String>,
    /// What must not be overlooked.
    pub notices: Vec<String>,
}

/// Why there is no sheet, in words.
pub fn page_error(texts: &Texts, error: &PageError) -> UserMessage {
    let smaller = || texts.get("remedy-smaller-map");
    let (cause, remedy) = match error {
        PageError::Font => (texts.get("cause-page-font"), texts.get("remedy-page-font")),
        PageError::Write(reason) => {
            (texts.with("cause-page-write", &[("reason", reason)]), smaller())
        }
        PageError::Size { width, height } => {
            let [width, height] = [width, height].map(ToString::to_string);
            let values = [("width", width.as_str()), ("height", &height)];
            (texts.with("cause-page-size", &values), smaller())
        }
    };
    UserMessage { what: texts.get("what-no-map"), cause, remedy }
}

/// Paper, plane and part of the map.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SheetView {
    /// Size of the paper.
    pub paper: Paper,
    /// Which side of it is up.
    pub orientation: Orientation,
    /// The plane, for which the layers are prepared.
    pub plane: Plane,
    /// The part of the map.
    pub extent: Extent,
}

/// The sheet of a map, ready to be laid out as `arrangement` changes the template.
pub fn map_sheet<'a>(
    texts: &Texts,
    scene: &'a Scene,
    inset: Option<Inset<'a>>,
    view: SheetView,
    facts: &SheetFacts,
    arrangement: Arrangement,
) -> MapSheet<'a> {
    let system = match view.plane {
        Plane::Utm(zone) => zone.wgs84(),
        Plane::Mercator => Epsg::new(3857),
    };
    let system = format!("{} ({system})", system.name());
    let program = concat!("Allpa ", env!("CARGO_PKG_VERSION")).to_owned();
    let fields = [
        ("sheet-field-source", facts.sources.join(" · ")),
        ("sheet-field-system", system),
        ("sheet-field-author", facts.author.clone()),
        ("sheet-field-date", facts.date.clone()),
        ("sheet-field-number", facts.number.clone()),
        ("sheet-field-program", program),
    ];
    let fields = fields.into_iter().filter(|(_, value)| !value.is_empty());
    MapSheet {
        paper: view.paper,
        orientation: view.orientation,
        scene,
        plane: view.plane,
        extent: view.extent,
        inset,
        words: sheet_words(texts, &facts.title),
        fields: fields.map(|(key, value)| [texts.get(key), value]).collect(),
        notices: facts.notices.clone(),
        language: texts.language().code(),
        arrangement,
    }
}

/// The words of a sheet with this heading.
pub(crate) fn sheet_words(texts: &Texts, title: &str) -> SheetWords {
    SheetWords {
        title: title.to_owned(),
        legend: texts.get("legend-title"),
        other: texts.get("legend-other"),
        location: texts.get("sheet-location"),
        scale: texts.get("map-scale"),
        north: "N".into(),
        ground: texts.get("sheet-layer-ground"),
        names: texts.get("sheet-layer-names"),
        grid: texts.get("sheet-layer-grid"),
        frame: texts.get("sheet-layer-frame"),
    }
}

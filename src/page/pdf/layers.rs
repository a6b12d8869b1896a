//! Layers that a reader of the file can switch (optional content, ISO 32000-2, 8.11).

use std::fmt::Write as _;

/// The layers of all pages by name, those on top first, as in the list of layers.
#[derive(Default)]
pub(super) struct Layers {
    names: Vec<String>,
}

impl Layers {
    /// The layers of pages, each given from the bottom up.
    pub fn of(pages: &[Vec<String>]) -> Self {
        let mut names: Vec<String> = Vec::new();
        for name in pages.iter().flat_map(|page| page.iter().rev()) {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
        Self { names }
    }

    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// What begins the stretch of a layer in a stream.
    pub fn begin(&self, name: &str) -> String {
        let number = self.names.iter().position(|known| known == name).unwrap_or_default();
        format!("/OC /L{number} BDC\n")
    }

    /// The objects that tell of them, numbered from `first` on: the names that streams go by, what the
    /// catalogue says, and each layer.
    pub fn objects(&self, first: usize) -> Vec<String> {
        let (mut names, mut list) = (String::new(), String::new());
        for number in 0..self.names.len() {
            let object = first + 2 + number;
            let _ = write!(names, "/L{number} {object} 0 R");
            let _ = write!(list, "{object} 0 R ");
        }
        let list = list.trim_end();
        // Of a series, readers list only the layers of the page they show.
        let told = format!("<</OCGs[{list}]/D<</Order[{list}]/ListMode/VisiblePages>>>>");
        let layers = self.names.iter().map(|name| {
            let units = name.encode_utf16().map(|unit| format!("{unit:04X}"));
            format!("<</Type/OCG/Name<FEFF{}>>>", units.collect::<String>())
        });
        [format!("<<{names}>>"), told].into_iter().chain(layers).collect()
    }
}

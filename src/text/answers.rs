//! Answers in words: what questions are for, and what tables, columns and options are called.

use allpa_model::question::asked::Question;

use crate::Texts;

/// What each question is for, by kind.
const EXPLAINED: &[(&str, &str)] = &[
    ("conflicts", "explained-conflicts"),
    ("recommends", "explained-recommends"),
    ("strip", "explained-strip"),
    ("overlaps", "explained-overlaps"),
    ("network", "explained-network"),
    ("indicators", "explained-indicators"),
    ("change", "explained-change"),
    ("neighbours", "explained-neighbours"),
    ("describe", "explained-describe"),
    ("served", "explained-served"),
    ("reconcile", "explained-reconcile"),
    ("locate", "explained-locate"),
    ("gap", "explained-gap"),
    ("protected", "explained-protected"),
    ("group", "explained-group"),
    ("cross", "explained-cross"),
    ("measure", "explained-measure"),
    ("nearest", "explained-nearest"),
];

/// Words of columns whose names are codes. The others are read as they are.
const COLUMNS: &[(&str, &str)] = &[
    ("step", "column-step"),
    ("ha", "column-ha"),
    ("running_ha", "column-running-ha"),
    ("net_ha", "column-net-ha"),
    ("legal_ha", "column-legal-ha"),
    ("measured_ha", "column-measured-ha"),
    ("figure", "column-figure"),
    ("corner", "column-corner"),
    ("east_m", "column-east-m"),
    ("north_m", "column-north-m"),
    ("side_m", "column-side-m"),
    ("azimuth", "column-azimuth"),
    ("across", "column-across"),
    ("after_ha", "column-after-ha"),
    ("band", "column-band"),
    ("basins", "column-basins"),
    ("before_ha", "column-before-ha"),
    ("border_km", "column-border-km"),
    ("component", "column-component"),
    ("edges", "column-edges"),
    ("from", "column-from"),
    ("gross_ha", "column-gross-ha"),
    ("layer_a", "column-layer-a"),
    ("layer_b", "column-layer-b"),
    ("list", "column-list"),
    ("minutes", "column-minutes"),
    ("name_a", "column-name-a"),
    ("name_b", "column-name-b"),
    ("neighbours", "column-neighbours"),
    ("other_name", "column-other-name"),
    ("period", "column-period"),
    ("rank", "column-rank"),
    ("relation", "column-relation"),
    ("road_km", "column-road-km"),
    ("shared_percent", "column-shared-percent"),
    ("state", "column-state"),
    ("to", "column-to"),
    ("unit_a", "column-unit-a"),
    ("unit_b", "column-unit-b"),
    ("force", "column-force"),
    ("from_km", "column-from"),
    ("kind", "column-kind"),
    ("norm", "column-norm"),
    ("to_km", "column-to"),
    ("use", "column-use"),
    ("zone", "column-zone"),
    ("a", "column-a"),
    ("area_ha", "column-area"),
    ("b", "column-b"),
    ("category", "column-category"),
    ("distance_m", "column-distance"),
    ("farther", "column-farther"),
    ("farther_population", "column-farther-population"),
    ("group", "column-group"),
    ("indicator", "column-indicator"),
    ("layer", "column-layer"),
    ("length_km", "column-length"),
    ("name", "column-name"),
    ("other_fid", "column-other-fid"),
    ("overlap_ha", "column-overlap"),
    ("percent", "column-percent"),
    ("percent_of_a", "column-percent-of-a"),
    ("percent_of_b", "column-percent-of-b"),
    ("places", "column-places"),
    ("population", "column-population"),
    ("recommendation", "column-recommendation"),
    ("source", "column-source"),
    ("type", "column-type"),
    ("unit", "column-unit"),
    ("value", "column-value"),
];

/// Words of tables that answers have.
const TABLES: &[(&str, &str)] = &[
    ("compare", "table-compare"),
    ("corners", "table-corners"),
    ("kinds", "table-kinds"),
    ("steps", "table-steps"),
    ("text", "table-text"),
    ("alternatives", "table-alternatives"),
    ("bands", "table-bands"),
    ("changes", "table-changes"),
    ("components", "table-components"),
    ("cut", "table-cut"),
    ("features", "table-features"),
    ("figures", "table-figures"),
    ("hits", "table-hits"),
    ("isolated", "table-isolated"),
    ("matrix", "table-matrix"),
    ("pairs", "table-pairs"),
    ("ranks", "table-ranks"),
    ("sheet", "table-sheet"),
    ("units", "table-units"),
    ("years", "table-years"),
    ("cross", "table-answer"),
    ("forces", "table-forces"),
    ("levels", "table-levels"),
    ("order", "table-order"),
    ("recommendations", "table-answer"),
    ("strip", "table-answer"),
    ("groups", "table-groups"),
    ("measures", "table-answer"),
    ("nearest", "table-answer"),
    ("places", "table-places"),
    ("profiles", "table-answer"),
    ("protected", "table-answer"),
    ("summary", "table-summary"),
];

/// Words of options and tables of facts.
const OPTIONS: &[(&str, &str)] = &[
    ("legal", "option-legal"),
    ("measured_against_legal", "option-measured-against-legal"),
    ("without_legal", "option-without-legal"),
    ("overlap", "option-overlap"),
    ("outside_units", "option-outside-units"),
    ("net", "option-net"),
    ("unexplained", "option-unexplained"),
    ("stated", "option-stated"),
    ("capita", "option-capita"),
    ("km2", "option-km2"),
    ("reach", "option-reach"),
    ("nearest", "option-nearest"),
    ("cut", "option-cut"),
    ("connectivity", "option-connectivity"),
    ("added", "option-added"),
    ("lost", "option-lost"),
    ("moved", "option-moved"),
    ("reclassified", "option-reclassified"),
    ("same", "option-same"),
    ("departments", "option-departments"),
    ("indicators", "option-indicators"),
    ("macro_regions", "option-macro-regions"),
    ("zee_use_matrix", "option-use-matrix"),
];

impl Texts {
    /// What a question is for, in a sentence.
    pub fn question_explained(&self, question: &Question) -> String {
        self.word(EXPLAINED, question.kind())
    }

    /// A column of an answer, for people.
    pub fn column(&self, name: &str) -> String {
        self.word(COLUMNS, name)
    }

    /// A table of an answer, for people.
    pub fn answer_table(&self, name: &str) -> String {
        self.word(TABLES, name)
    }

    /// An option or a value that questions write in code.
    pub fn option(&self, value: &str) -> String {
        let found = OPTIONS.iter().find(|(known, _)| *known == value);
        found.map_or_else(|| value.to_owned(), |(_, key)| self.get(key))
    }

    /// The words of `name`; its own letters where there are none.
    pub(crate) fn word(&self, words: &[(&str, &str)], name: &str) -> String {
        let found = words.iter().find(|(known, _)| *known == name);
        found.map_or_else(|| name.replace('_', " "), |(_, key)| self.get(key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Language;

    #[test]
    fn every_question_is_explained() {
        let texts = Texts::new(Language::Spanish);
        for question in Question::all() {
            let explained = texts.question_explained(&question);
            assert!(explained.contains(' '), "{}", question.kind());
        }
    }
}

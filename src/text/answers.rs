//! Answers in words: what questions are for, and what tables, columns and options are called.

use allpa_model::plan::Funding;
use allpa_model::question::asked::Question;
use allpa_model::question::cross::{OVERLAP, RESIDUAL, TOTAL};
use allpa_model::table::{Cell, Table};

use crate::{Texts, grouped};

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
    ("projects", "explained-projects"),
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
    ("alternative", "column-alternative"),
    ("amount_soles", "column-amount-soles"),
    ("begins", "column-begins"),
    ("band_ha", "column-band"),
    ("corridor", "column-corridor"),
    ("doubt", "column-doubt"),
    ("rounded_ha", "column-rounded"),
    ("corridor_m", "column-corridor-m"),
    ("cost_soles", "column-cost-soles"),
    ("ends", "column-ends"),
    ("financed_soles", "column-financed-soles"),
    ("financing", "column-financing"),
    ("other_units", "column-other-units"),
    ("projects", "column-projects"),
    ("responsible", "column-responsible"),
    ("stage", "column-stage"),
    ("to_finance_soles", "column-to-finance-soles"),
    ("trust_debt_cover_soles", "column-trust-debt-cover"),
    ("trust_projects_soles", "column-trust-projects"),
    ("trust_studies_soles", "column-trust-studies"),
    ("without_cost", "column-without-cost"),
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
    ("unit_of_measure", "column-unit-of-measure"),
    ("value", "column-value"),
];

/// Words of tables that answers have.
const TABLES: &[(&str, &str)] = &[
    ("by_corridor", "table-by-corridor"),
    ("by_source", "table-by-source"),
    ("by_stage", "table-by-stage"),
    ("by_unit", "table-by-unit"),
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
    ("projects", "table-projects"),
    ("protected", "table-answer"),
    ("summary", "table-summary"),
];

/// Words of geometry that answers make.
const MADE: &[(&str, &str)] = &[
    ("axis", "made-axis"),
    ("changes", "made-changes"),
    ("groups", "made-groups"),
    ("influence", "made-influence"),
    ("overlaps", "made-overlaps"),
    ("reach", "made-reach"),
    ("stretch", "made-stretch"),
];

/// Words of options and tables of facts.
const OPTIONS: &[(&str, &str)] = &[
    ("legal", "option-legal"),
    ("within_band", "option-within-band"),
    ("thin", "option-thin"),
    ("small", "option-small"),
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

    /// Geometry that an answer made, for people.
    pub fn made(&self, name: &str) -> String {
        self.word(MADE, name)
    }

    /// An option or a value that questions write in code.
    pub fn option(&self, value: &str) -> String {
        let found = OPTIONS.iter().find(|(known, _)| *known == value);
        found.map_or_else(|| value.to_owned(), |(_, key)| self.get(key))
    }

    /// What the tables write in code, in words.
    pub fn answer_value(&self, value: &str) -> String {
        match value {
            TOTAL => self.get("question-total"),
            RESIDUAL => self.get("question-residual"),
            OVERLAP => self.get("sheet-overlap"),
            other => self.option(other),
        }
    }

    /// What a column of an answer says in the words of the plan file, or in code, in words.
    pub fn answer_cell(&self, column: &str, value: &str) -> String {
        let said = self.answer_value(value);
        if said != value {
            return said;
        }
        match column {
            "stage" => self.stage(value),
            "source" => self.funding_source(value),
            "financing" => {
                let all = Funding::parse_all(value).into_iter().map(|one| {
                    let (source, amount) =
                        (self.funding_source(&one.source), self.amount(one.amount));
                    if amount.is_empty() { source } else { format!("{source}: {amount}") }
                });
                all.collect::<Vec<_>>().join("; ")
            }
            _ => said,
        }
    }

    /// The words of `name`; its own letters where there are none.
    pub(crate) fn word(&self, words: &[(&str, &str)], name: &str) -> String {
        let found = words.iter().find(|(known, _)| *known == name);
        found.map_or_else(|| name.replace('_', " "), |(_, key)| self.get(key))
    }
}

/// Columns whose whole numbers are names, not quantities.
fn is_name(column: &str) -> bool {
    column == "fid"
        || column.ends_with("_fid")
        || ["year", "corner", "begins", "ends"].contains(&column)
}

/// A column of an answer as it is written on paper: every figure of it with as many decimals, so
/// that they stand below each other and add up. Words are left to [`Texts::answer_value`].
pub fn column_figures(table: &Table, at: usize) -> Vec<Option<String>> {
    let column = table.columns[at].as_str();
    let numbers = || table.rows.iter().filter_map(|row| row[at].number());
    let is_whole = numbers().all(|value| value.fract() == 0.0);
    let largest = numbers().map(f64::abs).fold(0.0, f64::max);
    let decimals = match column {
        "lon" | "lat" => 6,
        _ if column.ends_with("_soles") => 2,
        _ if column.ends_with("_ha") || column.starts_with("percent") => 2,
        _ if column.ends_with("percent") => 2,
        _ if column.ends_with("_km") => 3,
        _ if is_whole => 0,
        _ if column.ends_with("_m") => 2,
        // Shares and rates need more digits than counts of people.
        _ if largest < 10.0 => 3,
        _ => 2,
    };
    let written = |cell: &Cell| match cell {
        Cell::Integer(number) if is_name(column) => Some(number.to_string()),
        Cell::Integer(number) => Some(grouped(*number as f64, if is_whole { 0 } else { decimals })),
        Cell::Number(number) => Some(grouped(*number, decimals)),
        Cell::Text(_) | Cell::Empty => None,
    };
    table.rows.iter().map(|row| written(&row[at])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Language;

    #[test]
    fn figures_of_a_column_have_as_many_decimals() {
        let mut table = Table::new(["fid", "area_ha", "population"]);
        table.push(vec![Cell::Integer(1_234), Cell::Number(1_234.5), Cell::Integer(12_000)]);
        table.push(vec![Cell::Integer(7), Cell::Number(0.123), Cell::Empty]);
        let plain = |at: usize| -> Vec<String> {
            let figures = column_figures(&table, at).into_iter().flatten();
            figures.map(|text| text.replace('\u{2009}', " ")).collect()
        };
        assert_eq!(plain(0), ["1234", "7"]);
        assert_eq!(plain(1), ["1 234.50", "0.12"]);
        assert_eq!(plain(2), ["12 000"]);
    }

    #[test]
    fn projects_are_told_in_the_language_of_the_reader() {
        let [spanish, english] = [Language::Spanish, Language::English].map(Texts::new);
        for (column, value, es, en) in [
            ("stage", "ejecución", "Ejecución", "Execution"),
            ("stage", "anteproyecto", "anteproyecto", "anteproyecto"),
            ("source", "obras por impuestos", "Obras por impuestos", "Works for taxes"),
            ("source", "INEI, censo 2017", "INEI, censo 2017", "INEI, censo 2017"),
            (
                "financing",
                "fideicomiso: 60 %; BID: 5",
                "Fideicomiso: 60 %; BID: S/ 5",
                "Trust fund: 60 %; BID: S/ 5",
            ),
        ] {
            assert_eq!(spanish.answer_cell(column, value), es);
            assert_eq!(english.answer_cell(column, value), en);
        }
        let total = english.answer_value(TOTAL);
        assert_eq!(english.answer_cell("stage", TOTAL), total);
    }

    #[test]
    fn every_question_is_explained() {
        let texts = Texts::new(Language::Spanish);
        for question in Question::all() {
            let explained = texts.question_explained(&question);
            assert!(explained.contains(' '), "{}", question.kind());
        }
    }
}

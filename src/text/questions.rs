//! Questions, their inputs and what is said beside their answers, in words.

use allpa_geom::Meters;
use allpa_model::question::asked::{Question, Remark, Sheet};

use crate::{Texts, grouped};

/// Words of questions, by kind.
const TITLES: &[(&str, &str)] = &[
    ("conflicts", "question-conflicts"),
    ("recommends", "question-recommends"),
    ("strip", "question-strip"),
    ("overlaps", "question-overlaps"),
    ("network", "question-network"),
    ("indicators", "question-indicators"),
    ("change", "question-change"),
    ("neighbours", "question-neighbours"),
    ("describe", "question-describe"),
    ("served", "question-served"),
    ("projects", "question-projects"),
    ("reconcile", "question-reconcile"),
    ("locate", "question-locate"),
    ("gap", "question-gap"),
    ("protected", "question-protected"),
    ("group", "question-group"),
    ("cross", "question-cross"),
    ("measure", "question-measure"),
    ("nearest", "question-nearest"),
];

/// Words of inputs, by key. Inputs of one key mean the same in every question.
const INPUTS: &[(&str, &str)] = &[
    ("crossings", "input-crossings"),
    ("layers", "input-layers"),
    ("least", "input-least"),
    ("task", "input-task"),
    ("minutes", "input-minutes"),
    ("close", "input-close"),
    ("speed_field", "input-speed-field"),
    ("speeds", "input-speeds"),
    ("speed", "input-speed"),
    ("walking", "input-walking"),
    ("tolerance", "input-tolerance"),
    ("access", "input-access"),
    ("table", "input-table"),
    ("indicator", "input-indicator"),
    ("period", "input-period"),
    ("per", "input-per"),
    ("before", "input-before"),
    ("after", "input-after"),
    ("by_after", "input-by-after"),
    ("key", "input-key"),
    ("larger", "input-larger"),
    ("across", "input-across"),
    ("basins", "input-basins"),
    ("title", "input-title"),
    ("both_datums", "input-both-datums"),
    ("beside", "input-beside"),
    ("legal", "input-legal"),
    ("stated", "input-stated"),
    ("proposals", "input-proposals"),
    ("alternative", "input-alternative"),
    ("reach", "input-reach"),
    ("only", "input-only"),
    ("compare", "input-compare"),
    ("by_year", "input-by-year"),
    ("until", "input-until"),
    ("date_field", "input-date-field"),
    ("a", "input-a"),
    ("a_field", "input-a-field"),
    ("alternatives", "input-alternatives"),
    ("area", "input-area"),
    ("areas", "input-areas"),
    ("axis", "input-axis"),
    ("b", "input-b"),
    ("b_field", "input-b-field"),
    ("by", "input-by"),
    ("condition", "input-condition"),
    ("corridor", "input-corridor"),
    ("count", "input-count"),
    ("distance", "input-distance"),
    ("from", "input-from"),
    ("groups", "input-groups"),
    ("id", "input-id"),
    ("indicators", "input-indicators"),
    ("kind_field", "input-kind-field"),
    ("land_use", "input-land-use"),
    ("layer", "input-layer"),
    ("matrix", "input-matrix"),
    ("max", "input-max"),
    ("members", "input-members"),
    ("others", "input-others"),
    ("parcels", "input-parcels"),
    ("place", "input-place"),
    ("places", "input-places"),
    ("planar", "input-planar"),
    ("scale", "input-map-scale"),
    ("a_scale", "input-a-scale"),
    ("b_scale", "input-b-scale"),
    ("points", "input-points"),
    ("population", "input-population"),
    ("priority", "input-priority"),
    ("roads", "input-roads"),
    ("summary", "input-summary"),
    ("to", "input-to"),
    ("totals", "input-totals"),
    ("unit_field", "input-unit-field"),
    ("units", "input-units"),
    ("widths", "input-widths"),
    ("zones", "input-zones"),
];

impl Texts {
    /// A question in the planner's words.
    pub fn question(&self, question: &Question) -> String {
        self.word(TITLES, question.kind())
    }

    /// What an input of that key is called in a form.
    pub fn input(&self, key: &str) -> String {
        self.word(INPUTS, key)
    }

    /// What must be said beside an answer, in one sentence.
    pub fn remark(&self, remark: &Remark) -> String {
        match remark {
            Remark::ProposedMatrix => self.get("note-proposed-matrix"),
            Remark::AxisGaps { gaps, meters } => {
                let width = self.distance(Meters::new(*meters as f64));
                let values = [("gaps", &*gaps.to_string()), ("width", &*width)];
                self.with("note-axis-gaps", &values)
            }
            Remark::UndatedAreas { areas } => self.count("note-undated-areas", *areas),
            Remark::PlacesOffRoad { places } => self.count("note-places-off-road", *places),
            Remark::AssumedSpeed { km_h } => {
                self.with("note-assumed-speed", &[("speed", km_h.as_str())])
            }
            Remark::IndicatorGaps { strangers, units_without, unreadable } => {
                let strangers = strangers.join(", ");
                let (units, values) = (units_without.to_string(), unreadable.to_string());
                let values = [
                    ("strangers", if strangers.is_empty() { "—" } else { &*strangers }),
                    ("units", &*units),
                    ("values", &*values),
                ];
                self.with("note-indicator-gaps", &values)
            }
            Remark::MapAccuracy { scale, rows, hectares } => {
                let line = self.distance(Meters::new(5e-4 * *scale as f64));
                let [count, hectares] = [*rows as f64, *hectares as f64].map(|n| grouped(n, 0));
                let doubt = match rows {
                    0 => self.get("note-map-no-doubt"),
                    _ => {
                        self.with("note-map-doubt", &[("count", &*count), ("hectares", &*hectares)])
                    }
                };
                let scale = self.scale(*scale as f64);
                let values = [("scale", &*scale), ("line", &*line), ("doubt", &*doubt)];
                self.with("note-map-accuracy", &values)
            }
            Remark::ProjectsInDoubt { projects } => {
                self.with("note-projects-in-doubt", &[("names", &projects.join(", "))])
            }
            Remark::ProjectsWithoutCost { projects } => {
                self.count("note-projects-without-cost", *projects)
            }
            Remark::MembersMissing { group, members } => {
                let members = members.join(", ");
                let values = [("group", group.as_str()), ("members", &members)];
                self.with("note-members-missing", &values)
            }
        }
    }

    /// Notes and remarks of an answer, one line each.
    pub fn sheet_notes(&self, sheet: &Sheet) -> Vec<String> {
        let notes = &sheet.found.notes;
        let mut layers: Vec<&str> = Vec::new();
        for (layer, _) in notes {
            if !layers.contains(&layer.as_str()) {
                layers.push(layer);
            }
        }
        let of_layer = |layer: &&str| {
            let own = notes.iter().filter(|(name, _)| name == layer).map(|(_, note)| note);
            self.notes(own).into_iter().map(|line| format!("{layer}: {line}")).collect::<Vec<_>>()
        };
        let lines = layers.iter().flat_map(of_layer);
        lines.chain(sheet.found.remarks.iter().map(|remark| self.remark(remark))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Language;

    #[test]
    fn every_question_and_input_has_words() {
        let texts = Texts::new(Language::Spanish);
        for mut question in Question::all() {
            assert_ne!(texts.question(&question), question.kind());
            for input in question.inputs() {
                assert_ne!(texts.input(input.key), input.key);
            }
        }
    }
}

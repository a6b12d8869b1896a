//! The inputs of a question in words: what an answer on paper says it was asked with.

use allpa_model::question::asked::{LayerRef, Question, Slot};

use crate::{Texts, grouped};

impl Texts {
    /// Name and value of every input that is filled in, in the order of the form. `named` gives the
    /// name of a layer for people.
    pub fn parameters(
        &self,
        question: &Question,
        named: &dyn Fn(&LayerRef) -> String,
    ) -> Vec<[String; 2]> {
        let mut question = question.clone();
        let filled = question.inputs().into_iter().filter(|input| !input.slot.is_empty());
        filled
            .filter_map(|input| {
                let value = self.parameter(&input.slot, named)?;
                Some([self.input(input.key), value])
            })
            .collect()
    }

    /// What an input holds; `None` for a switch that is off.
    fn parameter(&self, slot: &Slot<'_>, named: &dyn Fn(&LayerRef) -> String) -> Option<String> {
        let list = |parts: Vec<String>| parts.join(" · ");
        Some(match slot {
            Slot::Layer { value, .. } => named(value.as_ref()?),
            Slot::Layers { value, .. } => list(value.iter().map(named).collect()),
            Slot::Table { value } => {
                let name = value.as_ref()?.0.as_str();
                self.option(name.strip_prefix("atlas:").unwrap_or_else(|| file_name(name)))
            }
            Slot::Field { value, .. } => value.as_ref()?.clone(),
            Slot::Choice { value, .. } | Slot::Step { value, .. } => self.option(value.as_ref()?),
            Slot::Condition { value, .. } | Slot::Text { value } => (*value).clone(),
            Slot::Distance { value, .. } => self.distance(**value),
            Slot::Limit { value, .. } => self.distance((**value)?),
            Slot::Distances { value, .. } => {
                list(value.iter().map(|meters| self.distance(*meters)).collect())
            }
            Slot::Number { value, .. } => number(**value),
            Slot::Numbers { value, .. } => list(value.iter().map(|one| number(*one)).collect()),
            Slot::Count { value, .. } => grouped(**value as f64, 0),
            Slot::Flag { value } => value.then(|| self.get("parameter-yes"))?,
            Slot::Members { value, .. } => value.join(", "),
            Slot::Scale { value } => self.scale((**value)?.denominator()),
            Slot::System { value } => (**value)?.name(),
            Slot::Place { value } => {
                let [longitude, latitude] = (**value)?.map(|degrees| format!("{degrees:.6}"));
                self.with("parameter-place", &[("lon", &longitude), ("lat", &latitude)])
            }
            Slot::Axis { value } => self.count("parameter-axis", value.iter().map(Vec::len).sum()),
            Slot::Area { value } => self.count("parameter-area", value.len()),
        })
    }
}

/// The end of a path: where a file lies is nobody's matter on paper.
pub fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

fn number(value: f64) -> String {
    let text = grouped(value, 4);
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Language;
    use allpa_geom::Meters;
    use allpa_model::question::asked::Gap;

    #[test]
    fn what_was_asked_with_is_told_in_words() {
        let texts = Texts::new(Language::Spanish);
        let mut question = Question::Gap(Gap {
            places: Some(LayerRef("/home/x/ccpp.gpkg:centros".into())),
            ..Gap::default()
        });
        for input in question.inputs() {
            if let Slot::Distance { value, .. } = input.slot {
                *value = Meters::new(2_500.0);
            }
        }
        let told = texts.parameters(&question, &|name| file_name(&name.0).to_owned());
        assert!(told.iter().any(|[_, value]| value == "ccpp.gpkg:centros"), "{told:?}");
        assert!(told.iter().any(|[_, value]| value == "2.50 km"), "{told:?}");
        assert!(!told.iter().any(|[_, value]| value.is_empty()), "{told:?}");
    }
}

//! What is said of proposals in words: classes, stages, sources of financing, amounts, doubts.

use allpa_model::plan::{Amount, Doubt, ProposalKind, SOURCES, STAGES, word_of};

use crate::{Texts, grouped};

/// Words of classes, by the words of the plan file.
const CLASSES: &[(&str, &str)] = &[
    ("nacional", "class-national"),
    ("departamental", "class-departmental"),
    ("vecinal", "class-local"),
    ("ANP", "class-anp"),
    ("ACR", "class-acr"),
    ("ACP", "class-acp"),
    ("ZOCRE", "class-zocre"),
    ("PRO", "class-pro"),
    ("PCE", "class-pce"),
    ("TES", "class-tes"),
    ("REC", "class-rec"),
    ("URB", "class-urb"),
];

/// Words of stages.
const STAGE_WORDS: &[(&str, &str)] = &[
    ("idea", "stage-idea"),
    ("perfil", "stage-profile"),
    ("expediente", "stage-technical-file"),
    ("ejecución", "stage-execution"),
    ("mantenimiento", "stage-maintenance"),
];

/// Words of sources, and of what a trust fund pays for.
const SOURCE_WORDS: &[(&str, &str)] = &[
    ("recursos ordinarios", "source-ordinary"),
    ("canon", "source-canon"),
    ("obras por impuestos", "source-works-for-taxes"),
    ("APP", "source-ppp"),
    ("endeudamiento", "source-debt"),
    ("fideicomiso", "source-trust"),
    ("estudios", "trust-studies"),
    ("proyectos", "trust-projects"),
    ("cobertura de deuda", "trust-debt-cover"),
];

impl Texts {
    /// A class of a kind of proposals; as it is written where it is none.
    pub fn class(&self, kind: ProposalKind, class: &str) -> String {
        self.fact(CLASSES, kind.classes(), class)
    }

    /// What the classes of a kind are called.
    pub fn class_title(&self, kind: ProposalKind) -> String {
        self.get(match kind {
            ProposalKind::Corridor => "facts-route-class",
            ProposalKind::ConservationArea => "facts-area-type",
            ProposalKind::Zone => "facts-zee-category",
            ProposalKind::Project | ProposalKind::Other => "facts-class",
        })
    }

    /// A stage; as it is written where it is none.
    pub fn stage(&self, stage: &str) -> String {
        self.fact(STAGE_WORDS, &STAGES, stage)
    }

    /// A source of financing; as it is written where it is none that is known.
    pub fn funding_source(&self, source: &str) -> String {
        self.fact(SOURCE_WORDS, &SOURCES, source)
    }

    /// What a trust fund pays for.
    pub fn trust_part(&self, part: &str) -> String {
        self.word(SOURCE_WORDS, part)
    }

    fn fact(&self, words: &[(&str, &str)], domain: &[&'static str], text: &str) -> String {
        word_of(domain, text).map_or_else(|| text.to_owned(), |word| self.word(words, word))
    }

    /// `S/ 1 500 000`, with céntimos where there are any.
    pub fn soles(&self, soles: f64) -> String {
        let is_whole = (soles - soles.round()).abs() < 0.005;
        format!("S/ {}", grouped(soles, if is_whole { 0 } else { 2 }))
    }

    /// What a source pays; nothing while that is unknown.
    pub fn amount(&self, amount: Option<Amount>) -> String {
        match amount {
            None => String::new(),
            Some(Amount::Soles(soles)) => self.soles(soles),
            Some(Amount::Percent(percent)) => format!("{percent} %"),
        }
    }

    /// Something that does not add up.
    pub fn doubt(&self, doubt: &Doubt) -> String {
        match doubt {
            Doubt::ExceedsCost { funded, cost } => {
                let [funded, cost, over] =
                    [*funded, *cost, funded - cost].map(|soles| self.soles(soles));
                let values = [("funded", &*funded), ("cost", &*cost), ("over", &*over)];
                self.with("doubt-exceeds-cost", &values)
            }
            Doubt::SharesNotWhole { percent } => {
                let percent = grouped((percent * 100.0).round() / 100.0, 2);
                self.with("doubt-shares", &[("percent", &percent)])
            }
            Doubt::SharesWithoutCost => self.get("doubt-no-cost"),
            Doubt::BelowZero => self.get("doubt-below-zero"),
            Doubt::EndsBeforeItBegins => self.get("doubt-years"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Language;

    #[test]
    fn every_word_of_a_domain_has_words_and_others_stay() {
        let texts = Texts::new(Language::English);
        for kind in ProposalKind::ALL {
            for class in kind.classes() {
                assert_ne!(texts.class(kind, class), *class, "{kind:?}");
            }
        }
        assert!(STAGES.iter().all(|stage| texts.stage(stage) != *stage || *stage == "idea"));
        assert!(SOURCES.iter().skip(2).all(|source| texts.funding_source(source) != *source));
        assert_eq!(texts.stage("EJECUCION"), texts.stage("ejecución"));
        assert_eq!(texts.class(ProposalKind::Corridor, "Ruta del café"), "Ruta del café");
        assert_eq!(texts.soles(1_500_000.0).replace('\u{2009}', " "), "S/ 1 500 000");
        assert_eq!(texts.soles(0.5), "S/ 0.50");
    }
}

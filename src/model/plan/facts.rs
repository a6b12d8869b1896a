//! What is said of a proposal beyond its place: its class and, of a project, its stage, cost, years
//! and financing.

use serde::{Deserialize, Serialize};

use super::{Amount, Document, Funding, Proposal, ProposalKind, soles};
use crate::role::plain;

/// What is said of a proposal beyond its place. Class, stage and sources have domains, in the words
/// of the plan file; what other programs wrote outside them is kept as it is.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    /// Its class within its kind, see [`ProposalKind::classes`]; empty for none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub class: String,
    /// How far a project has come, see [`STAGES`]; empty for unknown.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub stage: String,
    /// What it costs, in soles.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<f64>,
    /// Year in which it begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub begins: Option<i32>,
    /// Year in which it ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends: Option<i32>,
    /// Who pays how much.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub financing: Vec<Funding>,
    /// Office or person that answers for it; empty for unknown.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub responsible: String,
    /// Photos and documents attached to it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<Document>,
}

/// Something about the facts that does not add up. It informs; nothing is refused because of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Doubt {
    /// Sources pay more than it costs.
    ExceedsCost {
        /// What they pay, in soles.
        funded: f64,
        /// What it costs, in soles.
        cost: f64,
    },
    /// There are only shares, and they are not the whole.
    SharesNotWhole {
        /// Their sum, in per cent.
        percent: f64,
    },
    /// A share of a cost that is not known.
    SharesWithoutCost,
    /// A cost or an amount is below zero.
    BelowZero,
    /// It ends before it begins.
    EndsBeforeItBegins,
}

/// Stages of a project, in their order.
pub const STAGES: [&str; 5] = ["idea", "perfil", "expediente", "ejecución", "mantenimiento"];

/// Half a céntimo, and a share that rounding explains: less is no difference.
const LEAST_SOLES: f64 = 0.005;
const LEAST_PERCENT: f64 = 0.01;

impl ProposalKind {
    /// The classes of its kind, in the words of the plan file; those of zones are the codes of the
    /// five great categories of a zoning (DS 087-2004-PCM).
    pub fn classes(self) -> &'static [&'static str] {
        match self {
            Self::Corridor => &["nacional", "departamental", "vecinal"],
            Self::ConservationArea => &["ANP", "ACR", "ACP", "ZOCRE"],
            Self::Zone => &["PRO", "PCE", "TES", "REC", "URB"],
            Self::Project | Self::Other => &[],
        }
    }
}

/// The word of a domain that a text means, whatever its case and accents; `None` outside it.
pub fn word_of(domain: &[&'static str], text: &str) -> Option<&'static str> {
    let wanted = plain(text);
    domain.iter().find(|word| plain(word) == wanted).copied()
}

impl Facts {
    /// Reads what a row of a table of proposals says, by the names of its columns. Other programs may
    /// have put any text there: years and amounts that are none are nothing. Documents have no column.
    pub fn of_columns(text: &dyn Fn(&str) -> String) -> Self {
        let year = |name: &str| {
            let year = soles(&text(name)).filter(|year| year.fract() == 0.0)?;
            (f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(&year).then_some(year as i32)
        };
        Self {
            class: text("clase"),
            stage: text("etapa"),
            cost: soles(&text("costo_soles")),
            begins: year("anio_inicio"),
            ends: year("anio_fin"),
            financing: Funding::parse_all(&text("financiamiento")),
            responsible: text("responsable"),
            documents: Vec::new(),
        }
    }

    /// Whether nothing is said that has a column.
    pub fn is_empty(&self) -> bool {
        Self { documents: Vec::new(), ..self.clone() } == Self::default()
    }

    /// Whether it can be kept: numbers are numbers, sources can be told apart in a text, and documents
    /// are sound.
    pub fn is_sound(&self) -> bool {
        let is_number = |number: Option<f64>| number.is_none_or(f64::is_finite);
        let is_kept = |one: &Funding| Funding::parse_all(&one.to_string()) == [one.clone()];
        is_number(self.cost)
            && self.financing.iter().all(is_kept)
            && self.documents.iter().all(Document::is_sound)
    }

    /// The financing as other programs read and write it: `canon: 1500000; APP: 30 %`.
    pub fn financing_text(&self) -> String {
        let all: Vec<String> = self.financing.iter().map(Funding::to_string).collect();
        all.join("; ")
    }

    /// What a source pays, in soles; `None` where that is unknown.
    pub fn soles_of(&self, funding: &Funding) -> Option<f64> {
        match funding.amount? {
            Amount::Soles(soles) => Some(soles),
            Amount::Percent(percent) => self.cost.map(|cost| cost * percent / 100.0),
        }
    }

    /// What all sources pay, in soles, as far as it is known.
    pub fn funded(&self) -> f64 {
        self.financing.iter().filter_map(|funding| self.soles_of(funding)).sum()
    }

    /// What is said of a further piece of what was one: the money stays with the first piece, so that
    /// it counts once.
    #[must_use]
    pub fn of_piece(&self) -> Self {
        Self { cost: None, financing: Vec::new(), ..self.clone() }
    }

    /// What is said of two that become one: costs and sources add up, years span both, and what one
    /// does not say the other does.
    #[must_use]
    pub fn merged(&self, other: &Self) -> Self {
        let said = |own: &str, other: &str| if own.is_empty() { other } else { own }.to_owned();
        let money = [self, other];
        let costs = money.iter().filter_map(|facts| facts.cost);
        let begins = money.iter().filter_map(|facts| facts.begins).min();
        let ends = money.iter().filter_map(|facts| facts.ends).max();
        let mut documents = self.documents.clone();
        let is_new = |new: &&Document| self.documents.iter().all(|known| known.sum != new.sum);
        documents.extend(other.documents.iter().filter(is_new).cloned());
        let is_alone = other.cost.is_none() && other.financing.is_empty();
        let financing = if is_alone {
            self.financing.clone()
        } else {
            // A share is of its own cost.
            money.iter().flat_map(|facts| facts.in_soles()).collect()
        };
        Self {
            class: said(&self.class, &other.class),
            stage: said(&self.stage, &other.stage),
            cost: costs.reduce(|a, b| a + b),
            begins,
            ends,
            financing,
            responsible: said(&self.responsible, &other.responsible),
            documents,
        }
    }

    /// The financing with shares in soles, where the cost is known.
    fn in_soles(&self) -> Vec<Funding> {
        let soles = |one: &Funding| Funding {
            source: one.source.clone(),
            amount: self.soles_of(one).map(Amount::Soles).or(one.amount),
        };
        self.financing.iter().map(soles).collect()
    }

    /// Everything that does not add up.
    pub fn doubts(&self) -> Vec<Doubt> {
        let mut found = Vec::new();
        let amounts = || self.financing.iter().filter_map(|funding| funding.amount);
        let share = |amount: Amount| match amount {
            Amount::Percent(percent) => Some(percent),
            Amount::Soles(_) => None,
        };
        let shares: Vec<f64> = amounts().filter_map(share).collect();
        let percent: f64 = shares.iter().sum();
        let is_only_shares = !shares.is_empty() && shares.len() == amounts().count();
        let (funded, cost) = (self.funded(), self.cost);
        if is_only_shares {
            if (percent - 100.0).abs() > LEAST_PERCENT {
                found.push(Doubt::SharesNotWhole { percent });
            }
        } else if let Some(cost) = cost.filter(|cost| funded > cost + LEAST_SOLES) {
            found.push(Doubt::ExceedsCost { funded, cost });
        }
        if cost.is_none() && !shares.is_empty() {
            found.push(Doubt::SharesWithoutCost);
        }
        let number = |amount: Amount| match amount {
            Amount::Soles(number) | Amount::Percent(number) => number,
        };
        if amounts().map(number).chain(cost).any(|number| number < 0.0) {
            found.push(Doubt::BelowZero);
        }
        if self.begins.zip(self.ends).is_some_and(|(begins, ends)| ends < begins) {
            found.push(Doubt::EndsBeforeItBegins);
        }
        found
    }
}

impl Proposal {
    /// Whether its class is none of its kind: another program wrote it, or its kind has changed.
    pub fn is_class_foreign(&self) -> bool {
        let class = &self.facts.class;
        !class.is_empty() && word_of(self.kind.classes(), class).is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn funding(source: &str, amount: Option<Amount>) -> Funding {
        Funding { source: source.into(), amount }
    }

    #[test]
    fn a_text_of_sources_comes_back_and_what_is_not_understood_stays() {
        let text = "canon: 1500000; APP: 30 %; donación de Suiza; x: mucho;; : 5";
        let found = Funding::parse_all(text);
        assert_eq!(
            found,
            [
                funding("canon", Some(Amount::Soles(1_500_000.0))),
                funding("APP", Some(Amount::Percent(30.0))),
                funding("donación de Suiza", None),
                funding("x: mucho", None),
                funding(": 5", None),
            ]
        );
        let facts = Facts { financing: found.clone(), ..Facts::default() };
        assert!(facts.is_sound());
        assert_eq!(Funding::parse_all(&facts.financing_text()), found);
        for odd in [
            funding("a; b", None),
            funding("canon: 5", None),
            funding("", Some(Amount::Soles(1.0))),
            funding("canon", Some(Amount::Soles(f64::NAN))),
        ] {
            let facts = Facts { financing: vec![odd.clone()], ..Facts::default() };
            assert!(!facts.is_sound(), "{odd:?} would come back as something else");
        }
        assert!(!Facts { cost: Some(f64::INFINITY), ..Facts::default() }.is_sound());
    }

    #[test]
    fn what_does_not_add_up_is_told() {
        let facts = |cost: Option<f64>, financing: &str| Facts {
            cost,
            financing: Funding::parse_all(financing),
            ..Facts::default()
        };
        for (cost, text, told) in [
            (Some(100.0), "canon: 60; APP: 40 %", vec![]),
            (Some(100.0), "canon: 60", vec![]),
            (
                Some(100.0),
                "canon: 80; APP: 40 %",
                vec![Doubt::ExceedsCost { funded: 120.0, cost: 100.0 }],
            ),
            (Some(100.0), "canon: 80 %; APP: 40 %", vec![Doubt::SharesNotWhole { percent: 120.0 }]),
            (Some(100.0), "canon: 33.33 %; APP: 66.67 %", vec![]),
            (Some(100.0), "canon: 30 %", vec![Doubt::SharesNotWhole { percent: 30.0 }]),
            (None, "canon: 100 %", vec![Doubt::SharesWithoutCost]),
            (None, "canon: -5", vec![Doubt::BelowZero]),
            (None, "donación", vec![]),
        ] {
            assert_eq!(facts(cost, text).doubts(), told, "{cost:?} {text}");
        }
        let late = Facts { begins: Some(2027), ends: Some(2026), ..Facts::default() };
        assert_eq!(late.doubts(), [Doubt::EndsBeforeItBegins]);
    }

    #[test]
    fn money_counts_once_whatever_is_cut_or_joined() {
        let facts = |cost: Option<f64>, financing: &str| Facts {
            cost,
            begins: cost.map(|_| 2026),
            financing: Funding::parse_all(financing),
            ..Facts::default()
        };
        let [a, b] = [facts(Some(100.0), "canon: 50 %"), facts(Some(60.0), "APP: 10; canon: 50 %")];
        let piece = a.of_piece();
        assert_eq!((piece.cost, piece.funded(), piece.begins), (None, 0.0, Some(2026)));
        assert_eq!(a.merged(&piece), a, "joined again it is what it was");
        let both = a.merged(&b);
        assert_eq!(both.cost, Some(160.0));
        assert!((both.funded() - (a.funded() + b.funded())).abs() < 1e-9);
        assert_eq!(Facts::default().merged(&b).funded(), b.funded());
    }

    #[test]
    fn words_of_a_domain_are_found_whatever_their_case_and_accents() {
        assert_eq!(word_of(&STAGES, "EJECUCION"), Some("ejecución"));
        assert_eq!(word_of(ProposalKind::Corridor.classes(), "Nacional"), Some("nacional"));
        assert_eq!(word_of(ProposalKind::ConservationArea.classes(), "Zocre"), Some("ZOCRE"));
        assert_eq!(word_of(&STAGES, "ideas"), None);
    }
}

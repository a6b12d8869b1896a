//! Who pays how much: sources of financing, and amounts as people write them.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What one source pays.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Funding {
    /// The source, see [`SOURCES`].
    pub source: String,
    /// How much; `None` while unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Amount>,
}

/// How much a source pays.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Amount {
    /// So many soles.
    Soles(f64),
    /// So many per cent of the cost.
    Percent(f64),
}

/// Sources of financing.
pub const SOURCES: [&str; 6] =
    ["recursos ordinarios", "canon", "obras por impuestos", "APP", "endeudamiento", TRUST];

/// The source that is split by [`TRUST_SPLIT`].
pub const TRUST: &str = "fideicomiso";

/// What a trust fund pays for, in per cent: studies, projects, debt cover (Fondesam, Ordenanza
/// Regional 039-2007-GRSM/CR).
pub const TRUST_SPLIT: [(&str, f64); 3] =
    [("estudios", 8.0), ("proyectos", 80.0), ("cobertura de deuda", 12.0)];

impl Funding {
    /// Reads what [`super::Facts::financing_text`] writes, and what people write likewise: sources
    /// separated by `;`, each with an amount in soles or per cent after a `:`. What has no such
    /// amount is a source as a whole.
    pub fn parse_all(text: &str) -> Vec<Self> {
        let pieces = text.split(';').map(str::trim).filter(|piece| !piece.is_empty());
        pieces.map(Self::parse).collect()
    }

    fn parse(text: &str) -> Self {
        let with_amount = text.rsplit_once(':').and_then(|(source, amount)| {
            let source = source.trim();
            let amount = Amount::parse(amount).filter(|_| !source.is_empty())?;
            Some(Self { source: source.to_owned(), amount: Some(amount) })
        });
        with_amount.unwrap_or_else(|| Self { source: text.to_owned(), amount: None })
    }
}

impl fmt::Display for Funding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.amount {
            None => f.write_str(&self.source),
            Some(Amount::Soles(soles)) => write!(f, "{}: {soles}", self.source),
            Some(Amount::Percent(percent)) => write!(f, "{}: {percent} %", self.source),
        }
    }
}

impl Amount {
    /// Reads `1500000`, `S/ 1,500,000.50`, `1 500 000` or `30 %`; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        match text.trim().strip_suffix('%') {
            Some(percent) => soles(percent).map(Self::Percent),
            None => soles(text).map(Self::Soles),
        }
    }
}

/// Reads an amount of money as people in Peru write it: a point before decimals, commas or spaces
/// between thousands, `S/` before it or not. `None` for anything else.
pub fn soles(text: &str) -> Option<f64> {
    let text = text.trim();
    let text = text.strip_prefix("S/").map_or(text, |rest| rest.trim_start_matches('.'));
    let is_between = |letter: char| letter == ',' || letter.is_whitespace();
    let digits = text.replace('−', "-");
    let digits: String = digits.chars().filter(|letter| !is_between(*letter)).collect();
    let is_digit = |byte: u8| byte.is_ascii_digit() || byte == b'.';
    let bare = digits.strip_prefix('-').unwrap_or(&digits);
    if bare.is_empty() || !bare.bytes().all(is_digit) || !are_thousands(text) {
        return None;
    }
    digits.parse().ok().filter(|number: &f64| number.is_finite())
}

/// Whether every comma stands before three digits, so that `1,5` is not taken for fifteen.
fn are_thousands(text: &str) -> bool {
    let whole = text.split('.').next().unwrap_or_default();
    let has_late_comma = text[whole.len()..].contains(',');
    let is_three = |run: &str| run.trim().bytes().filter(u8::is_ascii_digit).count() == 3;
    !has_late_comma && whole.split(',').skip(1).all(is_three)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, number) in [
            ("1500000", Some(1_500_000.0)),
            ("S/ 1,500,000.50", Some(1_500_000.5)),
            ("S/. 12", Some(12.0)),
            ("1 500 000", Some(1_500_000.0)),
            ("-3", Some(-3.0)),
            ("−1\u{2009}500.25", Some(-1_500.25)),
            ("1,5", None),
            ("1.5,0", None),
            ("12 millones", None),
            ("1e400", None),
            ("inf", None),
            ("NaN", None),
            ("-", None),
            ("", None),
        ] {
            assert_eq!(soles(text), number, "{text}");
        }
        assert_eq!(Amount::parse(" 30 % "), Some(Amount::Percent(30.0)));
    }

    #[test]
    fn a_trust_fund_is_split_as_a_whole() {
        let split: f64 = TRUST_SPLIT.iter().map(|(_, percent)| percent).sum();
        assert!((split - 100.0).abs() < f64::EPSILON);
    }
}

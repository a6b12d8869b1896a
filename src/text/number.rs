//! Numbers as people read them in Peru: a point for decimals, thin spaces between thousands.

/// Thin space: groups digits without looking like a decimal mark.
const GROUP: char = '\u{2009}';

/// `value` with so many decimals and grouped thousands.
pub fn grouped(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = String::with_capacity(text.len() + 4);
    let is_zero = text.chars().all(|c| matches!(c, '0' | '.'));
    if value < 0.0 && !is_zero {
        out.push('−');
    }
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            out.push(GROUP);
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// An area figure: two decimals under 100, one under 1 000, none from there on.
pub fn rounded_area(value: f64) -> String {
    let decimals = match value.abs() {
        v if v < 100.0 => 2,
        v if v < 1000.0 => 1,
        _ => 0,
    };
    grouped(value, decimals)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: f64, decimals: usize, expected: &str) {
        assert_eq!(grouped(value, decimals).replace(GROUP, " "), expected);
    }

    #[test]
    fn thousands_are_grouped_and_zero_has_no_sign() {
        check(1_234_567.891, 2, "1 234 567.89");
        check(999.0, 0, "999");
        check(-0.001, 2, "0.00");
        check(-1_234.0, 0, "−1 234");
    }
}

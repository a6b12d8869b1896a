//! Numbers and angles as people write them, in tables and in the search box.

/// Which mark stands before decimals, as far as a column tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decimal {
    /// A point.
    Point,
    /// A comma.
    Comma,
}

/// The decimal mark that makes numbers of all `cells`; `None` if there is none, or if several
/// readings are possible and would differ.
pub fn decimal_mark<'a>(cells: impl Iterator<Item = &'a str> + Clone) -> Option<Decimal> {
    let reads = |decimal| cells.clone().all(|cell| parse_number(cell, decimal).is_some());
    match (reads(Decimal::Point), reads(Decimal::Comma)) {
        (true, true) => {
            // `1,234` is a thousand or a little more than one; without marks both agree.
            let differ = |cell: &str| {
                parse_number(cell, Decimal::Point) != parse_number(cell, Decimal::Comma)
            };
            (!cells.clone().any(differ)).then_some(Decimal::Point)
        }
        (true, false) => Some(Decimal::Point),
        (false, true) => Some(Decimal::Comma),
        (false, false) => None,
    }
}

/// A number with one decimal mark; the other mark, a blank or an apostrophe may part thousands.
pub fn parse_number(cell: &str, decimal: Decimal) -> Option<f64> {
    let cell = cell.trim();
    let (mark, thousands) = match decimal {
        Decimal::Point => ('.', ','),
        Decimal::Comma => (',', '.'),
    };
    let unsigned = cell.trim_start_matches(['-', '+']);
    if !unsigned.starts_with(|c: char| c.is_ascii_digit() || c == mark) {
        return None;
    }
    let (whole, rest) = unsigned.split_once(mark).map_or((unsigned, None), |(w, r)| (w, Some(r)));
    let is_parted = |c: char| c == thousands || matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\'');
    let mut groups = whole.split(is_parted);
    let first = groups.next()?;
    let mut digits = first.to_owned();
    for group in groups {
        if group.len() != 3 || first.is_empty() || first.len() > 3 {
            return None;
        }
        digits.push_str(group);
    }
    let sign = if cell.starts_with('-') { "-" } else { "" };
    let text = match rest {
        Some(rest) => format!("{sign}{digits}.{rest}"),
        None => format!("{sign}{digits}"),
    };
    let number = text.parse::<f64>().ok()?;
    number.is_finite().then_some(number)
}

/// An angle in degrees: plain, or degrees, minutes and seconds, with a sign or a letter of the
/// four winds. `O` and `W` are west, `S` is south; `E`, `N` positive.
pub fn parse_angle(cell: &str) -> Option<f64> {
    let cell = cell.trim();
    for decimal in [Decimal::Point, Decimal::Comma] {
        // Three digits after a single mark are decimals of an angle, never thousands of degrees.
        if let Some(number) = plain_angle(cell, decimal) {
            return Some(number);
        }
    }
    let upper = cell.to_uppercase();
    let is_negative = upper.contains(['S', 'O', 'W']) || upper.starts_with('-');
    let is_mark = |c: char| "°º'’′\"”″NSEOW:-+".contains(c) || c.is_whitespace();
    if !upper.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ',' || is_mark(c)) {
        return None;
    }
    let parts: Vec<f64> = upper
        .split(is_mark)
        .filter(|part| !part.is_empty())
        .map(|part| part.replace(',', ".").parse().ok())
        .collect::<Option<_>>()?;
    let angle = match parts.as_slice() {
        [degrees] => *degrees,
        [degrees, minutes] if *minutes < 60.0 => degrees + minutes / 60.0,
        [degrees, minutes, seconds] if *minutes < 60.0 && *seconds < 60.0 => {
            degrees + minutes / 60.0 + seconds / 3600.0
        }
        _ => return None,
    };
    Some(if is_negative { -angle } else { angle })
}

fn plain_angle(cell: &str, decimal: Decimal) -> Option<f64> {
    let mark = if decimal == Decimal::Point { '.' } else { ',' };
    let is_plain = |c: char| c.is_ascii_digit() || c == mark || c == '-' || c == '+';
    if !cell.chars().all(is_plain) {
        return None;
    }
    let number = cell.replace(',', ".").parse::<f64>().ok()?;
    number.is_finite().then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_and_decimals_are_told_apart_by_the_whole_column() {
        let check = |cells: &[&str], mark, first| {
            let found = decimal_mark(cells.iter().copied());
            assert_eq!(found, mark, "{cells:?}");
            assert_eq!(found.and_then(|mark| parse_number(cells[0], mark)), first, "{cells:?}");
        };
        check(&["283,058.14", "9"], Some(Decimal::Point), Some(283_058.14));
        check(&["9.282.701,06", "1.234"], Some(Decimal::Comma), Some(9_282_701.06));
        check(&["833,29"], Some(Decimal::Comma), Some(833.29));
        check(&["-76.96", "12"], Some(Decimal::Point), Some(-76.96));
        check(&["1 234 567"], Some(Decimal::Point), Some(1_234_567.0));
        check(&["1,234"], None, None);
        check(&["s/d", "2"], None, None);
        check(&["1e5"], Some(Decimal::Point), Some(100_000.0));
    }

    #[test]
    fn angles_come_in_many_spellings() {
        for text in [
            "-76.96",
            "-76,96",
            "76° 57' 36.000\" O",
            "76°57'36\"W",
            "76º57’36” O",
            "-76 57 36",
            "O 76 57 36",
            "76:57:36W",
            "76° 57.6' O",
        ] {
            let angle = parse_angle(text).expect(text);
            assert!((angle + 76.96).abs() < 1e-9, "{text}: {angle}");
        }
        for text in ["s/d", "", "76 60 00", "Lima", "1 2 3 4"] {
            assert_eq!(parse_angle(text), None, "{text}");
        }
    }
}

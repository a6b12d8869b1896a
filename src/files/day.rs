//! Days as ISO 8601 writes them, and as people do.

use jiff::civil::Date;

/// Today, in UTC.
pub fn today() -> String {
    day(jiff::Timestamp::now())
}

/// Today on the calendar of this PC: what an evening meeting calls today.
pub fn local_today() -> String {
    jiff::Zoned::now().date().to_string()
}

/// The day of a moment, in UTC.
pub(crate) fn day(moment: jiff::Timestamp) -> String {
    moment.to_zoned(jiff::tz::TimeZone::UTC).date().to_string()
}

/// A day as people in Peru write it (`31/1/2026`, `31-01-26`, `31.1.2026`) or as ISO 8601 does
/// (`2026-01-31`), as ISO 8601; `None` for what is no day.
pub fn read_day(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.trim().split(['/', '-', '.']).map(str::trim).collect();
    let [first, month, last] = parts[..] else { return None };
    let (year, day) = if first.len() == 4 { (first, last) } else { (last, first) };
    let is_number = |part: &&str| part.chars().all(|c| c.is_ascii_digit());
    let month: i8 = Some(month).filter(is_number)?.parse().ok()?;
    let day: i8 = Some(day).filter(is_number)?.parse().ok()?;
    let number: i16 = Some(year).filter(is_number)?.parse().ok()?;
    let year = match year.len() {
        4 => number,
        2 => 2000 + number,
        _ => return None,
    };
    Date::new(year, month, day).ok().map(|date| date.to_string())
}

/// A day for people: `31/01/2026`; what is no day stays as it is.
pub fn spoken_day(day: &str) -> String {
    let spoken = |date: Date| date.strftime("%d/%m/%Y").to_string();
    day.parse().map_or_else(|_| day.to_owned(), spoken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_people_write_them() {
        for text in ["31/1/2026", " 31-01-26", "31.01.2026", "2026-01-31", "2026/1/31"] {
            assert_eq!(read_day(text).as_deref(), Some("2026-01-31"), "{text}");
        }
        for text in ["", "mañana", "31/02/2026", "1/31/2026", "31/1", "31/1/026", "+1/1/2026"] {
            assert_eq!(read_day(text), None, "{text}");
        }
        assert_eq!(spoken_day("2026-01-31"), "31/01/2026");
        assert_eq!(spoken_day("pronto"), "pronto");
    }
}

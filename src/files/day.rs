//! Days as ISO 8601 writes them.

/// Today, in UTC.
pub fn today() -> String {
    day(jiff::Timestamp::now())
}

/// The day of a moment, in UTC.
pub(crate) fn day(moment: jiff::Timestamp) -> String {
    moment.to_zoned(jiff::tz::TimeZone::UTC).date().to_string()
}

//! Moments as a plan keeps them, and as people read them.

use allpa_model::plan::Signature;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Who works here, and the present moment.
pub fn signature() -> Signature {
    let user = ["USER", "USERNAME"].into_iter().find_map(|name| std::env::var(name).ok());
    Signature { time: format!("{:.3}", Timestamp::now()), author: user.unwrap_or_default() }
}

/// A moment (ISO 8601 in UTC) on the clock of this PC, as `31/01/2026 14:05`; what is no moment
/// stays as it is.
pub fn local_moment(time: &str) -> String {
    in_zone(time, TimeZone::system())
}

fn in_zone(time: &str, zone: TimeZone) -> String {
    time.parse::<Timestamp>().map_or_else(
        |_| time.to_owned(),
        |moment| moment.to_zoned(zone).strftime("%d/%m/%Y %H:%M").to_string(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_on_the_local_clock() {
        let lima = TimeZone::fixed(jiff::tz::offset(-5));
        assert_eq!(in_zone("2026-01-31T03:05:00.123Z", lima.clone()), "30/01/2026 22:05");
        assert_eq!(in_zone("ayer", lima), "ayer");
        assert_eq!(signature().time.len(), "2026-01-31T03:05:00.123Z".len());
    }
}

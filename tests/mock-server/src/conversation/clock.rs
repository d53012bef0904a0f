//! Timestamps as the agent server writes them: naive, in the server's local time, with microseconds.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Unit, Zoned};

/// The local time, cut to the microsecond that the wire can carry.
pub(super) fn now() -> DateTime {
    let now = Zoned::now().datetime();
    // Cutting to microseconds cannot leave the range of years.
    now.round(jiff::civil::DateTimeRound::new().smallest(Unit::Microsecond).mode(jiff::RoundMode::Trunc)).unwrap_or(now)
}

/// As on the wire: `2026-11-22T18:32:05.123456`.
pub(super) fn text(time: DateTime) -> String {
    format!("{time:.6}")
}

/// Reads a naive local time, or one with an offset, which is turned into local time. An unescaped `+00:00` in a URL
/// arrives as ` 00:00` and is refused.
pub(crate) fn parse(text: &str) -> Option<DateTime> {
    if let Ok(time) = text.parse::<Timestamp>() {
        return Some(time.to_zoned(TimeZone::system()).datetime());
    }
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{now, parse, text};

    #[test]
    fn what_is_written_reads_back_the_same() {
        let time = now();
        assert_eq!(text(time).len(), "2026-11-22T18:32:05.123456".len());
        assert_eq!(parse(&text(time)), Some(time));
    }

    #[test]
    fn an_offset_is_turned_into_local_time() {
        assert_eq!(parse("2026-11-22T18:32:05+02:00"), parse("2026-11-22T16:32:05Z"));
        assert!(parse("2026-11-22T18:32:05+02:00").is_some());
    }

    #[test]
    fn what_an_unescaped_plus_leaves_is_refused() {
        for bad in ["2026-11-22T18:32:05.123456 00:00", "2026-11-22T18:32:05 00:00", "yesterday", "", "2026-13-01"] {
            assert_eq!(parse(bad), None, "{bad:?}");
        }
    }
}

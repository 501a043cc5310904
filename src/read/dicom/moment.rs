//! Dates and times of DICOM as seconds of one count (PS3.5 6.2: DA, TM, DT).

/// Seconds of a date and a time of it.
pub(super) fn of(date: &str, time: &str) -> Option<f64> {
    Some(of_date(date)? + of_time(time)?)
}

/// Seconds of a DT, `20260131120000.5+0900`; its offset counts only where the data set's own is known.
pub(super) fn of_date_time(text: &str, set_zone: Option<f64>) -> Option<f64> {
    let text = text.trim();
    let sign = text.rfind(['+', '-']).filter(|at| *at >= 8);
    let (local, offset) = match sign {
        Some(at) => (text.get(..at)?, text.get(at..).and_then(zone)),
        None => (text, None),
    };
    let (date, time) = (local.get(..8)?, local.get(8..)?);
    let time = if time.is_empty() { "000000" } else { time };
    let shift = match (offset, set_zone) {
        (Some(own), Some(set)) => set - own,
        _ => 0.0,
    };
    Some(of(date, time)? + shift)
}

/// Seconds east of Greenwich of an offset such as `+0900`.
pub(super) fn zone(text: &str) -> Option<f64> {
    let text = text.trim();
    let sign = match text.as_bytes().first()? {
        b'+' => 1.0,
        b'-' => -1.0,
        _ => return None,
    };
    let (hours, minutes) = (number(text.get(1..3)?)?, number(text.get(3..5)?)?);
    Some(sign * (hours * 3600.0 + minutes * 60.0))
}

/// Seconds from 1970 to the beginning of a day, `20260131` or the older `2026.01.31`.
fn of_date(text: &str) -> Option<f64> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if digits.len() != 8 {
        return None;
    }
    let part = |from, to| digits.get(from..to)?.parse::<i64>().ok();
    let (year, month, day) = (part(0, 4)?, part(4, 6)?, part(6, 8)?);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // Years that begin in March have the leap day at their end.
    let year = if month > 2 { year } else { year - 1 };
    let from_march = (month + 9) % 12;
    let days = 365 * year + year.div_euclid(4) - year.div_euclid(100)
        + year.div_euclid(400)
        + (153 * from_march + 2) / 5
        + day
        - 719_469;
    Some(days as f64 * 86_400.0)
}

/// Seconds of the day of `121530.25`, `1215` or the older `12:15:30`.
pub(super) fn of_time(text: &str) -> Option<f64> {
    let plain: String = text.trim().chars().filter(|c| *c != ':').collect();
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    if !matches!(whole.len(), 2 | 4 | 6) {
        return None;
    }
    let part = |from, to| whole.get(from..to).map_or(Some(0.0), number);
    let (hours, minutes, seconds) = (part(0, 2)?, part(2, 4)?, part(4, 6)?);
    let fraction = if fraction.is_empty() {
        0.0
    } else {
        number(&format!("0.{fraction}"))?
    };
    // 60 is a leap second.
    let possible = hours < 24.0 && minutes < 60.0 && seconds <= 60.0;
    possible.then_some(hours * 3600.0 + minutes * 60.0 + seconds + fraction)
}

fn number(text: &str) -> Option<f64> {
    let digits = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    digits.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_times_count_on() {
        assert_eq!(of("19700101", "00"), Some(0.0));
        assert_eq!(of("20000301", "000001.5"), Some(951_868_801.5));
        assert_eq!(of("2000.02.29", "23:59:59"), Some(951_868_799.0));
        for wrong in ["", "2000", "20001301", "20000100"] {
            assert_eq!(of_date(wrong), None, "{wrong}");
        }
        for wrong in ["", "1", "250000", "12x0", "120000.x"] {
            assert_eq!(of_time(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn offsets_count_where_both_are_known() {
        let plain = of("20260102", "003000");
        assert_eq!(of_date_time("20260102003000.000000", None), plain);
        assert_eq!(of_date_time("20260102003000+0900", None), plain);
        assert_eq!(
            of_date_time("20260101153000+0000", zone("+0900")),
            plain,
            "the same moment in another zone"
        );
    }
}

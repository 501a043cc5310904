//! Numbers as people read them: a true minus, thin grouping, fixed decimals; and back.

/// The minus sign, as wide as a digit.
const MINUS: char = '\u{2212}';
/// Narrow no-break space between groups of three digits.
const GROUP: char = '\u{202f}';

/// `value` with `decimals` digits after the point, grouped from five digits on: "−418.6", "8192", "14 208".
///
/// Infinity is "∞", not-a-number is "–".
pub fn number(value: f64, decimals: usize) -> String {
    grouped(value, decimals, 5)
}

/// As [`number`], grouped from four digits on, for columns where longer numbers stand too.
pub fn column_number(value: f64, decimals: usize) -> String {
    grouped(value, decimals, 4)
}

fn grouped(value: f64, decimals: usize, from_digits: usize) -> String {
    if value.is_nan() {
        return "–".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 {
            "∞".to_owned()
        } else {
            format!("{MINUS}∞")
        };
    }
    let plain = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = plain
        .split_once('.')
        .map_or((plain.as_str(), None), |(w, f)| (w, Some(f)));
    let mut text = String::with_capacity(plain.len() + 8);
    // What rounds to nought has no sign.
    if value < 0.0 && plain.bytes().any(|digit| (b'1'..=b'9').contains(&digit)) {
        text.push(MINUS);
    }
    for (index, digit) in whole.chars().enumerate() {
        let left = whole.len() - index;
        if index > 0 && left.is_multiple_of(3) && whole.len() >= from_digits {
            text.push(GROUP);
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

/// The number a person typed, or `None`.
///
/// Takes both minus signs, spaces between groups, a decimal comma, and a unit behind the number, which is not read.
pub fn parse(text: &str) -> Option<f64> {
    let mut digits = String::with_capacity(text.len());
    let mut rest = text.trim().chars().peekable();
    while let Some(&c) = rest.peek() {
        match c {
            MINUS | '-' => digits.push('-'),
            ',' | '.' => digits.push('.'),
            '0'..='9' | '+' => digits.push(c),
            // An exponent only if a number follows it: the "e" of a unit ends the number.
            'e' | 'E' => {
                let mut ahead = rest.clone();
                ahead.next();
                if !matches!(ahead.peek(), Some('0'..='9' | '-' | '+' | &MINUS)) {
                    break;
                }
                digits.push('e');
            }
            c if c.is_whitespace() => {}
            _ => break,
        }
        rest.next();
    }
    digits.parse().ok().filter(|value: &f64| value.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_a_true_minus_and_fixed_decimals() {
        assert_eq!(number(-418.64, 1), "\u{2212}418.6");
        assert_eq!(number(2.0, 2), "2.00");
        assert_eq!(number(-0.04, 1), "0.0");
        assert_eq!(number(-0.05, 2), "\u{2212}0.05");
    }

    #[test]
    fn groups_begin_at_five_digits_and_in_columns_at_four() {
        assert_eq!(number(8192.0, 0), "8192");
        assert_eq!(column_number(8192.0, 0), "8\u{202f}192");
        assert_eq!(number(14208.5, 1), "14\u{202f}208.5");
        assert_eq!(number(-1_234_567.0, 0), "\u{2212}1\u{202f}234\u{202f}567");
        assert_eq!(number(100_000.0, 0), "100\u{202f}000");
    }

    #[test]
    fn what_is_no_number_is_said() {
        assert_eq!(number(f64::NAN, 1), "–");
        assert_eq!(number(f64::INFINITY, 1), "∞");
        assert_eq!(number(f64::NEG_INFINITY, 1), "\u{2212}∞");
    }

    #[test]
    fn typed_numbers_are_read_back() {
        for value in [0.0, -418.6, 14208.5, 0.05, -1_234_567.0] {
            assert_eq!(parse(&number(value, 2)), Some(value));
        }
        assert_eq!(parse(" -1 000 HU"), Some(-1000.0));
        assert_eq!(parse("2,5"), Some(2.5));
        assert_eq!(parse("40 %"), Some(40.0));
        assert_eq!(parse("1e-3"), Some(0.001));
        assert_eq!(parse("3 each"), Some(3.0));
        for nonsense in ["", "x", "1.2.3", "--4", "inf", "NaN", "1e999"] {
            assert_eq!(parse(nonsense), None, "{nonsense}");
        }
    }
}

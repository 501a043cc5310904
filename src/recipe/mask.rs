//! Which pixels take part: the mask of a whole recipe, as data and as text.

use std::fmt;
use std::str::FromStr;

use super::RecipeError;
use crate::pixels::Rect;

/// What leaves pixels out of every histogram, and as they are. A pixel takes part if no part of the
/// rule leaves it out.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MaskRule {
    /// Pixel Padding Value and Range.
    pub padding: bool,
    /// Outside the field of view: pixels that equal the slice's minimum and hang together with its
    /// border, where they are at least 5 % of the slice.
    pub fov: bool,
    /// Outside the shutter or the collimator of the header.
    pub collimation: bool,
    /// Outside a rectangle of pixels of the slice.
    pub roi: Option<Rect>,
}

impl Default for MaskRule {
    /// Padding alone.
    fn default() -> Self {
        Self {
            padding: true,
            ..Self::NONE
        }
    }
}

impl MaskRule {
    /// Every pixel takes part.
    pub const NONE: Self = Self {
        padding: false,
        fov: false,
        collimation: false,
        roi: None,
    };
}

impl fmt::Display for MaskRule {
    /// As recipes write it: `padding+fov`, `roi:10,20,300,200`, `none`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        for (on, name) in [
            (self.padding, "padding"),
            (self.fov, "fov"),
            (self.collimation, "collimation"),
        ] {
            if on {
                parts.push(name.to_owned());
            }
        }
        if let Some(Rect {
            x,
            y,
            width,
            height,
        }) = self.roi
        {
            parts.push(format!("roi:{x},{y},{width},{height}"));
        }
        f.write_str(if parts.is_empty() { "none" } else { "" })?;
        f.write_str(&parts.join("+"))
    }
}

impl FromStr for MaskRule {
    type Err = RecipeError;

    fn from_str(text: &str) -> Result<Self, RecipeError> {
        let mut rule = Self::NONE;
        if text == "none" {
            return Ok(rule);
        }
        for part in text.split('+') {
            let twice = match part {
                "padding" => std::mem::replace(&mut rule.padding, true),
                "fov" => std::mem::replace(&mut rule.fov, true),
                "collimation" => std::mem::replace(&mut rule.collimation, true),
                _ => {
                    let roi = part.strip_prefix("roi:").and_then(rect).ok_or_else(|| {
                        let reason = format!(
                            "{part:?}, wanted none, or padding, fov, collimation and roi:X,Y,WIDTH,HEIGHT joined by +"
                        );
                        RecipeError::new("mask", reason)
                    })?;
                    rule.roi.replace(roi).is_some()
                }
            };
            if twice {
                return Err(RecipeError::new("mask", format!("{part} is given twice")));
            }
        }
        Ok(rule)
    }
}

fn rect(text: &str) -> Option<Rect> {
    let numbers: Vec<usize> = text
        .split(',')
        .map(|number| number.parse().ok())
        .collect::<Option<_>>()?;
    match numbers[..] {
        [x, y, width, height] if width > 0 && height > 0 => Some(Rect {
            x,
            y,
            width,
            height,
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_read_and_written() {
        for text in [
            "none",
            "padding",
            "padding+fov",
            "collimation+roi:10,20,300,200",
        ] {
            let rule: MaskRule = text.parse().expect(text);
            assert_eq!(rule.to_string(), text);
        }
        assert_eq!(MaskRule::default().to_string(), "padding");
    }

    #[test]
    fn what_is_no_rule_is_refused() {
        for text in [
            "",
            "padding+",
            "fov+fov",
            "roi:1,2,3",
            "roi:1,2,0,4",
            "body",
        ] {
            assert!(text.parse::<MaskRule>().is_err(), "{text}");
        }
    }
}

//! A recipe as a Python script that gives the same bytes, with OpenCV and NumPy.
//!
//! Where no library computes what a step does, the script says so, and ends there when it is run: a
//! script that leaves a step out in silence would be worse than none.

mod helpers;
mod steps;

use std::fmt::Write as _;

use super::checksum;
use crate::pipeline::Processed;
use crate::pixels::SampleType;
use crate::problem::shown;
use crate::recipe::Colour;
use crate::recipe::Domain;
use crate::recipe::MaskRule;
use crate::recipe::Recipe;
use helpers::Helper;

/// The slice that a script is made with. Its windows become numbers of the script, which tells at its
/// end whether it came to the same samples.
#[derive(Clone, Copy, Debug)]
pub struct Example<'a> {
    /// What the slice is called to a person, such as a file and a number.
    pub name: &'a str,
    /// The slice with the recipe applied.
    pub processed: &'a Processed,
}

/// The recipe as a script that reads an array or a picture, and writes one.
///
/// `recipe` fits the pictures that the script is for ([`Recipe::fitted`]): a step that needs grey
/// has a window before it.
pub fn python(recipe: &Recipe, example: Option<&Example<'_>>) -> String {
    let mut body = String::new();
    let mut used = vec![Helper::Files];
    if let Some(reason) = mask_refusal(&recipe.mask) {
        refuse(&mut body, &mut used, "mask", &reason);
    }
    body.push_str(start_check(recipe));
    for (at, step) in recipe.active() {
        let place = format!("step {}", at + 1);
        let _ = writeln!(body, "    # {place}: {}", shown(&step.to_text()));
        match steps::code(step, at, example.map(|example| example.processed)) {
            Ok(code) => {
                used.push(code.helper);
                if step.strength < 100.0 {
                    used.push(Helper::Blend);
                    let share = step.strength / 100.0;
                    let _ = writeln!(body, "    x = blend(x, {}, {share:?})", code.expression);
                } else {
                    let _ = writeln!(body, "    x = {}", code.expression);
                }
            }
            Err(reason) => refuse(&mut body, &mut used, &place, &reason),
        }
    }
    if let Some(example) = example
        && let Some(line) = inversion(example.processed, recipe)
    {
        used.push(Helper::Curve);
        body.push_str(line);
    }
    assembled(recipe, example, &body, used)
}

/// Header, helpers in their order, the steps, and what runs them.
fn assembled(
    recipe: &Recipe,
    example: Option<&Example<'_>>,
    body: &str,
    mut used: Vec<Helper>,
) -> String {
    let mut all: Vec<Helper> = Vec::new();
    while let Some(helper) = used.pop() {
        used.extend(helper.needs());
        if !all.contains(&helper) {
            all.push(helper);
        }
    }
    all.sort();
    let mut text = "#!/usr/bin/env python3\n".to_owned();
    for line in [&recipe.name, &recipe.note] {
        if !line.is_empty() {
            let _ = writeln!(text, "# {}", shown(line));
        }
    }
    let version = env!("CARGO_PKG_VERSION");
    let _ = writeln!(
        text,
        "# The recipe as Negatoscope {version} computes it: python3 recipe.py IN OUT"
    );
    text.push_str("# IN and OUT are NumPy arrays (.npy) or pictures (.png, .tif).\n");
    text.push_str("# Needs: pip install numpy opencv-python-headless\n");
    if let Some(example) = example {
        let _ = writeln!(
            text,
            "# Made with {}; its values are IN.",
            shown(example.name)
        );
        if example.processed.mask.is_some() {
            text.push_str(
                "# Some of its pixels are masked, which this script does not know: not exact.\n",
            );
        }
    }
    for helper in all {
        text.push_str(helper.text());
    }
    text.push_str("\n\ndef recipe(x):\n");
    text.push_str(body);
    text.push_str("    return x\n");
    let by_channel = recipe
        .active()
        .all(|(_, step)| step.colour == Colour::Channel);
    text.push_str(if by_channel {
        helpers::ON_COLOUR_BY_CHANNEL
    } else {
        helpers::ON_GREY
    });
    // A mask makes other samples, so that there is nothing to hold the script to.
    let checked = example.filter(|example| example.processed.mask.is_none());
    let checksum = checked.map(|example| checksum::sha256(&example.processed.result));
    let _ = writeln!(
        text,
        "\n# SHA-256 of the samples that Negatoscope came to; None where none was asked for.\nEXPECTED = {}",
        checksum.map_or("None".to_owned(), |hash| format!("\"{hash}\""))
    );
    text.push_str(helpers::MAIN);
    text
}

/// Says in the script why it ends there.
fn refuse(body: &mut String, used: &mut Vec<Helper>, place: &str, reason: &str) {
    used.push(Helper::Files);
    let _ = writeln!(body, "    # Not reproducible: {reason}.");
    let _ = writeln!(
        body,
        "    raise SystemExit(\"{place} is not reproducible here: {reason}; use negatoscope apply\")"
    );
}

/// Lines that refuse greys of another depth than the first steps take; Negatoscope would put a window
/// before them.
fn start_check(recipe: &Recipe) -> &'static str {
    let [values, eight, sixteen] =
        [Domain::Values, Domain::Grey8, Domain::Grey16].map(|start| recipe.check(start).is_ok());
    match (values, eight, sixteen) {
        (false, true, false) => {
            "    if x.dtype != np.uint8:\n        raise SystemExit(f\"wanted grey of 8 bits, not {x.dtype}: put a window before it\")\n"
        }
        (false, false, true) => {
            "    if x.dtype != np.uint16:\n        raise SystemExit(f\"wanted grey of 16 bits, not {x.dtype}: put a window before it\")\n"
        }
        _ => "",
    }
}

fn mask_refusal(mask: &MaskRule) -> Option<String> {
    let default = MaskRule::default();
    let plain = *mask == default || *mask == MaskRule::NONE;
    (!plain).then(|| format!("the mask {mask} leaves pixels out of histograms"))
}

/// The inversion of MONOCHROME1, once and last, where it was done to the example.
fn inversion(processed: &Processed, recipe: &Recipe) -> Option<&'static str> {
    let grey = matches!(
        processed.result.sample_type(),
        SampleType::U8 | SampleType::U16
    );
    let stepped = recipe.active().next().is_some();
    (processed.slice.inverted && grey && stepped).then_some(
        "    # MONOCHROME1: the lowest value is white.\n    x = curve(x, lambda v, top: top - v)\n",
    )
}

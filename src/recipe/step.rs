//! One step of a recipe, and its text on the command line.

use super::ClaheMethod;
use super::Filter;
use super::FilterKind;
use super::RecipeError;
use super::Setting;
use super::WindowStep;
use super::build::key_of;

/// What a step's statistics are taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Each slice alone.
    Slice,
    /// The whole series, so that slices match.
    Series,
}

/// What a grey filter acts on in a colour picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Colour {
    /// CIELAB lightness; colours stay.
    #[default]
    Lab,
    /// Luma of the stored values.
    Luma,
    /// Each channel alone.
    Channel,
}

/// A filter in a recipe: switched on or off, blended, with its scope.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What it does.
    pub filter: Filter,
    /// A step that is off keeps its parameters.
    pub on: bool,
    /// 0 to 100 percent of the result over the step's input.
    pub strength: f64,
    /// Where its statistics come from.
    pub scope: Scope,
    /// What it acts on in colour pictures.
    pub colour: Colour,
    /// Put in by [`Recipe::fitted`](super::Recipe::fitted) for a step that needs it, and not
    /// changed by a person since: it goes again when nothing needs it.
    pub inserted: bool,
}

impl Step {
    /// A step that is on, at full strength, with the filter's usual scope.
    pub fn new(filter: Filter) -> Self {
        let scope = usual_scope(filter.kind());
        Self {
            filter,
            on: true,
            strength: 100.0,
            scope,
            colour: Colour::Lab,
            inserted: false,
        }
    }

    /// Whether the scope may be chosen: what follows the histogram of the picture as a whole.
    pub fn has_scope(&self) -> bool {
        match &self.filter {
            Filter::Window(WindowStep::Auto(_), _)
            | Filter::Stretch(..)
            | Filter::Heq(_)
            | Filter::NClahe(_)
            | Filter::Match(_)
            | Filter::PowerLaw(_) => true,
            Filter::Clahe(method) => matches!(method, ClaheMethod::Deep(_)),
            _ => false,
        }
    }

    /// Reads `name:key=value,key=value`.
    ///
    /// # Errors
    /// An unknown filter or key, a key that is given twice or empty, a value outside its range.
    ///
    /// ```
    /// use negatoscope::recipe::Step;
    /// let step = Step::parse("clahe:clip_limit=3,tiles=4x4")?;
    /// assert_eq!(step.to_text(), "clahe:clip_limit=3,tiles=4x4");
    /// # Ok::<(), negatoscope::recipe::RecipeError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, RecipeError> {
        let (name, rest) = text.split_once(':').unwrap_or((text, ""));
        let mut pairs = Vec::new();
        for pair in unquoted_split(rest).filter(|_| !rest.is_empty()) {
            let (key, value) = pair
                .split_once('=')
                .ok_or_else(|| RecipeError::new(pair.trim(), "has no value, wanted key=value"))?;
            let value = value.trim();
            let quoted = value.strip_prefix('"').and_then(|v| v.strip_suffix('"'));
            pairs.push((key.trim(), quoted.unwrap_or(value)));
        }
        Self::from_pairs(name.trim(), &pairs)
    }

    /// A step from its filter's name and its keys as text.
    ///
    /// # Errors
    /// As for [`Step::parse`].
    pub fn from_pairs(name: &str, pairs: &[(&str, &str)]) -> Result<Self, RecipeError> {
        let kind = FilterKind::named(name).ok_or_else(|| {
            let known: Vec<&str> = FilterKind::ALL.iter().map(|kind| kind.name()).collect();
            RecipeError::new(
                "filter",
                format!("{name:?} is unknown, wanted one of {}", known.join(", ")),
            )
        })?;
        let variant = kind.variant_of(&chooser(kind, pairs)?);
        let mut settings: Vec<(&'static str, Setting)> = Vec::new();
        let (mut on, mut strength, mut scope, mut colour) = (true, None, None, None);
        for (at, (name, value)) in pairs.iter().enumerate() {
            if pairs.iter().take(at).any(|(earlier, _)| earlier == name) {
                return Err(RecipeError::new(*name, "is given twice"));
            }
            match *name {
                "on" => on = switch(value)?,
                "strength" => strength = Some(percent(value)?),
                "scope" => scope = Some(word("scope", value, &SCOPES)?),
                "colour" => colour = Some(word("colour", value, &COLOURS)?),
                _ => {
                    let key = key_of(kind, variant, name)?;
                    settings.push((key.name, key.parse(value)?));
                }
            }
        }
        let mut step = Self::new(Filter::build(kind, &settings)?);
        step.on = on;
        if let Some(strength) = strength {
            step = step.with_strength(strength)?;
        }
        if let Some(scope) = scope {
            step = step.with_scope(scope)?;
        }
        step.colour = colour.unwrap_or_default();
        Ok(step)
    }

    /// The step with another strength, 0 to 100. Below 100 it fits only where input and output are
    /// of one domain, which [`Recipe::check`](super::Recipe::check) tells.
    ///
    /// # Errors
    /// Outside that range.
    pub fn with_strength(mut self, strength: f64) -> Result<Self, RecipeError> {
        if !(0.0..=100.0).contains(&strength) {
            return Err(RecipeError::new(
                "strength",
                format!("{strength}, wanted 0 to 100"),
            ));
        }
        self.strength = strength;
        Ok(self)
    }

    /// The step with another scope.
    ///
    /// # Errors
    /// Where the filter knows only its usual scope.
    pub fn with_scope(mut self, scope: Scope) -> Result<Self, RecipeError> {
        if !self.has_scope() && scope != usual_scope(self.filter.kind()) {
            let name = self.filter.kind().name();
            return Err(RecipeError::new(
                "scope",
                format!("{name} with these keys works on each slice alone"),
            ));
        }
        self.scope = scope;
        Ok(self)
    }

    /// The settings beyond the filter's own that differ from the usual, as text.
    pub(super) fn extra(&self) -> Vec<(&'static str, String)> {
        let mut extra = Vec::new();
        if self.strength != 100.0 {
            extra.push(("strength", self.strength.to_string()));
        }
        if self.has_scope() && self.scope != usual_scope(self.filter.kind()) {
            extra.push(("scope", name_of(self.scope, &SCOPES).to_owned()));
        }
        if self.colour != Colour::default() {
            extra.push(("colour", name_of(self.colour, &COLOURS).to_owned()));
        }
        extra
    }

    /// `name:key=value,…` with the keys that differ from their defaults or decide the variant.
    pub fn to_text(&self) -> String {
        let kind = self.filter.kind();
        let settings = self.filter.settings();
        let keys = kind.variant_of(&settings).keys;
        let mut pairs: Vec<String> = settings
            .into_iter()
            .filter(|(name, setting)| {
                let key = keys.iter().find(|key| key.name == *name);
                *name == "auto"
                    || matches!(*name, "clip_limit" | "radius" | "tiles")
                    || key.and_then(|key| key.default()).as_ref() != Some(setting)
            })
            .map(|(name, setting)| match setting {
                Setting::Path(path) if path.contains(',') => format!("{name}=\"{path}\""),
                setting => format!("{name}={setting}"),
            })
            .collect();
        if !self.on {
            pairs.push("on=off".to_owned());
        }
        pairs.extend(self.extra().iter().map(|(k, v)| format!("{k}={v}")));
        if pairs.is_empty() {
            kind.name().to_owned()
        } else {
            format!("{}:{}", kind.name(), pairs.join(","))
        }
    }
}

const SCOPES: [(&str, Scope); 2] = [("slice", Scope::Slice), ("series", Scope::Series)];
const COLOURS: [(&str, Colour); 3] = [
    ("lab", Colour::Lab),
    ("luma", Colour::Luma),
    ("channel", Colour::Channel),
];

/// The parts between commas outside of quotes.
fn unquoted_split(text: &str) -> impl Iterator<Item = &str> {
    let mut inside = false;
    text.split(move |c| {
        inside ^= c == '"';
        c == ',' && !inside
    })
}

/// The setting that chooses the variant, where it is given.
fn chooser(
    kind: FilterKind,
    pairs: &[(&str, &str)],
) -> Result<Vec<(&'static str, Setting)>, RecipeError> {
    let Some(key) = kind.variant_key() else {
        return Ok(Vec::new());
    };
    let given = pairs.iter().filter(|(name, _)| *name == key.name).take(1);
    given
        .map(|(_, value)| Ok((key.name, key.parse(value)?)))
        .collect()
}

fn usual_scope(kind: FilterKind) -> Scope {
    match kind {
        FilterKind::Window => Scope::Series,
        _ => Scope::Slice,
    }
}

fn word<T: Copy>(key: &str, text: &str, words: &[(&str, T)]) -> Result<T, RecipeError> {
    let found = words.iter().find(|(name, _)| *name == text);
    found.map(|(_, value)| *value).ok_or_else(|| {
        let known: Vec<&str> = words.iter().map(|(name, _)| *name).collect();
        RecipeError::new(key, format!("{text}, wanted {}", known.join(" or ")))
    })
}

fn name_of<T: Copy + PartialEq>(value: T, words: &[(&'static str, T)]) -> &'static str {
    words
        .iter()
        .find(|(_, v)| *v == value)
        .map_or("", |(name, _)| name)
}

fn switch(text: &str) -> Result<bool, RecipeError> {
    word(
        "on",
        text,
        &[
            ("on", true),
            ("off", false),
            ("true", true),
            ("false", false),
        ],
    )
}

fn percent(text: &str) -> Result<f64, RecipeError> {
    text.parse()
        .map_err(|_| RecipeError::new("strength", format!("{text}, wanted 0 to 100")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round(text: &str) -> String {
        Step::parse(text).map_or_else(|e| e.to_string(), |step| step.to_text())
    }

    #[test]
    fn steps_are_read_and_written() {
        for text in [
            "heq",
            "clahe:clip_limit=2,tiles=8x8",
            "clahe:clip_limit=0.5,tiles=3x17,on=off,strength=40,colour=luma",
            "window:center=-600,width=1500",
            "window:center=40.5,width=351,function=sigmoid,depth=16",
            "window:auto=percentile,low=0.5,high=99.5,scope=slice",
            "ahe:radius=7,mode=le",
            "ahe:variant=tiles,tiles=4x4",
            "nclahe:norm=gamma,gamma=0.7,clip_limit=3,tiles=8x8",
            "clahe:variant=volume,clip_limit=0.02,tiles=4x4x2,bins=64",
            "clahe:variant=exact,radius=31,slope=2",
            "ahe:radius_mm=10",
            "stretch:variant=torchvision,depth=16",
            "match:reference=\"a, b.png\"",
            "heq:variant=cdf,bins=64,scope=series",
        ] {
            assert_eq!(round(text), text);
        }
    }

    #[test]
    fn refusals_name_key_and_range() {
        for (text, reason) in [
            ("clahe:clip_limit=-1", "clip_limit: -1, wanted 0 to 1000000"),
            (
                "clahe:tiles=8",
                "tiles: 8, wanted columns x rows, 1 to 512 each, such as 8x8",
            ),
            ("clahe:tiles=8x8,tiles=4x4", "tiles: is given twice"),
            (
                "clahe:size=3",
                "size: clahe has no such key; it has variant, clip_limit, tiles, bit_shift, bins, radius, slope, range",
            ),
            ("window:center=40", "width: missing; it must be given"),
            (
                "window:auto=file,center=3",
                "center: means nothing beside auto",
            ),
            ("gamma:gamma=", "gamma: empty, wanted 0.05 to 20"),
            (
                "clahe:variant=exact,tiles=4x4",
                "tiles: means nothing with variant=exact",
            ),
            (
                "clahe:variant=volume,tiles=4x4",
                "tiles: 4x4, wanted columns x rows x slices, 1 to 512 each, such as 8x8x8",
            ),
            ("median:size=4", "size: 4, wanted an odd number 3 to 99"),
            (
                "clahe:clip_limit=2,scope=series",
                "scope: clahe with these keys works on each slice alone",
            ),
        ] {
            assert_eq!(round(text), reason, "{text}");
        }
        assert!(
            round("sharpen").starts_with("filter: \"sharpen\" is unknown, wanted one of window")
        );
    }

    #[test]
    fn changing_a_choice_drops_what_no_longer_means_anything() {
        let exact = FilterKind::Ahe.filter();
        let tiles = exact.with("variant", Setting::Choice("tiles"));
        assert!(matches!(
            tiles,
            Ok(Filter::Ahe(super::super::AheMethod::Tiles(_)))
        ));
    }
}

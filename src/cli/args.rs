//! The command line's arguments, and what is said where they are wrong.
//!
//! Checked here is what needs no file: names, numbers and steps. Every message is one line that
//! begins with `error: `; the hint that may follow begins with `note: `.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use clap::Parser;
use clap::Subcommand;
use clap::ValueEnum;
use clap::builder::PossibleValuesParser;
use clap::builder::TypedValueParser;
use clap::error::ContextKind;
use clap::error::ContextValue;
use clap::error::ErrorKind;

use super::compare;
use super::report;
use super::report::Exit;
use crate::pixels::Rect;
use crate::recipe::ColourMap;
use crate::recipe::Depth;
use crate::recipe::SetName;
use crate::recipe::Step;
use crate::study::Charset;
use crate::study::Plane;

/// Medical images, their histogram, and what preprocessing does to them.
///
/// Without a command the window opens. Not a medical device.
#[derive(Debug, Parser)]
#[command(
    name = "negatoscope",
    bin_name = "negatoscope",
    version,
    args_conflicts_with_subcommands = true
)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    window: WindowArgs,
}

/// What the window starts with.
#[derive(Clone, Debug, Default, PartialEq, Args)]
pub struct WindowArgs {
    /// Files and folders to open
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Join pictures of one folder that are alike in size and type to one stack, in the order of names
    #[arg(long)]
    pub stack: bool,
    /// Open a sample that comes with the program
    #[arg(long, value_parser = ["ct", "radiograph", "colour"])]
    pub sample: Option<String>,
    /// Begin with the steps of this recipe file
    #[arg(long, value_name = "FILE")]
    pub recipe: Option<PathBuf>,
    /// How views are arranged
    #[arg(long, value_parser = ["one", "two", "big", "four", "three", "sheet"])]
    pub layout: Option<String>,
    /// What draws the window; without it the better one is found out
    #[arg(long, value_parser = ["wgpu", "glow"])]
    pub renderer: Option<String>,
    /// Language of the window
    #[arg(long, value_parser = ["en", "ko"])]
    pub language: Option<String>,
    /// Say on stderr what the window does
    #[arg(long)]
    pub verbose: bool,
}

/// A command that needs no window.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Tell what is in files and folders: series, sizes, geometry, and what is wrong with them
    Info(InfoArgs),
    /// Write one slice of a series to PNG, TIFF or NPY, at its own resolution
    Render(RenderArgs),
    /// Apply steps to a plain picture or array and write the result
    Apply(ApplyArgs),
    /// Write whole series to a folder, as pictures or arrays
    Export(ExportArgs),
    /// Measure how far two pictures are apart, and their contrast
    Compare(CompareArgs),
    /// Recipes that come with the program, and all filters
    #[command(subcommand)]
    Recipe(RecipeCommand),
}

#[derive(Debug, Args)]
pub(super) struct InfoArgs {
    /// Files and folders
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,
    /// Join pictures of one folder that are alike in size and type to one stack, in the order of names
    #[arg(long)]
    pub stack: bool,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    /// Read headers only: faster, but faults of the pixels stay unseen
    #[arg(long)]
    pub headers: bool,
    /// Read texts in this character set, whatever the files say [default: automatic]
    #[arg(long, value_name = "NAME", value_parser = charset)]
    pub charset: Option<Charset>,
    /// Print JSON of the decoded pixels instead: size, sums and checksum of every file
    #[arg(long, conflicts_with_all = ["json", "headers", "charset"])]
    pub check: bool,
}

/// Which slice of what a path holds.
#[derive(Debug, Default, Args)]
pub(super) struct ChoiceArgs {
    /// Join pictures of one folder that are alike in size and type to one stack, in the order of names
    #[arg(long)]
    pub stack: bool,
    /// Which series: its place in `info`, from 1, or its UID [default: the first]
    #[arg(long, value_name = "N|UID")]
    pub series: Option<String>,
    /// Which plane [default: axial for a volume, else acquired]
    #[arg(long)]
    pub plane: Option<PlaneName>,
    /// Which slice, from 1 [default: the middle one]
    #[arg(long, value_name = "N", value_parser = counted, allow_negative_numbers = true)]
    pub slice: Option<usize>,
    /// The slice nearest to this position in the patient, along the plane's normal (LPS)
    #[arg(
        long,
        value_name = "MM",
        value_parser = millimetres,
        allow_negative_numbers = true,
        conflicts_with = "slice"
    )]
    pub at: Option<f64>,
    /// Which frame of a stack, from 1 [default: the first]
    #[arg(
        long,
        value_name = "N",
        value_parser = counted,
        allow_negative_numbers = true,
        conflicts_with_all = ["slice", "at"]
    )]
    pub frame: Option<usize>,
    /// Which phase (time, echo, b-value …), from 1 [default: the first]
    #[arg(long, value_name = "N", value_parser = counted, allow_negative_numbers = true)]
    pub phase: Option<usize>,
}

#[derive(Debug, Args)]
pub(super) struct RenderArgs {
    /// File or folder
    #[arg(value_name = "PATH")]
    pub path: PathBuf,
    #[command(flatten)]
    pub choice: ChoiceArgs,
    /// A window before the filters, or the numbers of the recipe's own: centre/width, or a preset
    #[arg(long, value_name = "C/W|NAME", allow_hyphen_values = true)]
    pub window: Option<String>,
    #[command(flatten)]
    pub steps: StepArgs,
    /// Lay tissue colours over the picture [default set: by the unit of the values]
    #[arg(
        long,
        value_name = "SET",
        num_args = 0..=1,
        require_equals = true,
        value_parser = tissue_set
    )]
    pub tissue: Option<Option<SetName>>,
    /// Write the picture of 8 bits in the colours of this map, as the window shows it
    #[arg(
        long,
        value_name = "NAME",
        value_parser = colour_map(),
        conflicts_with = "depth"
    )]
    pub colour_map: Option<ColourMap>,
    /// Bits of grey made from values
    #[arg(long, value_name = "8|16", value_parser = depth)]
    pub depth: Option<Depth>,
    /// The file to write: .png, .tif, .tiff or .npy
    #[arg(short = 'o', long = "output", value_name = "OUT")]
    pub output: PathBuf,
    /// Replace OUT if it exists; an input is never replaced
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, Args)]
pub(super) struct ApplyArgs {
    /// Picture (PNG, JPEG, TIFF, BMP, PNM), array (.npy) or volume (NIfTI, NRRD, MetaImage)
    #[arg(value_name = "IN")]
    pub input: PathBuf,
    /// The file to write: .png, .tif, .tiff or .npy
    #[arg(value_name = "OUT")]
    pub output: PathBuf,
    #[command(flatten)]
    pub steps: StepArgs,
    /// Bits of grey made from values
    #[arg(long, value_name = "8|16", value_parser = depth)]
    pub depth: Option<Depth>,
    /// Replace OUT if it exists; an input is never replaced
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, Args)]
pub(super) struct ExportArgs {
    /// Files and folders
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,
    /// Join pictures of one folder that are alike in size and type to one stack, in the order of names
    #[arg(long)]
    pub stack: bool,
    /// The folder to write to; it is created where it is missing
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    #[command(flatten)]
    pub steps: StepArgs,
    /// What files are written as; npy and nifti are one file for a series
    #[arg(long = "as", default_value = "png8")]
    pub kind: ExportKind,
    /// Which phase (time, echo, b-value …) of series that have several, from 1 [default: the first]
    #[arg(long, value_name = "N", value_parser = counted, allow_negative_numbers = true)]
    pub phase: Option<usize>,
    /// Replace files that exist; an input is never replaced
    #[arg(long)]
    pub force: bool,
}

/// What `export` writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ExportKind {
    Png8,
    Png16,
    Tiff8,
    Tiff16,
    Tiff32,
    Npy,
    Nifti,
}

#[derive(Debug, Args)]
pub(super) struct CompareArgs {
    /// Picture, array, or DICOM file or folder, of which the slice that `render` would write
    #[arg(value_name = "A")]
    pub a: PathBuf,
    /// The picture that is held against A, of the same size
    #[arg(value_name = "B")]
    pub b: PathBuf,
    /// Only this metric, by its name or the beginning of several, such as ssim; may be repeated
    #[arg(long = "metric", value_name = "NAME", value_parser = compare::metric_name)]
    pub metrics: Vec<String>,
    /// Only this rectangle, from its top left pixel, counted from 0; with --background the structure
    /// of cii and cnr alone
    #[arg(long, value_name = "X,Y,W,H", value_parser = rect)]
    pub roi: Option<Rect>,
    /// What cii and cnr hold the structure in --roi against
    #[arg(long, value_name = "X,Y,W,H", value_parser = rect, requires = "roi")]
    pub background: Option<Rect>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    /// Print CSV
    #[arg(long, conflicts_with = "json")]
    pub csv: bool,
}

/// The steps of a command: a recipe, then single filters.
#[derive(Debug, Args)]
pub(super) struct StepArgs {
    /// A recipe file, or the name of one that comes with the program
    #[arg(long, value_name = "FILE|NAME")]
    pub recipe: Option<PathBuf>,
    /// A step after the recipe's, as name:key=value,key=value; may be repeated
    #[arg(long = "filter", value_name = "STEP", value_parser = step)]
    pub filters: Vec<Step>,
    /// Pixels that take no part: padding, fov, collimation, roi:X,Y,WIDTH,HEIGHT joined by +, or a
    /// picture or array of the slice's size in which 0 is out [default: the recipe's, padding]
    #[arg(long, value_name = "RULE|FILE")]
    pub mask: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(super) enum RecipeCommand {
    /// List the recipes that come with the program, or all filters
    List {
        /// All filters with their keys, defaults and ranges instead
        #[arg(long)]
        filters: bool,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Print a recipe that comes with the program
    Show {
        /// Its name in the list
        name: String,
    },
    /// Say whether a recipe file is right
    Check {
        /// The file
        file: PathBuf,
    },
    /// Print a recipe as a Python script that gives the same samples
    Python {
        /// A recipe file, or the name of one that comes with the program
        #[arg(value_name = "FILE|NAME")]
        recipe: PathBuf,
        /// A slice that the script is made with: its windows become numbers, and the script compares
        /// its checksum
        #[arg(value_name = "PATH")]
        path: Option<PathBuf>,
        #[command(flatten)]
        choice: ChoiceArgs,
    },
}

/// Planes as the command line names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum PlaneName {
    Axial,
    Coronal,
    Sagittal,
    Acquired,
}

impl PlaneName {
    pub fn plane(self) -> Plane {
        match self {
            Self::Axial => Plane::Axial,
            Self::Coronal => Plane::Coronal,
            Self::Sagittal => Plane::Sagittal,
            Self::Acquired => Plane::Acquired,
        }
    }
}

/// What a command line asks for.
#[derive(Debug)]
pub enum Call {
    /// A command, for [`run`](super::run).
    Command(Box<CommandCall>),
    /// The window.
    Window(WindowArgs),
}

/// A command with its arguments, known to be in themselves right.
#[derive(Debug)]
pub struct CommandCall(pub(super) Command);

/// Reads the arguments; the first is the program's name.
///
/// # Errors
/// The code to exit with, where arguments are wrong or only help or version were asked for; what is
/// to be said about it is printed.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Call, ExitCode> {
    let arguments = Arguments::try_parse_from(arguments).map_err(|error| refuse(&error))?;
    match arguments.command {
        Some(command) => Ok(Call::Command(Box::new(CommandCall(command)))),
        None => {
            check_first_word(&arguments.window)?;
            Ok(Call::Window(arguments.window))
        }
    }
}

/// A single bare word that is no file is a mistyped command; other paths the window tells of.
fn check_first_word(window: &WindowArgs) -> Result<(), ExitCode> {
    let [word] = window.paths.as_slice() else {
        return Ok(());
    };
    let text = word.to_string_lossy();
    if word.exists() || text.contains(['.', '/', '\\']) {
        return Ok(());
    }
    let reason = "is neither a command nor a file or folder; see negatoscope --help";
    report::line("error", &format!("{text}: {reason}"));
    Err(Exit::Usage.code())
}

/// Prints clap's answer in the form of the contract.
fn refuse(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        report::out(&error.render().to_string());
        return Exit::Done.code();
    }
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        report::line(
            "error",
            "a command is missing; see --help for those there are",
        );
        return Exit::Usage.code();
    }
    report::line("error", &what_is_wrong(error));
    if let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) {
        report::line("note", &in_one_line(&usage.to_string()));
    }
    Exit::Usage.code()
}

fn what_is_wrong(error: &clap::Error) -> String {
    // Values that a parser of ours refuses carry the reason as their source.
    if error.kind() == ErrorKind::ValueValidation
        && let Some(ContextValue::String(argument)) = error.get(ContextKind::InvalidArg)
        && let Some(source) = std::error::Error::source(error)
    {
        let name = argument.split([' ', '=', '[']).next().unwrap_or(argument);
        return format!("{name}: invalid value: {source}");
    }
    let text = error.render().to_string();
    let text = text.strip_prefix("error: ").unwrap_or(&text);
    // Usage and tips follow after an empty line.
    in_one_line(text.split("\n\n").next().unwrap_or(text))
}

fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A number that counts from 1.
fn charset(text: &str) -> Result<Charset, String> {
    Charset::of_key(text).ok_or_else(|| {
        let names: Vec<&str> = Charset::ALL.into_iter().map(Charset::key).collect();
        format!("one of {}", names.join(", "))
    })
}

fn counted(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(number) if number >= 1 => Ok(number),
        _ => Err(format!("{text}, wanted a whole number from 1")),
    }
}

fn millimetres(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(number),
        _ => Err(format!("{text}, wanted a number of millimetres")),
    }
}

fn depth(text: &str) -> Result<Depth, String> {
    match text {
        "8" => Ok(Depth::Eight),
        "16" => Ok(Depth::Sixteen),
        _ => Err(format!("{text}, wanted 8 or 16")),
    }
}

fn colour_map() -> impl TypedValueParser<Value = ColourMap> {
    let keys = ColourMap::ALL.map(ColourMap::key);
    PossibleValuesParser::new(keys).map(|key| ColourMap::of_key(&key).unwrap_or_default())
}

fn rect(text: &str) -> Result<Rect, String> {
    let numbers: Option<Vec<usize>> = text.split(',').map(|part| part.parse().ok()).collect();
    match numbers.as_deref() {
        Some(&[x, y, width, height]) if width > 0 && height > 0 => Ok(Rect {
            x,
            y,
            width,
            height,
        }),
        _ => Err(format!(
            "{text}, wanted column, row, width and height in pixels, such as 10,20,64,64"
        )),
    }
}

fn step(text: &str) -> Result<Step, String> {
    Step::parse(text).map_err(|error| error.to_string())
}

/// The sets there are, in the order in which they are named to people.
const SETS: [SetName; 4] = [
    SetName::FiveDensities,
    SetName::Lung,
    SetName::BodyComposition,
    SetName::Relative,
];

fn tissue_set(text: &str) -> Result<SetName, String> {
    SETS.into_iter()
        .find(|set| set.key() == text)
        .ok_or_else(|| {
            let keys: Vec<&str> = SETS.iter().map(|set| set.key()).collect();
            format!("{text}, wanted one of {}", keys.join(", "))
        })
}

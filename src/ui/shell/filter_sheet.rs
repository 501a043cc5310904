//! The sheet that explains a filter: what it does, its formula, before and after on the present picture, when it
//! misleads, where it comes from.

use std::sync::Arc;

use egui::Context;
use egui::Frame;
use egui::Label;
use egui::Rect;
use egui::RichText;
use egui::Role;
use egui::ScrollArea;
use egui::Sense;
use egui::TextureHandle;
use egui::TextureOptions;
use egui::Ui;
use egui::UiBuilder;
use egui::WidgetInfo;
use egui::pos2;
use egui::vec2;

use super::sheet::buttons;
use super::sheet::sheet;
use super::textures::colour_image;
use crate::document::Edit;
use crate::document::Start;
use crate::document::Treatment;
use crate::recipe::Filter;
use crate::recipe::Recipe;
use crate::recipe::Setting;
use crate::recipe::Step;
use crate::session::Example;
use crate::session::ExampleSide;
use crate::session::Session;
use crate::session::ViewKey;
use crate::text::Texts;
use crate::text::fill;
use crate::text::help::filter_help;
use crate::text::help::variant_help;
use crate::ui::commands::Commands;
use crate::ui::fonts;
use crate::ui::names;
use crate::ui::small_histogram::SmallHistogram;
use crate::ui::state::UiState;
use crate::ui::theme;
use crate::ui::theme::radius;
use crate::ui::widgets;
use crate::ui::widgets::ButtonKind;
use crate::ui::widgets::format;

/// Width of the sheet and height of its two columns.
const WIDTH: f32 = 940.0;
const HEIGHT: f32 = 468.0;
/// Between the columns.
const GAP: f32 = 20.0;
/// Side of a picture, and the pixels that are made for it, twice as many for sharp screens.
const PICTURE: f32 = 210.0;
const PIXELS: usize = 420;
/// Height of the words beside a picture.
const CAPTION: f32 = 40.0;

/// What is drawn of one side.
struct Drawn {
    texture: TextureHandle,
    counts: SmallHistogram,
}

/// The sheet of one filter.
pub struct FilterSheet {
    filter: Filter,
    /// Its place in the recipe of the active view; `None` where it is not in it.
    step: Option<usize>,
    /// What was made for this example.
    drawn: Option<(Arc<Example>, [Drawn; 2])>,
}

impl FilterSheet {
    /// The sheet of `filter`, which is step `step` of the recipe or not in it.
    pub fn new(filter: Filter, step: Option<usize>) -> Self {
        Self {
            filter,
            step,
            drawn: None,
        }
    }

    /// Draws the sheet; returns whether it stays.
    pub fn show(
        &mut self,
        ctx: &Context,
        session: &Session,
        state: &mut UiState,
        commands: &mut Commands,
    ) -> bool {
        let texts = session.texts();
        let title = names::full_name(&self.filter, texts);
        sheet(ctx, "filter", WIDTH, &title, |ui| {
            let height = HEIGHT.min(ctx.content_rect().height() - 150.0);
            let (whole, _) =
                ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
            let right = whole.with_min_x(whole.center().x + GAP / 2.0);
            let left = whole.with_max_x(whole.center().x - GAP / 2.0);
            let place = UiBuilder::new().id_salt("words").max_rect(left);
            // Children that move no cursor: the place of both is taken above.
            self.words_ui(&mut ui.new_child(place), height, texts);
            let place = UiBuilder::new().id_salt("example").max_rect(right);
            self.example_ui(&mut ui.new_child(place), right, session);
            let viewport = session.document().active().map(|view| view.id);
            buttons(ui, |ui| {
                let kind = ButtonKind::Plain;
                let close = widgets::push_button(ui, "", texts.recipes.close, kind, true);
                let add = self.step.is_none() && viewport.is_some() && {
                    let kind = ButtonKind::Primary;
                    widgets::push_button(ui, "", texts.recipes.add_this, kind, true).clicked()
                };
                if add && let Some(viewport) = viewport {
                    state.toggled = Some(self.filter.kind());
                    commands.push(Edit::AddStep {
                        viewport,
                        filter: self.filter.clone(),
                    });
                }
                !add && !close.clicked()
            })
        })
    }

    /// What there is to read, scrolled where it is higher than the sheet.
    fn words_ui(&self, ui: &mut Ui, height: f32, texts: &'static Texts) {
        let name = self.filter.kind().name();
        let Some(help) = filter_help(name, texts.language) else {
            return;
        };
        let variant = names::variant_key(self.filter.kind()).and_then(|key| {
            let settings = self.filter.settings();
            settings.iter().find_map(|(of, setting)| match setting {
                Setting::Choice(word) if *of == key.name => {
                    variant_help(name, word, texts.language)
                }
                _ => None,
            })
        });
        ScrollArea::vertical()
            .max_height(height)
            .auto_shrink([false, false])
            .show(ui, |ui| {
                // Room for the scroll bar, so that it lies over no word.
                ui.set_max_width(ui.available_width() - 12.0);
                ui.spacing_mut().item_spacing.y = 3.0;
                part_ui(ui, texts.recipes.does, help.what);
                if let Some(variant) = variant {
                    part_ui(ui, texts.recipes.variant, variant);
                }
                head_ui(ui, texts.recipes.formula);
                formula_ui(ui, help.formula);
                part_ui(ui, texts.recipes.misleads, help.misleads);
                part_ui(ui, texts.recipes.source, help.source);
            });
    }

    /// The present picture before and after the step, with both histograms.
    fn example_ui(&mut self, ui: &mut Ui, rect: Rect, session: &Session) {
        let texts = session.texts();
        let t = theme::tokens(ui);
        let document = session.document();
        let wanted = document.active().and_then(|view| {
            let header = document.header(view.id)?;
            let treatment = document.treatment(view.id);
            let recipes = self.recipes(&treatment, Start::of(header));
            Some((ViewKey::Viewport(view.id), recipes))
        });
        let example = wanted
            .as_ref()
            .and_then(|(view, recipes)| session.example(*view, recipes, PIXELS));
        let waits = match (&wanted, &example) {
            (None, _) => Some(texts.recipes.no_example.to_owned()),
            (Some(_), None) => Some(texts.recipes.making_example.to_owned()),
            _ if self.filter.lacks_reference() => Some(texts.recipes.no_reference.to_owned()),
            (Some(_), Some(example)) => example.sides.as_ref().err().cloned(),
        };
        if let Some(example) = &example
            && let Ok(sides) = &example.sides
        {
            self.draw(ui, example, sides);
        }
        let names = [texts.recipes.before, texts.recipes.after];
        let row = (rect.height() - 12.0) / 2.0;
        for (at, name) in names.into_iter().enumerate() {
            let top = rect.top() + (row + 12.0) * at as f32;
            let place = Rect::from_min_size(pos2(rect.left(), top), vec2(rect.width(), row));
            let side = match (&example, &self.drawn) {
                (Some(example), Some((of, drawn))) if Arc::ptr_eq(example, of) => {
                    let sides = example.sides.as_ref().ok();
                    sides.and_then(|sides| sides.get(at).zip(drawn.get(at)))
                }
                _ => None,
            };
            side_ui(ui, place, name, side, texts);
        }
        if let Some(sentence) = waits {
            let galley = ui.painter().layout(
                sentence,
                fonts::small(),
                t.text_second,
                rect.width() - PICTURE - 24.0,
            );
            let at = pos2(rect.left() + PICTURE + 12.0, rect.top() + CAPTION);
            ui.painter().galley(at, galley, t.text_second);
        }
    }

    /// The recipe without the step, and up to it.
    fn recipes(&self, treatment: &Treatment, start: Start<'_>) -> [Recipe; 2] {
        let steps = &treatment.recipe.steps;
        let known = self.step.and_then(|at| Some((at, steps.get(at)?)));
        let (before, step) = match known {
            Some((at, step)) if step.filter.kind() == self.filter.kind() => {
                let step = Step {
                    on: true,
                    inserted: false,
                    ..step.clone()
                };
                (steps.iter().take(at).cloned().collect(), step)
            }
            _ => (steps.clone(), Step::new(self.filter.clone())),
        };
        let mut after: Vec<Step> = before.clone();
        after.push(step);
        [before, after].map(|steps| {
            let shown = Treatment {
                recipe: Recipe {
                    mask: treatment.recipe.mask.clone(),
                    ..Recipe::of(steps)
                },
                look: treatment.look.clone(),
            };
            shown.fitted(start).recipe
        })
    }

    /// Uploads the pictures and counts the columns of a new example.
    fn draw(&mut self, ui: &Ui, example: &Arc<Example>, sides: &[ExampleSide; 2]) {
        let known = self
            .drawn
            .as_ref()
            .is_some_and(|(of, _)| Arc::ptr_eq(of, example));
        if known {
            return;
        }
        let columns = SmallHistogram::columns(counts_place(ui.max_rect()));
        let [before, after] = sides;
        // Both stand over what comes into the step, which the line is to be compared with.
        let made = |side: &ExampleSide, line| Drawn {
            texture: ui.ctx().load_texture(
                "example",
                colour_image(&side.picture),
                TextureOptions::LINEAR,
            ),
            counts: SmallHistogram::of(&before.counts, line, columns),
        };
        let line = Some(&after.counts);
        self.drawn = Some((example.clone(), [made(before, None), made(after, line)]));
    }
}

/// Where the counts stand beside the picture of a side that lies in `rect`.
fn counts_place(rect: Rect) -> Rect {
    rect.with_min_x(rect.left() + PICTURE + 12.0)
        .with_min_y(rect.top() + CAPTION)
}

fn head_ui(ui: &mut Ui, head: &str) {
    ui.add_space(4.0);
    let colour = theme::tokens(ui).text;
    ui.label(RichText::new(head).font(fonts::section()).color(colour));
}

fn part_ui(ui: &mut Ui, head: &str, text: &str) {
    head_ui(ui, head);
    let colour = theme::tokens(ui).text_second;
    let text = RichText::new(text).font(fonts::body()).color(colour);
    ui.add(Label::new(text).wrap());
    ui.add_space(4.0);
}

fn formula_ui(ui: &mut Ui, formula: &str) {
    let t = theme::tokens(ui);
    Frame::new()
        .fill(t.plot)
        .corner_radius(radius::CONTROL)
        .inner_margin(8)
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            let text = RichText::new(formula).font(fonts::body()).color(t.text);
            ui.add(Label::new(text).wrap().selectable(true));
        });
    ui.add_space(4.0);
}

/// One picture with its name, figures and counts; an empty well while it is being made.
fn side_ui(
    ui: &mut Ui,
    rect: Rect,
    name: &str,
    side: Option<(&ExampleSide, &Drawn)>,
    texts: &Texts,
) {
    let t = theme::tokens(ui);
    let well = Rect::from_min_size(rect.min, vec2(PICTURE, rect.height()));
    let painter = ui.painter();
    painter.rect_filled(well, radius::SMALL, t.well);
    let beside = rect.with_min_x(well.right() + 12.0);
    let spoken = fill(texts.recipes.picture_small, &[&name]);
    let id = ui.make_persistent_id(("picture", name));
    ui.interact(well, id, Sense::hover())
        .widget_info(|| WidgetInfo::labeled(Role::Image, true, &spoken));
    let Some((side, drawn)) = side else {
        painter.text(
            beside.left_top(),
            egui::Align2::LEFT_TOP,
            name,
            fonts::section(),
            t.text,
        );
        return;
    };
    let place = fitted(well, side);
    let uv = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
    painter.image(drawn.texture.id(), place, uv, egui::Color32::WHITE);
    let head = match side.took {
        Some(took) => {
            let ms = took.as_secs_f64() * 1000.0;
            let ms = format::number(ms, if ms < 100.0 { 1 } else { 0 });
            fill(texts.recipes.took, &[&name, &ms])
        }
        None => name.to_owned(),
    };
    let counts = &side.counts;
    let number = |value: Option<f64>| {
        let value = value.unwrap_or(0.0);
        names::short_number(value, usize::from(value.abs() < 1000.0))
    };
    let figures = fill(
        texts.recipes.entropy,
        &[
            &number(counts.mean()),
            &number(counts.sd()),
            &format::number(counts.entropy_bits(), 2),
        ],
    );
    let lines = [
        (head, fonts::section(), t.text, 0.0),
        (figures, fonts::row_caption(), t.text_second, 18.0),
    ];
    for (text, font, colour, y) in lines {
        let galley = widgets::truncated(ui, &text, font, colour, beside.width());
        ui.painter()
            .galley(beside.min + vec2(0.0, y), galley, colour);
    }
    let place = counts_place(rect);
    drawn.counts.paint(ui.painter(), place, t);
    let spoken = fill(texts.recipes.counts_small, &[&name]);
    let id = ui.make_persistent_id(("counts", name));
    ui.interact(place, id, Sense::hover())
        .widget_info(|| WidgetInfo::labeled(Role::Image, true, &spoken));
}

/// The picture in the middle of its well, in its own shape.
fn fitted(well: Rect, side: &ExampleSide) -> Rect {
    let size = vec2(side.picture.width as f32, side.picture.height as f32);
    let scale = (well.width() / size.x).min(well.height() / size.y);
    Rect::from_center_size(well.center(), size * scale)
}

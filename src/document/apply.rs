//! How commands change the document: checked against the shelf, clamped, named for undo.

use std::sync::Arc;

use super::Cell;
use super::CommandError;
use super::Document;
use super::Edit;
use super::EditName;
use super::Start;
use super::StepChange;
use super::Treatment;
use super::Viewport;
use super::ViewportId;
use crate::recipe::Domain;
use crate::recipe::FilterKind;
use crate::recipe::Step;
use crate::study::SeriesHeader;
use crate::study::SeriesId;

impl Document {
    /// Carries out an edit on a copy of the edits and takes it over where it succeeds.
    ///
    /// # Errors
    /// When what it names is gone, or a recipe refuses it; nothing has changed then.
    pub fn edit(&mut self, edit: &Edit) -> Result<EditName, CommandError> {
        let before = self.edits.clone();
        let result = self.try_edit(edit);
        if result.is_err() {
            self.edits = before;
        } else {
            self.mend_position();
        }
        result
    }

    /// Looks at a view that is there where the one that was looked at has gone.
    pub(crate) fn mend_position(&mut self) {
        let position = &mut self.position;
        if self.edits.viewport(position.active).is_none()
            && let Some(first) = self.edits.viewports.first()
        {
            position.active = first.id;
        }
        let edits = &self.edits;
        position.maximised = position
            .maximised
            .filter(|id| edits.viewport(*id).is_some());
    }

    fn try_edit(&mut self, edit: &Edit) -> Result<EditName, CommandError> {
        match edit {
            Edit::ShowSeries { viewport, series } => {
                self.show(*viewport, series)?;
                Ok(EditName::ShowSeries)
            }
            Edit::ShowBeside(series) => {
                self.show_beside(series)?;
                Ok(EditName::ShowSeries)
            }
            Edit::ShowAlone(series) => {
                self.show_alone(series)?;
                Ok(EditName::ShowSeries)
            }
            Edit::SetPlane { viewport, plane } => {
                let header = self.header(*viewport).ok_or(CommandError::Empty)?;
                if header.geometry.is_none() {
                    return Err(CommandError::NoPlanes);
                }
                self.view_mut(*viewport)?.plane = *plane;
                Ok(EditName::Plane)
            }
            Edit::SetLayout(layout) => {
                self.position.maximised = None;
                self.edits.comparison = None;
                self.edits.beside = None;
                self.arrange(*layout);
                Ok(EditName::Layout)
            }
            Edit::SetWindow { viewport, window } => {
                let window = *window;
                self.treat(*viewport, |treatment, header| {
                    treatment.set_window(window, &header.vois)
                })?;
                Ok(EditName::Window)
            }
            Edit::ToggleEqualiser {
                viewport,
                kind,
                add,
            } => {
                let usual = self.edits.usual.clone();
                self.treat(*viewport, |treatment, header| {
                    treatment.toggle_equaliser(*kind, *add, &usual, Start::of(header));
                    Ok(())
                })?;
                Ok(EditName::Toggle(*kind))
            }
            Edit::AddStep { viewport, filter } => {
                self.treat(*viewport, |treatment, header| {
                    treatment.recipe.steps.push(Step {
                        on: !filter.lacks_reference(),
                        ..Step::new(filter.clone())
                    });
                    *treatment = std::mem::take(treatment).fitted(Start::of(header));
                    Ok(())
                })?;
                Ok(EditName::AddStep(filter.kind()))
            }
            Edit::ChangeStep {
                viewport,
                step,
                change,
            } => self.change_step(*viewport, *step, change),
            Edit::SetRecipe { viewport, recipe } => {
                self.treat(*viewport, |treatment, header| {
                    treatment.recipe = recipe.clone();
                    *treatment = std::mem::take(treatment).fitted(Start::of(header));
                    Ok(())
                })?;
                Ok(EditName::Recipe)
            }
            Edit::NameRecipe {
                viewport,
                name,
                note,
            } => {
                self.treat(*viewport, |treatment, _| {
                    treatment.recipe.name = one_line(name);
                    treatment.recipe.note = one_line(note);
                    Ok(())
                })?;
                Ok(EditName::NameRecipe)
            }
            Edit::SetMask { viewport, mask } => {
                self.treat(*viewport, |treatment, _| {
                    treatment.recipe.mask = mask.clone();
                    Ok(())
                })?;
                Ok(EditName::Mask)
            }
            Edit::SetInvert { viewport, invert } => {
                self.treat(*viewport, |treatment, _| {
                    treatment.look.invert = *invert;
                    Ok(())
                })?;
                Ok(EditName::Invert)
            }
            Edit::SetColourMap { viewport, map } => {
                self.treat(*viewport, |treatment, header| {
                    if header.channels != 1 {
                        return Err(CommandError::NoMap);
                    }
                    treatment.look.map = *map;
                    Ok(())
                })?;
                Ok(EditName::ColourMap)
            }
            Edit::Tissue { viewport, change } => {
                self.change_tissue(*viewport, change)?;
                Ok(EditName::Tissue)
            }
            Edit::Layers { viewport, change } => {
                self.change_layers(*viewport, change)?;
                Ok(EditName::Layers)
            }
            Edit::SetTurn { viewport, turn } => {
                self.view_mut(*viewport)?.turn = *turn;
                Ok(EditName::Turn)
            }
            Edit::SetLinked { viewport, linked } => {
                self.link(*viewport, *linked)?;
                Ok(EditName::Link)
            }
            Edit::Compare(comparison) => {
                self.compare(*comparison)?;
                Ok(EditName::Compare)
            }
            Edit::Adopt(cell) => {
                self.adopt(*cell)?;
                Ok(EditName::Adopt)
            }
            Edit::ResetSeries(viewport) => {
                self.treat(*viewport, |treatment, header| {
                    *treatment = Treatment::usual(header);
                    Ok(())
                })?;
                self.view_mut(*viewport)?.turn = super::Turn::default();
                Ok(EditName::Reset)
            }
            Edit::Close(series) => {
                self.close(std::slice::from_ref(series));
                Ok(EditName::Close)
            }
            Edit::CloseAll => {
                let all: Vec<SeriesId> = self.open_series().map(|h| h.id.clone()).collect();
                self.close(&all);
                Ok(EditName::Close)
            }
        }
    }

    pub(super) fn view_mut(&mut self, id: ViewportId) -> Result<&mut Viewport, CommandError> {
        let view = self.edits.viewports.iter_mut().find(|view| view.id == id);
        view.ok_or(CommandError::Gone)
    }

    pub(super) fn fresh_id(&self) -> ViewportId {
        let beside = self.edits.beside.iter().flat_map(|(_, views)| views);
        let highest = self
            .edits
            .viewports
            .iter()
            .chain(beside)
            .map(|v| v.id.0)
            .max();
        ViewportId(highest.map_or(1, |id| id + 1))
    }

    /// Changes the treatment that `viewport` shows.
    pub(super) fn treat(
        &mut self,
        viewport: ViewportId,
        change: impl FnOnce(&mut Treatment, &SeriesHeader) -> Result<(), CommandError>,
    ) -> Result<(), CommandError> {
        let header = self.header(viewport).ok_or(CommandError::Empty)?.clone();
        let group = self.view_mut(viewport)?.treatment.clone();
        let mut treatment = self.treatment(viewport);
        change(&mut treatment, &header)?;
        treatment.recipe.check(Domain::of_series(&header))?;
        for step in &treatment.recipe.steps {
            let kind = step.filter.kind();
            if kind.is_equaliser() {
                self.edits.usual.retain(|filter| filter.kind() != kind);
                self.edits.usual.push(step.filter.clone());
            }
        }
        self.edits.treatments.insert(group, Arc::new(treatment));
        Ok(())
    }

    fn change_step(
        &mut self,
        viewport: ViewportId,
        at: usize,
        change: &StepChange,
    ) -> Result<EditName, CommandError> {
        let mut name = EditName::Recipe;
        self.treat(viewport, |treatment, header| {
            let steps = &mut treatment.recipe.steps;
            let step = steps.get_mut(at).ok_or(CommandError::Gone)?;
            let kind = step.filter.kind();
            step.inserted = false;
            name = EditName::Parameter(kind, "");
            match change {
                StepChange::On(on) => {
                    step.on = *on;
                    name = EditName::Toggle(kind);
                }
                StepChange::Set(key, setting) => {
                    let waited = step.filter.lacks_reference();
                    step.filter = step.filter.with(key, setting.clone())?;
                    // The picture it waited for is here.
                    step.on |= waited && !step.filter.lacks_reference();
                    name = EditName::Parameter(kind, key);
                }
                StepChange::Strength(strength) => {
                    *step = step.clone().with_strength(*strength)?;
                    name = EditName::Parameter(kind, "strength");
                }
                StepChange::Scope(scope) => {
                    *step = step.clone().with_scope(*scope)?;
                    name = EditName::Parameter(kind, "scope");
                }
                StepChange::Colour(colour) => {
                    step.colour = *colour;
                    name = EditName::Parameter(kind, "colour");
                }
                StepChange::Reset => {
                    *step = Step {
                        on: step.on,
                        ..Step::new(kind.filter())
                    };
                    name = EditName::Reset;
                }
                StepChange::Remove => {
                    steps.remove(at);
                    name = EditName::RemoveStep(kind);
                }
                StepChange::Duplicate => {
                    let copy = step.clone();
                    steps.insert(at + 1, copy);
                    name = EditName::AddStep(kind);
                }
                StepChange::MoveTo(to) => {
                    let moved = steps.remove(at);
                    steps.insert((*to).min(steps.len()), moved);
                    name = EditName::MoveStep(kind);
                }
            }
            *treatment = std::mem::take(treatment).fitted(Start::of(header));
            Ok(())
        })?;
        Ok(name)
    }

    fn adopt(&mut self, cell: Cell) -> Result<(), CommandError> {
        let viewport = self.active().ok_or(CommandError::Empty)?.id;
        let usual = self.edits.usual.clone();
        self.treat(viewport, |treatment, header| {
            let mut adopted = treatment.cell(cell, &usual, Start::of(header));
            // Steps that were off stay in the list, off.
            for step in &treatment.recipe.steps {
                let kind = step.filter.kind();
                let known = adopted.recipe.steps.iter().any(|s| s.filter.kind() == kind);
                if !known && kind != FilterKind::Window {
                    let off = Step {
                        on: false,
                        ..step.clone()
                    };
                    adopted.recipe.steps.push(off);
                }
            }
            *treatment = adopted;
            Ok(())
        })
    }
}

/// A name or note as a file holds it: one line, without spaces around it.
fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}

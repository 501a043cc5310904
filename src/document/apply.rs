//! How commands change the document: checked against the shelf, clamped, named for undo.

use std::sync::Arc;

use super::Cell;
use super::CommandError;
use super::Comparison;
use super::Cursor;
use super::Document;
use super::Edit;
use super::EditName;
use super::Edits;
use super::Go;
use super::Group;
use super::Layout;
use super::Magnification;
use super::StepChange;
use super::TissueChange;
use super::Treatment;
use super::Viewport;
use super::ViewportId;
use super::edits::start_domain;
use crate::recipe::FilterKind;
use crate::recipe::SetName;
use crate::recipe::Step;
use crate::recipe::TissueOverlay;
use crate::recipe::TissueSet;
use crate::study::Plane;
use crate::study::SeriesHeader;
use crate::study::SeriesId;
use crate::study::Unit;

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
        } else if self.edits.viewport(self.position.active).is_none()
            && let Some(first) = self.edits.viewports.first()
        {
            self.position.active = first.id;
        }
        result
    }

    fn try_edit(&mut self, edit: &Edit) -> Result<EditName, CommandError> {
        match edit {
            Edit::ShowSeries { viewport, series } => {
                self.show(*viewport, series)?;
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
                self.edits.comparison = None;
                self.edits.beside = None;
                self.arrange(*layout);
                Ok(EditName::Layout)
            }
            Edit::SetWindow { viewport, window } => {
                let window = *window;
                self.treat(*viewport, |treatment, _| Ok(treatment.set_window(window)?))?;
                Ok(EditName::Window)
            }
            Edit::ToggleEqualiser {
                viewport,
                kind,
                add,
            } => {
                let usual = self.edits.usual.clone();
                self.treat(*viewport, |treatment, header| {
                    treatment.toggle_equaliser(*kind, *add, &usual, start_domain(header));
                    Ok(())
                })?;
                Ok(EditName::Toggle(*kind))
            }
            Edit::AddStep { viewport, kind } => {
                self.treat(*viewport, |treatment, header| {
                    treatment.recipe.steps.push(Step::new(kind.filter()));
                    *treatment = std::mem::take(treatment).fitted(start_domain(header));
                    Ok(())
                })?;
                Ok(EditName::AddStep(*kind))
            }
            Edit::ChangeStep {
                viewport,
                step,
                change,
            } => self.change_step(*viewport, *step, change),
            Edit::SetRecipe { viewport, recipe } => {
                self.treat(*viewport, |treatment, header| {
                    treatment.recipe = recipe.clone();
                    *treatment = std::mem::take(treatment).fitted(start_domain(header));
                    Ok(())
                })?;
                Ok(EditName::Recipe)
            }
            Edit::SetInvert { viewport, invert } => {
                self.treat(*viewport, |treatment, _| {
                    treatment.look.invert = *invert;
                    Ok(())
                })?;
                Ok(EditName::Invert)
            }
            Edit::Tissue { viewport, change } => {
                self.change_tissue(*viewport, change)?;
                Ok(EditName::Tissue)
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
                self.treat(*viewport, |treatment, _| {
                    *treatment = Treatment::default();
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

    fn view_mut(&mut self, id: ViewportId) -> Result<&mut Viewport, CommandError> {
        let view = self.edits.viewports.iter_mut().find(|view| view.id == id);
        view.ok_or(CommandError::Gone)
    }

    fn fresh_id(&self) -> ViewportId {
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
    fn treat(
        &mut self,
        viewport: ViewportId,
        change: impl FnOnce(&mut Treatment, &SeriesHeader) -> Result<(), CommandError>,
    ) -> Result<(), CommandError> {
        let header = self.header(viewport).ok_or(CommandError::Empty)?.clone();
        let group = self.view_mut(viewport)?.treatment.clone();
        let mut treatment = self.edits.treatment(&group);
        change(&mut treatment, &header)?;
        treatment.recipe.check(start_domain(&header))?;
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
            name = EditName::Parameter(kind, "");
            match change {
                StepChange::On(on) => {
                    step.on = *on;
                    name = EditName::Toggle(kind);
                }
                StepChange::Set(key, setting) => {
                    step.filter = step.filter.with(key, *setting)?;
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
            *treatment = std::mem::take(treatment).fitted(start_domain(header));
            Ok(())
        })?;
        Ok(name)
    }

    fn change_tissue(
        &mut self,
        viewport: ViewportId,
        change: &TissueChange,
    ) -> Result<(), CommandError> {
        let header = self.header(viewport).ok_or(CommandError::Empty)?;
        if header.channels != 1 {
            return Err(CommandError::NoTissue);
        }
        let in_hu = header.unit == Unit::Hu;
        let group = self.view_mut(viewport)?.treatment.clone();
        let mut treatment = self.edits.treatment(&group);
        let kept = if in_hu {
            &mut self.edits.tissue
        } else {
            &mut self.edits.relative_tissue
        };
        let usual = if in_hu {
            SetName::FiveDensities
        } else {
            SetName::Relative
        };
        let mut overlay = treatment
            .look
            .tissue
            .clone()
            .or_else(|| kept.clone())
            .unwrap_or_else(|| TissueOverlay::new(TissueSet::shipped(usual)));
        let mut on = treatment.look.tissue.is_some();
        match change {
            TissueChange::On(switch) => on = *switch,
            TissueChange::Set(set) => overlay.set = TissueSet::shipped(*set),
            TissueChange::Range { class, low, high } => {
                overlay.set = overlay.set.with_range(*class, *low, *high);
            }
            TissueChange::Colour { class, colour } => {
                let class = overlay.set.classes.get_mut(*class);
                class.ok_or(CommandError::Gone)?.colour = *colour;
            }
            TissueChange::Visible { class, visible } => {
                let class = overlay.set.classes.get_mut(*class);
                class.ok_or(CommandError::Gone)?.visible = *visible;
            }
            TissueChange::Opacity(opacity) => overlay.opacity = opacity.clamp(0.0, 1.0),
            TissueChange::Fill(fill) => overlay.fill = *fill,
            TissueChange::Reset => overlay.set = TissueSet::shipped(overlay.set.name),
        }
        *kept = Some(overlay.clone());
        treatment.look.tissue = on.then_some(overlay);
        self.edits.treatments.insert(group, Arc::new(treatment));
        Ok(())
    }

    /// Shows `series` in `viewport`, linked with the other views of it.
    fn show(&mut self, viewport: ViewportId, series: &SeriesId) -> Result<(), CommandError> {
        let header = self.shelf.get(series).ok_or(CommandError::Gone)?.clone();
        self.edits.closed.remove(series);
        let view = self.view_mut(viewport)?;
        view.series = Some(series.clone());
        view.treatment = Group::Series(series.clone());
        view.place = Group::Series(series.clone());
        view.turn = super::Turn::default();
        if header.geometry.is_none() {
            view.plane = Plane::Acquired;
        } else if view.plane == Plane::Acquired {
            view.plane = Plane::Axial;
        }
        self.position.magnifications.remove(&viewport);
        Ok(())
    }

    /// Shows `series` in the layout that suits it: three planes, or one view.
    fn show_alone(&mut self, series: &SeriesId) -> Result<(), CommandError> {
        let header = self.shelf.get(series).ok_or(CommandError::Gone)?.clone();
        self.edits.comparison = None;
        self.edits.beside = None;
        self.edits.viewports.clear();
        let planes: &[Plane] = match &header.geometry {
            Some(_) if header.size[2] > 1 => &[Plane::Axial, Plane::Coronal, Plane::Sagittal],
            Some(_) | None => &[Plane::Acquired],
        };
        self.edits.layout = if planes.len() == 1 {
            Layout::One
        } else {
            Layout::BigAndTwo
        };
        for plane in planes {
            let id = self.fresh_id();
            self.edits.viewports.push(view_of(id, series, *plane));
            self.position.magnifications.remove(&id);
        }
        self.edits.closed.remove(series);
        Ok(())
    }

    /// Keeps the views that fit into `layout` and fills the rest with planes of the active series.
    fn arrange(&mut self, layout: Layout) {
        let active = self.active().cloned();
        let mut views = std::mem::take(&mut self.edits.viewports);
        views.retain(|view| view.offset == 0);
        if let Some(active) = &active
            && layout.views() < views.len()
        {
            // The active view must not be the one that is dropped.
            views.sort_by_key(|view| view.id != active.id);
        }
        views.truncate(layout.views());
        self.edits.viewports = views;
        self.edits.layout = layout;
        let Some(active) = active else { return };
        let volume = self.header(active.id).or_else(|| {
            let series = active.series.as_ref()?;
            self.shelf.get(series)
        });
        let is_volume = volume.is_some_and(|header| header.geometry.is_some());
        if layout == Layout::Sheet {
            self.edits.viewports.clear();
        }
        for n in self.edits.viewports.len()..layout.views() {
            let id = self.fresh_id();
            let mut view = Viewport {
                id,
                offset: 0,
                turn: super::Turn::default(),
                ..active.clone()
            };
            if layout == Layout::Sheet {
                view.offset = n as isize - 5;
                view.turn = active.turn;
            } else if is_volume {
                let shown = |plane: &Plane| {
                    let mut views = self.edits.viewports.iter();
                    views.any(|v| v.plane == *plane && v.series == active.series)
                };
                let planes = [Plane::Axial, Plane::Coronal, Plane::Sagittal];
                view.plane = planes
                    .into_iter()
                    .find(|plane| !shown(plane))
                    .unwrap_or(Plane::Acquired);
            }
            self.edits.viewports.push(view);
        }
    }

    fn link(&mut self, viewport: ViewportId, linked: bool) -> Result<(), CommandError> {
        let header = self.header(viewport).ok_or(CommandError::Empty)?.clone();
        let view = self.edits.viewport(viewport).ok_or(CommandError::Gone)?;
        let group = if linked {
            Group::Series(header.id.clone())
        } else {
            Group::Viewport(viewport)
        };
        if !linked {
            let treatment = self.edits.treatment(&view.treatment);
            let cursor = self.position.cursor_of(view, &header);
            self.position.cursors.insert(group.clone(), cursor);
            let treatment = Arc::new(treatment);
            self.edits.treatments.insert(group.clone(), treatment);
        }
        let view = self.view_mut(viewport)?;
        view.treatment = group.clone();
        view.place = group;
        Ok(())
    }

    fn compare(&mut self, comparison: Option<Comparison>) -> Result<(), CommandError> {
        if let Some((layout, views)) = self.edits.beside.take() {
            self.edits.layout = layout;
            self.edits.viewports = views;
        }
        self.edits.comparison = comparison;
        if comparison != Some(Comparison::SideBySide) {
            if comparison.is_some() {
                self.active()
                    .and_then(|view| view.series.as_ref())
                    .ok_or(CommandError::Empty)?;
            }
            return Ok(());
        }
        let active = self.active().cloned().ok_or(CommandError::Empty)?;
        let series = active.series.clone().ok_or(CommandError::Empty)?;
        let (a, b) = {
            let a = self.fresh_id();
            (a, ViewportId(a.0 + 1))
        };
        let original = self.edits.treatment(&active.treatment).original();
        self.edits
            .treatments
            .insert(Group::Viewport(a), Arc::new(original));
        let before = Viewport {
            id: a,
            treatment: Group::Viewport(a),
            place: Group::Series(series),
            offset: 0,
            ..active.clone()
        };
        let after = Viewport {
            id: b,
            offset: 0,
            ..active
        };
        let views = std::mem::replace(&mut self.edits.viewports, vec![before, after]);
        self.edits.beside = Some((self.edits.layout, views));
        self.edits.layout = Layout::Two;
        self.position.active = b;
        Ok(())
    }

    fn adopt(&mut self, cell: Cell) -> Result<(), CommandError> {
        let viewport = self.active().ok_or(CommandError::Empty)?.id;
        let usual = self.edits.usual.clone();
        self.treat(viewport, |treatment, header| {
            let mut adopted = treatment.cell(cell, &usual, start_domain(header));
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

    fn close(&mut self, series: &[SeriesId]) {
        self.edits.closed.extend(series.iter().cloned());
        let is_closed = |s: &Option<SeriesId>| s.as_ref().is_some_and(|id| series.contains(id));
        if self
            .edits
            .viewports
            .iter()
            .any(|view| is_closed(&view.series))
        {
            self.edits.comparison = None;
            self.edits.beside = None;
            let next = self.open_series().next().map(|header| header.id.clone());
            match next {
                Some(next) => {
                    // The next one in the list takes the place; it is on the shelf.
                    let _ = self.show_alone(&next);
                }
                None => self.edits.viewports.clear(),
            }
        }
    }

    /// Looks elsewhere.
    ///
    /// # Errors
    /// When the view is gone or shows nothing.
    pub fn go(&mut self, go: &Go) -> Result<(), CommandError> {
        match go {
            Go::Activate(id) => {
                self.edits.viewport(*id).ok_or(CommandError::Gone)?;
                self.position.active = *id;
                if self.position.maximised.is_some() {
                    self.position.maximised = Some(*id);
                }
            }
            Go::NextView(by) => {
                let views = &self.edits.viewports;
                let at = views.iter().position(|v| v.id == self.position.active);
                let count = views.len().max(1) as isize;
                let next = (at.unwrap_or(0) as isize + by).rem_euclid(count) as usize;
                if let Some(view) = views.get(next) {
                    let id = view.id;
                    return self.go(&Go::Activate(id));
                }
            }
            Go::Slice { viewport, index } => self.go_to_slice(*viewport, *index)?,
            Go::Step { viewport, by } => {
                let index = self.index(*viewport).saturating_add_signed(*by);
                self.go_to_slice(*viewport, index)?;
            }
            Go::End { viewport, last } => {
                self.go_to_slice(*viewport, if *last { usize::MAX } else { 0 })?;
            }
            Go::Cursor { viewport, x, y } => {
                let header = self.header(*viewport).ok_or(CommandError::Empty)?.clone();
                let Some(geometry) = &header.geometry else {
                    return Ok(());
                };
                let view = self.edits.viewport(*viewport).ok_or(CommandError::Gone)?;
                let frame = geometry.frame(view.plane);
                let index = self.index(*viewport) as f64;
                let x = x.clamp(0.0, frame.width as f64 - 1.0);
                let y = y.clamp(0.0, frame.height as f64 - 1.0);
                let voxel = frame.voxel(geometry, index, x, y);
                self.move_cursor(*viewport, &header, Cursor { voxel })?;
            }
            Go::Magnify {
                viewport,
                magnification,
            } => {
                let magnification = bounded(*magnification);
                let side_by_side = self.edits.comparison == Some(Comparison::SideBySide);
                let ids: Vec<ViewportId> = if side_by_side {
                    self.edits.viewports.iter().map(|view| view.id).collect()
                } else {
                    vec![*viewport]
                };
                for id in ids {
                    self.position.magnifications.insert(id, magnification);
                }
            }
            Go::MagnifyGrid(magnification) => self.position.grid = bounded(*magnification),
            Go::Maximise(viewport) => self.position.maximised = *viewport,
            Go::Crosshair(on) => self.position.crosshair = *on,
            Go::Original(on) => self.position.original = *on,
            Go::NextSeries(_) => {}
            Go::ResetView(viewport) => {
                let header = self.header(*viewport).ok_or(CommandError::Empty)?.clone();
                self.position.magnifications.remove(viewport);
                self.position.grid = Magnification::default();
                self.move_cursor(*viewport, &header, Cursor::middle(&header))?;
            }
        }
        Ok(())
    }

    /// The series after or before the active view's in the list.
    pub fn next_series(&self, by: isize) -> Option<SeriesId> {
        let open: Vec<&SeriesId> = self.open_series().map(|header| &header.id).collect();
        let active = self.active().and_then(|view| view.series.as_ref());
        let at = active.and_then(|id| open.iter().position(|open| *open == id));
        let next = match at {
            Some(at) => at.checked_add_signed(by)?,
            None => 0,
        };
        open.get(next).map(|id| (*id).clone())
    }

    fn go_to_slice(&mut self, viewport: ViewportId, index: usize) -> Result<(), CommandError> {
        let header = self.header(viewport).ok_or(CommandError::Empty)?.clone();
        let view = self.edits.viewport(viewport).ok_or(CommandError::Gone)?;
        let last = header.slice_count(view.plane).saturating_sub(1);
        let index = index
            .min(last)
            .saturating_add_signed(-view.offset)
            .min(last);
        let cursor = self.position.cursor_of(view, &header);
        let moved = cursor.at_index(&header, view.plane, index);
        self.move_cursor(viewport, &header, moved)
    }

    /// Moves a view's cursor; in a comparison of two series the other one follows in millimetres.
    fn move_cursor(
        &mut self,
        viewport: ViewportId,
        header: &SeriesHeader,
        to: Cursor,
    ) -> Result<(), CommandError> {
        let view = self.edits.viewport(viewport).ok_or(CommandError::Gone)?;
        let from = self.position.cursor_of(view, header);
        let place = view.place.clone();
        let mut moves = vec![(place.clone(), to)];
        let linked = matches!(place, Group::Series(_));
        for other in self.edits.viewports.iter().filter(|_| linked) {
            if other.place == place || !other.is_linked() {
                continue;
            }
            let Some(other_header) = self.header(other.id) else {
                continue;
            };
            let cursor = self.position.cursor_of(other, other_header);
            let side_by_side = self.edits.comparison == Some(Comparison::SideBySide);
            if let Some(cursor) = followed(header, from, to, other_header, cursor, side_by_side) {
                moves.push((other.place.clone(), cursor));
            }
        }
        self.position.cursors.extend(moves);
        Ok(())
    }
}

/// Where the cursor of another series goes when the one of `header` moves: to the same point where
/// both share a frame of reference, else by the same way in millimetres (or frames) where they are
/// compared side by side.
fn followed(
    header: &SeriesHeader,
    from: Cursor,
    to: Cursor,
    other: &SeriesHeader,
    cursor: Cursor,
    side_by_side: bool,
) -> Option<Cursor> {
    match (&header.geometry, &other.geometry) {
        (Some(here), Some(there)) => {
            let same = here.frame_of_reference.is_some()
                && here.frame_of_reference == there.frame_of_reference;
            let point = if same {
                here.point(to.voxel)
            } else if side_by_side {
                let (a, b) = (here.point(from.voxel), here.point(to.voxel));
                let own = there.point(cursor.voxel);
                [
                    own[0] + b[0] - a[0],
                    own[1] + b[1] - a[1],
                    own[2] + b[2] - a[2],
                ]
            } else {
                return None;
            };
            let voxel = there.voxel(point);
            let clamped = [0, 1, 2].map(|n| voxel[n].clamp(0.0, there.size[n] as f64 - 1.0));
            Some(Cursor { voxel: clamped })
        }
        (None, None) if side_by_side => {
            let frame = cursor.voxel[2] + to.voxel[2] - from.voxel[2];
            let last = other.size[2] as f64 - 1.0;
            Some(Cursor {
                voxel: [cursor.voxel[0], cursor.voxel[1], frame.clamp(0.0, last)],
            })
        }
        _ => None,
    }
}

fn bounded(magnification: Magnification) -> Magnification {
    Magnification {
        zoom: magnification.zoom.clamp(0.1, 64.0),
        middle: magnification.middle.map(|m| m.clamp(-0.5, 1.5)),
    }
}

fn view_of(id: ViewportId, series: &SeriesId, plane: Plane) -> Viewport {
    Viewport {
        id,
        series: Some(series.clone()),
        plane,
        treatment: Group::Series(series.clone()),
        place: Group::Series(series.clone()),
        turn: super::Turn::default(),
        offset: 0,
    }
}

impl Edits {
    /// Whether nothing is shown.
    pub fn is_empty(&self) -> bool {
        self.viewports.is_empty()
    }
}

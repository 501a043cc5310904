//! Which views there are: showing, arranging, linking, comparing, closing.

use std::sync::Arc;

use super::CommandError;
use super::Comparison;
use super::Document;
use super::Edits;
use super::Group;
use super::Layout;
use super::Turn;
use super::Viewport;
use super::ViewportId;
use crate::study::Plane;
use crate::study::SeriesId;

impl Document {
    /// Shows `series` in `viewport`, linked with the other views of it.
    pub(super) fn show(
        &mut self,
        viewport: ViewportId,
        series: &SeriesId,
    ) -> Result<(), CommandError> {
        let header = self.shelf.get(series).ok_or(CommandError::Gone)?.clone();
        self.edits.closed.remove(series);
        let view = self.view_mut(viewport)?;
        view.series = Some(series.clone());
        view.treatment = Group::Series(series.clone());
        view.place = Group::Series(series.clone());
        view.turn = Turn::default();
        if header.geometry.is_none() {
            view.plane = Plane::Acquired;
        } else if view.plane == Plane::Acquired {
            view.plane = Plane::Axial;
        }
        self.position.magnifications.remove(&viewport);
        Ok(())
    }

    /// Shows `series` in the layout that suits it: three planes, or one view.
    pub(super) fn show_alone(&mut self, series: &SeriesId) -> Result<(), CommandError> {
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

    /// Shows `series` in one view more; where the layout is full, in the last view that is not the active one.
    pub(super) fn show_beside(&mut self, series: &SeriesId) -> Result<(), CommandError> {
        if self.edits.is_empty() {
            return self.show_alone(series);
        }
        self.compare(None)?;
        let larger = match self.edits.layout {
            Layout::One | Layout::Sheet => Layout::Two,
            Layout::Two => Layout::Three,
            Layout::BigAndTwo | Layout::Three | Layout::Four => Layout::Four,
        };
        self.arrange(larger);
        let active = self.active().map(|view| view.id);
        let last = self
            .edits
            .viewports
            .iter()
            .rfind(|view| Some(view.id) != active)
            .ok_or(CommandError::Empty)?
            .id;
        self.show(last, series)
    }

    /// Keeps the views that fit into `layout` and fills the rest with planes of the active series.
    pub(super) fn arrange(&mut self, layout: Layout) {
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
                turn: Turn::default(),
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

    pub(super) fn link(&mut self, viewport: ViewportId, linked: bool) -> Result<(), CommandError> {
        let header = self.header(viewport).ok_or(CommandError::Empty)?.clone();
        let view = self.edits.viewport(viewport).ok_or(CommandError::Gone)?;
        let group = if linked {
            Group::Series(header.id.clone())
        } else {
            Group::Viewport(viewport)
        };
        if !linked {
            let treatment = self.treatment_of(view);
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

    pub(super) fn compare(&mut self, comparison: Option<Comparison>) -> Result<(), CommandError> {
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
        let original = self.treatment_of(&active).original();
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

    pub(super) fn close(&mut self, series: &[SeriesId]) {
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
}

fn view_of(id: ViewportId, series: &SeriesId, plane: Plane) -> Viewport {
    Viewport {
        id,
        series: Some(series.clone()),
        plane,
        treatment: Group::Series(series.clone()),
        place: Group::Series(series.clone()),
        turn: Turn::default(),
        offset: 0,
    }
}

impl Edits {
    /// Whether nothing is shown.
    pub fn is_empty(&self) -> bool {
        self.viewports.is_empty()
    }
}

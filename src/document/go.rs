//! Looking elsewhere: slices, cursors, magnification.

use super::CommandError;
use super::Comparison;
use super::Cursor;
use super::Document;
use super::Go;
use super::Group;
use super::Magnification;
use super::ViewportId;
use crate::study::Point3;
use crate::study::SeriesHeader;
use crate::study::SeriesId;

impl Document {
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
                let cursor = self.position.cursor_of(view, &header);
                self.move_cursor(*viewport, &header, Cursor { voxel, ..cursor })?;
            }
            Go::Phase { viewport, phase } => self.go_to_phase(*viewport, *phase)?,
            Go::StepPhase { viewport, by } => {
                let phase = self.phase(*viewport).saturating_add_signed(*by);
                self.go_to_phase(*viewport, phase)?;
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
            Go::Try(trial) => self.position.trial = trial.clone(),
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

    fn go_to_phase(&mut self, viewport: ViewportId, phase: usize) -> Result<(), CommandError> {
        let header = self.header(viewport).ok_or(CommandError::Empty)?.clone();
        let view = self.edits.viewport(viewport).ok_or(CommandError::Gone)?;
        let cursor = self.position.cursor_of(view, &header);
        self.move_cursor(viewport, &header, cursor.at_phase(&header, phase))
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
/// compared side by side. There it also goes on by as many phases.
fn followed(
    header: &SeriesHeader,
    from: Cursor,
    to: Cursor,
    other: &SeriesHeader,
    cursor: Cursor,
    side_by_side: bool,
) -> Option<Cursor> {
    let phase = if side_by_side {
        let way = to.phase as isize - from.phase as isize;
        let last = other.phase_count() - 1;
        cursor.phase.saturating_add_signed(way).min(last)
    } else {
        cursor.phase
    };
    let voxel = voxel_followed(header, from, to, other, cursor, side_by_side)?;
    Some(Cursor { voxel, phase })
}

fn voxel_followed(
    header: &SeriesHeader,
    from: Cursor,
    to: Cursor,
    other: &SeriesHeader,
    cursor: Cursor,
    side_by_side: bool,
) -> Option<Point3> {
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
            Some([0, 1, 2].map(|n| voxel[n].clamp(0.0, there.size[n] as f64 - 1.0)))
        }
        (None, None) if side_by_side => {
            let frame = cursor.voxel[2] + to.voxel[2] - from.voxel[2];
            let last = other.size[2] as f64 - 1.0;
            Some([cursor.voxel[0], cursor.voxel[1], frame.clamp(0.0, last)])
        }
        _ => None,
    }
}

fn bounded(magnification: Magnification) -> Magnification {
    Magnification {
        zoom: magnification.zoom.clamp(0.1, 256.0),
        middle: magnification.middle.map(|m| m.clamp(-0.5, 1.5)),
    }
}

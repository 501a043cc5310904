//! Edits of the tissue overlay.

use std::sync::Arc;

use super::CommandError;
use super::Document;
use super::TissueChange;
use super::ViewportId;
use crate::recipe::SetName;
use crate::recipe::TissueOverlay;
use crate::recipe::TissueSet;
use crate::study::Unit;

impl Document {
    pub(super) fn change_tissue(
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
        let mut treatment = self.treatment(viewport);
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
}

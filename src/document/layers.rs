//! Edits of what lies over the pictures of a series.

use super::CommandError;
use super::Document;
use super::LayerChange;
use super::ViewportId;

impl Document {
    pub(super) fn change_layers(
        &mut self,
        viewport: ViewportId,
        change: &LayerChange,
    ) -> Result<(), CommandError> {
        let header = self.header(viewport).ok_or(CommandError::Empty)?;
        let part_counts: Vec<_> = self
            .shelf
            .layers_over(header)
            .map(|layer| (layer.id.clone(), layer.parts.len()))
            .collect();
        if part_counts.is_empty() {
            return Err(CommandError::NoLayers);
        }
        self.treat(viewport, |treatment, _| {
            let look = &mut treatment.look.layers;
            let (layer, parts, visible) = match change {
                LayerChange::On(on) => {
                    look.on = *on;
                    return Ok(());
                }
                LayerChange::Opacity(opacity) => {
                    look.opacity = opacity.clamp(0.0, 1.0);
                    return Ok(());
                }
                LayerChange::Fill(fill) => {
                    look.fill = *fill;
                    return Ok(());
                }
                LayerChange::Part {
                    layer,
                    part,
                    visible,
                } => (layer, *part..*part + 1, *visible),
                LayerChange::All { layer, visible } => (layer, 0..usize::MAX, *visible),
            };
            let known = part_counts.iter().find(|(id, _)| id == layer);
            let (_, count) = known.ok_or(CommandError::Gone)?;
            if parts.start >= *count {
                return Err(CommandError::Gone);
            }
            for part in parts.start..parts.end.min(*count) {
                let named = (layer.clone(), part);
                if visible {
                    look.hidden.remove(&named);
                } else {
                    look.hidden.insert(named);
                }
            }
            Ok(())
        })
    }
}

//! What lies over the open series: overlay planes, structures, segments.

use std::sync::Arc;

use super::Session;
use crate::study::Layer;
use crate::study::SeriesHeader;

impl Session {
    /// Takes a layer in; it is shown over the series it belongs to as soon as that is open.
    pub(super) fn take_layer(&mut self, layer: Arc<Layer>) {
        self.document.shelf.put_layer(layer.header.clone());
        self.revision += 1;
        let id = layer.header.id.clone();
        self.layers.insert(id, (layer, self.revision));
    }

    /// The layers that lie over a series, each with the reading it comes from.
    pub(super) fn layers_over(
        &self,
        header: &SeriesHeader,
    ) -> impl Iterator<Item = (Arc<Layer>, u64)> {
        self.document
            .shelf
            .layers_over(header)
            .filter_map(|layer| self.layers.get(&layer.id).cloned())
    }

    /// Lets go of the layers that lay over series which were closed, and over no other.
    pub(super) fn drop_layers(&mut self) {
        let document = &self.document;
        let closed = &document.edits.closed;
        let is_over = |layer: &Layer, closed_ones: bool| {
            document
                .shelf
                .series()
                .iter()
                .filter(|header| closed.contains(&header.id) == closed_ones)
                .any(|header| {
                    let mut over = document.shelf.layers_over(header);
                    over.any(|other| other.id == layer.header.id)
                })
        };
        self.layers
            .retain(|_, (layer, _)| is_over(layer, false) || !is_over(layer, true));
        let layers = &self.layers;
        self.document
            .shelf
            .keep_layers(|id| layers.contains_key(id));
    }
}

//! Panes in their layers: a stack on each tab, boxes above all tabs, the top one asked first.

use crate::{
    desks::Desk,
    domain::topics::Topics,
    kit::{Pane, PaneId, Shape},
};

/// A pane on the screen or below others.
pub struct Layer {
    /// Its number.
    pub id: PaneId,
    /// The pane.
    pub pane: Box<dyn Pane>,
    /// For boxes: who asked.
    pub asker: PaneId,
    /// What others changed while it was hidden.
    pub stale: Topics,
}

/// A desk with its panes, the first one at the bottom; none until the desk is first visited.
pub struct Tab {
    /// The desk.
    pub desk: &'static Desk,
    /// Its panes.
    pub layers: Vec<Layer>,
}

/// All panes.
pub struct Layers {
    /// The desks that the user may open.
    pub tabs: Vec<Tab>,
    /// The tab on the screen.
    pub current: usize,
    /// Boxes above the tab.
    pub boxes: Vec<Layer>,
    last: PaneId,
}

impl Layers {
    /// Empty tabs for desks.
    pub fn new(desks: impl Iterator<Item = &'static Desk>) -> Self {
        let tabs = desks.map(|desk| Tab { desk, layers: Vec::new() }).collect();
        Self { tabs, current: 0, boxes: Vec::new(), last: PaneId(0) }
    }

    /// The layer that is asked first.
    pub fn top(&self) -> Option<&Layer> {
        self.boxes.last().or_else(|| self.page())
    }

    /// The pane on the present tab, below the boxes.
    pub fn page(&self) -> Option<&Layer> {
        self.tab().and_then(|tab| tab.layers.last())
    }

    /// The present tab.
    pub fn tab(&self) -> Option<&Tab> {
        self.tabs.get(self.current)
    }

    /// Puts a pane on top of the present tab, or of the boxes.
    pub fn push(&mut self, pane: Box<dyn Pane>, asker: PaneId) -> PaneId {
        self.last.0 += 1;
        let id = self.last;
        let full = pane.shape() == Shape::Full;
        let layer = Layer { id, pane, asker, stale: Topics::NONE };
        match self.tabs.get_mut(self.current) {
            Some(tab) if full => tab.layers.push(layer),
            _ => self.boxes.push(layer),
        }
        id
    }

    /// Takes a pane away. The bottom pane of a tab stays.
    pub fn remove(&mut self, id: PaneId) -> Option<Layer> {
        if let Some(at) = self.boxes.iter().position(|layer| layer.id == id) {
            return Some(self.boxes.remove(at));
        }
        self.tabs.iter_mut().find_map(|tab| {
            let at = tab.layers.iter().position(|layer| layer.id == id).filter(|at| *at > 0)?;
            Some(tab.layers.remove(at))
        })
    }

    /// The layer with a number, wherever it lies.
    pub fn find_mut(&mut self, id: PaneId) -> Option<&mut Layer> {
        self.all_mut().find(|layer| layer.id == id)
    }

    /// The layer with a number, wherever it lies.
    pub fn find(&self, id: PaneId) -> Option<&Layer> {
        self.all().find(|layer| layer.id == id)
    }

    /// All layers, hidden or not.
    pub fn all(&self) -> impl Iterator<Item = &Layer> {
        self.tabs.iter().flat_map(|tab| &tab.layers).chain(&self.boxes)
    }

    /// All layers, hidden or not.
    pub fn all_mut(&mut self) -> impl Iterator<Item = &mut Layer> {
        self.tabs.iter_mut().flat_map(|tab| &mut tab.layers).chain(&mut self.boxes)
    }

    /// Numbers of the layers that are on the screen, from the bottom up.
    pub fn visible(&self) -> Vec<PaneId> {
        self.page().into_iter().chain(&self.boxes).map(|layer| layer.id).collect()
    }
}

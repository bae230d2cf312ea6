//! What the lists of the pane hold, worked out when it changes and not for every key.

use crate::{
    annotation::{Id, notes::Notes},
    app::pane::{Item, Tab},
    extract::{Extraction, Kind},
    text::Span,
};

/// Parts of the text that are told apart where it is shown in which of them a name stands.
pub const PARTS: usize = 8;

/// The items of all tabs.
#[derive(Clone, Debug, Default)]
pub struct Lists {
    /// By kind: the indices of its entities.
    entities: [Vec<u32>; 3],
    /// By entity: how often each part of the text mentions it.
    counts: Vec<[u32; PARTS]>,
    n_quotations: usize,
    /// The length of the longest quotation: how far back one that reaches an offset can begin.
    longest: usize,
    annotations: Vec<Id>,
    /// The state of the annotations that are listed.
    order: Option<usize>,
    /// How often there were wholly other ones.
    renewed: usize,
}

/// The items of a tab.
#[derive(Clone, Copy, Debug)]
pub enum Items<'a> {
    /// Indices into the entities of the extraction.
    Entities(&'a [u32]),
    /// So many of its quotations.
    Quotations(usize),
    /// Annotations.
    Annotations(&'a [Id]),
}

impl Lists {
    /// Takes in what was found in a text so long.
    pub fn take_found(&mut self, extraction: &Extraction, len: usize) {
        self.entities = [Kind::Person, Kind::Place, Kind::Organization].map(|kind| {
            let entities = (0..).zip(&extraction.entities);
            entities.filter(|(_, entity)| entity.kind == kind).map(|(idx, _)| idx).collect()
        });
        self.counts = vec![[0; PARTS]; extraction.entities.len()];
        for mention in &extraction.mentions {
            let part = (mention.span.start * PARTS / len.max(1)).min(PARTS - 1);
            if let Some(counts) = self.counts.get_mut(mention.entity) {
                counts[part] += 1;
            }
        }
        self.n_quotations = extraction.quotations.len();
        self.longest = extraction.quotations.iter().map(|it| it.span.len()).max().unwrap_or(0);
    }

    /// Takes in which notes there are, where their order is another than before.
    pub fn take_notes(&mut self, notes: Option<&Notes>) {
        let order = notes.map(|notes| notes.annotations.revision());
        if self.order != order {
            self.order = order;
            let all = notes.into_iter().flat_map(|notes| notes.annotations.iter());
            self.annotations = all.map(|annotation| annotation.id).collect();
        }
    }

    /// Forgets the notes, because there are wholly other ones.
    pub fn forget_notes(&mut self) {
        self.order = None;
        self.renewed += 1;
    }

    /// Returns numbers that are others whenever something in the notes has changed.
    pub fn notes_revision(&self) -> (usize, usize) {
        (self.renewed, self.order.unwrap_or(0))
    }

    /// Returns the items of a tab.
    pub fn of(&self, tab: Tab) -> Items<'_> {
        match tab {
            Tab::People => Items::Entities(&self.entities[0]),
            Tab::Places => Items::Entities(&self.entities[1]),
            Tab::Organizations => Items::Entities(&self.entities[2]),
            Tab::Quotes => Items::Quotations(self.n_quotations),
            Tab::Notes => Items::Annotations(&self.annotations),
        }
    }

    /// Returns how often each part of the text mentions an entity.
    pub fn counts(&self, entity: usize) -> [u32; PARTS] {
        self.counts.get(entity).copied().unwrap_or_default()
    }

    /// Returns the place in the list of quotations from which on they may reach a span.
    pub fn first_quotation(&self, extraction: &Extraction, span: Span) -> usize {
        let from = span.start.saturating_sub(self.longest);
        extraction.quotations.partition_point(|quotation| quotation.span.start < from)
    }
}

impl Items<'_> {
    /// Returns how many there are.
    pub fn len(self) -> usize {
        match self {
            Self::Entities(all) => all.len(),
            Self::Quotations(n) => n,
            Self::Annotations(all) => all.len(),
        }
    }

    /// Returns whether there are none.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Returns the item at a place in the list.
    pub fn get(self, idx: usize) -> Option<Item> {
        match self {
            Self::Entities(all) => all.get(idx).map(|idx| Item::Entity(*idx as usize)),
            Self::Quotations(n) => (idx < n).then_some(Item::Quotation(idx)),
            Self::Annotations(all) => all.get(idx).copied().map(Item::Annotation),
        }
    }

    /// Returns where an item stands in the list.
    pub fn position(self, item: Item) -> Option<usize> {
        match (self, item) {
            (Self::Entities(all), Item::Entity(idx)) => all.binary_search(&u32::try_from(idx).ok()?).ok(),
            (Self::Quotations(n), Item::Quotation(idx)) => (idx < n).then_some(idx),
            (Self::Annotations(all), Item::Annotation(id)) => all.iter().position(|it| *it == id),
            _ => None,
        }
    }
}

//! Collects the blocks of marked-up sources, where styles, lists and quotes open and close around running text.

use crate::article::{
    BlockKind, InlineKind,
    builder::{Part, Role},
    draft::Draft,
};

/// The parts so far and what is open.
#[derive(Debug, Default)]
pub(super) struct Flow {
    /// The parts that are complete.
    pub parts: Vec<Part>,
    /// The block being written.
    draft: Draft,
    /// The kind the source gives the block being written.
    kind: Option<BlockKind>,
    /// Styles that are open: where in the draft each began, and what it is.
    styles: Vec<(usize, Option<InlineKind>)>,
    /// Lists that are open: the number of the next item, if they are numbered.
    lists: Vec<Option<u64>>,
    /// Bytes of the marker the block being written begins with.
    marker: Option<usize>,
    /// Block quotes that are open.
    quotes: usize,
    /// Whether the description of an image is all of the block being written.
    image: Option<usize>,
    /// Cells of the table row being written.
    cells: usize,
}

impl Flow {
    /// Appends prose to the block.
    pub fn prose(&mut self, words: &str) {
        if self.kind == Some(BlockKind::Code) { self.draft.verbatim(words) } else { self.draft.prose(words) }
    }

    /// Appends a line break to keep.
    pub fn line_break(&mut self) {
        if self.kind == Some(BlockKind::Code) {
            self.draft.verbatim("\n");
        } else if !self.is_blank() {
            self.draft.line_break();
        }
    }

    /// Returns whether the block being written is preformatted.
    pub fn in_code(&self) -> bool {
        self.kind == Some(BlockKind::Code)
    }

    /// Returns whether a table row is being written.
    pub fn in_row(&self) -> bool {
        self.kind == Some(BlockKind::TableRow)
    }

    /// Returns whether a block quote is open.
    pub fn in_quote(&self) -> bool {
        self.quotes > 0
    }

    /// Returns whether the block has no words yet.
    pub fn is_blank(&self) -> bool {
        self.draft.text.len() <= self.marker.unwrap_or(0) || self.draft.text.trim().is_empty()
    }

    /// Returns whether the block so far ends in a line break.
    pub fn after_break(&self) -> bool {
        self.draft.text.ends_with('\n')
    }

    /// Opens a style; `None` is one that Byline does not show.
    pub fn open_style(&mut self, kind: Option<InlineKind>) {
        self.styles.push((self.draft.text.len(), kind));
    }

    /// Closes the style opened last.
    pub fn close_style(&mut self) {
        if let Some((start, Some(kind))) = self.styles.pop() {
            self.draft.style(start, kind);
        }
    }

    /// Begins a block the source names.
    pub fn open_block(&mut self, kind: BlockKind) {
        self.flush();
        self.kind = Some(kind);
        self.cells = 0;
        if self.marker.is_some() && matches!(kind, BlockKind::TableRow | BlockKind::Code) {
            self.draft = Draft::default();
            self.marker = None;
            self.restart_styles();
        }
    }

    /// Ends the block: it becomes a part if it has words.
    pub fn flush(&mut self) {
        if self.is_blank() {
            // The marker waits for the words of its item.
            if self.marker.is_none() {
                self.draft = Draft::default();
                self.restart_styles();
            }
            self.kind = None;
            return;
        }
        for idx in 0..self.styles.len() {
            if let Some((start, Some(kind))) = self.styles.get(idx).cloned() {
                self.draft.style(start, kind);
            }
        }
        let draft = std::mem::take(&mut self.draft);
        let depth = u8::try_from(self.lists.len().saturating_sub(1)).unwrap_or(u8::MAX);
        let role = match (self.kind.take(), self.marker.take()) {
            (Some(kind @ (BlockKind::Code | BlockKind::TableRow | BlockKind::Boilerplate)), _) => {
                Role::Known(kind)
            }
            (_, Some(marker)) => {
                Role::Known(BlockKind::ListItem { depth, marker: u8::try_from(marker).unwrap_or(u8::MAX) })
            }
            (Some(kind), None) => Role::Known(kind),
            (None, None) if !self.lists.is_empty() => Role::Known(BlockKind::ListItem { depth, marker: 0 }),
            (None, None) if self.quotes > 0 => Role::Known(BlockKind::Quote),
            (None, None) if self.image.take() == Some(draft.text.trim_end().len()) => {
                Role::Known(BlockKind::Caption)
            }
            (None, None) => Role::Prose,
        };
        self.image = None;
        self.parts.push(Part::new(role, draft));
        self.restart_styles();
    }

    /// Opens a list; `first` is the number of its first item.
    pub fn open_list(&mut self, first: Option<u64>) {
        self.flush();
        self.drop_marker();
        self.lists.push(first);
    }

    /// Closes the list opened last.
    pub fn close_list(&mut self) {
        self.close_item();
        self.lists.pop();
    }

    /// Begins an item of the list opened last.
    pub fn open_item(&mut self) {
        self.close_item();
        if self.lists.is_empty() {
            self.lists.push(None);
        }
        let marker = match self.lists.last_mut() {
            Some(Some(number)) => {
                let marker = format!("{number}. ");
                *number = number.saturating_add(1);
                marker
            }
            _ => "• ".to_owned(),
        };
        self.mark(&marker);
    }

    /// Begins a block with a marker, which no words need to follow.
    pub fn mark(&mut self, marker: &str) {
        self.draft.verbatim(marker);
        self.marker = Some(marker.len());
        self.restart_styles();
    }

    /// Ends an item.
    pub fn close_item(&mut self) {
        self.flush();
        self.drop_marker();
    }

    /// Opens a block quote.
    pub fn open_quote(&mut self) {
        self.flush();
        self.quotes += 1;
    }

    /// Closes a block quote.
    pub fn close_quote(&mut self) {
        self.flush();
        self.quotes = self.quotes.saturating_sub(1);
    }

    /// Begins a cell of the row being written.
    pub fn open_cell(&mut self) {
        if self.cells > 0 {
            self.draft.prose(" │ ");
        }
        self.cells += 1;
    }

    /// Says that the words just written describe an image that began the block.
    pub fn describe_image(&mut self) {
        self.image = Some(self.draft.text.trim_end().len());
    }

    /// Forgets a marker that no words followed.
    fn drop_marker(&mut self) {
        if self.marker.take().is_some() {
            self.draft = Draft::default();
            self.restart_styles();
        }
    }

    /// Lets the open styles begin again where the draft ends now.
    fn restart_styles(&mut self) {
        let start = self.draft.text.len();
        for style in &mut self.styles {
            style.0 = start;
        }
    }
}

/// Returns the style of a link to `address`, or `None` where it is none that can be followed.
pub(super) fn link(address: &str) -> Option<InlineKind> {
    let address = address.trim();
    let scheme = ["http://", "https://", "mailto:"]
        .iter()
        .any(|scheme| address.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme)));
    (scheme && !address.contains(char::is_control)).then(|| InlineKind::Link(address.to_owned()))
}

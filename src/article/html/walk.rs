//! Walks the tree of a page and makes parts of its elements.

use dom_query::NodeRef;

use crate::article::{
    BlockKind, InlineKind,
    builder::Part,
    flow::{self, Flow},
};

/// Depth from which an element is only its words.
const DEPTH: usize = 600;

/// Makes parts of everything below `root`.
pub(super) fn parts(root: &NodeRef<'_>) -> Vec<Part> {
    let mut walker = Walker { flow: Flow::default(), titled: false };
    walker.children(root, 0);
    walker.flow.flush();
    walker.flow.parts
}

/// Returns the level of a heading element.
pub(super) fn heading(name: &str) -> Option<u8> {
    let level = name.strip_prefix('h')?;
    ["1", "2", "3", "4", "5", "6"].contains(&level).then(|| level.parse().ok())?
}

/// Returns whether an element stands on lines of its own.
pub(super) fn is_block(name: &str) -> bool {
    const BLOCKS: &[&str] = &[
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ];
    BLOCKS.contains(&name) || heading(name).is_some()
}

/// Elements whose content is not read: it is no text, or belongs to the machinery of the page.
const SKIPPED: &[&str] = &[
    "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "canvas", "video", "audio",
    "select", "button", "input", "textarea", "nav", "head", "title", "dialog",
];

/// The blocks so far.
struct Walker {
    /// The blocks.
    flow: Flow,
    /// Whether a headline has been seen.
    titled: bool,
}

impl Walker {
    /// Walks what is below a node.
    fn children(&mut self, node: &NodeRef<'_>, depth: usize) {
        if depth > DEPTH {
            self.flow.prose(&node.text());
            return;
        }
        for child in node.children_it(false) {
            if child.is_text() {
                self.flow.prose(&child.text());
            } else if let Some(name) = child.node_name() {
                self.element(&child, &name, depth + 1);
            }
        }
    }

    /// Walks an element.
    fn element(&mut self, node: &NodeRef<'_>, name: &str, depth: usize) {
        if SKIPPED.contains(&name) || is_hidden(node) {
            return;
        }
        match name {
            "br" => self.line_break(),
            "img" => self.image(node),
            "em" | "i" | "cite" | "dfn" | "var" => self.styled(node, depth, Some(InlineKind::Emphasis)),
            "strong" | "b" => self.styled(node, depth, Some(InlineKind::Strong)),
            "code" | "kbd" | "samp" | "tt" if !self.flow.in_code() => {
                self.styled(node, depth, Some(InlineKind::Code));
            }
            "a" => {
                let address = node.attr("href");
                self.styled(node, depth, address.and_then(|address| flow::link(&address)));
            }
            "q" => {
                self.flow.prose("“");
                self.children(node, depth);
                self.flow.prose("”");
            }
            "blockquote" => {
                self.flow.open_quote();
                self.children(node, depth);
                self.flow.close_quote();
            }
            "ul" | "menu" | "dir" => self.list(node, depth, None),
            "ol" => {
                let first = node.attr("start").and_then(|start| start.trim().parse().ok());
                self.list(node, depth, Some(first.unwrap_or(1)));
            }
            "li" => {
                self.flow.open_item();
                self.children(node, depth);
                self.flow.close_item();
            }
            "pre" => self.block(node, depth, BlockKind::Code),
            "figcaption" | "caption" => self.block(node, depth, BlockKind::Caption),
            "aside" | "footer" if !self.flow.in_quote() => {
                let from = self.flow.parts.len();
                self.block(node, depth, BlockKind::Boilerplate);
                for part in self.flow.parts.iter_mut().skip(from) {
                    part.role = crate::article::builder::Role::Known(BlockKind::Boilerplate);
                }
            }
            "tr" => self.row(node, depth),
            _ => match heading(name) {
                Some(1) if !self.titled && !self.flow.in_quote() => {
                    self.titled = true;
                    self.block(node, depth, BlockKind::Title);
                }
                Some(level) => self.block(node, depth, BlockKind::Heading(level.max(2))),
                None if is_block(name) && !self.flow.in_row() => {
                    self.flow.flush();
                    self.children(node, depth);
                    self.flow.flush();
                }
                None => {
                    self.children(node, depth);
                    if is_block(name) {
                        self.flow.prose(" ");
                    }
                }
            },
        }
    }

    /// Walks an element that is a block of a kind.
    fn block(&mut self, node: &NodeRef<'_>, depth: usize, kind: BlockKind) {
        if self.flow.in_row() {
            return self.children(node, depth);
        }
        self.flow.open_block(kind);
        self.children(node, depth);
        self.flow.flush();
    }

    /// Walks words in a style.
    fn styled(&mut self, node: &NodeRef<'_>, depth: usize, kind: Option<InlineKind>) {
        self.flow.open_style(kind);
        self.children(node, depth);
        self.flow.close_style();
    }

    /// Walks a list.
    fn list(&mut self, node: &NodeRef<'_>, depth: usize, first: Option<u64>) {
        if self.flow.in_row() {
            return self.children(node, depth);
        }
        self.flow.open_list(first);
        self.children(node, depth);
        self.flow.close_list();
    }

    /// Walks a row of a table. A row of one cell, or of cells that hold tables, only lays out the page.
    fn row(&mut self, node: &NodeRef<'_>, depth: usize) {
        let is_cell =
            |child: &NodeRef<'_>| child.node_name().is_some_and(|name| matches!(name.as_ref(), "td" | "th"));
        let cells: Vec<NodeRef<'_>> = node.children_it(false).filter(is_cell).collect();
        let layout = cells.len() < 2
            || cells.iter().any(|cell| cell.children_it(false).any(|child| is_container(&child)));
        if layout || self.flow.in_row() {
            for cell in cells {
                self.flow.prose(" ");
                if !self.flow.in_row() {
                    self.flow.flush();
                }
                self.children(&cell, depth + 1);
            }
            return;
        }
        self.flow.open_block(BlockKind::TableRow);
        for cell in cells {
            self.flow.open_cell();
            self.children(&cell, depth + 1);
        }
        self.flow.flush();
    }

    /// Breaks the line; the second break in a row begins a paragraph.
    fn line_break(&mut self) {
        if self.flow.in_row() {
            self.flow.prose(" ");
        } else if self.flow.after_break() && !self.flow.in_code() {
            self.flow.flush();
        } else {
            self.flow.line_break();
        }
    }

    /// Shows the description of an image that stands by itself.
    fn image(&mut self, node: &NodeRef<'_>) {
        let described = node.attr("alt").filter(|words| words.split_whitespace().count() >= 3);
        if let Some(words) = described.filter(|_| self.flow.is_blank() && !self.flow.in_row()) {
            self.flow.prose(&words);
            self.flow.describe_image();
        }
    }
}

/// Returns whether an element of a cell shows that the table lays out the page.
fn is_container(node: &NodeRef<'_>) -> bool {
    node.node_name().is_some_and(|name| {
        matches!(name.as_ref(), "table" | "article" | "section" | "h1" | "h2" | "blockquote")
    })
}

/// Returns whether the page hides an element from its readers.
fn is_hidden(node: &NodeRef<'_>) -> bool {
    node.has_attr("hidden")
        || node
            .attr("style")
            .is_some_and(|style| style.replace(' ', "").to_lowercase().contains("display:none"))
        || node
            .attr("class")
            .is_some_and(|classes| classes.split_ascii_whitespace().any(|class| class == "mw-editsection"))
}

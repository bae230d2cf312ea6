//! Reads Markdown (CommonMark with tables, footnotes and strikethrough) into parts.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::article::{
    BlockKind, InlineKind, Meta,
    builder::{Part, Role},
    draft::Draft,
    flow::{self, Flow},
    front, html,
};

/// Reads a Markdown source.
pub(super) fn read(source: &str) -> (Meta, Vec<Part>) {
    let (meta, body) = front::split(source);
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    let mut reader = Reader::default();
    for event in Parser::new_ext(body, options) {
        reader.event(event);
    }
    reader.flow.flush();
    let mut parts = reader.flow.parts;
    let titled = parts.iter().any(|part| part.is(BlockKind::Title));
    if let Some(title) = meta.title.as_deref().filter(|_| !titled) {
        parts.insert(0, Part::new(Role::Known(BlockKind::Title), Draft::of(title)));
    }
    (meta, parts)
}

/// What is open while the events come in.
#[derive(Default)]
struct Reader {
    /// The blocks.
    flow: Flow,
    /// Whether a headline has been seen.
    titled: bool,
    /// Markup of the HTML block being read.
    markup: Option<String>,
    /// Whether the image being read began its paragraph.
    image: Option<bool>,
}

impl Reader {
    /// Takes in one event.
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.open(tag),
            Event::End(tag) => self.close(tag),
            Event::Text(words) => self.flow.prose(&words),
            Event::Code(words) | Event::InlineMath(words) | Event::DisplayMath(words) => {
                self.flow.open_style(Some(InlineKind::Code));
                self.flow.prose(&words);
                self.flow.close_style();
            }
            Event::Html(markup) => match &mut self.markup {
                Some(block) => block.push_str(&markup),
                None => self.flow.prose(&html::plain_words(&markup)),
            },
            Event::InlineHtml(tag) => {
                if tag.get(..3).is_some_and(|name| name.eq_ignore_ascii_case("<br")) {
                    self.flow.line_break();
                }
            }
            Event::FootnoteReference(label) => self.flow.prose(&format!("[{label}]")),
            Event::SoftBreak => self.flow.prose(" "),
            Event::HardBreak => self.flow.line_break(),
            Event::Rule => self.flow.flush(),
            Event::TaskListMarker(done) => self.flow.prose(if done { "[x] " } else { "[ ] " }),
        }
    }

    /// Opens an element.
    fn open(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph => self.flow.flush(),
            Tag::Heading { level, .. } => {
                let title = level == HeadingLevel::H1 && !self.titled && !self.flow.in_quote();
                self.titled |= title;
                let level = (level as u8).max(2);
                self.flow.open_block(if title { BlockKind::Title } else { BlockKind::Heading(level) });
            }
            Tag::BlockQuote(_) => self.flow.open_quote(),
            Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => {
                self.flow.open_block(BlockKind::Code);
            }
            Tag::HtmlBlock => {
                self.flow.flush();
                self.markup = Some(String::new());
            }
            Tag::List(first) => self.flow.open_list(first),
            Tag::Item => self.flow.open_item(),
            Tag::FootnoteDefinition(label) => {
                self.flow.flush();
                self.flow.mark(&format!("[{label}] "));
            }
            Tag::TableHead | Tag::TableRow => self.flow.open_block(BlockKind::TableRow),
            Tag::TableCell => self.flow.open_cell(),
            Tag::Emphasis => self.flow.open_style(Some(InlineKind::Emphasis)),
            Tag::Strong => self.flow.open_style(Some(InlineKind::Strong)),
            Tag::Link { dest_url, .. } => self.flow.open_style(flow::link(&dest_url)),
            Tag::Image { .. } => self.image = Some(self.flow.is_blank()),
            Tag::Strikethrough | Tag::Superscript | Tag::Subscript => self.flow.open_style(None),
            Tag::Table(_)
            | Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition
            | Tag::MetadataBlock(_) => self.flow.flush(),
        }
    }

    /// Closes an element.
    fn close(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::BlockQuote(_) => self.flow.close_quote(),
            TagEnd::List(_) => self.flow.close_list(),
            TagEnd::Item | TagEnd::FootnoteDefinition => self.flow.close_item(),
            TagEnd::HtmlBlock => {
                if let Some(markup) = self.markup.take() {
                    self.flow.parts.extend(html::plain_parts(&markup));
                }
            }
            TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Link
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript => self.flow.close_style(),
            TagEnd::Image => {
                if self.image.take() == Some(true) {
                    self.flow.describe_image();
                }
            }
            TagEnd::TableCell => {}
            TagEnd::Paragraph
            | TagEnd::Heading(_)
            | TagEnd::CodeBlock
            | TagEnd::Table
            | TagEnd::TableHead
            | TagEnd::TableRow
            | TagEnd::DefinitionList
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition
            | TagEnd::MetadataBlock(_) => self.flow.flush(),
        }
    }
}

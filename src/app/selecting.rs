//! Selecting words: with a cursor, and by objects (word, sentence, paragraph, section, quotation,
//! name, link, match, highlight).

use crate::{
    app::{
        Context, Focus, State,
        action::Action,
        going,
        reading::{Reach, Reading},
    },
    article::{Block, BlockKind, InlineKind},
    text::{Span, cell, layout::Row, word},
};

/// Carries out an action that selects.
pub(super) fn act(state: &mut State, action: Action, ctx: &mut Context) {
    let Some(reading) = &mut state.reading else { return };
    if reading.article.text.is_empty() {
        state.say("there is nothing to select");
        return;
    }
    state.focus = Focus::Article;
    match action {
        // As in Vim: the key that began a selection ends it, the other one makes it of its own kind.
        Action::Select if reading.tail.is_some() => match reading.reach {
            Reach::Characters => reading.end_selection(),
            Reach::Paragraphs => reading.reach = Reach::Characters,
        },
        Action::Select => {
            reading.cursor = reading.cursor.max(reading.focus.start);
            reading.tail = Some(reading.cursor);
            reading.show(reading.cursor);
        }
        Action::SelectParagraph if reading.tail.is_some() => match reading.reach {
            Reach::Characters => reading.reach = Reach::Paragraphs,
            Reach::Paragraphs => reading.end_selection(),
        },
        Action::SelectParagraph => {
            reading.tail = Some(reading.cursor);
            reading.reach = Reach::Paragraphs;
            going::act(state, Action::LineDown, &mut ctx.counting(ctx.times() - 1));
        }
        Action::SelectAgain => match reading.last_selection {
            Some((tail, head, reach)) => {
                reading.tail = Some(tail);
                reading.reach = reach;
                reading.go(head);
            }
            None => state.say("nothing has been selected yet"),
        },
        Action::SwapEnds => {
            if let Some(tail) = reading.tail.replace(reading.cursor) {
                reading.go(tail);
            }
        }
        Action::Grow | Action::Shrink => {
            for _ in 0..ctx.times().min(OBJECTS.len()) {
                let Some(span) = resized(reading, action) else { break };
                reading.select(span);
            }
        }
        Action::CursorLeft
        | Action::CursorRight
        | Action::NextWord
        | Action::PreviousWord
        | Action::WordEnd
        | Action::RowStart
        | Action::RowEnd => {
            let text = &reading.article.text;
            let last = cell::previous_cluster(text, text.len());
            for _ in 0..ctx.times().min(10_000) {
                let offset = moved(reading, action).min(last);
                if offset == reading.cursor {
                    break;
                }
                reading.cursor = offset;
            }
            reading.goal = None;
            reading.show(reading.cursor);
        }
        _ => {
            let matches = &state.find.matches;
            let Some(mut span) = object(reading, matches, action) else {
                state.say(format!("there is no {} here", noun(action)));
                return;
            };
            let mut more = ctx.times().saturating_sub(1).min(MOST_OBJECTS);
            // What is selected already grows by the next one.
            if let Some(now) =
                reading.selection().filter(|now| now.start <= span.start && span.end <= now.end)
                && now.len() > cell::next_cluster(&reading.article.text, now.start) - now.start
            {
                span = now;
                more += 1;
            }
            for _ in 0..more {
                let Some(next) = object_after(reading, matches, action, span.end) else { break };
                span = Span::new(span.start, next.end);
            }
            reading.select(span);
        }
    }
}

/// The most objects that are selected at once.
const MOST_OBJECTS: usize = 10_000;

/// What a selection grows to and shrinks to.
const OBJECTS: [Action; 9] = [
    Action::InsideWord,
    Action::InsideEntity,
    Action::InsideQuotation,
    Action::AroundQuotation,
    Action::InsideSentence,
    Action::InsideParagraph,
    Action::InsideHighlight,
    Action::InsideSection,
    Action::AroundSection,
];

/// Returns the smallest object that holds more than the selection; or, to shrink, what it grew from, else the largest
/// object at the cursor that holds less. Without a selection it grows to the focus.
fn resized(reading: &mut Reading, action: Action) -> Option<Span> {
    let Some(now) = reading.selection() else {
        return Some(reading.focus).filter(|span| !span.is_empty());
    };
    let objects: Vec<Span> = OBJECTS.iter().filter_map(|it| object(reading, &[], *it)).collect();
    let whole = Span::new(0, reading.article.text.len());
    let holds = |outer: Span, inner: Span| {
        outer.start <= inner.start && inner.end <= outer.end && outer.len() > inner.len()
    };
    if action == Action::Grow {
        reading.grown.push(now);
        objects.into_iter().chain([whole]).filter(|span| holds(*span, now)).min_by_key(|span| span.len())
    } else {
        let before = reading.grown.pop().filter(|span| holds(now, *span));
        before.or_else(|| objects.into_iter().filter(|span| holds(now, *span)).max_by_key(|span| span.len()))
    }
}

/// Returns where a motion leads.
fn moved(reading: &mut Reading, action: Action) -> usize {
    let at = reading.cursor;
    let place = reading.place_of(at);
    let row = reading.text_row(place);
    let text = &reading.article.text;
    match action {
        Action::CursorLeft => skip_breaks(text, previous_in_row(text, row, at), false),
        Action::CursorRight => skip_breaks(text, cell::next_cluster(text, at), true),
        Action::NextWord => word::next_start(text, at),
        Action::PreviousWord => word::previous_start(text, at),
        Action::WordEnd => word::next_end(text, at),
        Action::RowStart => row.map_or(at, |row| row.span.start),
        Action::RowEnd => {
            row.map_or(at, |row| cell::previous_cluster(text, row.span.end).max(row.span.start))
        }
        _ => at,
    }
}

/// Returns the cluster before an offset. Rows begin with a whole one, so that no more of the text is looked at: how
/// flags pair up depends on all that stand before them.
fn previous_in_row(text: &str, row: Option<Row>, at: usize) -> usize {
    match row.map(|row| row.span.start).filter(|start| *start < at) {
        Some(start) => start + cell::previous_cluster(Span::new(start, at).slice(text), at - start),
        None => cell::previous_cluster(text, at),
    }
}

/// Steps over the line ends between two blocks, where the cursor could not be seen.
fn skip_breaks(text: &str, mut offset: usize, forward: bool) -> usize {
    while text.get(offset..).is_some_and(|rest| rest.starts_with('\n')) {
        let next = if forward { offset + 1 } else { cell::previous_cluster(text, offset) };
        if next == offset {
            break;
        }
        offset = next;
    }
    offset
}

/// Returns the object that comes after an offset.
fn object_after(reading: &mut Reading, matches: &[Span], action: Action, end: usize) -> Option<Span> {
    let first = |spans: &mut dyn Iterator<Item = Span>| {
        spans.filter(|span| span.start >= end).min_by_key(|span| (span.start, span.end))
    };
    let found = reading.extraction.as_ref();
    let start = match action {
        Action::InsideQuotation | Action::AroundQuotation => {
            first(&mut found?.quotations.iter().map(|it| it.span))?.start
        }
        Action::InsideEntity | Action::AroundEntity => {
            first(&mut found?.mentions.iter().map(|it| it.span))?.start
        }
        Action::InsideHighlight | Action::AroundHighlight => {
            first(&mut reading.notes.as_ref()?.annotations.iter().filter_map(|it| it.anchor.span()))?.start
        }
        Action::InsideLink | Action::AroundLink => {
            let links = reading.article.inlines.iter().filter(|it| matches!(it.kind, InlineKind::Link(_)));
            first(&mut links.map(|it| it.span))?.start
        }
        Action::InsideMatch | Action::AroundMatch => {
            matches.get(matches.partition_point(|it| it.start < end))?.start
        }
        _ => {
            let rest = reading.article.text.get(end..)?;
            end + rest.find(|c: char| !c.is_whitespace())?
        }
    };
    object_at(reading, matches, action, start).filter(|span| span.end > end)
}

/// Returns the object at the cursor.
fn object(reading: &mut Reading, matches: &[Span], action: Action) -> Option<Span> {
    object_at(reading, matches, action, reading.cursor)
}

/// Returns the object at an offset.
fn object_at(reading: &mut Reading, matches: &[Span], action: Action, at: usize) -> Option<Span> {
    match action {
        Action::InsideWord => word::word_at(&reading.article.text, at),
        Action::AroundWord => Some(with_space(reading, word::word_at(&reading.article.text, at)?)),
        Action::InsideSentence => sentence_at(reading, at),
        Action::AroundSentence => {
            let span = sentence_at(reading, at)?;
            Some(with_space(reading, span))
        }
        Action::InsideParagraph => going::paragraph_at(reading, at),
        Action::AroundParagraph => {
            let span = going::paragraph_at(reading, at)?;
            Some(with_space(reading, span))
        }
        Action::InsideQuotation => quotation_at(reading, at).map(|(inside, _)| inside),
        Action::AroundQuotation => quotation_at(reading, at).map(|(_, around)| around),
        Action::InsideEntity => mention_at(reading, at),
        Action::AroundEntity => {
            let span = mention_at(reading, at)?;
            let text = &reading.article.text;
            let before = word::word_at(text, word::previous_start(text, span.start));
            // What stands behind a comma, in other marks or in another paragraph belongs to something else.
            let is_near = |word: &Span| {
                let between = text.get(word.end..span.start).unwrap_or("-");
                !between.is_empty() && between.chars().all(|c| matches!(c, ' ' | '\u{a0}' | '.'))
            };
            Some(Span::new(before.filter(is_near).map_or(span.start, |word| word.start), span.end))
        }
        Action::InsideHighlight => highlight_at(reading, at),
        Action::AroundHighlight => {
            let span = highlight_at(reading, at)?;
            let first = going::paragraph_at(reading, span.start)?;
            let last = going::paragraph_at(reading, span.end.saturating_sub(1))?;
            Some(Span::new(first.start, last.end))
        }
        Action::InsideSection => section_at(reading, at).map(|(inside, _)| inside),
        Action::AroundSection => section_at(reading, at).map(|(_, around)| around),
        Action::InsideLink => link_at(reading, at),
        Action::AroundLink => {
            let link = link_at(reading, at)?;
            sentence_at(reading, link.start)
        }
        Action::InsideMatch => match_at(matches, at),
        Action::AroundMatch => {
            let found = match_at(matches, at)?;
            let text = &reading.article.text;
            let first = word::word_at(text, found.start).unwrap_or(found);
            let last = word::word_at(text, cell::previous_cluster(text, found.end)).unwrap_or(found);
            Some(Span::new(first.start.min(found.start), last.end.max(found.end)))
        }
        _ => None,
    }
}

fn noun(action: Action) -> &'static str {
    match action {
        Action::InsideWord | Action::AroundWord => "word",
        Action::InsideSentence | Action::AroundSentence => "sentence",
        Action::InsideParagraph | Action::AroundParagraph => "paragraph",
        Action::InsideQuotation | Action::AroundQuotation => "quotation",
        Action::InsideEntity | Action::AroundEntity => "name",
        Action::InsideSection | Action::AroundSection => "section",
        Action::InsideLink | Action::AroundLink => "link",
        Action::InsideMatch | Action::AroundMatch => "match of a search",
        _ => "highlight",
    }
}

/// Returns the sentence at an offset.
pub(super) fn sentence_at(reading: &mut Reading, offset: usize) -> Option<Span> {
    let block = reading.article.block_at(offset)?;
    let sentences = reading.sentences_of(block);
    sentences.iter().find(|span| offset < span.end).or(sentences.last()).copied()
}

/// Returns the words of the quotation at an offset, and the same with marks, cue and speaker.
pub(super) fn quotation_at(reading: &Reading, offset: usize) -> Option<(Span, Span)> {
    let text = &reading.article.text;
    let quotations = &reading.extraction.as_ref()?.quotations;
    // The innermost one is meant; its marks belong to it.
    let reaches = |span: Span| span.contains(offset) || marked(text, span).contains(offset);
    let found = quotations.iter().filter(|it| reaches(it.span)).min_by_key(|it| it.span.len())?;
    let parts = [found.cue, found.speaker.map(|speaker| speaker.source)];
    let around = parts.into_iter().flatten().fold(marked(text, found.span), |span, part| {
        Span::new(span.start.min(part.start), span.end.max(part.end))
    });
    Some((found.span, around))
}

/// Returns a quotation with the marks around it.
fn marked(text: &str, span: Span) -> Span {
    let is_mark =
        |c: char| matches!(c, '"' | '\'' | '“' | '”' | '„' | '‘' | '’' | '«' | '»' | '‹' | '›' | '「' | '」');
    let before = text.get(..span.start).and_then(|head| head.chars().next_back()).filter(|c| is_mark(*c));
    let after = text.get(span.end..).and_then(|rest| rest.chars().next()).filter(|c| is_mark(*c));
    Span::new(span.start - before.map_or(0, char::len_utf8), span.end + after.map_or(0, char::len_utf8))
}

/// Returns the first word of a span.
pub(super) fn first_word(text: &str, span: Span) -> Option<Span> {
    let at = span.slice(text).find(char::is_alphanumeric)?;
    word::word_at(text, span.start + at)
}

/// Returns the name at an offset.
pub(super) fn mention_at(reading: &Reading, offset: usize) -> Option<Span> {
    let mentions = &reading.extraction.as_ref()?.mentions;
    mentions.iter().map(|mention| mention.span).find(|span| span.contains(offset))
}

/// Returns what stands under the heading of the section at an offset, and the same with the heading. Before the first
/// heading of an article, and in one without any, the section begins with the article's text.
fn section_at(reading: &Reading, offset: usize) -> Option<(Span, Span)> {
    let blocks = &reading.article.blocks;
    let level = |block: &Block| match block.kind {
        BlockKind::Title => Some(1),
        BlockKind::Heading(level) => Some(level),
        _ => None,
    };
    let here = reading.article.block_at(offset)?;
    let heading = blocks.iter().take(here + 1).rposition(|block| level(block).is_some());
    let depth = heading.and_then(|idx| blocks.get(idx)).and_then(level);
    let first = heading.map_or(0, |idx| idx + 1);
    // What is under a smaller heading belongs to the section; under the title stands only what has no heading.
    let ends = |block: &&Block| match (level(block), depth) {
        (Some(level), Some(depth)) => level <= depth || depth == 1,
        (level, None) => level.is_some(),
        (None, _) => block.kind == BlockKind::Boilerplate,
    };
    let last = blocks.iter().skip(first).take_while(|block| !ends(block)).last()?;
    let start = blocks.get(first)?.span.start;
    let around = heading.and_then(|idx| blocks.get(idx)).map_or(start, |heading| heading.span.start);
    Some((Span::new(start, last.span.end), Span::new(around, last.span.end)))
}

/// Returns the link at an offset, or the next one of the paragraph.
fn link_at(reading: &Reading, offset: usize) -> Option<Span> {
    let block = going::paragraph_at(reading, offset)?;
    let inlines = &reading.article.inlines;
    let from = inlines.partition_point(|inline| inline.span.start < block.start);
    let links = inlines.iter().skip(from).take_while(|inline| inline.span.start < block.end);
    let links = links.filter(|inline| matches!(inline.kind, InlineKind::Link(_)));
    links.map(|inline| inline.span).find(|span| offset < span.end)
}

/// Returns the match at an offset, or the next one.
fn match_at(matches: &[Span], offset: usize) -> Option<Span> {
    matches.get(matches.partition_point(|span| span.end <= offset)).copied()
}

fn highlight_at(reading: &Reading, offset: usize) -> Option<Span> {
    let annotations = &reading.notes.as_ref()?.annotations;
    annotations.at(offset).filter_map(|annotation| annotation.anchor.span()).min_by_key(|span| span.len())
}

/// Returns a span with the white space after it.
fn with_space(reading: &Reading, span: Span) -> Span {
    let rest = reading.article.text.get(span.end..).unwrap_or("");
    let space = rest.len() - rest.trim_start_matches([' ', '\u{a0}']).len();
    Span::new(span.start, span.end + space)
}

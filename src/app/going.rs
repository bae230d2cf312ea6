//! Going through the text: by rows, pages, sentences, paragraphs and headings, and back.

use crate::{
    app::{
        Context, State,
        action::Action,
        key::{Code, Held, Key},
        reading::{Reach, Reading, signed},
    },
    article::BlockKind,
    text::{Span, cell},
};

/// Carries out an action that goes somewhere in the article.
pub(super) fn act(state: &mut State, action: Action, ctx: &mut Context) {
    if matches!(action, Action::SetMark | Action::GoToMark) {
        state.wants_letter = state.reading.is_some().then_some(action);
        state.say(if action == Action::SetMark { "mark this place with a letter: " } else { "go to mark: " });
        return;
    }
    let Some(reading) = &mut state.reading else { return };
    let page = signed(reading.height.saturating_sub(2).max(1));
    let n = ctx.distance();
    let by_paragraphs = reading.tail.is_some() && reading.reach == Reach::Paragraphs;
    match action {
        Action::LineDown if by_paragraphs => repeat(reading, ctx.times(), next_paragraph),
        Action::LineUp if by_paragraphs => repeat(reading, ctx.times(), paragraph_before),
        Action::LineDown => by_rows(reading, n),
        Action::LineUp => by_rows(reading, -n),
        Action::HalfPageDown => by_rows(reading, (page / 2).max(1).saturating_mul(n)),
        Action::HalfPageUp => by_rows(reading, -(page / 2).max(1).saturating_mul(n)),
        Action::PageDown => by_rows(reading, page.saturating_mul(n)),
        Action::PageUp => by_rows(reading, -page.saturating_mul(n)),
        Action::Top => reading.jump(0),
        Action::Bottom => bottom(reading),
        Action::NextSentence => repeat(reading, ctx.times(), next_sentence),
        Action::PreviousSentence => repeat(reading, ctx.times(), previous_sentence),
        Action::NextParagraph => repeat(reading, ctx.times(), next_paragraph),
        Action::PreviousParagraph => repeat(reading, ctx.times(), previous_paragraph),
        Action::NextHeading => heading(reading, 1),
        Action::PreviousHeading => heading(reading, -1),
        Action::Center => {
            let cursor = reading.cursor;
            let half = signed(reading.height / 2);
            let row = reading.place_of(cursor);
            let top = reading.step(row, -half);
            reading.set_top(top);
        }
        Action::Back => {
            if let Some(offset) = reading.jumps.back(reading.cursor) {
                reading.go(offset);
            }
        }
        Action::Forward => {
            if let Some(offset) = reading.jumps.forward() {
                reading.go(offset);
            }
        }
        _ => {}
    }
}

/// Takes the letter for which an action waited. Anything but a letter gives it up.
pub(super) fn take_letter(state: &mut State, action: Action, key: Key) {
    let Some(reading) = &mut state.reading else { return };
    match (action, key) {
        (Action::SetMark, Key { code: Code::Char(letter), held: Held::None }) if letter.is_alphanumeric() => {
            reading.marks.insert(letter, reading.cursor);
            state.say(format!("mark {letter} is here"));
        }
        // As in Vim, the mark of the mark is where the last jump began.
        (Action::GoToMark, Key { code: Code::Char('\'' | '`'), held: Held::None }) => {
            match reading.jumps.back(reading.cursor) {
                Some(offset) => reading.go(offset),
                None => state.say("there is nowhere to go back to"),
            }
        }
        (Action::GoToMark, Key { code: Code::Char(letter), held: Held::None }) => {
            match reading.marks.get(&letter).copied() {
                Some(offset) => reading.jump(offset),
                None => state.say(format!("there is no mark {}", cell::one_line(&letter.to_string()))),
            }
        }
        _ => {}
    }
}

/// Scrolls, or moves the end of the selection.
fn by_rows(reading: &mut Reading, rows: isize) {
    if reading.tail.is_some() {
        reading.cursor = reading.vertical(rows);
        reading.show(reading.cursor);
    } else {
        reading.scroll(rows);
    }
}

fn bottom(reading: &mut Reading) {
    // The end is not read yet; the reader is taken there when it is.
    reading.wants_end = reading.glimpse.is_some();
    let last = reading.article.blocks.iter().rev().find(|block| block.kind != BlockKind::Boilerplate);
    let Some(block) = last.copied() else { return };
    if reading.tail.is_some() {
        reading.go(block.span.end.saturating_sub(1).max(block.span.start));
        return;
    }
    reading.jump(block.span.end.saturating_sub(1));
    reading.cursor = reading.focus.start;
    let end = reading.rows().end();
    reading.set_top(end);
}

/// Goes a number of steps, as far as there are any.
fn repeat(reading: &mut Reading, times: usize, step: fn(&mut Reading) -> Option<usize>) {
    for _ in 0..times {
        let Some(offset) = step(reading).filter(|offset| *offset != reading.cursor) else { break };
        reading.go(offset);
    }
}

fn next_sentence(reading: &mut Reading) -> Option<usize> {
    let at = reading.cursor.max(reading.focus.start);
    let mut block = reading.article.block_at(at)?;
    loop {
        let found = reading.sentences_of(block).iter().find(|span| span.start > at).copied();
        if let Some(span) = found {
            return Some(span.start);
        }
        block = next_readable(reading, block, 1)?;
    }
}

fn previous_sentence(reading: &mut Reading) -> Option<usize> {
    let at = reading.cursor;
    let mut block = reading.article.block_at(at)?;
    loop {
        let found = reading.sentences_of(block).iter().rev().find(|span| span.start < at).copied();
        if let Some(span) = found {
            return Some(span.start);
        }
        block = next_readable(reading, block, -1)?;
    }
}

fn next_paragraph(reading: &mut Reading) -> Option<usize> {
    let block = reading.article.block_at(reading.cursor)?;
    let next = next_readable(reading, block, 1)?;
    reading.article.blocks.get(next).map(|block| block.span.start)
}

fn previous_paragraph(reading: &mut Reading) -> Option<usize> {
    let idx = reading.article.block_at(reading.cursor)?;
    let block = reading.article.blocks.get(idx)?;
    if reading.cursor > block.span.start && block.kind != BlockKind::Boilerplate {
        return Some(block.span.start);
    }
    let before = next_readable(reading, idx, -1)?;
    reading.article.blocks.get(before).map(|block| block.span.start)
}

/// Returns where the paragraph before begins, wherever in its own the reader stands.
fn paragraph_before(reading: &mut Reading) -> Option<usize> {
    let idx = reading.article.block_at(reading.cursor)?;
    let before = next_readable(reading, idx, -1)?;
    reading.article.blocks.get(before).map(|block| block.span.start)
}

/// Returns the next block in a direction that is not folded away.
fn next_readable(reading: &Reading, from: usize, step: isize) -> Option<usize> {
    let mut idx = from;
    loop {
        idx = idx.checked_add_signed(step)?;
        let block = reading.article.blocks.get(idx)?;
        if !(reading.folded && block.kind == BlockKind::Boilerplate) {
            return Some(idx);
        }
    }
}

fn heading(reading: &mut Reading, step: isize) {
    let Some(mut idx) = reading.article.block_at(reading.cursor) else { return };
    while let Some(next) = idx.checked_add_signed(step) {
        let Some(block) = reading.article.blocks.get(next) else { return };
        if matches!(block.kind, BlockKind::Title | BlockKind::Heading(_)) {
            reading.jump(block.span.start);
            return;
        }
        idx = next;
    }
}

/// Returns the paragraph at an offset.
pub(super) fn paragraph_at(reading: &Reading, offset: usize) -> Option<Span> {
    let block = reading.article.blocks.get(reading.article.block_at(offset)?)?;
    Some(block.span)
}

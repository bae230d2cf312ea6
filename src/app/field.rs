//! Text being typed: one line for prompts, several for notes.

use crate::{
    app::action::Action,
    text::{cell, word},
};

/// Text being typed, with a cursor on a cluster boundary.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Field {
    text: String,
    cursor: usize,
}

impl Field {
    /// Returns a field with some text in it and the cursor behind it.
    pub fn new(text: &str) -> Self {
        Self { text: text.to_owned(), cursor: text.len() }
    }

    /// Returns what has been typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the offset of the cursor.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// Puts text in at the cursor. Line ends become `\n`; other control characters stay and are shown as pictures.
    pub fn insert(&mut self, typed: &str) {
        let typed = typed.replace("\r\n", "\n").replace('\r', "\n");
        self.text.insert_str(self.cursor, &typed);
        self.cursor += typed.len();
    }

    /// Carries out an action on the field; returns whether it was one for fields.
    pub fn apply(&mut self, action: Action) -> bool {
        match action {
            Action::NewLine => self.insert("\n"),
            Action::EraseBack => self.erase_to(cell::previous_cluster(&self.text, self.cursor)),
            Action::EraseForward => {
                let end = cell::next_cluster(&self.text, self.cursor);
                self.text.replace_range(self.cursor..end, "");
            }
            Action::EraseWord => self.erase_to(word::previous_start(&self.text, self.cursor)),
            Action::EraseLine => self.erase_to(self.line_start(self.cursor)),
            Action::FieldLeft => self.cursor = cell::previous_cluster(&self.text, self.cursor),
            Action::FieldRight => self.cursor = cell::next_cluster(&self.text, self.cursor),
            Action::FieldWordLeft => self.cursor = word::previous_start(&self.text, self.cursor),
            Action::FieldWordRight => self.cursor = word::next_start(&self.text, self.cursor),
            Action::FieldStart => self.cursor = self.line_start(self.cursor),
            Action::FieldEnd => self.cursor = self.line_end(self.cursor),
            Action::FieldUp => self.move_line(self.line_start(self.cursor).checked_sub(1)),
            Action::FieldDown => {
                self.move_line(Some(self.line_end(self.cursor) + 1).filter(|next| *next <= self.text.len()));
            }
            _ => return false,
        }
        true
    }

    fn erase_to(&mut self, start: usize) {
        self.text.replace_range(start..self.cursor, "");
        self.cursor = start;
    }

    fn line_start(&self, offset: usize) -> usize {
        self.text.get(..offset).and_then(|head| head.rfind('\n')).map_or(0, |at| at + 1)
    }

    fn line_end(&self, offset: usize) -> usize {
        self.text.get(offset..).and_then(|rest| rest.find('\n')).map_or(self.text.len(), |at| offset + at)
    }

    /// Moves to the same column in the line that holds `offset`, or nowhere.
    fn move_line(&mut self, offset: Option<usize>) {
        let Some(offset) = offset else { return };
        let column = self.text.get(self.line_start(self.cursor)..self.cursor).map_or(0, cell::width);
        let (start, end) = (self.line_start(offset), self.line_end(offset));
        let mut wide = 0;
        self.cursor = end;
        for (idx, cluster) in cell::clusters(self.text.get(start..end).unwrap_or("")) {
            if wide >= column {
                self.cursor = start + idx;
                return;
            }
            wide += usize::from(cell::shown(cluster).width);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(before: &str, actions: &[Action], after: &str) {
        let at = before.find('|').unwrap();
        let mut field = Field { text: before.replacen('|', "", 1), cursor: at };
        for action in actions {
            assert!(field.apply(*action));
        }
        field.text.insert(field.cursor, '|');
        assert_eq!(field.text, after);
    }

    #[test]
    fn typing_moves_and_erases_by_clusters_words_and_lines() {
        check("né\u{301}|", &[Action::EraseBack], "n|");
        check("|né", &[Action::EraseForward], "|é");
        check("ask the mayor|", &[Action::EraseWord], "ask the |");
        check("one\ntwo|", &[Action::EraseLine], "one\n|");
        check("one two|", &[Action::FieldWordLeft, Action::FieldWordLeft], "|one two");
        check("long line\nab|c", &[Action::FieldUp], "lo|ng line\nabc");
        check("lo|ng line\na", &[Action::FieldDown], "long line\na|");
        check("|only", &[Action::FieldUp, Action::FieldLeft, Action::EraseBack], "|only");
        check("a|b", &[Action::NewLine, Action::FieldEnd, Action::FieldStart], "a\n|b");
    }

    #[test]
    fn pasted_line_ends_become_newlines() {
        let mut field = Field::new("a");
        field.insert("\r\nb\rc");
        assert_eq!(field.text(), "a\nb\nc");
    }
}

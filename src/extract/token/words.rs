//! Words met before in a document, so that the lists are asked once for most of them.

use crate::{extract::token::Token, text::Span};

/// The last words that were looked up, each where its hash tells.
pub struct Words {
    slots: Vec<Option<Token>>,
}

/// How many words are kept.
const SLOTS: usize = 1024;

impl Default for Words {
    fn default() -> Self {
        Self { slots: vec![None; SLOTS] }
    }
}

impl Words {
    /// Returns the token that `span` is, which `look_up` makes where the same word was not met lately.
    pub fn get(&mut self, text: &str, span: Span, hash: u32, look_up: impl FnOnce() -> Token) -> Token {
        let words = span.slice(text);
        let first = words.as_bytes().first().map_or(0, |byte| usize::from(*byte) << 3);
        let Some(slot) = self.slots.get_mut((hash as usize ^ first) % SLOTS) else { return look_up() };
        match slot {
            Some(known) if known.span.slice(text) == words => Token { span, ..*known },
            _ => *slot.insert(look_up()),
        }
    }
}

//! What a terminal sends: bytes in, keys and pasted text out.
//!
//! The bytes are read here and not by a library so that the end of the terminal is seen, a paste that never ends ends
//! all the same, and nothing is held in memory that will not be taken. Any bytes are taken in linear time.

use std::time::Duration;

use crate::app::{
    Event,
    key::{Code, Held, Key},
    mouse::{Gesture, Mouse},
};

/// What was typed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Typed {
    /// A key.
    Key(Key),
    /// Text that the terminal marks as pasted.
    Paste(String),
    /// What the mouse did, where it was asked for.
    Mouse(Mouse),
    /// Not typed, but the terminal's answer that it has left and right margins.
    Margins,
}

impl Typed {
    /// Returns what happened, where the reader did something.
    pub(super) fn event(&self) -> Option<Event> {
        match self {
            Self::Key(key) => Some(Event::Key(*key)),
            Self::Paste(text) => Some(Event::Paste(text.clone())),
            Self::Mouse(mouse) => Some(Event::Mouse(*mouse)),
            Self::Margins => None,
        }
    }

    /// Returns the letter, where it is one and nothing is held with it.
    pub(super) fn letter(&self) -> Option<char> {
        match self {
            Self::Key(Key { code: Code::Char(c), held: Held::None }) => Some(*c),
            _ => None,
        }
    }
}

/// Bytes on their way to becoming keys.
#[derive(Debug, Default)]
pub(super) struct Bytes {
    /// The beginning of a key.
    begun: Vec<u8>,
    /// The paste that is coming in, and how many bytes of its end mark have come.
    paste: Option<(Vec<u8>, usize)>,
}

/// How long the rest of a key may take. An escape that nothing follows by then is the key of that name.
const KEY: Duration = Duration::from_millis(10);

/// How long a paste may stand still before it is taken for complete.
const PASTE: Duration = Duration::from_secs(2);

/// How much of a paste is kept; the rest is read and forgotten.
const LARGEST_PASTE: usize = 2 << 20;

/// The longest sequence that can mean a key.
const LONGEST_SEQUENCE: usize = 64;

/// What ends a paste.
const PASTE_END: &[u8] = b"\x1b[201~";

impl Bytes {
    /// Takes what the terminal sent.
    pub(super) fn take(&mut self, bytes: &[u8], typed: &mut Vec<Typed>) {
        let joined = [std::mem::take(&mut self.begun).as_slice(), bytes].concat();
        let mut rest = joined.as_slice();
        while !rest.is_empty() {
            rest =
                if self.paste.is_some() { self.take_paste(rest, typed) } else { self.take_keys(rest, typed) };
        }
    }

    /// Returns how long to wait for more before [`Bytes::silence`], where something has begun.
    pub(super) fn patience(&self) -> Option<Duration> {
        match (&self.paste, self.begun.is_empty()) {
            (Some(_), _) => Some(PASTE),
            (None, false) => Some(KEY),
            (None, true) => None,
        }
    }

    /// Takes what has begun as it is: nothing more comes.
    pub(super) fn silence(&mut self, typed: &mut Vec<Typed>) {
        if let Some((text, _)) = self.paste.take() {
            typed.push(Typed::Paste(String::from_utf8_lossy(&text).into_owned()));
        }
        let key = match *self.begun.as_slice() {
            [0x1b] => Some(Key::plain(Code::Esc)),
            [0x1b, b @ (b'[' | b'O')] => Some(Key { code: Code::Char(char::from(b)), held: Held::Alt }),
            _ => None,
        };
        typed.extend(key.map(Typed::Key));
        self.begun.clear();
    }

    /// Takes keys up to the beginning of a paste; returns what is left.
    fn take_keys<'a>(&mut self, bytes: &'a [u8], typed: &mut Vec<Typed>) -> &'a [u8] {
        let mut rest = bytes;
        while !rest.is_empty() {
            let taken = match parse(rest) {
                Parsed::Key(key, n) => {
                    typed.push(Typed::Key(key));
                    n
                }
                Parsed::Nothing(n) => n,
                Parsed::Margins(n) => {
                    typed.push(Typed::Margins);
                    n
                }
                Parsed::Mouse(mouse, n) => {
                    typed.push(Typed::Mouse(mouse));
                    n
                }
                Parsed::Paste(n) => {
                    self.paste = Some((Vec::new(), 0));
                    return rest.get(n..).unwrap_or(&[]);
                }
                Parsed::More => {
                    self.begun = rest.to_vec();
                    return &[];
                }
            };
            rest = rest.get(taken..).unwrap_or(&[]);
        }
        rest
    }

    /// Takes pasted text up to its end; returns what is left.
    fn take_paste<'a>(&mut self, bytes: &'a [u8], typed: &mut Vec<Typed>) -> &'a [u8] {
        let Some((mut text, mut matched)) = self.paste.take() else { return bytes };
        let mut rest = bytes;
        while let [byte, tail @ ..] = rest {
            rest = tail;
            if PASTE_END.get(matched) == Some(byte) {
                matched += 1;
                if matched == PASTE_END.len() {
                    typed.push(Typed::Paste(String::from_utf8_lossy(&text).into_owned()));
                    return rest;
                }
                continue;
            }
            // The mark begins with the only escape in it, so it can begin again nowhere but here.
            let (begun, again) = (matched, *byte == 0x1b);
            matched = usize::from(again);
            if text.len() < LARGEST_PASTE {
                text.extend_from_slice(PASTE_END.get(..begun).unwrap_or(&[]));
                text.extend((!again).then_some(*byte));
            }
        }
        self.paste = Some((text, matched));
        rest
    }
}

/// What stands at the beginning of some bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Parsed {
    /// A key of so many bytes.
    Key(Key, usize),
    /// So many bytes that mean no key here.
    Nothing(usize),
    /// The answer that there are left and right margins, of so many bytes.
    Margins(usize),
    /// What the mouse did, in so many bytes.
    Mouse(Mouse, usize),
    /// The mark before a paste, of so many bytes.
    Paste(usize),
    /// The beginning of a key.
    More,
}

/// Returns what stands at the beginning of `bytes`.
fn parse(bytes: &[u8]) -> Parsed {
    match bytes {
        [] | [0x1b] => Parsed::More,
        [0x1b, 0x1b, ..] => Parsed::Key(Key::plain(Code::Esc), 1),
        [0x1b, b'[', ..] => sequence(bytes),
        [0x1b, b'O', last, ..] => match ending(*last) {
            Some(code) => Parsed::Key(Key::plain(code), 3),
            None if last.is_ascii_graphic() => Parsed::Nothing(3),
            None => Parsed::Nothing(2),
        },
        [0x1b, b'O'] => Parsed::More,
        [0x1b, rest @ ..] => match single(rest) {
            Parsed::Key(key, n) => Parsed::Key(
                Key { held: if key.held == Held::None { Held::Alt } else { key.held }, ..key },
                n + 1,
            ),
            Parsed::Nothing(n) => Parsed::Nothing(n + 1),
            other => other,
        },
        _ => single(bytes),
    }
}

/// Reads a character or a control character that stands for itself.
fn single(bytes: &[u8]) -> Parsed {
    let [first, ..] = bytes else { return Parsed::More };
    let ctrl = |c: u8| Key { code: Code::Char(char::from(c)), held: Held::Ctrl };
    let key = match *first {
        b'\r' => Key::plain(Code::Enter),
        b'\t' => Key::plain(Code::Tab),
        0x7f => Key::plain(Code::Backspace),
        0 => ctrl(b' '),
        c @ 0x01..=0x1a => ctrl(c - 1 + b'a'),
        0x1b => Key::plain(Code::Esc),
        c @ 0x1c..=0x1f => ctrl(c - 0x1c + b'4'),
        c @ 0x20..=0x7e => Key::plain(Code::Char(char::from(c))),
        0x80.. => return character(bytes),
    };
    Parsed::Key(key, 1)
}

/// Reads a character of several bytes.
fn character(bytes: &[u8]) -> Parsed {
    let n = match bytes.first() {
        Some(0xc2..=0xdf) => 2,
        Some(0xe0..=0xef) => 3,
        Some(0xf0..=0xf4) => 4,
        _ => return Parsed::Nothing(1),
    };
    let head = bytes.get(..n.min(bytes.len())).unwrap_or(&[]);
    match std::str::from_utf8(head) {
        Ok(text) => {
            text.chars().next().map_or(Parsed::Nothing(1), |c| Parsed::Key(Key::plain(Code::Char(c)), n))
        }
        Err(error) if error.error_len().is_none() => Parsed::More,
        Err(_) => Parsed::Nothing(1),
    }
}

/// Reads a sequence that begins with `ESC [`, as ECMA-48 and XTerm have them.
fn sequence(bytes: &[u8]) -> Parsed {
    // The console of Linux has a form of its own for the first five function keys.
    if let [_, _, b'[', rest @ ..] = bytes {
        return match rest {
            [] => Parsed::More,
            [last @ b'A'..=b'E', ..] => Parsed::Key(Key::plain(Code::Function(last - b'A' + 1)), 4),
            _ => Parsed::Nothing(3),
        };
    }
    // The oldest form of what the mouse does has three bytes behind it, which are no keys.
    if let [_, _, b'M', rest @ ..] = bytes {
        return if rest.len() < 3 { Parsed::More } else { Parsed::Nothing(6) };
    }
    let body = bytes.get(2..bytes.len().min(LONGEST_SEQUENCE)).unwrap_or(&[]);
    let Some(at) = body.iter().position(|byte| !matches!(byte, 0x20..=0x3f)) else {
        return if bytes.len() < LONGEST_SEQUENCE { Parsed::More } else { Parsed::Nothing(LONGEST_SEQUENCE) };
    };
    let (Some(last @ 0x40..=0x7e), Some(written)) = (body.get(at).copied(), body.get(..at)) else {
        return Parsed::Nothing(2 + at);
    };
    let n = 2 + at + 1;
    // Set or reset now, but known and not fixed (DECRPM).
    if last == b'y' && matches!(written, b"?69;1$" | b"?69;2$") {
        return Parsed::Margins(n);
    }
    let mut numbers = [0; 3];
    let from_mouse = written.first() == Some(&b'<');
    let parts = written.get(usize::from(from_mouse)..).unwrap_or(&[]).split(|byte| *byte == b';');
    for (number, part) in numbers.iter_mut().zip(parts) {
        let digits = part.split(|byte| *byte == b':').next().unwrap_or(&[]);
        *number = std::str::from_utf8(digits).ok().and_then(|digits| digits.parse().ok()).unwrap_or(0);
    }
    let [first, second, third] = numbers;
    if from_mouse {
        let gesture = match (first & !0x1c, last) {
            (0, b'M') => Some(Gesture::Press),
            (0, b'm') => Some(Gesture::Release),
            (32, b'M') => Some(Gesture::Drag),
            (64, b'M') => Some(Gesture::WheelUp),
            (65, b'M') => Some(Gesture::WheelDown),
            _ => None,
        };
        // Cells are counted from one.
        let cell = |number: u32| u16::try_from(number).ok()?.checked_sub(1);
        let mouse = gesture.zip(cell(second).zip(cell(third)));
        return mouse
            .map_or(Parsed::Nothing(n), |(gesture, (x, y))| Parsed::Mouse(Mouse { gesture, x, y }, n));
    }
    let (code, held) = match last {
        b'~' if first == 200 => return Parsed::Paste(n),
        b'~' if first == 27 => (numbered_character(third, second), second),
        b'u' => (numbered_character(first, second), second),
        b'~' => (numbered(first), second),
        b'Z' => (Some(Code::BackTab), 0),
        _ => (ending(last), second),
    };
    // One is added to the bits of what is held: 1 is shift, 2 alt, 4 control.
    let held = match held.saturating_sub(1) {
        bits if bits & 4 != 0 => Held::Ctrl,
        bits if bits & 2 != 0 => Held::Alt,
        _ => Held::None,
    };
    code.map_or(Parsed::Nothing(n), |code| Parsed::Key(Key { code, held }, n))
}

/// Returns the key that ends a sequence with a letter.
fn ending(last: u8) -> Option<Code> {
    Some(match last {
        b'A' => Code::Up,
        b'B' => Code::Down,
        b'C' => Code::Right,
        b'D' => Code::Left,
        b'H' => Code::Home,
        b'F' => Code::End,
        b'M' => Code::Enter,
        b'P'..=b'S' => Code::Function(last - b'P' + 1),
        _ => return None,
    })
}

/// Returns the key that ends a sequence with a number and a tilde.
fn numbered(number: u32) -> Option<Code> {
    Some(match u8::try_from(number).ok()? {
        1 | 7 => Code::Home,
        3 => Code::Delete,
        4 | 8 => Code::End,
        5 => Code::PageUp,
        6 => Code::PageDown,
        n @ 11..=15 => Code::Function(n - 10),
        n @ 17..=21 => Code::Function(n - 11),
        n @ 23..=24 => Code::Function(n - 12),
        _ => return None,
    })
}

/// Returns the key of a code point, as terminals report keys that have no other form.
fn numbered_character(number: u32, held: u32) -> Option<Code> {
    let shift = held.saturating_sub(1) & 1 != 0;
    Some(match number {
        9 if shift => Code::BackTab,
        9 => Code::Tab,
        13 => Code::Enter,
        27 => Code::Esc,
        8 | 127 => Code::Backspace,
        number => match char::from_u32(number).filter(|c| !c.is_control())? {
            c if shift => Code::Char(c.to_uppercase().next().unwrap_or(c)),
            c => Code::Char(c),
        },
    })
}

#[cfg(test)]
mod tests;

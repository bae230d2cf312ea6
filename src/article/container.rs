//! Sources that are more than one text: books, mail, documents. Each is taken apart and becomes one article.
//!
//! What reads these formats is large and written by others, so the program does it in a process of its own, with limits.

mod epub;
mod mail;
mod pdf;

use super::{Article, Format, Warning, decode, feed, parse};

/// What the bytes of a source are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Container {
    /// One text, written in some format.
    Text,
    /// A web page.
    Page,
    /// A book in EPUB, or another archive, which is refused.
    Epub,
    /// A document in PDF.
    Pdf,
    /// A message as mail programs save it.
    Mail,
    /// A feed, which holds many articles.
    Feed,
}

/// Names, for the process that reads.
const NAMES: [(Container, &str); 6] = [
    (Container::Text, "text"),
    (Container::Page, "page"),
    (Container::Epub, "epub"),
    (Container::Pdf, "pdf"),
    (Container::Mail, "mail"),
    (Container::Feed, "feed"),
];

/// Bytes in which the header of a message must show, and before which a PDF must begin.
const HEAD: usize = 32 << 10;
const BEFORE_PDF: usize = 1024;

impl Container {
    /// Tells what a source is from its first bytes and its name.
    pub fn of(name: &str, bytes: &[u8]) -> Self {
        let lower = name.to_ascii_lowercase();
        let head = bytes.get(..HEAD).unwrap_or(bytes);
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
            Self::Epub
        } else if memchr::memmem::find(head.get(..BEFORE_PDF).unwrap_or(head), b"%PDF-").is_some() {
            Self::Pdf
        } else if lower.ends_with(".eml") || is_message(head) {
            Self::Mail
        } else if feed::is_feed(head) {
            Self::Feed
        } else {
            Self::Text
        }
    }

    /// Returns its name.
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(container, _)| *container == self).map_or("", |(_, name)| name)
    }

    /// Returns what is called so.
    pub fn named(name: &str) -> Option<Self> {
        NAMES.iter().find(|(_, found)| *found == name).map(|(container, _)| *container)
    }
}

/// Reads a source of a kind.
///
/// # Errors
/// Says in words for the reader why it is not what it seems to be, or cannot be read.
pub fn read(container: Container, bytes: &[u8]) -> Result<(Article, Vec<Warning>), Warning> {
    match container {
        Container::Text => Ok(read_text(bytes, None)),
        Container::Page => Ok(read_text(bytes, Some(Format::Html))),
        Container::Epub => epub::read(bytes),
        Container::Pdf => pdf::read(bytes),
        Container::Mail => mail::read(bytes),
        Container::Feed => Err(Warning("it is a feed, which holds many articles".to_owned())),
    }
}

/// Reads one text.
fn read_text(bytes: &[u8], format: Option<Format>) -> (Article, Vec<Warning>) {
    let (text, mut warnings) = decode(bytes);
    let (article, more) = parse(&text, format.unwrap_or_else(|| super::sniff("", &text)));
    warnings.extend(more);
    (article, warnings)
}

/// Returns whether a source begins with the header of a message: fields, among them such as only mail has.
fn is_message(head: &[u8]) -> bool {
    const TELLING: [&str; 6] =
        ["received:", "message-id:", "mime-version:", "return-path:", "delivered-to:", "dkim-signature:"];
    let (mut telling, mut sender) = (0, false);
    let text = String::from_utf8_lossy(head);
    for (idx, line) in text.lines().enumerate() {
        if line.is_empty() {
            break;
        }
        let lower = line.to_ascii_lowercase();
        let continues = line.starts_with([' ', '\t']);
        let envelope = idx == 0 && line.starts_with("From ");
        let field = lower.split_once(':').is_some_and(|(name, _)| {
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'<')
        });
        if !continues && !envelope && !field {
            return false;
        }
        telling += usize::from(TELLING.iter().any(|name| lower.starts_with(name)));
        sender |= lower.starts_with("from:");
    }
    sender && telling > 0
}

#[cfg(test)]
mod tests;

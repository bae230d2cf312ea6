//! Reads messages: what the header says, and the words that the sender meant to be seen.

use mail_parser::{Address, HeaderValue, MessageParser};

use crate::article::{Article, Meta, Warning, assemble, date, html, plain};

/// Reads a message.
pub(super) fn read(bytes: &[u8]) -> Result<(Article, Vec<Warning>), Warning> {
    let bytes = without_envelope(bytes);
    let Some(message) = MessageParser::default().parse(bytes) else {
        return Err(Warning("the message has no header that can be read".to_owned()));
    };
    let sender = message.from().and_then(Address::first);
    let own = Meta {
        title: message.subject().and_then(words),
        byline: sender.and_then(|sender| sender.name().or(sender.address())).and_then(words),
        published: message.date().and_then(|date| date::machine(&date.to_rfc3339())),
        site: list(message.list_id()),
        language: None,
        url: message.header("Archived-At").and_then(HeaderValue::as_text).and_then(address),
        image: None,
    };
    let mut warnings = Vec::new();
    // A message without a part in HTML has its text once more, made into HTML.
    let page = message.html_part(0).filter(|part| part.is_text_html()).and_then(|part| part.text_contents());
    let (found, parts) = match page {
        Some(page) => html::read_piece(page, &mut warnings),
        None => {
            let texts: Vec<_> =
                (0..message.text_body_count()).filter_map(|idx| message.body_text(idx)).collect();
            (Meta::default(), plain::read(&texts.join("\n\n")))
        }
    };
    if parts.is_empty() {
        return Err(Warning("there are no words in the message".to_owned()));
    }
    let attached = message.attachment_count();
    if attached > 0 {
        let what = if attached == 1 { "an attachment is" } else { "attachments are" };
        warnings.push(Warning(format!("{what} not shown")));
    }
    Ok((assemble(own, Meta { title: None, ..found }, parts), warnings))
}

/// Leaves out the line that mailboxes put before a message.
fn without_envelope(bytes: &[u8]) -> &[u8] {
    if !bytes.starts_with(b"From ") {
        return bytes;
    }
    let end = memchr::memchr(b'\n', bytes).map_or(bytes.len(), |at| at + 1);
    bytes.get(end..).unwrap_or(&[])
}

/// Returns the name of a mailing list: `The Port Letter <letter.port.example>`.
fn list(header: &HeaderValue<'_>) -> Option<String> {
    let named = match header {
        HeaderValue::Text(text) => text.split('<').next().map(str::to_owned),
        HeaderValue::Address(address) => address.first().and_then(|first| first.name()).map(str::to_owned),
        _ => None,
    };
    words(named.as_deref()?.trim_matches('"'))
}

/// Returns an address, without its brackets.
fn address(value: &str) -> Option<String> {
    let bare = value.trim().trim_start_matches('<').trim_end_matches('>');
    (bare.starts_with("http://") || bare.starts_with("https://")).then(|| bare.to_owned())
}

fn words(text: &str) -> Option<String> {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!words.is_empty()).then_some(words)
}

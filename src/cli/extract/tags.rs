//! Extractions inside the text: with tags, to be read, and a token a line, to be scored.

use unicode_segmentation::UnicodeSegmentation;

use super::{kind, quotation_kind};
use crate::{
    extract::{Extraction, Kind},
    text::{Span, sentence::sentences},
};

/// Returns the text with a tag around each mention and quotation. `&` and `<` of the text are escaped.
pub(super) fn tagged(text: &str, found: &Extraction) -> String {
    let mut tags: Vec<(Span, String, &'static str)> = Vec::new();
    for quotation in &found.quotations {
        let name = quotation_kind(quotation.kind);
        let mut open = format!("<{name}");
        if let Some(speaker) = quotation.speaker {
            let entity = speaker.entity.and_then(|idx| found.entities.get(idx));
            let by = entity.map_or(speaker.span.slice(text), |entity| entity.name.as_str());
            open.push_str(&format!(" by=\"{}\"", escape(by)));
        }
        if let Some(cue) = quotation.cue {
            open.push_str(&format!(" cue=\"{}\"", escape(cue.slice(text))));
        }
        open.push('>');
        tags.push((quotation.span, open, name));
    }
    for mention in &found.mentions {
        if let Some(entity) = found.entities.get(mention.entity) {
            let name = kind(entity.kind);
            tags.push((mention.span, format!("<{name}>"), name));
        }
    }
    // Where tags begin together the outer one opens first; where they end together it closes last.
    tags.sort_by(|a, b| (a.0.start, b.0.end).cmp(&(b.0.start, a.0.end)));
    let mut out = String::with_capacity(text.len() + tags.len() * 24);
    let mut open: Vec<(usize, &str)> = Vec::new();
    let mut at = 0;
    for (span, tag, name) in &tags {
        close(&mut out, text, &mut at, &mut open, span.start);
        out.push_str(&escape(Span::new(at, span.start).slice(text)));
        at = span.start.max(at);
        out.push_str(tag);
        // A tag that would end after the one around it is cut there.
        let end = open.last().map_or(span.end, |(outer, _)| span.end.min(*outer));
        open.push((end, name));
    }
    close(&mut out, text, &mut at, &mut open, text.len());
    out.push_str(&escape(Span::new(at, text.len()).slice(text)));
    out
}

/// Writes the text up to `until` as far as tags end there, and closes them.
fn close(out: &mut String, text: &str, at: &mut usize, open: &mut Vec<(usize, &str)>, until: usize) {
    while let Some((end, name)) = open.pop_if(|(end, _)| *end <= until) {
        out.push_str(&escape(Span::new(*at, end).slice(text)));
        *at = end.max(*at);
        out.push_str(&format!("</{name}>"));
    }
}

/// Returns one token and its tag (IOB2 with PER, LOC, ORG) on each line, and an empty line after each sentence.
pub(super) fn conll(text: &str, found: &Extraction) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let mut mentions = found.mentions.iter().peekable();
    for sentence in sentences(text) {
        for (at, token) in sentence.slice(text).split_word_bound_indices() {
            let at = sentence.start + at;
            if token.trim().is_empty() {
                continue;
            }
            while mentions.next_if(|mention| mention.span.end <= at).is_some() {}
            let tag =
                mentions.peek().filter(|mention| mention.span.start < at + token.len()).and_then(|mention| {
                    let kind = match found.entities.get(mention.entity)?.kind {
                        Kind::Person => "PER",
                        Kind::Place => "LOC",
                        Kind::Organization => "ORG",
                    };
                    let begins = at <= mention.span.start;
                    Some(format!("{}-{kind}", if begins { "B" } else { "I" }))
                });
            out.push_str(&format!("{token} {}\n", tag.as_deref().unwrap_or("O")));
        }
        out.push('\n');
    }
    out
}

/// Returns text in which nothing looks like a tag.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::extract::{Entity, Mention, Quotation, QuotationKind, Speaker};

    const TEXT: &str = "“Ana Ruiz waits,” he said <loud>.";

    fn found() -> Extraction {
        let span =
            |words: &str| TEXT.find(words).map_or(Span::default(), |at| Span::new(at, at + words.len()));
        let speaker = Some(Speaker { entity: None, span: span("he"), source: span("he") });
        let kind = QuotationKind::Direct;
        Extraction {
            entities: vec![Entity {
                kind: Kind::Person,
                name: "Ana Ruiz".into(),
                aliases: vec![],
                role: None,
                gender: None,
                location: None,
                mentions: vec![0],
            }],
            mentions: vec![Mention { span: span("Ana Ruiz"), entity: 0, confidence: 0.9 }],
            reports: Vec::new(),
            quotations: vec![Quotation {
                span: span("Ana Ruiz waits,"),
                kind,
                cue: Some(span("said")),
                speaker,
                confidence: 0.9,
            }],
        }
    }

    #[test]
    fn tags_stand_around_words() {
        let expected =
            "“<direct by=\"he\" cue=\"said\"><person>Ana Ruiz</person> waits,</direct>” he said &lt;loud>.";
        assert_eq!(tagged(TEXT, &found()), expected);
    }

    proptest! {
        #[test]
        fn without_its_tags_the_text_is_as_it_was(
            text in "[a-d <&\"é]{0,30}",
            spans in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..6),
        ) {
            let ends: Vec<usize> = text.char_indices().map(|(idx, _)| idx).chain([text.len()]).collect();
            let quotations = spans.iter().map(|(a, b)| {
                let (a, b) = (*a.get(&ends), *b.get(&ends));
                let span = Span::new(a.min(b), a.max(b));
                Quotation { span, kind: QuotationKind::Term, cue: None, speaker: None, confidence: 1.0 }
            });
            let found = Extraction { quotations: quotations.collect(), ..Extraction::default() };
            let tagged = tagged(&text, &found);
            let plain = tagged.replace("<term>", "").replace("</term>", "");
            prop_assert_eq!(plain, escape(&text));
            prop_assert_eq!(tagged.matches("<term>").count(), found.quotations.len());
            prop_assert_eq!(tagged.matches("</term>").count(), found.quotations.len());
            conll(&text, &found);
        }
    }

    #[test]
    fn tokens_carry_their_kind() {
        let lines = conll(TEXT, &found());
        assert!(lines.starts_with("“ O\nAna B-PER\nRuiz I-PER\nwaits O\n"), "{lines}");
        assert!(lines.ends_with(". O\n\n"), "{lines}");
    }
}

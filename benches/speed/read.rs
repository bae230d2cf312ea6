//! From the bytes of a source to rows: parsing, sentences, rows, search.

use byline::{
    article::{self, Format},
    text::{
        Span,
        fold::Folded,
        layout::{self, Edge, Fit, Language, Paragraph, Setting},
        search, sentence,
    },
};
use divan::{Bencher, black_box, counter::BytesCount};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    widgets::{Paragraph as Peer, Widget, Wrap},
};

use crate::made::{BOOK, markdown, page, paragraph, prose};

/// Columns of a text that suits reading.
const WIDTH: u16 = 72;

#[divan::bench(args = ["plain", "markdown", "html"])]
fn parse_1mb(bencher: Bencher<'_, '_>, name: &str) {
    let (source, format) = match name {
        "plain" => (prose(BOOK), Format::Plain),
        "markdown" => (markdown(BOOK), Format::Markdown),
        _ => (page(BOOK), Format::Html),
    };
    bencher.counter(BytesCount::of_str(&source)).bench(|| article::parse(black_box(&source), format));
}

#[divan::bench]
fn sentences_1mb(bencher: Bencher<'_, '_>) {
    let text = paragraph(BOOK);
    bencher.counter(BytesCount::of_str(&text)).bench(|| sentence::sentences(black_box(&text)));
}

#[divan::bench]
fn rows_1mb(bencher: Bencher<'_, '_>) {
    let text = paragraph(BOOK);
    let whole = Paragraph { span: Span::new(0, text.len()), indent: 0, hanging: 0 };
    bencher.counter(BytesCount::of_str(&text)).bench(|| layout::rows(black_box(&text), whole, WIDTH));
}

/// As even as can be, without and with words parted.
#[divan::bench(args = [None, Some("en")])]
fn rows_1mb_even(bencher: Bencher<'_, '_>, language: Option<&str>) {
    let text = paragraph(BOOK);
    let whole = Paragraph { span: Span::new(0, text.len()), indent: 0, hanging: 0 };
    let syllables = language.and_then(Language::of);
    let setting = Setting { fit: Fit::Even, edge: Edge::Ragged, syllables };
    bencher.counter(BytesCount::of_str(&text)).bench(|| layout::set(black_box(&text), whole, WIDTH, setting));
}

/// The peer: textwrap, first-fit and optimal-fit.
#[divan::bench(args = ["first", "optimal"])]
fn rows_1mb_textwrap(bencher: Bencher<'_, '_>, fit: &str) {
    let text = paragraph(BOOK);
    let algorithm = match fit {
        "first" => textwrap::WrapAlgorithm::FirstFit,
        _ => textwrap::WrapAlgorithm::new_optimal_fit(),
    };
    let options = textwrap::Options::new(usize::from(WIDTH)).wrap_algorithm(algorithm);
    bencher.counter(BytesCount::of_str(&text)).bench(|| textwrap::wrap(black_box(&text), &options));
}

/// The peer: the renderer's own wrapping. It cannot tell rows without drawing them, so that is counted too.
#[divan::bench]
fn rows_1mb_ratatui_paragraph(bencher: Bencher<'_, '_>) {
    let text = paragraph(BOOK);
    let area = Rect::new(0, 0, WIDTH, 16_000);
    bencher.counter(BytesCount::of_str(&text)).with_inputs(|| Buffer::empty(area)).bench_refs(|buf| {
        Peer::new(black_box(text.as_str())).wrap(Wrap { trim: true }).render(area, buf);
    });
}

#[divan::bench]
fn fold_1mb(bencher: Bencher<'_, '_>) {
    let text = prose(BOOK);
    bencher.counter(BytesCount::of_str(&text)).bench(|| Folded::new(black_box(&text)));
}

#[divan::bench(args = ["zzz", "Okoye", "\"it is too early", "e"])]
fn search_1mb(bencher: Bencher<'_, '_>, query: &str) {
    let text = prose(BOOK);
    let folded = Folded::new(&text);
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| search::find_all(black_box(&text), &folded, black_box(query)));
}

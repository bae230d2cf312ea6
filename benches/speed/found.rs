//! Finding who is in an article and who says what.

use byline::{
    article::{self, Format},
    extract,
};
use divan::{Bencher, black_box, counter::BytesCount};

use crate::made::{ARTICLE, BOOK, prose};

#[divan::bench(args = [ARTICLE, BOOK])]
fn extract_bytes(bencher: Bencher<'_, '_>, len: usize) {
    let (article, _) = article::parse(&prose(len), Format::Plain);
    bencher.counter(BytesCount::of_str(&article.text)).bench(|| extract::extract(black_box(&article)));
}

/// The articles that come with the program, one after another: what an article costs, not what a long text does.
#[divan::bench]
fn extract_articles(bencher: Bencher<'_, '_>) {
    let sources = [
        (include_str!("../../assets/samples/alphabet-street.html"), Format::Html),
        (include_str!("../../assets/samples/grain-corridor.txt"), Format::Plain),
        (include_str!("../../assets/samples/harbor-bridge.md"), Format::Markdown),
        (include_str!("../../assets/samples/salt-works.txt"), Format::Plain),
        (include_str!("../../assets/samples/tide-keeper.md"), Format::Markdown),
    ];
    let articles = sources.map(|(source, format)| article::parse(source, format).0);
    let bytes: usize = articles.iter().map(|article| article.text.len()).sum();
    bencher.counter(BytesCount::new(bytes)).bench(|| {
        articles.iter().map(|article| extract::extract(black_box(article)).mentions.len()).sum::<usize>()
    });
}

/// A page of the worst: nothing but names, marks or the same word.
#[divan::bench(args = ["“a” ", "Ana Ruiz ", "said ", "\"", "A. "])]
fn extract_1mb_of(bencher: Bencher<'_, '_>, words: &str) {
    let (article, _) = article::parse(&words.repeat(BOOK / words.len()), Format::Plain);
    bencher.counter(BytesCount::of_str(&article.text)).bench(|| extract::extract(black_box(&article)));
}

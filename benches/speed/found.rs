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

/// A page of the worst: nothing but names, marks or the same word.
#[divan::bench(args = ["“a” ", "Ana Ruiz ", "said ", "\"", "A. "])]
fn extract_1mb_of(bencher: Bencher<'_, '_>, words: &str) {
    let (article, _) = article::parse(&words.repeat(BOOK / words.len()), Format::Plain);
    bencher.counter(BytesCount::of_str(&article.text)).bench(|| extract::extract(black_box(&article)));
}

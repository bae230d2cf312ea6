//! Sums up what overlapping pieces of a stretch share, once for all of them.
//!
//! Half of what the model knows about a piece depends on one of its ends alone: looking it up again for each piece was half of
//! the time of a reading.

use std::ops::Range;

use crate::extract::tagger::{
    context::Context,
    evidence::{self, Part, View},
    model::{Model, Sums},
};

/// The sums of what pieces of a stretch share, each worked out when it is first asked for.
#[derive(Default)]
pub struct Shared {
    from: usize,
    /// For each token those of [`Part::Start`], [`Part::End`], [`Part::First`], [`Part::Last`], [`Part::Only`],
    /// [`Part::Token`] and [`Part::Inner`].
    sums: Vec<[Option<Sums>; 7]>,
}

impl Shared {
    /// Begins anew for a stretch.
    pub fn reset(&mut self, zone: &Range<usize>) {
        self.from = zone.start;
        self.sums.clear();
        self.sums.resize(zone.len() + 1, [None; 7]);
    }

    /// Returns what the parts of the piece at tokens `start..end` sum up to.
    pub fn sum(&mut self, context: &Context, view: &View, model: Model, start: usize, end: usize) -> Sums {
        let mut all = Sums::default();
        evidence::parts(start, end, &mut |part| {
            let (kind, idx) = match part {
                Part::Start(idx) => (0, idx),
                Part::End(idx) => (1, idx),
                Part::First(idx) => (2, idx),
                Part::Last(idx) => (3, idx),
                Part::Only(idx) => (4, idx),
                Part::Token(idx) => (5, idx),
                Part::Inner(idx) => (6, idx),
            };
            let Some(slot) = self.sums.get_mut(idx - self.from).and_then(|row| row.get_mut(kind)) else {
                return;
            };
            let sum = slot.get_or_insert_with(|| {
                let mut sum = Sums::default();
                evidence::part(context, view, part, &mut |feature| model.add(feature, &mut sum));
                sum
            });
            all.join(*sum);
        });
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        article::{Format, parse},
        extract::{
            tagger::{Reader, Stage, memory::Memory, pieces, zones},
            token::Document,
        },
    };

    #[test]
    fn what_is_shared_sums_up_to_what_each_piece_has() {
        let text = "The Ministry of Roads and Bridges in Porto Alto told Ana Ruiz-Leite of the Harbor Council (HC) on Monday.\n\n\
                    \u{201c}No,\u{201d} J. R. Leite said. Al-Sabah & Sons met the U.S. in \u{c9}vora.";
        let (article, _) = parse(text, Format::Plain);
        let document = Document::new(&article);
        let model = Model::built_in().stages().0;
        let memory = Memory::default();
        let mut reader = Reader::new(Stage::First);
        let mut count = 0;
        zones(&document, &memory, |context, zone| {
            reader.prepare(context, zone.clone());
            pieces(context, zone, |start, end| {
                let number = reader.count();
                let mut quick = reader.shared.sum(context, &reader.view, model, start, end);
                let look = reader.look_at(number);
                evidence::piece(context, look, start, end, &mut |it| model.add(it, &mut quick));
                let mut slow = Sums::default();
                evidence::whole(context, look, start, end, &mut |it| model.add(it, &mut slow));
                assert_eq!(quick, slow, "{start}..{end}");
                count += 1;
            });
        });
        assert!(count > 20, "{count}");
    }
}

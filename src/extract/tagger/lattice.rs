//! All ways to cut a stretch into names and tokens outside of names, and what they score.
//!
//! This is a semi-Markov conditional random field (Sarawagi and Cohen 2004) without ties between neighbors: what ties them
//! is evidence of the pieces themselves.

use crate::extract::tagger::{
    LONGEST,
    model::{LABELS, OUTSIDE},
};

/// The scores of the pieces of a stretch.
#[derive(Default)]
pub struct Lattice {
    count: usize,
    /// For each start and length the scores of person, place, organization.
    names: Vec<[f32; OUTSIDE]>,
    /// For each token its score outside of names.
    outside: Vec<f32>,
    forward: Vec<f32>,
    backward: Vec<f32>,
}

/// What cannot be.
const NEVER: f32 = -1e9;

/// A piece of the best way.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Cut {
    /// Its first token, counted from the beginning of the stretch.
    pub start: usize,
    /// The token just past it.
    pub end: usize,
    /// Person, place, organization, or [`OUTSIDE`].
    pub label: usize,
}

impl Lattice {
    /// Begins anew for a stretch of `count` tokens, none of whose pieces may be a name yet.
    pub fn reset(&mut self, count: usize) {
        self.count = count;
        self.names.clear();
        self.names.resize(count * LONGEST, [NEVER; OUTSIDE]);
        self.outside.clear();
        self.outside.resize(count, 0.0);
    }

    /// Scores a piece as a name.
    pub fn set_name(&mut self, start: usize, end: usize, label: usize, score: f32) {
        if let Some(slot) = slot(start, end).and_then(|slot| self.names.get_mut(slot))
            && let Some(slot) = slot.get_mut(label)
        {
            *slot = score;
        }
    }

    /// Scores a token outside of names.
    pub fn set_outside(&mut self, idx: usize, score: f32) {
        if let Some(slot) = self.outside.get_mut(idx) {
            *slot = score;
        }
    }

    fn name(&self, start: usize, end: usize) -> [f32; OUTSIDE] {
        slot(start, end).and_then(|slot| self.names.get(slot)).copied().unwrap_or([NEVER; OUTSIDE])
    }

    fn outside(&self, idx: usize) -> f32 {
        self.outside.get(idx).copied().unwrap_or(0.0)
    }

    /// Returns the pieces of the best way, in order.
    pub fn best(&self) -> Vec<Cut> {
        let mut best = vec![(0.0_f32, Cut { start: 0, end: 0, label: OUTSIDE }); self.count + 1];
        for end in 1..=self.count {
            let at = |idx: usize| best.get(idx).map_or(NEVER, |entry| entry.0);
            let mut top = (at(end - 1) + self.outside(end - 1), Cut { start: end - 1, end, label: OUTSIDE });
            for start in end.saturating_sub(LONGEST)..end {
                for (label, score) in self.name(start, end).into_iter().enumerate() {
                    let score = at(start) + score;
                    if score > top.0 {
                        top = (score, Cut { start, end, label });
                    }
                }
            }
            if let Some(entry) = best.get_mut(end) {
                *entry = top;
            }
        }
        let mut cuts = Vec::new();
        let mut at = self.count;
        while at > 0 {
            let Some((_, cut)) = best.get(at) else { break };
            cuts.push(*cut);
            at = cut.start;
        }
        cuts.reverse();
        cuts
    }

    /// Sums over all ways, so that [`Self::probability`] can be asked; returns the logarithm of the sum.
    pub fn sum(&mut self) -> f32 {
        let count = self.count;
        let mut forward = std::mem::take(&mut self.forward);
        let mut backward = std::mem::take(&mut self.backward);
        forward.clear();
        forward.resize(count + 1, 0.0);
        backward.clear();
        backward.resize(count + 1, 0.0);
        for end in 1..=count {
            let mut sum = Sum::default();
            let at = |idx: usize| forward.get(idx).copied().unwrap_or(NEVER);
            sum.add(at(end - 1) + self.outside(end - 1));
            for start in end.saturating_sub(LONGEST)..end {
                self.name(start, end).into_iter().for_each(|score| sum.add(at(start) + score));
            }
            if let Some(slot) = forward.get_mut(end) {
                *slot = sum.log();
            }
        }
        for start in (0..count).rev() {
            let mut sum = Sum::default();
            let at = |idx: usize| backward.get(idx).copied().unwrap_or(NEVER);
            sum.add(at(start + 1) + self.outside(start));
            for end in start + 1..=count.min(start + LONGEST) {
                self.name(start, end).into_iter().for_each(|score| sum.add(at(end) + score));
            }
            if let Some(slot) = backward.get_mut(start) {
                *slot = sum.log();
            }
        }
        self.forward = forward;
        self.backward = backward;
        self.total()
    }

    fn total(&self) -> f32 {
        self.forward.last().copied().unwrap_or(0.0)
    }

    /// Returns what a piece scores.
    pub fn score(&self, cut: Cut) -> f32 {
        if cut.label == OUTSIDE {
            self.outside(cut.start)
        } else {
            self.name(cut.start, cut.end).get(cut.label).copied().unwrap_or(NEVER)
        }
    }

    /// Returns how likely a piece is, after [`Self::sum`].
    pub fn probability(&self, cut: Cut) -> f32 {
        let score = self.score(cut);
        let before = self.forward.get(cut.start).copied().unwrap_or(NEVER);
        let after = self.backward.get(cut.end).copied().unwrap_or(NEVER);
        (before + score + after - self.total()).exp().min(1.0)
    }
}

fn slot(start: usize, end: usize) -> Option<usize> {
    if end <= start || end - start > LONGEST { None } else { Some(start * LONGEST + end - start - 1) }
}

/// Adds numbers given by their logarithms.
struct Sum {
    top: f32,
    rest: f32,
}

impl Default for Sum {
    fn default() -> Self {
        Self { top: NEVER, rest: 0.0 }
    }
}

impl Sum {
    fn add(&mut self, value: f32) {
        if value <= NEVER / 2.0 {
            return;
        }
        if value > self.top {
            self.rest = self.rest * (self.top - value).exp() + 1.0;
            self.top = value;
        } else {
            self.rest += (value - self.top).exp();
        }
    }

    fn log(&self) -> f32 {
        if self.rest > 0.0 { self.top + self.rest.ln() } else { NEVER }
    }
}

const _: () = assert!(OUTSIDE + 1 == LABELS);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lattice(count: usize, scores: &[i8]) -> Lattice {
        let mut lattice = Lattice::default();
        lattice.reset(count);
        let mut scores = scores.iter().cycle().map(|score| f32::from(*score) / 16.0);
        for start in 0..count {
            lattice.set_outside(start, scores.next().unwrap_or(0.0));
            for end in start + 1..=count.min(start + LONGEST) {
                for label in 0..OUTSIDE {
                    lattice.set_name(start, end, label, scores.next().unwrap_or(0.0));
                }
            }
        }
        lattice.sum();
        lattice
    }

    proptest! {
        #[test]
        fn the_best_way_covers_every_token_once(count in 0_usize..24, scores in prop::collection::vec(any::<i8>(), 1..90)) {
            let mut at = 0;
            for cut in lattice(count, &scores).best() {
                prop_assert!(cut.start == at && cut.end > at);
                at = cut.end;
            }
            prop_assert_eq!(at, count);
        }

        #[test]
        fn what_covers_a_token_is_certain_together(count in 1_usize..14, scores in prop::collection::vec(any::<i8>(), 1..90)) {
            let lattice = lattice(count, &scores);
            for idx in 0..count {
                let mut sum = lattice.probability(Cut { start: idx, end: idx + 1, label: OUTSIDE });
                for start in 0..=idx {
                    for end in idx + 1..=count.min(start + LONGEST) {
                        for label in 0..OUTSIDE {
                            sum += lattice.probability(Cut { start, end, label });
                        }
                    }
                }
                prop_assert!((sum - 1.0).abs() < 0.01, "{}", sum);
            }
        }
    }
}

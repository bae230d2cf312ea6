//! Tells how far a confidence can be taken at its word.

/// How many bins the confidence is cut into.
const BINS: usize = 10;

/// Answers that were as sure as each other, more or less.
#[derive(Clone, Copy, Default)]
pub struct Bin {
    /// How many.
    pub count: usize,
    /// How many of them were right.
    pub right: usize,
    /// The sum of their confidence.
    pub confidence: f64,
}

/// Puts answers, each a confidence and whether it was right, into ten bins of equal width.
pub fn bins(answers: &[(f32, bool)]) -> [Bin; BINS] {
    let mut bins = [Bin::default(); BINS];
    for (confidence, right) in answers {
        let at = ((confidence * BINS as f32) as usize).min(BINS - 1);
        let Some(bin) = bins.get_mut(at) else { continue };
        bin.count += 1;
        bin.right += usize::from(*right);
        bin.confidence += f64::from(*confidence);
    }
    bins
}

/// Returns the expected calibration error: how far confidence and share of right answers are apart, bin by bin, weighted
/// by the answers in each (Naeini, Cooper and Hauskrecht, 2015).
pub fn error(answers: &[(f32, bool)]) -> f64 {
    let apart: f64 = bins(answers).iter().map(|bin| (bin.confidence - bin.right as f64).abs()).sum();
    apart / answers.len().max(1) as f64
}

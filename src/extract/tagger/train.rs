//! Learns the weights of the tagger from articles whose names are known.
//!
//! The likelihood of the right way to cut each stretch is raised by gradient steps whose size adapts to each weight
//! (AdaGrad), in an order that depends on the seed alone. The lists of the program know nearly every name of the articles
//! it is trained on, and half of those of a new one: a part of them is hidden, other ones in each round.

use std::ops::Range;

use crate::{
    article::{Article, BlockKind},
    extract::{
        Kind,
        lexicon::Veil,
        tagger::{
            LONGEST, Reader, Stage,
            evidence::{self, Look, Previous},
            lattice::{Cut, Lattice},
            memory::Memory,
            model::{BITS, LABELS, Model, OUTSIDE, SCALE},
            pieces, plain, read_first, tag_by, zones,
        },
        token::Document,
    },
    text::Span,
};

/// An article and its names.
pub struct Example {
    /// The article.
    pub article: Article,
    /// Its names, ordered by start, not overlapping.
    pub names: Vec<(Span, Kind)>,
    /// What may be a name or not: nothing is learned from stretches that have such spans. Ordered by start.
    pub unsure: Vec<Span>,
    /// How much it counts.
    pub weight: f32,
    /// In how many of the views it is seen at most.
    pub views: u32,
}

/// How to train.
pub struct Settings {
    /// Where chance begins.
    pub seed: u32,
    /// How many views of each article are made, each with other names hidden.
    pub views: u32,
    /// How often all views are gone through.
    pub rounds: u32,
    /// In how many orders that is done; what comes out is the mean.
    pub orders: u32,
    /// The size of a step.
    pub step: f32,
    /// How strongly weights are drawn to zero.
    pub decay: f32,
    /// How many of 256 family names and organizations of the lists the first and the last view hide.
    pub hidden: (u8, u8),
}

/// Trains both readings and returns the bytes of the model.
///
/// What the second reading learns from must not know the articles already: each part of them is read by a model that
/// was trained on the others.
pub fn train(examples: &[Example], settings: &Settings, mut progress: impl FnMut(&str)) -> Vec<u8> {
    let mut parts: Vec<Views> = (0..PARTS).map(|_| Views::default()).collect();
    settings.each_view(examples, |number, case, veil| {
        if let Some(views) = parts.get_mut(part_of(number)) {
            views.collect(case, veil, None);
        }
    });
    let mut all = Views::default();
    let mut stretches = Vec::new();
    for views in parts {
        let from = all.stretches.len();
        all.join(views);
        stretches.push(from..all.stretches.len());
    }
    let others: Vec<Vec<u8>> =
        stretches.iter().map(|without| all.learn(without.clone(), settings, &mut progress)).collect();
    let mut bytes = all.learn(0..0, settings, &mut progress);
    drop(all);
    let mut views = Views::default();
    settings.each_view(examples, |number, case, veil| {
        let model = others.get(part_of(number)).map_or(&[][..], Vec::as_slice);
        views.collect(case, veil, Some(Model::read(model)));
    });
    bytes.extend(views.learn(0..0, settings, &mut progress));
    bytes
}

/// In how many parts the articles are divided for the first reading.
const PARTS: usize = 3;

/// Returns which part an article belongs to; neighbors, which may tell one story, go together.
fn part_of(number: u32) -> usize {
    number as usize / 16 % PARTS
}

impl Settings {
    /// Shows every article in every view.
    fn each_view(&self, examples: &[Example], mut each: impl FnMut(u32, &Case, Veil)) {
        for view in 0..self.views {
            let (from, to) = self.hidden;
            let span = f32::from(to) - f32::from(from);
            let share = f32::from(from) + span * view as f32 / (self.views.max(2) - 1) as f32;
            for (number, example) in (0_u32..).zip(examples).filter(|(_, it)| view < it.views) {
                let seed = self.seed.wrapping_mul(31).wrapping_add(view).wrapping_mul(65_537) + number;
                let article = dressed(&example.article, view, seed);
                let Example { names, unsure, weight, .. } = example;
                let case = Case { article: &article, names, unsure, weight: *weight };
                each(number, &case, Veil { seed, share: share as u8, spanish: false });
            }
        }
    }
}

/// Stretches and their features.
#[derive(Default)]
struct Views {
    stretches: Vec<Stretch>,
    features: Vec<u32>,
}

impl Views {
    /// Adds the stretches of an article, as the second reading sees them where `first` tells what the first found.
    fn collect(&mut self, case: &Case, veil: Veil, first: Option<Model>) {
        let document = Document::veiled(case.article, veil);
        let memory = first.map_or_else(Memory::default, |model| read_first(&document, model));
        let stage = if first.is_some() { Stage::Second } else { Stage::First };
        collect(case, &document, &memory, stage, self);
    }

    /// Adds the stretches of others.
    fn join(&mut self, other: Self) {
        let shift = self.features.len();
        self.features.extend(other.features);
        self.stretches.extend(other.stretches.into_iter().map(|mut stretch| {
            let ranges = stretch.names.iter_mut().map(|it| &mut it.2).chain(&mut stretch.outside);
            ranges.for_each(|range| *range = range.start + shift..range.end + shift);
            stretch
        }));
    }

    /// Learns the weights of one reading, without some of the stretches.
    fn learn(&self, without: Range<usize>, settings: &Settings, progress: &mut impl FnMut(&str)) -> Vec<u8> {
        let Self { stretches, features } = self;
        progress(&format!("{} stretches, {} features", stretches.len(), features.len()));
        let rows = 1_usize << BITS;
        // What occurs once in one view tells nothing about another article.
        let mut seen = vec![0_u8; rows];
        for feature in features {
            if let Some(count) = seen.get_mut(*feature as usize) {
                *count = count.saturating_add(1);
            }
        }
        let least = settings.views.min(200) as u8;
        let rare = |feature: &u32| seen.get(*feature as usize).is_none_or(|count| *count <= least);
        let mut mean = vec![[0.0_f32; LABELS]; rows];
        let mut lot = u64::from(settings.seed) | 1;
        for _ in 0..settings.orders {
            let mut weights = vec![[0.0_f32; LABELS]; rows];
            let mut squares = vec![[0.0_f32; LABELS]; rows];
            let mut lattice = Lattice::default();
            let mut order: Vec<usize> = (0..stretches.len()).filter(|idx| !without.contains(idx)).collect();
            for round in 0..settings.rounds {
                shuffle(&mut order, &mut lot);
                let mut loss = 0.0_f64;
                for idx in &order {
                    let Some(stretch) = stretches.get(*idx) else { continue };
                    stretch.fill(&mut lattice, features, &weights);
                    let total = lattice.sum();
                    let mut right = 0.0;
                    let mut learn = |cut: Cut, range: &Range<usize>, score: f32| {
                        let wanted = stretch.gold.contains(&cut);
                        right += if wanted { score } else { 0.0 };
                        let slope = stretch.weight * (f32::from(u8::from(wanted)) - lattice.probability(cut));
                        if slope.abs() < 1e-4 {
                            return;
                        }
                        for feature in features.get(range.clone()).unwrap_or(&[]) {
                            if rare(feature) {
                                continue;
                            }
                            let at = *feature as usize;
                            if let (Some(weight), Some(square)) = (
                                weights.get_mut(at).and_then(|row| row.get_mut(cut.label)),
                                squares.get_mut(at).and_then(|row| row.get_mut(cut.label)),
                            ) {
                                let slope = slope - settings.decay * *weight;
                                *square += slope * slope;
                                *weight += settings.step * slope / (square.sqrt() + 0.1);
                            }
                        }
                    };
                    let scores = stretch.scores(&lattice);
                    for (cut, range, score) in scores {
                        learn(cut, &range, score);
                    }
                    loss += f64::from(total - right);
                }
                if round > 0 {
                    let share = 1.0 / (settings.orders * (settings.rounds.max(2) - 1)) as f32;
                    for (mean, weight) in mean.iter_mut().flatten().zip(weights.iter().flatten()) {
                        *mean += share * weight;
                    }
                }
                progress(&format!("round {round}: loss {:.4} a stretch", loss / order.len().max(1) as f64));
            }
        }
        let byte = |weight: f32| (weight * SCALE).round().clamp(-127.0, 127.0) as i8;
        mean.iter().flatten().map(|weight| byte(*weight).cast_unsigned()).collect()
    }
}

/// A stretch whose right pieces are known.
struct Stretch {
    count: usize,
    places: bool,
    names: Vec<(usize, usize, Range<usize>)>,
    outside: Vec<Range<usize>>,
    gold: Vec<Cut>,
    weight: f32,
}

impl Stretch {
    fn fill(&self, lattice: &mut Lattice, features: &[u32], weights: &[[f32; LABELS]]) {
        lattice.reset(self.count);
        let sum = |range: &Range<usize>| {
            let mut sums = [0.0_f32; LABELS];
            for feature in features.get(range.clone()).unwrap_or(&[]) {
                if let Some(row) = weights.get(*feature as usize) {
                    sums.iter_mut().zip(row).for_each(|(sum, weight)| *sum += weight);
                }
            }
            sums
        };
        for (start, end, range) in &self.names {
            for (label, score) in sum(range).into_iter().take(OUTSIDE).enumerate() {
                if self.allows(label) {
                    lattice.set_name(*start, *end, label, score);
                }
            }
        }
        for (idx, range) in self.outside.iter().enumerate() {
            lattice.set_outside(idx, sum(range)[OUTSIDE]);
        }
    }

    fn allows(&self, label: usize) -> bool {
        !self.places || label == Kind::Place as usize
    }

    /// Returns every piece with its features and its score.
    fn scores(&self, lattice: &Lattice) -> Vec<(Cut, Range<usize>, f32)> {
        let mut all = Vec::with_capacity(self.names.len() * 3 + self.count);
        for (start, end, range) in &self.names {
            for label in (0..OUTSIDE).filter(|label| self.allows(*label)) {
                let cut = Cut { start: *start, end: *end, label };
                all.push((cut, range.clone(), lattice.score(cut)));
            }
        }
        for (idx, range) in self.outside.iter().enumerate() {
            let cut = Cut { start: idx, end: idx + 1, label: OUTSIDE };
            all.push((cut, range.clone(), lattice.score(cut)));
        }
        all
    }
}

/// An article as one view shows it.
struct Case<'a> {
    article: &'a Article,
    names: &'a [(Span, Kind)],
    unsure: &'a [Span],
    weight: f32,
}

/// Writes the headings as others write them: every word with a capital, or all in capitals. No byte moves.
fn dressed(article: &Article, view: u32, seed: u32) -> Article {
    let mut article = article.clone();
    let style = seed.wrapping_mul(0x9e37_79b1) >> 24;
    if view == 0 || style > 160 {
        return article;
    }
    let mut text = String::with_capacity(article.text.len());
    let mut at = 0;
    for block in &article.blocks {
        if matches!(block.kind, BlockKind::Title | BlockKind::Heading(_)) {
            text.push_str(Span::new(at, block.span.start).slice(&article.text));
            let mut before = ' ';
            for c in block.span.slice(&article.text).chars() {
                let large = style < 30 || !(before.is_alphanumeric() || matches!(before, '\'' | '’'));
                text.push(if large { c.to_ascii_uppercase() } else { c });
                before = c;
            }
            at = block.span.end;
        }
    }
    text.push_str(article.text.get(at..).unwrap_or(""));
    article.text = text;
    article
}

/// Collects the stretches of an article whose names can be pieces of them.
fn collect(example: &Case, document: &Document, memory: &Memory, stage: Stage, views: &mut Views) {
    let mut reader = Reader::new(stage);
    let mut names = example.names.iter().peekable();
    let features = &mut views.features;
    zones(document, memory, |context, zone| {
        reader.prepare(context, zone.clone());
        let span = document.span(zone.clone());
        let mut stretch = Stretch {
            count: zone.len(),
            places: plain::only_places(context),
            names: Vec::new(),
            outside: Vec::new(),
            gold: Vec::new(),
            weight: example.weight,
        };
        let mut whole = !example.unsure.iter().any(|it| it.start < span.end && span.start < it.end);
        let mut at = zone.start;
        let before = reader.previous;
        while names.next_if(|(name, _)| name.end <= span.start).is_some() {}
        while let Some((name, kind)) = names.next_if(|(name, _)| name.start < span.end) {
            let (start, end) = (document.token_from(name.start), document.token_from(name.end));
            let fits = document.span(start..end) == *name
                && start >= at
                && end <= zone.end
                && end - start <= LONGEST
                && evidence::may_be_name(context, start, end)
                && (*kind == Kind::Place || !stretch.places);
            if !fits {
                whole = false;
                break;
            }
            let outside = |idx| Cut { start: idx - zone.start, end: idx + 1 - zone.start, label: OUTSIDE };
            stretch.gold.extend((at..start).map(outside));
            let label = *kind as usize;
            stretch.gold.push(Cut { start: start - zone.start, end: end - zone.start, label });
            reader.previous = Previous { label: label as u32 + 1, end };
            at = end;
        }
        if !whole {
            pieces(context, zone.clone(), |_, _| {
                reader.count();
            });
            return;
        }
        let outside = |idx| Cut { start: idx - zone.start, end: idx + 1 - zone.start, label: OUTSIDE };
        stretch.gold.extend((at..zone.end).map(outside));
        pieces(context, zone.clone(), |start, end| {
            let from = features.len();
            let number = reader.count();
            let look = Look { previous: before, ..reader.look_at(number) };
            evidence::whole(context, look, start, end, &mut |it| features.push(it));
            stretch.names.push((start - zone.start, end - zone.start, from..features.len()));
        });
        for idx in zone.clone() {
            let from = features.len();
            evidence::outside(context, reader.look_outside(), idx, &mut |it| features.push(it));
            stretch.outside.push(from..features.len());
        }
        views.stretches.push(stretch);
    });
}

/// Puts numbers into another order, by chance that begins with `lot`.
fn shuffle(order: &mut [usize], lot: &mut u64) {
    for idx in (1..order.len()).rev() {
        *lot ^= *lot << 13;
        *lot ^= *lot >> 7;
        *lot ^= *lot << 17;
        order.swap(idx, (*lot % (idx as u64 + 1)) as usize);
    }
}

/// Returns the names that a model finds in an article.
pub fn names(article: &Article, model: &[u8]) -> Vec<(Span, Kind)> {
    let document = Document::new(article);
    let found = tag_by(&document, Model::read(model));
    found.into_iter().map(|name| (name.span, name.kind)).collect()
}

//! Compares names found with names known: strict spans and kinds.

use std::{collections::HashSet, error::Error, path::Path, time::Instant};

use byline::{
    extract::{Extraction, Kind, extract, train},
    text::Span,
};

use crate::{
    corpus::{self, Gold},
    normal::normalize,
    speech::around,
};

/// Prints how good the tagger is with `model`, or with the one that is compiled in.
pub fn print(corpora: &Path, model: Option<&[u8]>) -> Result<(), Box<dyn Error>> {
    table("own gold, dev", &corpus::gold(corpora, "dev")?, model, false);
    table("worldwide-dev", &corpus::worldwide(corpora)?, model, false);
    Ok(())
}

/// Prints how good a model is on the part of the articles that it was trained without.
pub fn print_part(
    corpora: &Path,
    own: &Path,
    part: usize,
    model: &[u8],
    explain: bool,
) -> Result<(), Box<dyn Error>> {
    let all = [
        ("train", corpus::gold(corpora, "train")?),
        ("voa", corpus::gold(corpora, "voa")?),
        ("what was written", corpus::written(own)?),
    ];
    for (title, articles) in all {
        let articles = articles.into_iter().enumerate();
        let held = articles.filter(|(number, _)| corpus::part_of(*number) == part);
        let held: Vec<Gold> = held.map(|(_, gold)| gold).collect();
        table(&format!("held out of {title}"), &held, Some(model), explain);
    }
    Ok(())
}

#[allow(clippy::print_stdout)]
fn table(title: &str, articles: &[Gold], model: Option<&[u8]>, explain: bool) {
    // For each kind: found and right, known, found.
    let mut counts = [[0_usize; 3]; 3];
    let mut spent = 0.0;
    let mut bytes = 0;
    for gold in articles {
        let example = corpus::example(gold, 1.0);
        let start = Instant::now();
        let found = model
            .map_or_else(|| kinds(&extract(&example.article)), |model| train::names(&example.article, model));
        spent += start.elapsed().as_secs_f64();
        bytes += gold.text.len();
        let text = &example.article.text;
        let normal = |names: &[(Span, Kind)]| -> HashSet<(usize, usize, Kind)> {
            names.iter().filter_map(|(span, kind)| normalize(text, *span, *kind)).collect()
        };
        let (found, known) = (normal(&found), normal(&example.names));
        if explain {
            let missed = known.difference(&found).map(|it| (*it, "missed"));
            let mut faults: Vec<_> =
                missed.chain(found.difference(&known).map(|it| (*it, "false"))).collect();
            faults.sort_by_key(|((start, end, kind), _)| (*start, *end, *kind));
            for ((start, end, kind), fault) in faults {
                println!(
                    "{fault}\t{kind:?}\t{}\t{}",
                    Span::new(start, end).slice(text),
                    around(text, start, end)
                );
            }
        }
        for (counts, kind) in counts.iter_mut().zip(KINDS) {
            let of = |set: &HashSet<(usize, usize, Kind)>| set.iter().filter(|it| it.2 == kind).count();
            counts[0] += found.intersection(&known).filter(|it| it.2 == kind).count();
            counts[1] += of(&known);
            counts[2] += of(&found);
        }
    }
    println!("{title}: {} articles, {:.1} MB/s", articles.len(), bytes as f64 / 1e6 / spent.max(1e-9));
    let all = counts.iter().fold([0; 3], |sum, it| [sum[0] + it[0], sum[1] + it[1], sum[2] + it[2]]);
    for (name, [right, known, found]) in
        ["person", "place", "organization", "all"].into_iter().zip(counts.into_iter().chain([all]))
    {
        let part = |of: usize| 100.0 * right as f64 / of.max(1) as f64;
        let (p, r) = (part(found), part(known));
        let f = 2.0 * p * r / (p + r).max(1e-9);
        println!("  {name:13} P {p:5.1}  R {r:5.1}  F1 {f:5.1}  ({known})");
    }
}

const KINDS: [Kind; 3] = [Kind::Person, Kind::Place, Kind::Organization];

fn kinds(found: &Extraction) -> Vec<(Span, Kind)> {
    let kind = |entity: usize| found.entities.get(entity).map_or(Kind::Person, |entity| entity.kind);
    found.mentions.iter().map(|mention| (mention.span, kind(mention.entity))).collect()
}

//! Which names of an article are one person, told the names alone.

use std::{
    collections::{HashMap, HashSet},
    io::BufRead,
    path::Path,
    process::Command,
};

use byline::extract::{Kind, link_names};
use serde::Deserialize;

use super::{Counts, Result, Row};
use crate::normal::plain;

/// The annotated names of an article; its text is not there.
#[derive(Deserialize)]
struct Names {
    id: String,
    clusters: Vec<Cluster>,
}

#[derive(Deserialize)]
struct Cluster {
    types: Vec<String>,
    mentions: Vec<(usize, String)>,
}

/// Measures pairs of forms that name one person.
pub fn rows(corpora: &Path) -> Result<Vec<Row>> {
    let (mut forms, mut mentions) = (Counts::default(), Counts::default());
    for article in read(corpora)? {
        let pairs = pairs(&article);
        forms.add(pairs.forms);
        mentions.add(pairs.mentions);
    }
    let show = |it: Counts| format!("{:.1}/{:.1}/{:.1}", it.precision(), it.recall(), it.f());
    Ok(vec![
        Row::ours("DWIE, people, pairs of mentions, P/R/F", show(mentions), "F >= 98.8"),
        Row::ours("DWIE, people, pairs of forms, P/R/F", show(forms), ""),
    ])
}

/// Prints the pairs that are wrong or missing.
#[allow(clippy::print_stdout)]
pub fn explain(corpora: &Path) -> Result<()> {
    for article in read(corpora)? {
        for fault in pairs(&article).faults {
            println!("{} {fault}", article.id);
        }
    }
    Ok(())
}

fn read(corpora: &Path) -> Result<Vec<Names>> {
    let packed = corpora.join("eval/dwie-aliases-train.jsonl.gz");
    let unpacked = Command::new("gzip").arg("-dc").arg(packed).output()?;
    unpacked.stdout.lines().map(|line| Ok(serde_json::from_str(&line?)?)).collect()
}

/// How pairs that are one person compare with those taken for one.
#[derive(Default)]
struct Pairs {
    /// Of all mentions.
    mentions: Counts,
    /// Of the distinct forms, where slips of the pen count most.
    forms: Counts,
    faults: Vec<String>,
}

/// Compares the people of an article two by two.
fn pairs(article: &Names) -> Pairs {
    let mut names: Vec<(usize, &str, usize)> = Vec::new();
    for (idx, cluster) in article.clusters.iter().enumerate() {
        if cluster.types.iter().any(|it| it == "type::person") {
            names.extend(cluster.mentions.iter().map(|(at, name)| (*at, name.as_str(), idx)));
        }
    }
    names.sort_unstable();
    let surfaces: Vec<(&str, Kind)> = names.iter().map(|(_, name, _)| (*name, Kind::Person)).collect();
    let linked = link_names(&surfaces);
    let mut all = Pairs::default();
    let count = |(known, found): (bool, bool)| {
        let [right, known, found] = [known && found, known, found].map(usize::from);
        Counts { right, found, known }
    };
    for (idx, (a, one)) in names.iter().zip(&linked).enumerate() {
        for (b, other) in names.iter().zip(&linked).skip(idx + 1) {
            all.mentions.add(count((a.2 == b.2, one == other)));
        }
    }
    // A form counts once for each person it names on either side.
    let mut seen = HashSet::new();
    let mut forms: Vec<(String, usize, usize)> = Vec::new();
    for ((_, name, known), found) in names.iter().zip(linked) {
        let form = (plain(name), *known, found);
        if seen.insert(form.clone()) {
            forms.push(form);
        }
    }
    let shown: HashMap<String, &str> = names.iter().map(|(_, name, _)| (plain(name), *name)).collect();
    for (idx, a) in forms.iter().enumerate() {
        for b in forms.iter().skip(idx + 1).filter(|b| b.0 != a.0) {
            let (known, found) = (a.1 == b.1, a.2 == b.2);
            if known != found {
                let word = if known { "missed" } else { "wrong" };
                let show = |form: &str| shown.get(form).copied().unwrap_or("").to_owned();
                all.faults.push(format!("{word}: {} = {}", show(&a.0), show(&b.0)));
            }
            all.forms.add(count((known, found)));
        }
    }
    all
}

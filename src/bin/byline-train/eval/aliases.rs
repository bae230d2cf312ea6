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
    let mut sum = Counts::default();
    for article in read(corpora)? {
        let (counts, _) = pairs(&article);
        sum.add(counts);
    }
    let (p, r) = (sum.precision(), sum.recall());
    let reached = format!("{p:.1}/{r:.1}/{:.1}", sum.f());
    Ok(vec![Row::ours("DWIE, alias pairs of people, P/R/F", reached, "F >= 98.8")])
}

/// Prints the pairs that are wrong or missing.
#[allow(clippy::print_stdout)]
pub fn explain(corpora: &Path) -> Result<()> {
    for article in read(corpora)? {
        for fault in pairs(&article).1 {
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

/// Compares the distinct forms of all people of an article two by two.
fn pairs(article: &Names) -> (Counts, Vec<String>) {
    let mut names: Vec<(usize, &str, usize)> = Vec::new();
    for (idx, cluster) in article.clusters.iter().enumerate() {
        if cluster.types.iter().any(|it| it == "type::person") {
            names.extend(cluster.mentions.iter().map(|(at, name)| (*at, name.as_str(), idx)));
        }
    }
    names.sort_unstable();
    let surfaces: Vec<(&str, Kind)> = names.iter().map(|(_, name, _)| (*name, Kind::Person)).collect();
    let linked = link_names(&surfaces);
    // A form counts once for each person it names on either side.
    let mut seen = HashSet::new();
    let mut forms: Vec<(String, usize, usize)> = Vec::new();
    for ((_, name, known), found) in names.iter().zip(linked) {
        let form = (plain(name), *known, found);
        if seen.insert(form.clone()) {
            forms.push(form);
        }
    }
    let mut counts = Counts::default();
    let mut faults = Vec::new();
    let shown: HashMap<String, &str> = names.iter().map(|(_, name, _)| (plain(name), *name)).collect();
    for (idx, a) in forms.iter().enumerate() {
        for b in forms.iter().skip(idx + 1).filter(|b| b.0 != a.0) {
            let (known, found) = (a.1 == b.1, a.2 == b.2);
            if known != found {
                let word = if known { "missed" } else { "wrong" };
                let show = |form: &str| shown.get(form).copied().unwrap_or("").to_owned();
                faults.push(format!("{word}: {} = {}", show(&a.0), show(&b.0)));
            }
            let [right, known, found] = [known && found, known, found].map(usize::from);
            counts.add(Counts { right, found, known });
        }
    }
    (counts, faults)
}

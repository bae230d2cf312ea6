//! Verbs that report without quotation marks, and what may follow them.

use std::{collections::HashMap, hash::BuildHasherDefault, sync::LazyLock};

use crate::extract::lexicon::Quick;

/// No verb has more words that may belong to it.
const PARTICLES: usize = 6;

/// What may follow a verb.
#[derive(Clone, Copy, Default)]
pub struct Takes {
    /// A clause without "that".
    pub clause: bool,
    /// A clause with "that" or a question word.
    pub that: bool,
    /// Somebody first: "told reporters".
    pub whom: bool,
    /// An infinitive.
    pub to: bool,
    /// What it is about.
    pub thing: bool,
    /// A noun that is what it tells: "expressed concern about".
    pub feeling: bool,
    /// Words that may belong to the verb: "called for", "called on".
    pub particles: [Option<&'static str>; PARTICLES],
    /// How the verb is written here.
    pub form: Form,
}

/// How a verb is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Form {
    /// "say"
    #[default]
    Plain,
    /// "says"
    Present,
    /// "said"
    Past,
    /// "saying"
    Participle,
}

type Table = HashMap<&'static str, Takes, BuildHasherDefault<Quick>>;

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table::default();
    let list = include_str!("../../../assets/lexicon/reports.txt");
    for (forms, complements) in list.lines().filter_map(|line| line.split_once(": ")) {
        if forms.starts_with('#') {
            continue;
        }
        let mut takes = Takes::default();
        for complement in complements.split(' ') {
            match complement {
                "clause" => (takes.clause, takes.that) = (true, true),
                "that" => takes.that = true,
                "whom" => takes.whom = true,
                "to" => takes.to = true,
                "thing" => takes.thing = true,
                "feeling" => takes.feeling = true,
                particle => {
                    let particle = if particle == "to-thing" { "to" } else { particle };
                    let free = takes.particles.iter_mut().find(|it| it.is_none());
                    *free.expect("the list has no verb with more words") = Some(particle);
                }
            }
        }
        let written = forms.split(' ').zip([Form::Plain, Form::Present, Form::Past, Form::Participle]);
        for (word, form) in written.filter(|(word, _)| *word != "-") {
            table.insert(word, Takes { form, ..takes });
        }
    }
    table
});

/// Returns what may follow `word`, if it is a verb that reports.
pub fn takes(word: &str) -> Option<Takes> {
    TABLE.get(word).copied()
}

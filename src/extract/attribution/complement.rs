//! Verbs that report without quotation marks, and what may follow them.

use std::{collections::HashMap, hash::BuildHasherDefault, sync::LazyLock};

use crate::extract::lexicon::Quick;

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
    /// A word that belongs to the verb: "called for".
    pub particle: Option<&'static str>,
    /// Another.
    pub other: Option<&'static str>,
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
                "to-thing" => takes.particle = Some("to"),
                particle if takes.particle.is_none() => takes.particle = Some(particle),
                particle => takes.other = Some(particle),
            }
        }
        for (word, form) in forms.split(' ').zip([Form::Plain, Form::Present, Form::Past, Form::Participle]) {
            table.insert(word, Takes { form, ..takes });
        }
    }
    table
});

/// Returns what may follow `word`, if it is a verb that reports.
pub fn takes(word: &str) -> Option<Takes> {
    TABLE.get(word).copied()
}

//! Joins the names of an article into entities: "Ana Ruiz", "Ruiz" and "ruiz" are one person, "U.S." and "United States" one
//! place, "Harbor Workers Union" and "HWU" one organization.
//!
//! Names are first gathered by their folded form; forms are then joined, the longest first. A short form that fits several
//! people goes, mention by mention, to the one of them whom the article is about.

pub(in crate::extract) mod form;
mod variant;

use std::collections::HashMap;

use crate::extract::{
    Entity, Kind, Mention,
    lexicon::{Traits, traits},
    tagger::Tagged,
    title,
    token::Document,
};

use form::{Form, canonical, fold};

/// Joins names into entities, most mentioned first within each kind, and lists their mentions.
pub fn link(document: &Document, names: &[Tagged]) -> (Vec<Entity>, Vec<Mention>) {
    let mut clusters: Vec<Vec<usize>> = Vec::new();
    for kind in [Kind::Person, Kind::Place, Kind::Organization] {
        let forms = gather(document, names, kind);
        let mut groups = Groups::default();
        let mut order: Vec<usize> = (0..forms.len()).collect();
        order.sort_by_key(|idx| {
            forms.get(*idx).map_or((0, 0), |form| (usize::MAX - form.words.len(), form.first()))
        });
        for idx in order {
            let Some(form) = forms.get(idx) else { continue };
            match kind {
                Kind::Person => groups.add_person(document, names, form),
                Kind::Place => groups.open(form),
                Kind::Organization => groups.add_organization(form),
            }
        }
        clusters.extend(groups.members.into_iter().filter(|members| !members.is_empty()));
    }
    for members in &mut clusters {
        members.sort_unstable();
    }
    let kind = |members: &[usize]| {
        members.first().and_then(|idx| names.get(*idx)).map_or(Kind::Person, |name| name.kind)
    };
    clusters.sort_by_key(|members| (kind(members), usize::MAX - members.len(), members.first().copied()));

    let mut mentions: Vec<Mention> = names
        .iter()
        .map(|name| Mention { span: name.span, entity: 0, confidence: name.confidence })
        .collect();
    let entities = clusters
        .iter()
        .enumerate()
        .map(|(entity, members)| {
            for idx in members {
                if let Some(mention) = mentions.get_mut(*idx) {
                    mention.entity = entity;
                }
            }
            describe(document, names, members)
        })
        .collect();
    (entities, mentions)
}

/// Joins names that come without an article, and returns the number of the entity of each.
#[cfg(feature = "train")]
pub fn link_names(names: &[(&str, Kind)]) -> Vec<usize> {
    let lines: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
    let (article, _) = crate::article::parse(&lines.join("\n\n"), crate::article::Format::Plain);
    let document = Document::new(&article);
    let mut at = 0;
    let mut tagged = Vec::with_capacity(names.len());
    for (name, kind) in names {
        let start = article.text.get(at..).and_then(|rest| rest.find(name)).map_or(at, |ahead| at + ahead);
        let span = crate::text::Span::new(start, (start + name.len()).min(article.text.len()));
        at = span.end;
        let tokens = document.token_from(span.start)..document.token_from(span.end);
        tagged.push(Tagged { tokens, span, kind: *kind, confidence: 1.0 });
    }
    link(&document, &tagged).1.iter().map(|mention| mention.entity).collect()
}

/// Gathers the names of one kind by their folded form.
fn gather(document: &Document, names: &[Tagged], kind: Kind) -> Vec<Form> {
    let mut forms: Vec<Form> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    let short = introduced(document, names, kind);
    for (idx, name) in names.iter().enumerate().filter(|(_, name)| name.kind == kind) {
        let surface = name.span.slice(document.text);
        let key = canonical(kind, fold(surface));
        let key = short.get(&key).cloned().unwrap_or(key);
        let at = *known.entry(key).or_insert_with_key(|key| {
            forms.push(Form::new(kind, key, surface));
            forms.len() - 1
        });
        if let Some(form) = forms.get_mut(at) {
            form.names.push(idx);
        }
    }
    forms
}

/// Returns the short names that the article introduces in parentheses: "Seaworkers' League (SWL)", or the other way round.
fn introduced(document: &Document, names: &[Tagged], kind: Kind) -> HashMap<String, String> {
    let mut short = HashMap::new();
    if kind == Kind::Person {
        return short;
    }
    for pair in names.windows(2) {
        let [outer, inner] = pair else { continue };
        let between = document.text.get(outer.span.end..inner.span.start);
        let closed = document.text.get(inner.span.end..).is_some_and(|rest| rest.starts_with(')'));
        if outer.kind != kind || inner.kind != kind || !matches!(between, Some(" (" | " (the ")) || !closed {
            continue;
        }
        let [one, other] = [outer, inner].map(|name| name.span.slice(document.text));
        let brief = |name: &str| name.len() <= 10 && !name.chars().any(char::is_whitespace);
        let (long, acronym) = match (brief(one), brief(other)) {
            (false, true) => (one, other),
            (true, false) => (other, one),
            _ => continue,
        };
        if acronym.chars().filter(|c| c.is_uppercase()).count() > 1 {
            short.insert(canonical(kind, fold(acronym)), canonical(kind, fold(long)));
        }
    }
    short
}

/// Groups of names being joined.
#[derive(Default)]
struct Groups {
    /// For each group the indices of its names.
    members: Vec<Vec<usize>>,
    /// For each group the words of its fullest form.
    words: Vec<Vec<String>>,
    /// The groups whose fullest form has a word.
    by_word: HashMap<String, Vec<usize>>,
}

/// A word that more groups share than this tells nothing.
const CROWD: usize = 24;

impl Groups {
    fn open(&mut self, form: &Form) {
        let group = self.members.len();
        self.members.push(form.names.clone());
        self.words.push(form.words.clone());
        for word in &form.words {
            self.index(word, group);
        }
        if let Some(key) = spelled(form) {
            self.index(&key, group);
        }
        if let Some(short) = &form.acronym {
            self.index(short, group);
        }
    }

    fn index(&mut self, word: &str, group: usize) {
        let groups = self.by_word.entry(word.to_owned()).or_default();
        if groups.len() < CROWD && groups.last() != Some(&group) {
            groups.push(group);
        }
    }

    fn join(&mut self, group: usize, names: &[usize]) {
        if let Some(members) = self.members.get_mut(group) {
            members.extend_from_slice(names);
        }
    }

    fn add_person(&mut self, document: &Document, names: &[Tagged], form: &Form) {
        let Some(last) = form.words.last() else { return self.open(form) };
        let mut fitting: Vec<(usize, usize)> = Vec::new();
        let seek = |word: &str, fitting: &mut Vec<(usize, usize)>| {
            for group in self.by_word.get(word).into_iter().flatten() {
                let Some(words) = self.words.get(*group) else { continue };
                let rank = form::fits_person(words, &form.words);
                if rank > 0 && fitting.iter().all(|(_, other)| other != group) {
                    fitting.push((rank, *group));
                }
            }
        };
        for word in [Some(last), form.words.first()].into_iter().flatten() {
            seek(word, &mut fitting);
        }
        if fitting.is_empty()
            && let Some(key) = spelled(form)
        {
            seek(&key, &mut fitting);
        }
        let best = fitting.iter().map(|(rank, _)| *rank).max().unwrap_or(0);
        fitting.retain(|(rank, _)| *rank == best);
        match fitting.as_slice() {
            [] => self.open(form),
            // A name that may only be misspelled and fits several people is neither.
            [_, _, ..] if best == 1 => self.open(form),
            [(_, group)] => self.join(*group, &form.names),
            several => {
                let groups: Vec<usize> = several.iter().map(|(_, group)| *group).collect();
                self.share_out(document, names, form, &groups);
            }
        }
    }

    /// Gives each mention of a form that fits several people to one of them.
    ///
    /// Of a family, the one whom the article is about goes by the bare name; the others are named in full each time.
    fn share_out(&mut self, document: &Document, names: &[Tagged], form: &Form, several: &[usize]) {
        let people: Vec<(usize, Traits, Vec<usize>)> = several
            .iter()
            .map(|group| {
                let mut members = self.members.get(*group).cloned().unwrap_or_default();
                members.sort_unstable();
                let given = self.words.get(*group).and_then(|words| words.first());
                (*group, given.map_or(Traits::default(), |word| traits(&capitalized(word))), members)
            })
            .collect();
        for name in &form.names {
            let title = names
                .get(*name)
                .map_or(Traits::default(), |name| title::traits_before(document, name.tokens.start));
            let against = |given: Traits| {
                title.any(Traits::SHE) && given.any(Traits::MALE) && !given.any(Traits::FEMALE)
                    || title.any(Traits::HE) && given.any(Traits::FEMALE) && !given.any(Traits::MALE)
            };
            let chosen = people.iter().max_by_key(|(_, given, members)| {
                let before = members.partition_point(|idx| idx < name);
                let near = before.checked_sub(1).and_then(|at| members.get(at)).copied();
                let first = usize::MAX - members.first().copied().unwrap_or(0);
                (!against(*given), near.is_some(), members.len(), near, first)
            });
            if let Some((group, ..)) = chosen {
                self.join(*group, &[*name]);
            }
        }
    }

    fn add_organization(&mut self, form: &Form) {
        let mut fitting = Vec::new();
        for word in form.words.first().into_iter().chain(form.words.last()) {
            for group in self.by_word.get(word).into_iter().flatten() {
                let Some(words) = self.words.get(*group) else { continue };
                if form::fits_organization(words, form) && !fitting.contains(group) {
                    fitting.push(*group);
                }
            }
        }
        match fitting.as_slice() {
            [group] => self.join(*group, &form.names),
            _ => self.open(form),
        }
    }
}

/// Returns under what a person is looked for whose name may be misspelled.
fn spelled(form: &Form) -> Option<String> {
    form.words.last()?.get(..1).map(|letter| format!("~{letter}"))
}

/// Writes a folded word as a name.
fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters.as_str().chars()).collect()
}

/// Makes an entity of the names at `members`.
fn describe(document: &Document, names: &[Tagged], members: &[usize]) -> Entity {
    let mut surfaces: Vec<&str> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    let mut role = None;
    let mut kind = Kind::Person;
    for name in members.iter().filter_map(|idx| names.get(*idx)) {
        kind = name.kind;
        let surface = name.span.slice(document.text);
        if seen.insert(surface) {
            surfaces.push(surface);
        }
        if role.is_none() && kind == Kind::Person {
            role = title::role(document, name.tokens.clone());
        }
    }
    let full = |surface: &str| {
        let shouted = surface.len() > 4 && !surface.chars().any(char::is_lowercase);
        let lower = surface.chars().next().is_some_and(char::is_lowercase);
        (!shouted, surface.split(' ').count(), !lower, surface.len())
    };
    let name = surfaces.iter().rev().copied().max_by_key(|surface| full(surface)).unwrap_or("").to_owned();
    Entity {
        kind,
        aliases: surfaces
            .iter()
            .filter(|surface| **surface != name)
            .map(|surface| (*surface).to_owned())
            .collect(),
        name,
        role: role.map(|span| span.slice(document.text).to_owned()),
        gender: None,
        location: None,
        mentions: members.to_vec(),
    }
}

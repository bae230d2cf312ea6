//! Surnames that begin in lower case: those with a particle ("de la Fuente"), and those that a document also writes small.

use std::collections::{HashMap, HashSet};

use crate::extract::{
    Kind,
    lexicon::Traits,
    tagger::Tagged,
    token::{Case, Document, TokenKind},
};

/// Puts the particle back before a surname that the document introduces with it: "Juan de la Fuente", later "de la Fuente".
pub fn complete(document: &Document, found: &mut Vec<Tagged>) {
    let particle = |idx: usize| {
        document.tokens.get(idx).is_some_and(|token| {
            token.kind == TokenKind::Word && token.case == Case::Lower && token.exact.any(Traits::PARTICLE)
        })
    };
    let mut full: HashSet<(&str, usize)> = HashSet::new();
    for name in found.iter().filter(|name| name.kind == Kind::Person) {
        let last = name.tokens.end - 1;
        let particles = (name.tokens.start + 1..last).rev().take_while(|idx| particle(*idx)).count();
        if particles > 0 {
            full.insert((document.word(last), particles));
        }
    }
    if full.is_empty() {
        return;
    }
    let known = |idx: usize, before: usize| before > 0 && full.contains(&(document.word(idx), before));
    let mut taken = 0;
    for name in found.iter_mut() {
        let start = name.tokens.start;
        let before = (taken..start).rev().take(4).take_while(|idx| particle(*idx)).count();
        taken = name.tokens.end;
        if name.tokens.len() == 1 && name.kind == Kind::Person && known(start, before) {
            name.tokens.start = start - before;
            name.span = document.span(name.tokens.clone());
        }
    }
    let mut others = found.iter().map(|name| name.tokens.clone()).peekable();
    let (mut more, mut free) = (Vec::new(), 0);
    for (idx, token) in document.tokens.iter().enumerate() {
        while let Some(tokens) = others.next_if(|tokens| tokens.end <= idx) {
            free = tokens.end;
        }
        if token.case == Case::Lower || others.peek().is_some_and(|tokens| tokens.start <= idx) {
            continue;
        }
        let before = (free..idx).rev().take(4).take_while(|idx| particle(*idx)).count();
        if known(idx, before) {
            let tokens = idx - before..idx + 1;
            more.push(Tagged {
                span: document.span(tokens.clone()),
                tokens,
                kind: Kind::Person,
                confidence: 0.8,
            });
            free = idx + 1;
        }
    }
    if !more.is_empty() {
        found.append(&mut more);
        found.sort_by_key(|name| name.tokens.start);
    }
}

/// Adds surnames that the document also writes in lower case: "rubio".
pub fn add(document: &Document, found: &mut Vec<Tagged>) {
    let mut surnames: HashMap<String, usize> = HashMap::new();
    for name in found.iter().filter(|name| name.kind == Kind::Person) {
        let last = document.word(name.tokens.end.saturating_sub(1));
        if last.chars().count() > 3 {
            *surnames.entry(last.to_lowercase()).or_default() += name.tokens.len();
        }
    }
    surnames.retain(|_, weight| *weight > 1);
    if surnames.is_empty() {
        return;
    }
    let mut taken = found.iter().map(|name| name.tokens.clone()).peekable();
    let mut more = Vec::new();
    for (idx, token) in document.tokens.iter().enumerate() {
        while taken.next_if(|tokens| tokens.end <= idx).is_some() {}
        let free = taken.peek().is_none_or(|tokens| idx < tokens.start);
        let odd =
            token.kind == TokenKind::Word && token.case == Case::Lower && token.exact == Traits::default();
        if free && odd && surnames.contains_key(document.word(idx)) {
            more.push(Tagged { tokens: idx..idx + 1, span: token.span, kind: Kind::Person, confidence: 0.8 });
        }
    }
    if !more.is_empty() {
        found.append(&mut more);
        found.sort_by_key(|name| name.tokens.start);
    }
}

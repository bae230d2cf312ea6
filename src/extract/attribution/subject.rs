//! Who does what a reporting verb tells: the subject before or behind it, by name where one stands beside.

use crate::extract::{
    Kind,
    attribution::{
        antecedent::joined,
        head::{Head, Who},
        phrase,
        scene::Scene,
        words::{is_determiner, is_preposition},
    },
    lexicon::Traits,
    token::{Case, TokenKind},
};

/// Returns the subject of the verb at `verb` among the heads before it.
pub fn subject(scene: &Scene, heads: &[Head], start: usize, verb: usize) -> Option<Head> {
    let before: Vec<&Head> = heads.iter().filter(|head| head.tokens.end <= verb && !head.inner).collect();
    let free: Vec<&Head> = before.iter().copied().filter(|head| !head.governed).collect();
    let participle = scene.word(verb).ends_with("ing");
    let mut link = verb;
    while link > start
        && (scene.word(link - 1).ends_with("ly")
            || matches!(
                scene.word(link - 1),
                "also" | "has" | "had" | "later" | "then" | "to" | "on" | "went"
            ))
    {
        link -= 1;
    }
    if link > start && scene.word(link - 1) == "who" {
        // "praise from the manager, Ana Ruiz, who said": whoever stands before, governed or not.
        let end = link - 1 - usize::from(link > start + 1 && scene.is_mark(link - 2, ','));
        let near =
            before.iter().copied().rev().find(|head| {
                head.tokens.end <= end && end - head.tokens.end <= 6 && person_like(scene, head)
            });
        if let Some(head) = near {
            return Some(name_of(scene, head, &before).clone());
        }
    }
    let joined = link > start && matches!(scene.word(link - 1), "and" | "but" | "then" | "or");
    let object = |head: &Head| {
        head.tokens.start > start
            && head.tokens.end != verb
            && scene
                .token(head.tokens.start - 1)
                .is_some_and(|t| t.exact.any(Traits::VERB) && t.kind == TokenKind::Word)
    };
    let with = |head: &Head| {
        (start.max(head.tokens.start.saturating_sub(4))..head.tokens.start).any(|at| scene.word(at) == "with")
    };
    let beside = before.iter().copied().find(|head| head.tokens.end == verb && participle && with(head));
    let chosen = if beside.is_some() {
        // "with one lawmaker asking"
        beside
    } else if participle && link == verb && verb > start && scene.is_mark(verb - 1, ',') {
        // "The council put it off, saying": the subject of the clause before.
        let clause = (start..verb)
            .rev()
            .find(|idx| matches!(scene.word(*idx), "but" | "while" | "whereas" | ";"))
            .unwrap_or(start);
        let first = || free.iter().copied().filter(|head| head.tokens.start >= clause);
        let placed = |head: &&Head| {
            matches!(head.who, Who::Named(mention) if scene.kind(mention) == Some(Kind::Place))
                && scene.token(head.tokens.end).is_some_and(|t| matches!(t.kind, TokenKind::Mark(_)))
        };
        first().find(|head| !placed(head)).or_else(|| free.first().copied())
    } else if participle || joined {
        free.iter().copied().find(|head| person_like(scene, head)).or_else(|| free.first().copied())
    } else {
        let nearest = free.iter().copied().rev().find(|head| !object(head));
        let clause = nearest.map_or(start, |head| head.tokens.end);
        // A relative clause in between keeps its head: "Ruiz, who met Leite, said".
        if (clause..verb).any(|idx| scene.is_mark(idx, ',')) {
            let outer = free.iter().copied().rev().find(|head| {
                !object(head)
                    && scene.is_mark(head.tokens.end, ',')
                    && (matches!(scene.word(head.tokens.end + 1), "who" | "whose" | "whom" | "which")
                        || apposition(scene, head))
            });
            outer.or(nearest)
        } else {
            nearest
        }
    };
    let named =
        |head: &&&Head| matches!(head.who, Who::Named(mention) if scene.kind(mention) == Some(Kind::Person));
    let aside = |head: &&&Head| scene.is_mark(head.tokens.end, ',');
    let closed = verb > start && scene.is_mark(verb - 1, ',');
    let outer = free.iter().filter(named).filter(aside).find(|head| {
        closed && free.iter().filter(named).count() == 1
            || matches!(scene.word(head.tokens.end + 1), "who" | "whose" | "whom")
    });
    let outer = outer.filter(|_| {
        !joined
            && chosen.is_none_or(|head| {
                !matches!(head.who, Who::Pronoun(_)) && head.tokens.end != verb || head.who == Who::Described
            })
    });
    outer
        .copied()
        .or(chosen)
        .or_else(|| free.last().copied())
        .or_else(|| {
            // "after Ruiz, asked about it, had said"
            let led = |at: usize| matches!(scene.word(at), "after" | "before" | "since");
            before
                .iter()
                .copied()
                .find(|head| (start..head.tokens.start).rev().take(3).any(led) && person_like(scene, head))
        })
        .map(|head| together(scene, name_of(scene, head, &before), &free, verb))
}

/// Takes all those who do something together for one: "Britain, France and Germany said".
fn together(scene: &Scene, head: &Head, heads: &[&Head], limit: usize) -> Head {
    let first = |first: &&&Head| {
        joined(scene, first, heads)
            .is_some_and(|all| all.tokens.end <= limit && all.tokens.end >= head.tokens.end)
    };
    let start = heads.iter().filter(|it| it.tokens.start <= head.tokens.start).find(first);
    start.and_then(|start| joined(scene, start, heads)).unwrap_or_else(|| head.clone())
}

/// Returns the name beside a description, behind or before a comma: "the chief executive, Ana Ruiz".
pub fn name_of<'h>(scene: &Scene, head: &'h Head, heads: &[&'h Head]) -> &'h Head {
    if head.who == Who::Described
        && scene.token(head.tokens.end - 1).is_some_and(|token| token.folded.any(Traits::NOUN | Traits::BODY))
        && !head.tokens.clone().any(|idx| scene.mention(idx).is_some())
    {
        // "Ruiz released a statement saying": the statement is hers.
        let owner = heads.iter().find(|other| {
            matches!(other.who, Who::Named(_))
                && !other.governed
                && other.tokens.end < head.tokens.start
                && head.tokens.start <= other.tokens.end + 6
        });
        return owner.copied().unwrap_or(head);
    }
    let place = matches!(head.who, Who::Named(mention) if scene.kind(mention) == Some(Kind::Place));
    if head.who != Who::Described && !place {
        return head;
    }
    let person = |other: &&&Head| matches!(other.who, Who::Named(mention) if scene.kind(mention) == Some(Kind::Person));
    let ahead = heads.iter().rev().find(|other| {
        person(other)
            && other.tokens.end < head.tokens.start
            && scene.is_mark(other.tokens.end, ',')
            && head.tokens.start <= other.tokens.end + if place { 3 } else { 4 }
    });
    // "an aide to the president, Ana Ruiz,": the name is that of the president.
    let serves =
        matches!(scene.word(head.tokens.end - 1), "aide" | "adviser" | "advisor" | "assistant" | "counsel")
            && scene.word(head.tokens.end) == "to";
    let behind = heads.iter().find(|other| {
        person(other)
            && !serves
            && other.tokens.start > head.tokens.end
            && other.tokens.start <= head.tokens.end + 12
            && (other.tokens.start.saturating_sub(5).max(head.tokens.end)..other.tokens.start)
                .any(|idx| scene.is_mark(idx, ','))
    });
    ahead.or(behind.filter(|_| !place)).copied().unwrap_or(head)
}

/// Returns whether a description follows a head behind a comma.
fn apposition(scene: &Scene, head: &Head) -> bool {
    let at = head.tokens.end + 1;
    matches!(head.who, Who::Named(_))
        && (is_determiner(scene.word(at))
            || scene.token(at).is_some_and(|t| {
                t.kind == TokenKind::Number
                    || t.exact.any(Traits::ROLE)
                    || t.case == Case::Lower && t.folded.any(Traits::TITLE | Traits::MODIFIER)
            }))
}

/// Returns whether a head is a person rather than a place or a body.
pub fn person_like(scene: &Scene, head: &Head) -> bool {
    match head.who {
        Who::Named(mention) => scene.kind(mention) == Some(Kind::Person),
        Who::Pronoun(_) => true,
        Who::Described => {
            scene.token(head.tokens.end - 1).is_some_and(|token| !token.folded.any(Traits::BODY))
        }
    }
}

/// Returns the subject that follows its verb: "said Mexico's secretary Ana Ruiz".
pub fn inverted(scene: &Scene, heads: &[Head], verb: usize) -> Option<Head> {
    let after: Vec<&Head> = heads
        .iter()
        .filter(|head| head.tokens.start > verb && !head.inner && head.tokens.start <= verb + 12)
        .collect();
    let head = after.iter().copied().find(|head| !head.governed)?;
    let near: Vec<&Head> =
        after.into_iter().filter(|other| other.tokens.start <= head.tokens.end + 3).collect();
    Some(name_of(scene, head, &near).clone())
}

/// Returns the subject of a clause behind the marks: "Ruiz, the mayor of Porto, said".
pub fn subject_behind(scene: &Scene, heads: &[Head], start: usize, verb: usize) -> Option<Head> {
    let free: Vec<&Head> =
        heads.iter().filter(|head| head.tokens.end <= verb && !head.inner && !head.governed).collect();
    let first =
        free.iter().copied().find(|head| person_like(scene, head)).or_else(|| free.first().copied())?;
    let first = name_of(scene, first, &free);
    (first.tokens.start <= start + 12).then(|| together(scene, first, &free, verb))
}
/// Takes the phrase right before a verb where the subject that was found stands further away: "what the plaintiffs called".
pub fn nearer(scene: &Scene, start: usize, verb: usize, chosen: Option<Head>) -> Option<Head> {
    let end = (start + 1..=verb).rev().find(|at| !is_auxiliary(scene.word(at - 1))).unwrap_or(verb);
    let far = chosen.as_ref().is_none_or(|head| head.tokens.end < end);
    let plain = scene.word(verb).ends_with("ing")
        || end <= start
        || matches!(scene.word(end - 1), "and" | "but" | "or" | "," | "to" | "who" | "that" | "which");
    if !far || plain {
        return chosen;
    }
    let from = chosen.as_ref().map_or(start, |head| head.tokens.end.max(start));
    match phrase::subject(scene, from, end) {
        Some(tokens)
            if is_determiner(scene.word(tokens.start))
                && tokens.len() > 1
                && tokens.start > start
                && opens_clause(scene.word(tokens.start - 1)) =>
        {
            Some(Head { tokens, who: Who::Described, governed: false, inner: false })
        }
        _ => chosen,
    }
}

/// Returns whether a clause of its own begins behind a word.
fn opens_clause(word: &str) -> bool {
    matches!(
        word,
        "what"
            | "as"
            | "that"
            | "which"
            | "while"
            | "when"
            | "because"
            | "if"
            | "where"
            | "whether"
            | "until"
            | "after"
            | "before"
            | "since"
            | "though"
            | "although"
    )
}

fn is_auxiliary(word: &str) -> bool {
    word.ends_with("ly")
        || matches!(word, "also" | "has" | "had" | "have" | "later" | "then" | "once" | "would")
}

/// Takes the words right before a verb for its subject where nothing better is known: "the heavyweights wrote".
pub fn plain_subject(scene: &Scene, start: usize, verb: usize) -> Option<Head> {
    let mut end = verb;
    while end > start
        && (scene.word(end - 1).ends_with("ly")
            || matches!(scene.word(end - 1), "also" | "has" | "had" | "later"))
    {
        end -= 1;
    }
    let from = (start.max(end.saturating_sub(4))..end)
        .rev()
        .find(|idx| is_determiner(scene.word(*idx)) || matches!(scene.word(*idx), "someone" | "Someone"))?;
    let words = (from..end).all(|idx| {
        scene.token(idx).is_some_and(|t| t.kind == TokenKind::Word)
            && !is_preposition(scene.word(idx))
            && !matches!(scene.word(idx), "and" | "but" | "or" | "more" | "that" | "which" | "as")
    });
    (words && (end - from > 1 || scene.word(from).ends_with("omeone"))).then_some(Head {
        tokens: from..end,
        who: Who::Described,
        governed: false,
        inner: false,
    })
}

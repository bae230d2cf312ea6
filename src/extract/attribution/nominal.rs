//! Speech reported by a noun: "Ruiz's claim that the bridge is safe", "her promise to rebuild it".

use std::ops::Range;

use crate::extract::{
    attribution::{
        complement::Takes,
        content,
        indirect::Reported,
        phrase,
        scene::Scene,
        verb,
        words::{self, is_determiner, is_preposition},
    },
    lexicon::Traits,
    token::{Case, TokenKind},
};

/// Nouns before "that".
const THAT: &[&str] = &[
    "claim",
    "claims",
    "suggestion",
    "argument",
    "arguments",
    "complaint",
    "complaints",
    "accusation",
    "accusations",
    "allegation",
    "allegations",
    "assertion",
    "assertions",
    "belief",
    "contention",
    "warning",
    "warnings",
    "statement",
    "statements",
    "prediction",
    "insistence",
    "assurance",
    "assurances",
    "admission",
    "announcement",
    "fear",
    "fears",
    "concern",
    "concerns",
    "hope",
    "hopes",
    "promise",
    "pledge",
    "vow",
    "view",
    "conclusion",
    "acknowledgment",
];

/// Nouns that are told of behind a word that goes with them: "criticism of the plan", and what goes with them.
const ABOUT: &[&str] = &[
    "claim",
    "claims",
    "criticism",
    "criticisms",
    "critique",
    "endorsement",
    "opposition",
    "support",
    "concern",
    "concerns",
    "question",
    "questions",
    "view",
    "views",
    "position",
    "positions",
    "comment",
    "comments",
    "remark",
    "remarks",
    "attack",
    "attacks",
    "praise",
    "complaint",
    "complaints",
    "accusation",
    "accusations",
    "allegation",
    "allegations",
    "call",
    "calls",
    "demand",
    "demands",
    "proposal",
    "proposals",
    "plan",
    "plans",
    "promise",
    "promises",
    "warning",
    "warnings",
    "fear",
    "fears",
    "hope",
    "hopes",
    "doubt",
    "doubts",
    "skepticism",
    "description",
    "assessment",
    "denunciation",
    "condemnation",
    "rejection",
    "embrace",
    "defense",
    "disdain",
    "admiration",
    "dislike",
    "stance",
    "statement",
    "statements",
    "argument",
    "arguments",
    "case",
    "vision",
    "assertion",
    "prediction",
    "suggestion",
    "idea",
    "ideas",
    "confidence",
    "interest",
    "belief",
    "faith",
    "anger",
    "frustration",
    "request",
    "requests",
    "response",
    "responses",
    "reaction",
    "characterization",
    "portrayal",
    "recommendation",
    "advocacy",
    "approval",
    "disapproval",
];

/// Nouns before an infinitive.
const TO: &[&str] = &[
    "promise",
    "promises",
    "pledge",
    "pledges",
    "vow",
    "vows",
    "threat",
    "threats",
    "plan",
    "plans",
    "proposal",
    "proposals",
    "refusal",
    "decision",
    "willingness",
    "request",
    "offer",
    "call",
    "calls",
    "desire",
];

/// Reads the noun at `idx`, if somebody owns it and what is said follows.
pub fn read(scene: &Scene, tokens: &Range<usize>, idx: usize) -> Option<Reported> {
    let noun = scene.word(idx);
    let next = scene.word(idx + 1);
    let that = next == "that" && THAT.contains(&noun);
    let to = next == "to" && TO.contains(&noun);
    let verbal = scene.token(idx + 2).is_none_or(|token| token.exact.any(Traits::VERB))
        || matches!(scene.word(idx + 2), "is" | "was" | "has" | "have" | "are" | "were" | "had" | "would");
    let noun_behind = is_determiner(scene.word(idx + 2)) || scene.mention(idx + 2).is_some();
    let about = matches!(next, "of" | "for" | "about" | "on" | "to" | "against" | "over" | "in" | "toward")
        && !to
        && ABOUT.contains(&noun);
    if !(that && !verbal || to && !noun_behind || about) || scene.quoted(idx + 1) {
        return None;
    }
    let source = owner(scene, tokens.start, idx)?;
    if about {
        let content = idx + 2..content::end_of_thing(scene, tokens, idx + 2, idx);
        let content = verb::one(idx + 2..subject_ends(scene, content));
        return Some(Reported { source, cue: idx..idx + 2, content, clause: false, confidence: 0.55 });
    }
    let limit = (idx + 2..tokens.end).find(|at| {
        let stop = scene.is_mark(*at, ',') && !scene.quoted(*at) || scene.is_mark(*at, ';');
        let said = matches!(scene.word(*at), "said" | "says" | "according");
        stop || said
    });
    let content = idx + 1..limit.unwrap_or(tokens.end);
    Some(Reported { source, cue: idx..idx + 1, content: vec![content], clause: false, confidence: 0.8 })
}

/// Returns where a phrase ends that may be the subject of the verb behind it.
fn subject_ends(scene: &Scene, content: Range<usize>) -> usize {
    let verb =
        |idx: &usize| content::is_verb_of_past(scene, *idx) || words::is_auxiliary_verb(scene.word(*idx));
    content.clone().skip(1).find(verb).unwrap_or(content.end)
}

/// Reads what is told by a verb with a noun: "expressed concern about the bridge", "made clear that".
pub fn feeling(
    scene: &Scene,
    tokens: &Range<usize>,
    verb: usize,
    takes: Takes,
) -> Option<(usize, Range<usize>)> {
    let clear = takes.particles.first() == Some(&Some("clear"));
    let noun = if clear {
        (verb + 1..verb + 4).find(|idx| scene.word(*idx) == "clear")?
    } else if takes.feeling {
        let told = |idx: &usize| THAT.contains(&scene.word(*idx)) || ABOUT.contains(&scene.word(*idx));
        (verb + 1..tokens.end.min(verb + 5)).find(told)?
    } else {
        return None;
    };
    let plain = (verb + 1..noun).all(|idx| {
        scene.token(idx).is_some_and(|it| it.kind == TokenKind::Word)
            && !scene.quoted(idx)
            && !is_preposition(scene.word(idx))
    });
    if !plain || noun + 2 >= tokens.end {
        return None;
    }
    let next = scene.word(noun + 1);
    if words::begins_clause(next) || next == "to" {
        return Some((noun + 1, noun + 1..content::end(scene, tokens, noun + 1, verb)));
    }
    let joins = !clear && matches!(next, "about" | "over" | "for" | "in" | "with" | "at" | "of" | "on");
    joins.then(|| (noun + 2, noun + 2..content::end_of_thing(scene, tokens, noun + 2, verb)))
}

/// What somebody is who thinks something: "confident that the bridge will hold".
const ADJECTIVES: &[&str] = &[
    "confident",
    "hopeful",
    "skeptical",
    "concerned",
    "convinced",
    "aware",
    "eager",
    "willing",
    "critical",
    "sure",
    "certain",
    "interested",
    "worried",
    "optimistic",
    "pessimistic",
    "afraid",
    "angry",
    "supportive",
    "proud",
    "glad",
    "happy",
    "surprised",
    "pleased",
    "disappointed",
    "opposed",
    "committed",
    "determined",
    "reluctant",
    "unwilling",
    "adamant",
    "wary",
    "dismissive",
    "doubtful",
    "unhappy",
    "sorry",
    "grateful",
    "thankful",
    "furious",
    "upset",
    "excited",
    "enthusiastic",
    "frustrated",
    "alarmed",
    "inclined",
    "cautious",
    "nervous",
    "fearful",
    "unaware",
    "sympathetic",
    "outraged",
    "troubled",
    "satisfied",
    "dissatisfied",
    "shocked",
    "uncertain",
    "unsure",
    "leery",
];

/// Reads an adjective that tells what somebody thinks: "Ruiz was confident that the bridge would hold".
pub fn disposed(scene: &Scene, tokens: &Range<usize>, idx: usize) -> Option<Reported> {
    // What follows is looked at first: hardly any word has it.
    let next = scene.word(idx + 1);
    let clause = words::begins_clause(next) || next == "to";
    let about = matches!(next, "about" | "of" | "in" | "over" | "with" | "at" | "by");
    if !(clause || about) || !ADJECTIVES.contains(&scene.word(idx)) {
        return None;
    }
    let group = (tokens.start..idx)
        .rev()
        .take_while(|at| {
            !scene.quoted(*at)
                && (words::auxiliary(scene.word(*at))
                    || matches!(
                        scene.word(*at),
                        "very"
                            | "more"
                            | "most"
                            | "so"
                            | "feels"
                            | "felt"
                            | "feel"
                            | "remains"
                            | "remained"
                            | "am"
                            | "increasingly"
                            | "deeply"
                    ))
        })
        .last()?;
    let is = (group..idx).any(|at| {
        matches!(
            scene.word(at),
            "is" | "was"
                | "are"
                | "were"
                | "been"
                | "be"
                | "feels"
                | "felt"
                | "feel"
                | "remains"
                | "remained"
                | "am"
        )
    });
    let source = is.then(|| phrase::subject(scene, tokens.start, group)).flatten()?;
    let (end, content) = if clause {
        (idx + 1, idx + 1..content::end(scene, tokens, idx + 1, idx))
    } else {
        (idx + 2, idx + 2..content::end_of_thing(scene, tokens, idx + 2, idx))
    };
    let said = matches!(scene.word(source.start), "it" | "It" | "that" | "That" | "this" | "This");
    (!said).then(|| Reported {
        source,
        cue: group..end,
        content: vec![content],
        clause: false,
        confidence: 0.6,
    })
}

/// Returns whose a noun is: "Ruiz's repeated claim", "her claim".
fn owner(scene: &Scene, first: usize, noun: usize) -> Option<Range<usize>> {
    for at in (first.max(noun.saturating_sub(3))..noun).rev() {
        let token = scene.token(at)?;
        if token.kind == TokenKind::Possessive {
            return phrase::subject(scene, first, at);
        }
        if matches!(scene.word(at), "his" | "her" | "their" | "its" | "His" | "Her" | "Their") {
            return Some(at..at + 1);
        }
        if token.kind != TokenKind::Word || token.case != Case::Lower || is_determiner(scene.word(at)) {
            return None;
        }
    }
    None
}

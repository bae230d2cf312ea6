//! Small words as attribution reads them: which open a phrase, which end one, which belong to a verb.

/// Returns whether a word opens a noun phrase.
pub fn is_determiner(word: &str) -> bool {
    matches!(
        word,
        "the"
            | "a"
            | "an"
            | "his"
            | "her"
            | "their"
            | "its"
            | "my"
            | "our"
            | "this"
            | "these"
            | "those"
            | "some"
            | "many"
            | "most"
            | "several"
            | "one"
            | "two"
            | "three"
            | "another"
            | "other"
            | "any"
            | "no"
            | "both"
            | "all"
            | "The"
            | "A"
            | "An"
            | "His"
            | "Her"
            | "Their"
            | "Its"
            | "One"
            | "Some"
            | "Many"
            | "Several"
            | "Two"
            | "Another"
            | "Other"
            | "Both"
            | "All"
            | "These"
            | "Those"
            | "Most"
            | "Three"
            | "No"
            | "Our"
            | "My"
            | "el"
            | "la"
            | "los"
            | "las"
            | "un"
            | "una"
            | "su"
            | "sus"
            | "del"
            | "al"
            | "este"
            | "esta"
            | "El"
            | "La"
            | "Los"
            | "Las"
            | "Un"
            | "Una"
            | "Su"
    )
}

/// Returns whether a word is a preposition that makes what follows no subject.
pub fn is_preposition(word: &str) -> bool {
    matches!(
        word,
        "of" | "for"
            | "from"
            | "at"
            | "in"
            | "with"
            | "to"
            | "by"
            | "about"
            | "against"
            | "on"
            | "between"
            | "among"
            | "toward"
            | "towards"
            | "over"
            | "under"
            | "into"
            | "like"
            | "than"
            | "near"
            | "without"
            | "within"
            | "through"
            | "during"
            | "after"
            | "before"
            | "Of"
            | "For"
            | "From"
            | "At"
            | "In"
            | "With"
            | "To"
            | "By"
            | "About"
            | "On"
            | "Like"
            | "de"
            | "en"
            | "con"
            | "por"
            | "para"
            | "sin"
            | "sobre"
            | "desde"
            | "hasta"
            | "contra"
            | "tras"
            | "ante"
            | "En"
            | "Con"
            | "Por"
            | "Para"
            | "Tras"
    )
}

/// Returns whether a word is a pronoun that can be a subject.
pub fn is_pronoun(word: &str) -> bool {
    matches!(
        word,
        "he" | "she"
            | "they"
            | "it"
            | "we"
            | "I"
            | "you"
            | "who"
            | "He"
            | "She"
            | "They"
            | "It"
            | "We"
            | "You"
    )
}

/// Returns whether a word is a day or tells one.
pub fn is_day(word: &str) -> bool {
    matches!(
        word,
        "Monday"
            | "Tuesday"
            | "Wednesday"
            | "Thursday"
            | "Friday"
            | "Saturday"
            | "Sunday"
            | "yesterday"
            | "today"
            | "Yesterday"
            | "Today"
    )
}

/// Returns whether a word cannot stand within a noun phrase.
pub fn is_stop(word: &str) -> bool {
    is_auxiliary_verb(word)
        || matches!(
            word,
            "that"
                | "That"
                | "which"
                | "what"
                | "What"
                | "how"
                | "why"
                | "whether"
                | "when"
                | "When"
                | "where"
                | "while"
                | "While"
                | "because"
                | "if"
                | "If"
                | "as"
                | "As"
                | "but"
                | "But"
                | "or"
                | "so"
                | "although"
                | "Although"
                | "though"
                | "Though"
                | "be"
                | "been"
                | "must"
                | "not"
                | "there"
                | "There"
                | "him"
                | "them"
                | "me"
                | "us"
                | "And"
                | "Yet"
                | "Still"
                | "however"
                | "However"
                | "also"
                | "then"
                | "since"
                | "until"
                | "once"
                | "after"
                | "before"
                | "After"
                | "Before"
                | "Then"
                | "Now"
                | "Meanwhile"
                | "during"
                | "Earlier"
                | "who"
                | "whom"
                | "ago"
                | "later"
                | "earlier"
        )
}

/// Returns whether a noun is another way to name a person whom the article is about: "the teenager".
pub fn is_character(noun: &str) -> bool {
    matches!(
        noun,
        "teenager"
            | "youngster"
            | "veteran"
            | "star"
            | "striker"
            | "midfielder"
            | "defender"
            | "goalkeeper"
            | "singer"
            | "rapper"
            | "actor"
            | "actress"
            | "starlet"
            | "novelist"
            | "champion"
            | "old"
    )
}

/// Returns whether a word is a small number.
pub fn is_number(word: &str) -> bool {
    matches!(word, "two" | "three" | "four" | "five" | "six" | "seven" | "eight" | "nine" | "ten")
}

/// Returns whether a word only tells of what kind something is.
pub fn is_quality(word: &str) -> bool {
    ["al", "ic", "ous", "ive", "ary", "able", "ful"].iter().any(|end| word.ends_with(end))
        || matches!(
            word,
            "own" | "first" | "last" | "main" | "major" | "key" | "long" | "often" | "most" | "only"
        )
}

/// Returns whether "to" behind a word tells whom somebody works for.
pub fn close_to(word: &str) -> bool {
    matches!(
        word,
        "aide"
            | "aides"
            | "adviser"
            | "advisers"
            | "advisor"
            | "advisors"
            | "ambassador"
            | "envoy"
            | "close"
            | "according"
            | "counsel"
            | "assistant"
    )
}

/// Returns whether a word opens a clause.
pub fn begins_clause(word: &str) -> bool {
    matches!(word, "that" | "whether" | "how" | "why" | "what" | "if")
}

/// Returns whether what follows a verb tells when, where or to whom rather than what.
pub fn begins_aside(word: &str) -> bool {
    matches!(
        word,
        "in" | "on"
            | "at"
            | "to"
            | "of"
            | "by"
            | "during"
            | "after"
            | "before"
            | "when"
            | "while"
            | "as"
            | "from"
            | "with"
            | "through"
            | "via"
            | "about"
            | "goodbye"
            | "down"
            | "off"
            | "away"
            | "up"
            | "together"
            | "so"
            | "nothing"
            | "yes"
            | "no"
            | "last"
            | "earlier"
            | "later"
            | "for"
            | "and"
            | "but"
            | "or"
            | "is"
            | "was"
    )
}

/// Returns whether a word is an auxiliary verb.
pub fn is_auxiliary_verb(word: &str) -> bool {
    matches!(
        word,
        "is" | "are"
            | "was"
            | "were"
            | "has"
            | "have"
            | "had"
            | "will"
            | "would"
            | "could"
            | "can"
            | "may"
            | "might"
            | "should"
            | "did"
            | "does"
            | "do"
    )
}

/// Returns whether a word belongs to a verb: an auxiliary or an adverb.
pub fn auxiliary(word: &str) -> bool {
    is_auxiliary_verb(word)
        || matches!(
            word,
            "been"
                | "be"
                | "not"
                | "also"
                | "later"
                | "then"
                | "again"
                | "once"
                | "already"
                | "still"
                | "even"
                | "never"
                | "just"
                | "further"
                | "first"
                | "both"
                | "all"
                | "didn't"
                | "didn’t"
                | "doesn't"
                | "doesn’t"
                | "don't"
                | "don’t"
                | "hasn't"
                | "hasn’t"
        )
        || word.ends_with("n't")
        || word.ends_with("n’t")
        || word.len() > 4 && word.ends_with("ly") && !matches!(word, "family" | "assembly" | "ally")
}

/// Returns whether a word tells when: a day, or a part of one.
pub fn is_time(word: &str) -> bool {
    is_day(word)
        || matches!(
            word,
            "morning" | "afternoon" | "evening" | "night" | "week" | "month" | "year" | "now" | "tonight"
        )
}

/// Returns whether an infinitive hangs on a verb without another doing it: "tried to", "declined to".
pub fn is_catenative(word: &str) -> bool {
    matches!(
        word,
        "tried"
            | "tries"
            | "try"
            | "trying"
            | "wants"
            | "wanted"
            | "want"
            | "refused"
            | "refuses"
            | "refusing"
            | "declined"
            | "declines"
            | "declining"
            | "continued"
            | "continues"
            | "continue"
            | "continuing"
            | "began"
            | "begins"
            | "begun"
            | "started"
            | "starts"
            | "sought"
            | "seeks"
            | "seeking"
            | "went"
            | "goes"
            | "used"
            | "likes"
            | "liked"
            | "failed"
            | "fails"
            | "failing"
            | "managed"
            | "vowed"
            | "vows"
            | "promised"
            | "pledged"
            | "plans"
            | "planned"
            | "planning"
            | "hopes"
            | "hoped"
            | "hoping"
            | "expects"
            | "expected"
            | "had"
            | "has"
            | "have"
            | "needs"
            | "needed"
            | "need"
            | "seemed"
            | "seems"
            | "appeared"
            | "appears"
            | "happy"
            | "able"
            | "unable"
            | "willing"
            | "unwilling"
            | "reluctant"
            | "ready"
            | "eager"
            | "likely"
            | "quick"
            | "going"
            | "decided"
            | "decides"
            | "chose"
            | "agreed"
            | "rushed"
            | "moved"
            | "attempted"
            | "attempts"
            | "attempting"
            | "struggled"
            | "proceeded"
            | "preferred"
            | "prefers"
            | "threatened"
            | "threatens"
            | "opted"
            | "hesitated"
            | "intends"
            | "intended"
            | "free"
            | "prepared"
            | "set"
            | "due"
            | "careful"
    )
}

/// Returns whether a verb is for or against something that stands right behind it, so that "in" tells when or where.
pub fn is_backing(word: &str) -> bool {
    ["endors", "support", "back", "oppos", "favor", "announc"].iter().any(|stem| word.starts_with(stem))
}

/// Returns whether a verb tells what somebody thinks or wants rather than what somebody says.
pub fn is_attitude(word: &str) -> bool {
    let stems = [
        "think",
        "thought",
        "know",
        "knew",
        "decid",
        "expect",
        "want",
        "plan",
        "hop",
        "feel",
        "felt",
        "believ",
        "seek",
        "sought",
        "refus",
        "favor",
        "prefer",
        "find",
        "found",
        "see",
        "saw",
        "offer",
        "support",
        "understand",
        "consider",
    ];
    stems.iter().any(|stem| word.starts_with(stem))
}

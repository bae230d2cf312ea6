//! What the reader says of names and quotations, against or beyond what was found in the text.
//!
//! A judgement on a name holds in every article; one on a quotation holds for those words. None destroys anything:
//! what was found stays as it was, and taking the judgement back shows it again.

use std::collections::BTreeMap;

use super::Selector;
use crate::text::fold::Folded;

/// One thing the reader says. `None` and `false` say nothing again, as before.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Judgement {
    /// The name stands for nobody and nothing.
    NotEntity {
        /// The name.
        name: String,
        /// Whether that is so.
        holds: bool,
    },
    /// The name is shown as another one.
    Renamed {
        /// The name that was found.
        name: String,
        /// The name to show.
        to: Option<String>,
    },
    /// The name is of another kind than was found.
    OtherKind {
        /// The name.
        name: String,
        /// The kind it is of.
        to: Option<Class>,
    },
    /// The words are a name, wherever they stand.
    Added {
        /// The words.
        name: String,
        /// The kind it is of.
        class: Option<Class>,
    },
    /// Two names mean one (`true`) or two (`false`).
    Pair {
        /// The names, in the order of the alphabet.
        names: [String; 2],
        /// Whether they mean the same.
        same: Option<bool>,
    },
    /// Who says a quotation.
    Speaker {
        /// The quoted words.
        words: Selector,
        /// The name of the speaker; empty where the reader says that it is not known.
        to: Option<String>,
    },
    /// Whether a quotation was compared with its source.
    Verified {
        /// The quoted words.
        words: Selector,
        /// What came of it.
        state: Option<Check>,
    },
}

/// What a name stands for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Class {
    Person,
    Place,
    Organization,
}

/// What comparing a quotation with its source showed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Check {
    /// It was said so.
    Checked,
    /// It was not, or not so.
    Disputed,
}

/// All that the reader says now.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Judgements {
    names: BTreeMap<String, OfName>,
    pairs: BTreeMap<[String; 2], bool>,
    quotations: Vec<OfQuotation>,
}

/// What is said of one name.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct OfName {
    /// Whether it stands for nothing.
    pub not_entity: bool,
    /// The name to show.
    pub shown: Option<String>,
    /// The kind it is of.
    pub class: Option<Class>,
    /// As the reader wrote the words that were added, with their kind.
    pub added: Option<(String, Class)>,
}

/// What is said of one quotation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OfQuotation {
    /// The quoted words.
    pub words: Selector,
    /// The name of the speaker, empty for unknown.
    pub speaker: Option<String>,
    /// What comparing it with its source showed.
    pub check: Option<Check>,
}

impl Judgement {
    /// Says whether two names mean the same.
    pub fn pair(a: &str, b: &str, same: Option<bool>) -> Self {
        let mut names = [a.to_owned(), b.to_owned()];
        names.sort();
        Self::Pair { names, same }
    }

    /// Returns what it says, in words.
    pub fn told(&self) -> String {
        match self {
            Self::NotEntity { name, holds: true } => format!("“{name}” is no name"),
            Self::NotEntity { name, holds: false } => format!("“{name}” is a name after all"),
            Self::Renamed { name, to: Some(to) } => format!("“{name}” is called “{to}”"),
            Self::Renamed { name, to: None } => format!("“{name}” is called as it was found"),
            Self::OtherKind { name, to: Some(to) } => format!("“{name}” is of the kind {}", to.name()),
            Self::OtherKind { name, to: None } => format!("“{name}” is of the kind that was found"),
            Self::Added { name, class: Some(class) } => {
                format!("“{name}” is a name, of the kind {}", class.name())
            }
            Self::Added { name, class: None } => format!("“{name}” is not added any more"),
            Self::Pair { names: [a, b], same: Some(true) } => format!("“{a}” and “{b}” are one"),
            Self::Pair { names: [a, b], same: Some(false) } => format!("“{a}” and “{b}” are two"),
            Self::Pair { names: [a, b], same: None } => format!("nothing about “{a}” and “{b}”"),
            Self::Speaker { words, to: Some(to) } if to.is_empty() => {
                format!("who says “{}” is not known", words.exact)
            }
            Self::Speaker { words, to: Some(to) } => format!("“{}” is said by {to}", words.exact),
            Self::Speaker { words, to: None } => format!("“{}” is said by whom was found", words.exact),
            Self::Verified { words, state: Some(state) } => format!("“{}” is {}", words.exact, state.name()),
            Self::Verified { words, state: None } => format!("“{}” is open", words.exact),
        }
    }
}

impl Class {
    /// Every kind, in order.
    pub const ALL: [Self; 3] = [Self::Person, Self::Place, Self::Organization];

    /// Returns the name of the kind.
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Place => "place",
            Self::Organization => "organization",
        }
    }

    /// Reads the name of a kind.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.name() == name)
    }
}

impl Check {
    /// Returns the name of the state.
    pub fn name(self) -> &'static str {
        match self {
            Self::Checked => "checked",
            Self::Disputed => "disputed",
        }
    }

    /// Reads the name of a state.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Checked, Self::Disputed].into_iter().find(|check| check.name() == name)
    }
}

impl Judgements {
    /// Takes a judgement in and returns the one that takes it back, or `None` where it says nothing new.
    pub fn apply(&mut self, judgement: &Judgement) -> Option<Judgement> {
        let inverse = match judgement {
            Judgement::NotEntity { name, holds } => {
                let before = std::mem::replace(&mut self.name_mut(name).not_entity, *holds);
                Judgement::NotEntity { name: name.clone(), holds: before }
            }
            Judgement::Renamed { name, to } => {
                let before = std::mem::replace(&mut self.name_mut(name).shown, to.clone());
                Judgement::Renamed { name: name.clone(), to: before }
            }
            Judgement::OtherKind { name, to } => {
                let before = std::mem::replace(&mut self.name_mut(name).class, *to);
                Judgement::OtherKind { name: name.clone(), to: before }
            }
            Judgement::Added { name, class } => {
                let added = class.map(|class| (name.clone(), class));
                let before = std::mem::replace(&mut self.name_mut(name).added, added);
                Judgement::Added { name: name.clone(), class: before.map(|(_, class)| class) }
            }
            Judgement::Pair { names, same } => {
                let key = names.each_ref().map(|name| key(name));
                let before = match same {
                    Some(same) => self.pairs.insert(key, *same),
                    None => self.pairs.remove(&key),
                };
                Judgement::Pair { names: names.clone(), same: before }
            }
            Judgement::Speaker { words, to } => {
                let before = std::mem::replace(&mut self.quotation_mut(words).speaker, to.clone());
                Judgement::Speaker { words: words.clone(), to: before }
            }
            Judgement::Verified { words, state } => {
                let before = std::mem::replace(&mut self.quotation_mut(words).check, *state);
                Judgement::Verified { words: words.clone(), state: before }
            }
        };
        // What nothing is said of any more is as if nothing had ever been said of it.
        match judgement {
            Judgement::NotEntity { name, .. }
            | Judgement::Renamed { name, .. }
            | Judgement::OtherKind { name, .. }
            | Judgement::Added { name, .. } => {
                let key = key(name);
                if self.names.get(&key) == Some(&OfName::default()) {
                    self.names.remove(&key);
                }
            }
            Judgement::Pair { .. } => {}
            Judgement::Speaker { .. } | Judgement::Verified { .. } => {
                self.quotations.retain(|said| said.speaker.is_some() || said.check.is_some());
            }
        }
        (inverse != *judgement).then_some(inverse)
    }

    /// Takes judgements in, one after another.
    pub fn extend(&mut self, judgements: &[Judgement]) {
        for judgement in judgements {
            self.apply(judgement);
        }
    }

    /// Returns what is said of a name, however it is spelled.
    pub fn of_name(&self, name: &str) -> Option<&OfName> {
        self.names.get(&key(name))
    }

    /// Returns whether two names mean the same, where the reader said so.
    pub fn of_pair(&self, a: &str, b: &str) -> Option<bool> {
        let mut names = [key(a), key(b)];
        names.sort();
        self.pairs.get(&names).copied()
    }

    /// Returns the names that were added by hand, with their kinds.
    pub fn added(&self) -> impl Iterator<Item = &(String, Class)> {
        self.names.values().filter_map(|said| said.added.as_ref())
    }

    /// Returns what is said of quotations.
    pub fn quotations(&self) -> &[OfQuotation] {
        &self.quotations
    }

    /// Returns whether nothing is said at all.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty() && self.pairs.is_empty() && self.quotations.is_empty()
    }

    fn name_mut(&mut self, name: &str) -> &mut OfName {
        self.names.entry(key(name)).or_default()
    }

    fn quotation_mut(&mut self, words: &Selector) -> &mut OfQuotation {
        let known = self.quotations.iter().position(|said| said.words == *words);
        let idx = known.unwrap_or_else(|| {
            self.quotations.push(OfQuotation { words: words.clone(), speaker: None, check: None });
            self.quotations.len() - 1
        });
        &mut self.quotations[idx]
    }
}

/// Returns the form under which spellings of a name are one.
pub fn key(name: &str) -> String {
    Folded::new(name.trim()).as_str().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::units::CodePoint;

    fn words(exact: &str) -> Selector {
        let (prefix, suffix) = (String::new(), String::new());
        Selector { exact: exact.to_owned(), prefix, suffix, start: CodePoint(0), end: CodePoint(3) }
    }

    fn some() -> Vec<Judgement> {
        let name = || "Ana Ruiz".to_owned();
        vec![
            Judgement::NotEntity { name: name(), holds: true },
            Judgement::Renamed { name: name(), to: Some("A. Ruiz".to_owned()) },
            Judgement::OtherKind { name: name(), to: Some(Class::Place) },
            Judgement::Added { name: name(), class: Some(Class::Person) },
            Judgement::pair("Ana Ruiz", "Ruiz", Some(true)),
            Judgement::pair("Ruiz", "Ana Ruiz", Some(false)),
            Judgement::Speaker { words: words("yes"), to: Some(String::new()) },
            Judgement::Verified { words: words("yes"), state: Some(Check::Disputed) },
        ]
    }

    #[test]
    fn every_judgement_is_taken_back_by_its_inverse() {
        let mut judgements = Judgements::default();
        for judgement in some() {
            let before = judgements.clone();
            let inverse = judgements.apply(&judgement).expect("it says something new");
            let redo = judgements.apply(&inverse).expect("taking it back changes something");
            assert_eq!(redo, judgement);
            if let Judgement::NotEntity { name, .. } = &judgement {
                assert_eq!(judgements.of_name(name), None);
            } else {
                assert_eq!(judgements.pairs, before.pairs);
            }
            assert!(judgements.apply(&judgement).is_some());
            assert_eq!(judgements.apply(&judgement), None, "it says nothing new");
        }
    }

    #[test]
    fn names_are_known_in_any_spelling() {
        let mut judgements = Judgements::default();
        judgements.apply(&Judgement::NotEntity { name: "Tomás".to_owned(), holds: true });
        assert!(judgements.of_name("TOMAS").is_some_and(|said| said.not_entity));
        judgements.apply(&Judgement::pair("b", "a", Some(true)));
        assert_eq!(judgements.of_pair("A", "B"), Some(true));
        assert_eq!(judgements.of_pair("A", "C"), None);
    }
}

//! Which keys mean which action, in which mode.

use crate::{
    app::{
        action::Action,
        key::{Key, written},
    },
    article::Warning,
    config::Config,
};

/// What keys mean now.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Mode {
    /// Reading the article.
    Read,
    /// Words are being selected.
    Select,
    /// In the side pane.
    Pane,
    /// In a list or the help that lies over the panes.
    List,
    /// Writing a note.
    Edit,
    /// Writing on the line at the bottom.
    Prompt,
}

impl Mode {
    /// Every mode, in the order in which help lists them.
    pub const ALL: [Self; 6] = [Self::Read, Self::Select, Self::Pane, Self::List, Self::Edit, Self::Prompt];

    /// Returns the name of the mode's table in the settings.
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Select => "select",
            Self::Pane => "pane",
            Self::List => "list",
            Self::Edit => "edit",
            Self::Prompt => "prompt",
        }
    }

    /// Returns whether keys that mean nothing are typed as text.
    pub fn types_text(self) -> bool {
        matches!(self, Self::Edit | Self::Prompt)
    }
}

/// The table that holds everywhere but where text is typed.
const EVERYWHERE: &str = "all";

/// All bindings.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Keymap {
    bindings: Vec<Binding>,
}

/// Keys that mean an action in a mode.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Binding {
    /// Where they mean it.
    pub mode: Mode,
    /// The keys, one after another.
    pub keys: Vec<Key>,
    /// What they mean.
    pub action: Action,
}

/// What the keys pressed so far mean.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Lookup {
    /// This action.
    Found(Action),
    /// More keys must follow.
    Pending,
    /// Nothing.
    Nothing,
}

impl Keymap {
    /// Makes the keymap of some settings. A key that means two things keeps the first, with a warning; a mode's
    /// own keys stand over those that hold everywhere.
    pub fn new(config: &Config) -> (Self, Vec<Warning>) {
        let mut keymap = Self::default();
        let mut warnings = Vec::new();
        for mode in Mode::ALL {
            let own = keymap.read(config, mode, mode.name(), &mut warnings);
            keymap.bindings.extend(own);
        }
        let own = keymap.bindings.len();
        for mode in Mode::ALL.into_iter().filter(|mode| !mode.types_text()) {
            let all = keymap.read(config, mode, EVERYWHERE, &mut warnings);
            let (specific, _) = keymap.bindings.split_at(own);
            let free = |binding: &Binding| !specific.iter().any(|other| other.clashes(binding));
            let free: Vec<_> = all.into_iter().filter(free).collect();
            keymap.bindings.extend(free);
        }
        let known = |table: &str| table == EVERYWHERE || Mode::ALL.iter().any(|mode| mode.name() == table);
        for table in config.keys.keys().filter(|table| !known(table)) {
            warnings.push(Warning(format!("keys.{table}: there is no such mode")));
        }
        warnings.dedup();
        (keymap, warnings)
    }

    /// Reads one table of the settings.
    fn read(&self, config: &Config, mode: Mode, table: &str, warnings: &mut Vec<Warning>) -> Vec<Binding> {
        let mut bindings: Vec<Binding> = Vec::new();
        // In the order of `Action::ALL`, so that help and warnings do not depend on the alphabet.
        let Some(actions) = config.keys.get(table) else { return bindings };
        for name in actions.keys().filter(|name| Action::parse(name).is_none()) {
            warnings.push(Warning(format!("keys.{table}.{name}: there is no such action")));
        }
        for action in Action::ALL {
            for sequence in actions.get(action.name()).into_iter().flatten() {
                let Some(keys) = Key::parse_sequence(sequence) else {
                    warnings.push(Warning(format!(
                        "keys.{table}.{}: {sequence:?} is no key; write keys as in \"ctrl-d\" or \"g g\"",
                        action.name()
                    )));
                    continue;
                };
                let binding = Binding { mode, keys, action: *action };
                match bindings.iter().find(|other| other.clashes(&binding)) {
                    Some(other) => warnings.push(Warning(format!(
                        "keys.{table}: \"{}\" of {} hides \"{}\" of {}, which is left out",
                        written(&other.keys),
                        other.action.name(),
                        written(&binding.keys),
                        action.name()
                    ))),
                    None => bindings.push(binding),
                }
            }
        }
        bindings
    }

    /// Looks up the keys pressed so far.
    pub fn lookup(&self, mode: Mode, keys: &[Key]) -> Lookup {
        let mut pending = false;
        for binding in self.bindings.iter().filter(|binding| binding.mode == mode) {
            if binding.keys == keys {
                return Lookup::Found(binding.action);
            }
            pending |= binding.keys.starts_with(keys);
        }
        if pending { Lookup::Pending } else { Lookup::Nothing }
    }

    /// Returns the bindings of a mode, in the order in which help lists them.
    pub fn bindings(&self, mode: Mode) -> impl Iterator<Item = &Binding> {
        self.bindings.iter().filter(move |binding| binding.mode == mode)
    }

    /// Returns the bindings that begin with the keys pressed so far.
    pub fn continuations(&self, mode: Mode, keys: &[Key]) -> impl Iterator<Item = &Binding> {
        self.bindings(mode)
            .filter(move |binding| binding.keys.len() > keys.len() && binding.keys.starts_with(keys))
    }

    /// Returns the keys of an action in a mode as they are written, or `None` where it has none.
    pub fn keys_of(&self, mode: Mode, action: Action) -> Option<String> {
        self.bindings(mode).find(|binding| binding.action == action).map(|binding| written(&binding.keys))
    }
}

impl Binding {
    /// Returns whether two bindings cannot be told apart: one's keys begin with the other's.
    fn clashes(&self, other: &Self) -> bool {
        self.mode == other.mode && (self.keys.starts_with(&other.keys) || other.keys.starts_with(&self.keys))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config;

    #[track_caller]
    fn check(settings: &str, mode: Mode, keys: &str, expected: Lookup) {
        let (keymap, _) = Keymap::new(&config::parse(settings).0);
        assert_eq!(keymap.lookup(mode, &Key::parse_sequence(keys).unwrap()), expected);
    }

    #[test]
    fn the_default_keys_do_not_clash() {
        assert_eq!(Keymap::new(&Config::default()).1, []);
    }

    #[test]
    fn every_action_but_those_of_the_palette_has_a_key() {
        let (keymap, _) = Keymap::new(&Config::default());
        let bound = |action| Mode::ALL.iter().any(|mode| keymap.keys_of(*mode, action).is_some());
        let unbound: Vec<_> = Action::ALL.iter().filter(|action| !bound(**action)).collect();
        assert_eq!(unbound, [&Action::Tour]);
    }

    #[test]
    fn keys_mean_what_hands_know() {
        check("", Mode::Read, "space", Lookup::Found(Action::PageDown));
        check("", Mode::Read, "g", Lookup::Pending);
        check("", Mode::Read, "g g", Lookup::Found(Action::Top));
        check("", Mode::Read, "n", Lookup::Found(Action::NextMatch));
        check("", Mode::Read, "?", Lookup::Found(Action::Help));
        check("", Mode::Read, "a", Lookup::Found(Action::Note));
        check("", Mode::Select, "a", Lookup::Pending);
        check("", Mode::Select, "b", Lookup::Found(Action::PreviousWord));
        check("", Mode::Pane, "d", Lookup::Pending);
        check("", Mode::Read, "Q", Lookup::Found(Action::RecordMacro));
        check("", Mode::Read, "%", Lookup::Nothing);
        check("", Mode::Edit, "q", Lookup::Nothing);
    }

    #[test]
    fn own_keys_replace_those_of_the_defaults() {
        check("[keys.read]\nhighlight = 'x'", Mode::Read, "x", Lookup::Found(Action::Highlight));
        check("[keys.read]\nhighlight = 'x'", Mode::Read, "H", Lookup::Nothing);
        check("[keys.all]\nquit = []", Mode::Read, "q", Lookup::Nothing);
    }

    #[test]
    fn clashes_and_mistakes_are_said() {
        let said = |settings: &str| {
            let (_, warnings) = Keymap::new(&config::parse(settings).0);
            warnings.into_iter().map(|warning| warning.0).collect::<Vec<_>>().join("\n")
        };
        assert!(said("[keys.read]\ntags = 'C'").contains("is left out"));
        assert!(said("[keys.read]\nfly = 'x'").contains("keys.read.fly: there is no such action"));
        assert!(said("[keys.all]\nquit = 'hyper-q'").contains("is no key"));
    }
}

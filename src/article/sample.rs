//! The articles that come with the program: fiction, written for it, to show what it finds.

use crate::article::Format;

/// An article that comes with the program.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sample {
    /// The name it is opened by.
    pub name: &'static str,
    /// Its words.
    pub source: &'static str,
    /// How it is written.
    pub format: Format,
}

/// Returns the sample articles, the one to begin with first.
pub fn samples() -> Vec<Sample> {
    vec![
        Sample {
            name: "harbor-bridge.md",
            source: include_str!("../../assets/samples/harbor-bridge.md"),
            format: Format::Markdown,
        },
        Sample {
            name: "salt-works.txt",
            source: include_str!("../../assets/samples/salt-works.txt"),
            format: Format::Plain,
        },
        Sample {
            name: "tide-keeper.md",
            source: include_str!("../../assets/samples/tide-keeper.md"),
            format: Format::Markdown,
        },
        Sample {
            name: "alphabet-street.html",
            source: include_str!("../../assets/samples/alphabet-street.html"),
            format: Format::Html,
        },
        Sample {
            name: "grain-corridor.txt",
            source: include_str!("../../assets/samples/grain-corridor.txt"),
            format: Format::Plain,
        },
    ]
}

//! Scopes and themes: what a part of the screen is, and how it looks.

use ratatui::style::{Color as Paint, Modifier, Style};
use toml::Table;

use crate::{annotation::Color, article::Warning, config::Config};

/// What a part of the screen is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "the names in settings say it")]
pub enum Scope {
    Text,
    Title,
    Heading,
    Details,
    Byline,
    Dateline,
    BlockQuote,
    Code,
    Caption,
    Boilerplate,
    Emphasis,
    Strong,
    Link,
    Person,
    Place,
    Organization,
    Quotation,
    Chosen,
    Focus,
    Selection,
    Match,
    CurrentMatch,
    Yellow,
    Green,
    Blue,
    Red,
    Purple,
    Letter,
    Note,
    Tag,
    Tab,
    ActiveTab,
    Item,
    SelectedItem,
    ItemHere,
    ItemDetail,
    Unread,
    Unsure,
    Status,
    Mode,
    Message,
    Error,
    Key,
    Border,
    Popup,
    Tour,
    Label,
    Gone,
    New,
}

/// Every scope with its name in settings, in the order of the enum.
const SCOPES: [(Scope, &str); 49] = [
    (Scope::Text, "text"),
    (Scope::Title, "title"),
    (Scope::Heading, "heading"),
    (Scope::Details, "details"),
    (Scope::Byline, "byline"),
    (Scope::Dateline, "dateline"),
    (Scope::BlockQuote, "block_quote"),
    (Scope::Code, "code"),
    (Scope::Caption, "caption"),
    (Scope::Boilerplate, "boilerplate"),
    (Scope::Emphasis, "emphasis"),
    (Scope::Strong, "strong"),
    (Scope::Link, "link"),
    (Scope::Person, "person"),
    (Scope::Place, "place"),
    (Scope::Organization, "organization"),
    (Scope::Quotation, "quotation"),
    (Scope::Chosen, "chosen"),
    (Scope::Focus, "focus"),
    (Scope::Selection, "selection"),
    (Scope::Match, "match"),
    (Scope::CurrentMatch, "match.current"),
    (Scope::Yellow, "highlight.yellow"),
    (Scope::Green, "highlight.green"),
    (Scope::Blue, "highlight.blue"),
    (Scope::Red, "highlight.red"),
    (Scope::Purple, "highlight.purple"),
    (Scope::Letter, "letter"),
    (Scope::Note, "note"),
    (Scope::Tag, "tag"),
    (Scope::Tab, "tab"),
    (Scope::ActiveTab, "tab.active"),
    (Scope::Item, "item"),
    (Scope::SelectedItem, "item.selected"),
    (Scope::ItemHere, "item.here"),
    (Scope::ItemDetail, "item.detail"),
    (Scope::Unread, "item.unread"),
    (Scope::Unsure, "unsure"),
    (Scope::Status, "status"),
    (Scope::Mode, "mode"),
    (Scope::Message, "message"),
    (Scope::Error, "error"),
    (Scope::Key, "key"),
    (Scope::Border, "border"),
    (Scope::Popup, "popup"),
    (Scope::Tour, "tour"),
    (Scope::Label, "label"),
    (Scope::Gone, "gone"),
    (Scope::New, "new"),
];

/// The themes that come with Byline.
const THEMES: [(&str, &str); 5] = [
    ("terminal", include_str!("../../assets/themes/terminal.toml")),
    ("dark", include_str!("../../assets/themes/dark.toml")),
    ("light", include_str!("../../assets/themes/light.toml")),
    ("high-contrast", include_str!("../../assets/themes/high-contrast.toml")),
    ("mono", include_str!("../../assets/themes/mono.toml")),
];

/// How every scope looks.
#[derive(Clone, PartialEq, Debug)]
pub struct Theme {
    styles: [Style; SCOPES.len()],
}

impl Theme {
    /// Makes the theme of some settings. Without colors only weight, slant and reversal are used, whatever the
    /// settings say.
    pub fn new(config: &Config, colors: Colors) -> (Self, Vec<Warning>) {
        let mut warnings = Vec::new();
        let name = if colors == Colors::None { "mono" } else { &config.theme };
        let find = |name: &str| THEMES.iter().find(|(known, _)| *known == name).map(|(_, source)| *source);
        let source = find(name).unwrap_or_else(|| {
            let known: Vec<_> = THEMES.iter().map(|(name, _)| *name).collect();
            warnings
                .push(Warning(format!("theme: there is no theme {name:?}; there are {}", known.join(", "))));
            THEMES[0].1
        });
        let mut theme = Self { styles: [Style::new(); SCOPES.len()] };
        let table: Table = source.parse().expect("the themes are valid, a test reads them");
        for (scope, style) in &table {
            theme.set(scope, style.as_str().unwrap_or(""), &mut warnings);
        }
        if colors == Colors::All {
            for (scope, style) in &config.colors {
                theme.set(scope, style, &mut warnings);
            }
        }
        (theme, warnings)
    }

    /// Returns how a scope looks.
    pub fn style(&self, scope: Scope) -> Style {
        self.styles[scope as usize]
    }

    fn set(&mut self, name: &str, written: &str, warnings: &mut Vec<Warning>) {
        let Some((scope, _)) = SCOPES.iter().find(|(_, known)| *known == name) else {
            warnings.push(Warning(format!("colors.{name}: there is no such part of the screen")));
            return;
        };
        match parse(written) {
            Some(style) => self.styles[*scope as usize] = style,
            None => warnings.push(Warning(format!(
                "colors.{name}: {written:?} is no style; write for example \"black on yellow bold\""
            ))),
        }
    }
}

/// Whether colors are wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Colors {
    /// As the theme has them.
    All,
    /// None: `NO_COLOR`, or a terminal without colors.
    None,
}

impl From<Color> for Scope {
    fn from(color: Color) -> Self {
        match color {
            Color::Yellow => Self::Yellow,
            Color::Green => Self::Green,
            Color::Blue => Self::Blue,
            Color::Red => Self::Red,
            Color::Purple => Self::Purple,
        }
    }
}

/// Returns the names of all scopes.
pub fn scope_names() -> impl Iterator<Item = &'static str> {
    SCOPES.iter().map(|(_, name)| *name)
}

/// Reads a style such as "black on yellow bold".
fn parse(written: &str) -> Option<Style> {
    let mut style = Style::new();
    let mut words = written.split_whitespace();
    while let Some(word) = words.next() {
        style = match word {
            "on" => style.bg(color(words.next()?)?),
            "bold" => style.add_modifier(Modifier::BOLD),
            "dim" => style.add_modifier(Modifier::DIM),
            "italic" => style.add_modifier(Modifier::ITALIC),
            "underlined" => style.add_modifier(Modifier::UNDERLINED),
            "reversed" => style.add_modifier(Modifier::REVERSED),
            _ => style.fg(color(word)?),
        };
    }
    Some(style)
}

/// Reads a color: a name, `bright-` and a name, a number to 255, or `#rrggbb`.
fn color(word: &str) -> Option<Paint> {
    let bright = |name: &str| {
        Some(match name {
            "black" => Paint::DarkGray,
            "red" => Paint::LightRed,
            "green" => Paint::LightGreen,
            "yellow" => Paint::LightYellow,
            "blue" => Paint::LightBlue,
            "magenta" => Paint::LightMagenta,
            "cyan" => Paint::LightCyan,
            "white" => Paint::White,
            _ => return None,
        })
    };
    Some(match word {
        "default" => Paint::Reset,
        "black" => Paint::Black,
        "red" => Paint::Red,
        "green" => Paint::Green,
        "yellow" => Paint::Yellow,
        "blue" => Paint::Blue,
        "magenta" => Paint::Magenta,
        "cyan" => Paint::Cyan,
        "white" => Paint::Gray,
        _ => match word.strip_prefix("bright-") {
            Some(name) => bright(name)?,
            None => match word.strip_prefix('#').filter(|digits| digits.len() == 6) {
                Some(digits) => {
                    let [_, red, green, blue] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
                    Paint::Rgb(red, green, blue)
                }
                None => Paint::Indexed(word.parse().ok()?),
            },
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scopes_stand_in_the_order_of_the_enum() {
        for (idx, (scope, name)) in SCOPES.iter().enumerate() {
            assert_eq!(*scope as usize, idx, "{name}");
        }
    }

    #[test]
    fn every_theme_styles_every_scope_and_no_other() {
        for (name, source) in THEMES {
            let table: Table = source.parse().unwrap();
            let (_, warnings) =
                Theme::new(&Config { theme: name.to_owned(), ..Config::default() }, Colors::All);
            assert_eq!(warnings, [], "{name}");
            let missing: Vec<_> = scope_names().filter(|scope| !table.contains_key(*scope)).collect();
            assert!(missing.is_empty(), "{name} lacks {missing:?}");
        }
    }

    #[test]
    fn every_theme_can_be_chosen_and_no_other() {
        let all = crate::config::setting::settings("");
        let choices = &all.iter().find(|it| it.name == "theme").unwrap().choices;
        assert_eq!(choices, &THEMES.map(|(name, _)| name));
    }

    #[test]
    fn the_theme_of_high_contrast_has_it() {
        // Relative luminance and contrast as WCAG 2 defines them.
        let luminance = |paint: Paint| {
            let Paint::Rgb(red, green, blue) = paint else { panic!("{paint:?} is not told by its parts") };
            let part = |value: u8| {
                let value = f64::from(value) / 255.0;
                if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
            };
            0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue)
        };
        let config = Config { theme: "high-contrast".to_owned(), ..Config::default() };
        let (theme, _) = Theme::new(&config, Colors::All);
        for (scope, name) in SCOPES {
            let style = theme.style(Scope::Text).patch(theme.style(scope));
            let (front, back) = (luminance(style.fg.unwrap()), luminance(style.bg.unwrap()));
            let contrast = (front.max(back) + 0.05) / (front.min(back) + 0.05);
            assert!(contrast >= 7.0, "{name}: {contrast:.1}");
        }
    }

    #[test]
    fn without_colors_the_colors_of_highlights_have_shapes() {
        let (theme, _) = Theme::new(&Config::default(), Colors::None);
        let looks: Vec<Style> = Color::ALL.map(|color| theme.style(color.into())).to_vec();
        for (idx, look) in looks.iter().enumerate() {
            assert!(!looks[..idx].contains(look), "{:?} looks like another", Color::ALL[idx]);
        }
    }

    #[test]
    fn without_colors_nothing_is_colored() {
        let mut config = Config::default();
        config.colors.insert("note".to_owned(), "red".to_owned());
        let (theme, _) = Theme::new(&config, Colors::None);
        assert!(theme.styles.iter().all(|style| style.fg.is_none() && style.bg.is_none()));
    }

    #[test]
    fn styles_are_read_as_they_are_written() {
        assert_eq!(
            parse("black on #ffd400 bold"),
            Some(Style::new().fg(Paint::Black).bg(Paint::Rgb(255, 212, 0)).add_modifier(Modifier::BOLD))
        );
        assert_eq!(parse("bright-red on 17"), Some(Style::new().fg(Paint::LightRed).bg(Paint::Indexed(17))));
        assert_eq!(parse(""), Some(Style::new()));
        assert_eq!([parse("mauve"), parse("red on"), parse("#12345")], [None, None, None]);
    }
}

//! Reads a query. A mistake is pointed at, by the bytes it stands in.

use std::collections::BTreeMap;

use super::{Day, Found, Query, State, Term, Words};
use crate::{annotation::Color, text::Span};

/// What is wrong with a query.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wrong {
    /// Where in the query.
    pub span: Span,
    /// What, in a sentence without its stop.
    pub said: String,
}

/// Every field with what it looks at, as completion shows them.
pub(super) const FIELDS: [&str; 12] =
    ["person", "place", "org", "said", "note", "tag", "color", "feed", "is", "before", "after", "saved"];

/// The deepest nesting of groups and of saved queries.
const DEPTH: usize = 32;

/// The most terms.
const TERMS: usize = 200;

/// Reads a query. `saved` are the queries that can be meant by their names.
///
/// # Errors
/// Says what is wrong and where.
pub fn parse(text: &str, saved: &BTreeMap<String, String>) -> Result<Query, Wrong> {
    Reader { text, at: 0, saved, depth: 0, terms: 0 }.whole()
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    saved: &'a BTreeMap<String, String>,
    depth: usize,
    terms: usize,
}

/// A value as it was typed.
struct Value {
    text: String,
    quoted: bool,
    span: Span,
}

impl Reader<'_> {
    fn whole(&mut self) -> Result<Query, Wrong> {
        let query = self.any()?;
        self.skip_spaces();
        if self.at < self.text.len() {
            return Err(wrong(self.at, self.at + 1, "this bracket was never opened"));
        }
        Ok(query)
    }

    /// Reads what `or` joins.
    fn any(&mut self) -> Result<Query, Wrong> {
        let mut parts = vec![self.all()?];
        while let Some(span) = self.word_ahead(&["or", "OR", "|"]) {
            self.at = span.end;
            let next = self.all()?;
            if next.is_empty() || parts.iter().any(Query::is_empty) {
                return Err(Wrong { span, said: "there must be a term on both sides of “or”".into() });
            }
            parts.push(next);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Query::Any(parts) })
    }

    /// Reads terms that must all fit.
    fn all(&mut self) -> Result<Query, Wrong> {
        let mut parts = Vec::new();
        loop {
            self.skip_spaces();
            let ended = self.rest().is_empty() || self.rest().starts_with(')');
            if ended || self.word_ahead(&["or", "OR", "|"]).is_some() {
                break;
            }
            if let Some(span) = self.word_ahead(&["and", "AND"]) {
                self.at = span.end;
                continue;
            }
            parts.push(self.one()?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Query::All(parts) })
    }

    fn one(&mut self) -> Result<Query, Wrong> {
        self.skip_spaces();
        let from = self.at;
        let negation = match self.word_ahead(&["not", "NOT"]) {
            Some(span) => Some(span.end),
            None => {
                let dash = self.rest().strip_prefix('-').filter(|rest| {
                    !rest.is_empty() && !rest.starts_with(|c: char| c.is_whitespace() || c == '-')
                });
                dash.map(|_| self.at + 1)
            }
        };
        self.depth += 1;
        self.terms += 1;
        if self.depth > DEPTH || self.terms > TERMS {
            return Err(wrong(from, self.text.len(), "this is more than a query can hold"));
        }
        let read = if let Some(end) = negation {
            self.at = end;
            self.skip_spaces();
            if self.rest().is_empty() {
                return Err(wrong(from, end, "what must not fit is missing"));
            }
            Query::Not(Box::new(self.one()?))
        } else if self.rest().starts_with('(') {
            self.at += 1;
            let inside = self.any()?;
            self.skip_spaces();
            if !self.rest().starts_with(')') {
                return Err(wrong(from, from + 1, "this bracket is never closed"));
            }
            self.at += 1;
            inside
        } else {
            self.term()?
        };
        self.depth -= 1;
        Ok(read)
    }

    fn term(&mut self) -> Result<Query, Wrong> {
        let from = self.at;
        let name: String = self.rest().chars().take_while(char::is_ascii_alphabetic).collect();
        let after = self.rest().get(name.len()..).unwrap_or("");
        let is_field = !name.is_empty() && after.starts_with(':') && !after.starts_with("://");
        if !is_field {
            let value = self.value()?;
            return Ok(Query::Term(Term::Words(words(&value)?)));
        }
        let field = name.to_lowercase();
        let named = Span::new(from, from + name.len() + 1);
        if !FIELDS.contains(&field.as_str()) {
            let near = FIELDS.iter().find(|known| known.starts_with(&field) || field.starts_with(*known));
            let hint =
                near.map_or_else(|| format!("one of {}", FIELDS.join(", ")), |near| format!("“{near}:”"));
            let said = format!("there is no field “{field}:”; use {hint}, or put the words in quotes");
            return Err(Wrong { span: named, said });
        }
        self.at = named.end;
        if self.rest().is_empty() || self.rest().starts_with(|c: char| c.is_whitespace() || c == ')') {
            return Err(Wrong { span: named, said: format!("what “{field}:” is to be is missing") });
        }
        let value = self.value()?;
        let found = |kind| Ok(Term::Found(kind, words(&value)?));
        let term = match field.as_str() {
            "person" => found(Found::Person)?,
            "place" => found(Found::Place)?,
            "org" => found(Found::Organization)?,
            "said" => found(Found::Said)?,
            "note" => Term::Note(words(&value)?),
            "tag" => Term::Tag(value.text.trim_start_matches('#').to_owned()),
            "feed" => Term::Feed(words(&value)?),
            "color" => Term::Color(color(&value)?),
            "is" => Term::Is(state(&value)?),
            "before" => Term::Before(day(&value)?),
            "after" => Term::After(day(&value)?),
            _ => return self.saved_query(&value),
        };
        Ok(Query::Term(term))
    }

    fn saved_query(&self, value: &Value) -> Result<Query, Wrong> {
        let Some(text) = self.saved.get(&value.text) else {
            let known: Vec<&str> = self.saved.keys().map(String::as_str).collect();
            let known = if known.is_empty() { "the settings name none".into() } else { known.join(", ") };
            return Err(Wrong {
                span: value.span,
                said: format!("there is no saved query “{}” ({known})", value.text),
            });
        };
        let mut inside = Reader { text, at: 0, saved: self.saved, depth: self.depth + 1, terms: self.terms };
        let failed = |wrong: Wrong| Wrong {
            span: value.span,
            said: format!("the saved query “{}” is wrong: {}", value.text, wrong.said),
        };
        inside.whole().map_err(failed)
    }

    /// Reads a word or what stands in quotes.
    fn value(&mut self) -> Result<Value, Wrong> {
        let from = self.at;
        let quote = |c: char| matches!(c, '"' | '“' | '”' | '„');
        if let Some(open) = self.rest().chars().next().filter(|c| quote(*c)) {
            let inside = from + open.len_utf8();
            let Some((len, close)) =
                self.text.get(inside..).and_then(|rest| rest.char_indices().find(|(_, c)| quote(*c)))
            else {
                return Err(wrong(from, self.text.len(), "this quotation mark is never closed"));
            };
            let text = self.text.get(inside..inside + len).unwrap_or("").to_owned();
            self.at = inside + len + close.len_utf8();
            return Ok(Value { text, quoted: true, span: Span::new(from, self.at) });
        }
        let end = self
            .rest()
            .find(|c: char| c.is_whitespace() || matches!(c, '(' | ')'))
            .unwrap_or(self.rest().len());
        self.at += end;
        let span = Span::new(from, self.at);
        Ok(Value { text: span.slice(self.text).to_owned(), quoted: false, span })
    }

    /// Returns where a word stands that comes next, if it is one of these.
    fn word_ahead(&mut self, wanted: &[&str]) -> Option<Span> {
        self.skip_spaces();
        let len = self
            .rest()
            .find(|c: char| c.is_whitespace() || matches!(c, '(' | ')'))
            .unwrap_or(self.rest().len());
        let span = Span::new(self.at, self.at + len);
        wanted.contains(&span.slice(self.text)).then_some(span)
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn skip_spaces(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }
}

fn wrong(from: usize, to: usize, said: &str) -> Wrong {
    Wrong { span: Span::new(from, to), said: said.to_owned() }
}

fn words(value: &Value) -> Result<Words, Wrong> {
    let is_beginning = !value.quoted && value.text.ends_with('*');
    let text = if is_beginning { value.text.trim_end_matches('*') } else { &value.text };
    if !text.chars().any(char::is_alphanumeric) {
        return Err(Wrong { span: value.span, said: "there is no word to look for".into() });
    }
    Ok(Words { text: text.to_owned(), is_beginning })
}

fn color(value: &Value) -> Result<Color, Wrong> {
    Color::parse(&value.text.to_lowercase()).ok_or_else(|| {
        let names: Vec<&str> = Color::ALL.iter().map(|color| color.name()).collect();
        Wrong { span: value.span, said: format!("there is no such color; there are {}", names.join(", ")) }
    })
}

fn state(value: &Value) -> Result<State, Wrong> {
    let known = State::ALL.iter().find(|(_, name)| *name == value.text.to_lowercase());
    known.map(|(state, _)| *state).ok_or_else(|| {
        let names: Vec<&str> = State::ALL.iter().map(|(_, name)| *name).collect();
        Wrong { span: value.span, said: format!("an article is never that; it can be {}", names.join(", ")) }
    })
}

/// Reads a year, month or day, `today`, or a number of days, weeks, months or years ago.
fn day(value: &Value) -> Result<Day, Wrong> {
    let text = value.text.to_lowercase();
    let unit = text.chars().last().and_then(|unit| match unit {
        'd' => Some(1),
        'w' => Some(7),
        'm' => Some(30),
        'y' => Some(365),
        _ => None,
    });
    let number: Option<u32> = text.get(..text.len().saturating_sub(1)).and_then(|digits| digits.parse().ok());
    if let Some((unit, number)) = unit.zip(number) {
        return Ok(Day::Ago(number.saturating_mul(unit).min(1_000_000)));
    }
    match text.as_str() {
        "today" => return Ok(Day::Ago(0)),
        "yesterday" => return Ok(Day::Ago(1)),
        _ => {}
    }
    let parts: Vec<&str> = text.split('-').collect();
    let sizes = [4, 2, 2];
    let most = ["9999", "12", "31"];
    let fits = parts.len() <= 3
        && parts.iter().zip(sizes).zip(most).all(|((part, size), most)| {
            part.len() == size
                && part.bytes().all(|byte| byte.is_ascii_digit())
                && *part <= most
                && part.bytes().any(|byte| byte != b'0')
        });
    if fits {
        return Ok(Day::Date(text));
    }
    let said = "write a day as 2026-09-24, 2026-09 or 2026, or as 7d, 2w, 3m, 1y ago, or today";
    Err(Wrong { span: value.span, said: said.into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn saved() -> BTreeMap<String, String> {
        BTreeMap::from([
            ("desk".to_owned(), "is:unread feed:ledger".to_owned()),
            ("loop".to_owned(), "saved:loop".to_owned()),
        ])
    }

    /// Writes a query so that its shape is seen.
    fn shape(query: &Query) -> String {
        let join = |parts: &[Query], with: &str| parts.iter().map(shape).collect::<Vec<_>>().join(with);
        let words = |words: &Words| format!("{}{}", words.text, if words.is_beginning { "*" } else { "" });
        match query {
            Query::Not(part) => format!("-{}", shape(part)),
            Query::All(parts) => format!("({})", join(parts, " & ")),
            Query::Any(parts) => format!("({})", join(parts, " | ")),
            Query::Term(Term::Words(it)) => words(it),
            Query::Term(Term::Found(kind, it)) => format!("{kind:?}={}", words(it)),
            Query::Term(Term::Note(it)) => format!("Note={}", words(it)),
            Query::Term(Term::Feed(it)) => format!("Feed={}", words(it)),
            Query::Term(term) => format!("{term:?}"),
        }
    }

    #[test]
    fn a_query_is_read_as_it_is_said() {
        for (text, expected) in [
            ("", "()"),
            ("harbor bridge", "(harbor & bridge)"),
            ("\"harbor bridge\"", "harbor bridge"),
            ("harb*", "harb*"),
            ("a or b c", "(a | (b & c))"),
            ("(a or b) c", "((a | b) & c)"),
            ("a -b not c", "(a & -b & -c)"),
            ("a and b", "(a & b)"),
            ("-(a or b)", "-(a | b)"),
            ("person:Ruiz said:\"by 2027\"", "(Person=Ruiz & Said=by 2027)"),
            ("org:“Port Union”", "Organization=Port Union"),
            ("tag:#council", "Tag(\"council\")"),
            ("color:green is:unread", "(Color(Green) & Is(Unread))"),
            ("before:2026-09 after:7d", "(Before(Date(\"2026-09\")) & After(Ago(7)))"),
            ("https://a.example/x", "https://a.example/x"),
            ("co-op -", "ERROR there is no word to look for at 6..7"),
            ("saved:desk bridge", "((Is(Unread) & Feed=ledger) & bridge)"),
            (
                "perso:x",
                "ERROR there is no field “perso:”; use “person:”, or put the words in quotes at 0..6",
            ),
            ("a (b", "ERROR this bracket is never closed at 2..3"),
            ("a) b", "ERROR this bracket was never opened at 1..2"),
            ("\"a b", "ERROR this quotation mark is never closed at 0..4"),
            ("a or", "ERROR there must be a term on both sides of “or” at 2..4"),
            (
                "x is:odd",
                "ERROR an article is never that; it can be unread, read, starred, noted, changed at 5..8",
            ),
            ("person:", "ERROR what “person:” is to be is missing at 0..7"),
        ] {
            let read = match parse(text, &saved()) {
                Ok(query) => shape(&query),
                Err(wrong) => format!("ERROR {} at {}..{}", wrong.said, wrong.span.start, wrong.span.end),
            };
            assert_eq!(read, expected, "{text}");
        }
        for text in
            ["before:yesterdays", "after:2026-13", "after:26", "color:mauve", "saved:none", "saved:loop"]
        {
            assert!(parse(text, &saved()).is_err(), "{text}");
        }
    }

    #[test]
    fn no_query_is_too_much() {
        for text in ["(".repeat(100_000), "-".repeat(100_000), "a ".repeat(100_000), "not ".repeat(100_000)] {
            assert!(parse(&text, &saved()).is_err());
        }
    }
}

//! Answers queries: a query becomes one statement, in which the indexes of words do most of the work.

use rusqlite::{params_from_iter, types::Value};

use super::{Library, Result, failed};
use crate::query::{Day, Found, Query, State, Term, Words};

/// Says which articles have such notes, by their numbers; asked about notes, tags, colors and [`State::Noted`] only.
pub type Noted<'a> = &'a dyn Fn(&Term) -> Vec<i64>;

/// How many articles of some days are few.
const FEW: i64 = 20_000;

impl Library {
    /// Returns the numbers of the articles that a query asks for, the last added first, so many at most.
    pub fn seek(&self, query: &Query, most: usize, noted: Noted<'_>) -> Result<Vec<i64>> {
        let failed = |cause| failed("search", cause);
        let mut plan = Plan { values: Vec::new(), noted, feeds: self.feed_names()? };
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        // The index goes from article to article and stops when there are enough; the rest of the query is looked at on
        // the way.
        let (indexed, rest) = split(query);
        let sql = match indexed {
            Some(expression) => {
                let at = plan.bind(Value::Text(expression));
                let (days, rest): (Vec<&Query>, Vec<&Query>) =
                    rest.into_iter().partition(|part| is_day(part));
                let days =
                    days.into_iter().map(|part| plan.condition(part)).collect::<Vec<_>>().join(" AND ");
                let mut rest: Vec<String> =
                    rest.into_iter().map(|part| format!("({})", plan.condition(part))).collect();
                let mut also = String::new();
                if !days.is_empty() && self.are_few(&days, &plan.values).map_err(failed)? {
                    // The sign keeps the statement from asking the index of words for each of them.
                    also = format!("AND +search.rowid IN (SELECT n FROM articles WHERE {days}) ");
                } else if !days.is_empty() {
                    rest.push(days);
                }
                let mut join = "";
                if !rest.is_empty() {
                    join = "CROSS JOIN articles ON n = search.rowid";
                    also.push_str(&format!("AND {}", rest.join(" AND ")));
                }
                format!(
                    "SELECT search.rowid FROM search {join} WHERE search MATCH {at} {also} ORDER BY search.rowid DESC LIMIT {most}"
                )
            }
            None => {
                format!("SELECT n FROM articles WHERE {} ORDER BY n DESC LIMIT {most}", plan.condition(query))
            }
        };
        let mut statement = self.db.prepare(&sql).map_err(failed)?;
        let rows = statement.query_map(params_from_iter(plan.values), |row| row.get(0)).map_err(failed)?;
        rows.collect::<rusqlite::Result<_>>().map_err(failed)
    }

    /// Returns the latest texts of some articles, in the order of their numbers as given; those that are gone are left out.
    pub fn texts(&self, articles: &[i64]) -> Result<Vec<(i64, String)>> {
        let failed = |cause| failed("read articles in", cause);
        let query = "SELECT text FROM articles JOIN versions ON fingerprint = current WHERE n = ?1";
        let mut query = self.db.prepare_cached(query).map_err(failed)?;
        let mut texts = Vec::with_capacity(articles.len());
        for n in articles {
            match query.query_row([n], |row| row.get(0)) {
                Ok(text) => texts.push((*n, text)),
                Err(rusqlite::Error::QueryReturnedNoRows) => {}
                Err(cause) => return Err(failed(cause)),
            }
        }
        Ok(texts)
    }

    /// Returns whether so few articles are of some days that it is faster to know them all than to look at each article
    /// that has the words.
    fn are_few(&self, days: &str, values: &[Value]) -> rusqlite::Result<bool> {
        // What the statement does not use must still be named, so that the rest keeps its numbers.
        let query = format!(
            "SELECT count(*) FROM (SELECT 1 FROM articles WHERE {days} AND ?{} IS NOT NULL LIMIT {FEW})",
            values.len()
        );
        let count: i64 = self.db.query_row(&query, params_from_iter(values), |row| row.get(0))?;
        Ok(count < FEW)
    }

    /// Returns the numbers and names of all feeds.
    fn feed_names(&self) -> Result<Vec<(i64, String)>> {
        let failed = |cause| failed("read feeds in", cause);
        let mut query = self.db.prepare_cached("SELECT n, title || ' ' || url FROM feeds").map_err(failed)?;
        let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).map_err(failed)?;
        rows.collect::<rusqlite::Result<_>>().map_err(failed)
    }
}

/// Returns whether a part of a query is about the day alone.
fn is_day(part: &Query) -> bool {
    match part {
        Query::Term(Term::Before(_) | Term::After(_)) => true,
        Query::Not(part) => is_day(part),
        _ => false,
    }
}

/// Splits a query into what the index answers and what is asked of each of its articles.
fn split(query: &Query) -> (Option<String>, Vec<&Query>) {
    if let Some(expression) = expression(query) {
        return (Some(expression), Vec::new());
    }
    let Query::All(parts) = query else { return (None, Vec::new()) };
    let (indexed, rest): (Vec<&Query>, Vec<&Query>) = parts.iter().partition(|part| {
        let lacking = match part {
            Query::Not(part) => expression(part),
            _ => None,
        };
        lacking.is_some() || expression(part).is_some()
    });
    let indexed = Query::All(indexed.into_iter().cloned().collect());
    match expression(&indexed) {
        Some(expression) => (Some(expression), rest),
        None => (None, Vec::new()),
    }
}

/// A statement in the making.
struct Plan<'a> {
    values: Vec<Value>,
    noted: Noted<'a>,
    feeds: Vec<(i64, String)>,
}

impl Plan<'_> {
    /// Returns the condition of a query on a row of `articles`.
    fn condition(&mut self, query: &Query) -> String {
        if let Some(expression) = expression(query) {
            let at = self.bind(Value::Text(expression));
            return format!("n IN (SELECT rowid FROM search WHERE search MATCH {at})");
        }
        match query {
            Query::Term(term) => self.term(term),
            Query::Not(part) => format!("NOT ({})", self.condition(part)),
            Query::All(parts) if parts.is_empty() => "1".to_owned(),
            Query::All(parts) => {
                let parts: Vec<String> =
                    parts.iter().map(|part| format!("({})", self.condition(part))).collect();
                parts.join(" AND ")
            }
            Query::Any(parts) => {
                let parts: Vec<String> =
                    parts.iter().map(|part| format!("({})", self.condition(part))).collect();
                parts.join(" OR ")
            }
        }
    }

    fn term(&mut self, term: &Term) -> String {
        match term {
            // An expression stands for these.
            Term::Words(_) | Term::Found(..) => "0".to_owned(),
            Term::Note(_) | Term::Color(_) | Term::Is(State::Noted) => self.noted(term),
            Term::Tag(tag) => {
                let at = self.bind(Value::Text(tag.clone()));
                format!("n IN (SELECT article FROM tags WHERE tag = {at}) OR {}", self.noted(term))
            }
            Term::Feed(words) => {
                let fitting = self.feeds.iter().filter(|(_, name)| words.stand_in(name));
                let fitting: Vec<String> = fitting.map(|(n, _)| n.to_string()).collect();
                format!("feed IN ({})", fitting.join(", "))
            }
            Term::Is(State::Unread) => "read IS NULL".to_owned(),
            Term::Is(State::Read) => "read IS NOT NULL".to_owned(),
            Term::Is(State::Starred) => "starred = 1".to_owned(),
            Term::Is(State::Changed) => "versions > 1".to_owned(),
            Term::Before(day) => format!("day < {}", self.day(day)),
            Term::After(day) => format!("day >= {}", self.day(day)),
        }
    }

    fn noted(&mut self, term: &Term) -> String {
        let numbers: Vec<String> = (self.noted)(term).iter().map(i64::to_string).collect();
        let at = self.bind(Value::Text(format!("[{}]", numbers.join(","))));
        format!("n IN (SELECT value FROM json_each({at}))")
    }

    fn day(&mut self, day: &Day) -> String {
        match day {
            Day::Date(date) => self.bind(Value::Text(date.clone())),
            Day::Ago(days) => format!("date('now', '-{days} days')"),
        }
    }

    /// Takes a value, and returns the name by which the statement calls it.
    fn bind(&mut self, value: Value) -> String {
        self.values.push(value);
        format!("?{}", self.values.len())
    }
}

/// Returns a query as an expression of the full-text index, or `None` where it asks for something else.
fn expression(query: &Query) -> Option<String> {
    match query {
        Query::Term(Term::Words(words)) => Some(format!("{{title byline site text}} : {}", phrase(words))),
        Query::Term(Term::Found(kind, words)) => {
            let column = match kind {
                Found::Person => "person",
                Found::Place => "place",
                Found::Organization => "org",
                Found::Said => "said",
            };
            Some(format!("{column} : {}", phrase(words)))
        }
        Query::Term(_) | Query::Not(_) => None,
        Query::Any(parts) => joined(parts.iter(), " OR "),
        Query::All(parts) => {
            // The index knows what has a word and lacks another, but not what only lacks one.
            let lacking = |part: &&Query| matches!(part, Query::Not(_));
            let has = joined(parts.iter().filter(|part| !lacking(part)), " AND ")?;
            let lacks = parts.iter().filter_map(|part| match part {
                Query::Not(part) => Some(&**part),
                _ => None,
            });
            if !parts.iter().any(|part| lacking(&part)) {
                return Some(has);
            }
            Some(format!("({has} NOT {})", joined(lacks, " OR ")?))
        }
    }
}

/// Joins the expressions of parts, or returns `None` where there are none or one is none.
fn joined<'a>(parts: impl Iterator<Item = &'a Query>, with: &str) -> Option<String> {
    let parts: Option<Vec<String>> = parts.map(expression).collect();
    parts.filter(|parts| !parts.is_empty()).map(|parts| format!("({})", parts.join(with)))
}

/// Returns words as the index is asked for them.
fn phrase(words: &Words) -> String {
    let star = if words.is_beginning { " *" } else { "" };
    format!("\"{}\"{star}", words.text.replace(['"', '\0'], " "))
}

//! `byline anchors`: where every annotation stands now, and why that is believed.

use serde::Serialize;

use super::{
    Done, Outcome,
    notes::fitting,
    print::Out,
    query::Query,
    shelf::{self, Annotated, one_line},
};
use crate::{
    annotation::{
        Anchor, Annotation,
        anchor::{Evidence, Extent, Ground},
        difference::{Fate, Piece, difference},
    },
    store::Dirs,
    text::{Span, units::Units},
};

/// Lists annotations with their states. With `check`, one that is neither exact nor moved makes the command fail.
pub(super) fn list(dirs: &Dirs, query: &[String], json: bool, check: bool) -> Done {
    let query = Query::new(dirs, query)?;
    let mut out = Out::stdout();
    let (mut is_first, mut is_sure) = (true, true);
    for article in shelf::annotated(dirs, None)? {
        let annotations = fitting(&article, &query);
        let text = article.article.as_ref().map(|article| article.text.as_str());
        let units = Units::new(text.unwrap_or(""));
        // Nobody waits here as at the desk: every search goes to its end.
        let ground = Ground::new(text.unwrap_or(""), &units).with_budget(usize::MAX);
        let ground = article.earlier.iter().fold(ground, |ground, old| ground.with_version(old));
        if !json && !annotations.is_empty() {
            let line = if is_first { "" } else { "\n" };
            is_first = false;
            out.line(&format!("{line}{}  {}", shelf::short(&article.id), one_line(&article.title)))?;
        }
        for annotation in annotations.iter() {
            let standing = text.map(|text| Standing::of(annotation, text, &ground));
            is_sure &= standing.as_ref().is_some_and(Standing::is_sure);
            if json {
                out.json(&Listed::of(&article, annotation, standing.as_ref(), text.unwrap_or(""), &units))?;
            } else {
                out.line(&summary(annotation, standing.as_ref()))?;
            }
        }
    }
    let done = out.done()?;
    Ok(if check && !is_sure { Outcome::Partial } else { done })
}

/// Where an annotation stands in the text of its article.
struct Standing {
    anchor: Anchor,
    /// On what evidence; those on the whole article need none.
    evidence: Option<Evidence>,
    /// What stands there, where that is not what was annotated.
    difference: Vec<Piece>,
}

impl Standing {
    fn of(annotation: &Annotation, text: &str, ground: &Ground<'_>) -> Self {
        let Some(selector) = &annotation.selector else {
            return Self { anchor: Anchor::Article, evidence: None, difference: Vec::new() };
        };
        let found = ground.find(selector);
        let difference = match &found.anchor {
            Anchor::Changed(span) => difference(&selector.exact, span.slice(text)),
            _ => Vec::new(),
        };
        Self { anchor: found.anchor, evidence: Some(found.evidence), difference }
    }

    /// Returns whether the words stand, unchanged, in a place that is known.
    fn is_sure(&self) -> bool {
        matches!(self.anchor, Anchor::Article | Anchor::Exact(_) | Anchor::Moved(_))
    }

    /// Says why the annotation is in its state.
    fn reason(&self) -> String {
        let Some(evidence) = &self.evidence else { return "it is on the whole article".to_owned() };
        let percent = |part: f64| format!("{:.0} %", 100.0 * part);
        let mut reasons = vec![match (&self.anchor, evidence.extent) {
            (Anchor::Exact(_), Extent::Place) => return "the words stand where they stood".to_owned(),
            (Anchor::Orphan, _) if evidence.score == 0.0 => {
                return "nothing in the article is like it".to_owned();
            }
            (Anchor::Orphan, _) => {
                format!("the most similar place has {} of the words", percent(evidence.quote))
            }
            (Anchor::Ambiguous(places), _) => format!("{} places come into question", places.len()),
            _ => format!("{} of the words", percent(evidence.quote)),
        }];
        if !matches!(self.anchor, Anchor::Ambiguous(_)) {
            reasons.push(format!("{} of what surrounds them", percent(evidence.context)));
        }
        if let Some(kept) = evidence.kept {
            reasons.push(format!("the difference to the earlier text leads there ({} kept)", percent(kept)));
        }
        if let Some(runner_up) = evidence.runner_up {
            reasons.push(format!("score {:.2}, the next place {runner_up:.2}", evidence.score));
        }
        if evidence.extent == Extent::Near {
            reasons.push("only the neighborhood was searched".to_owned());
        }
        reasons.join("; ")
    }
}

/// Returns an annotation on two or three lines: its state and words, the reason, and the difference.
fn summary(annotation: &Annotation, standing: Option<&Standing>) -> String {
    const INDENT: &str = "\n             ";
    let words = annotation.selector.as_ref().map_or("on the article", |selector| &selector.exact);
    let Some(standing) = standing else {
        return format!("  {:<9}  {}{INDENT}the article is not in the library", "unknown", one_line(words));
    };
    let mut line = format!("  {:<9}  {}", standing.anchor.state(), one_line(words));
    if !matches!(standing.anchor, Anchor::Article | Anchor::Exact(_)) {
        line.push_str(&format!("{INDENT}{}", standing.reason()));
    }
    if !standing.difference.is_empty() {
        let pieces = standing.difference.iter().map(|piece| match piece.fate {
            Fate::Same => one_line(&piece.words),
            Fate::Gone => format!("[-{}-]", one_line(&piece.words)),
            Fate::New => format!("{{+{}+}}", one_line(&piece.words)),
        });
        line.push_str(&format!("{INDENT}{}", pieces.collect::<Vec<_>>().join(" ")));
    }
    line
}

/// An annotation and its standing as JSON.
#[derive(Serialize)]
struct Listed<'a> {
    id: String,
    article: &'a str,
    title: &'a str,
    state: Option<&'static str>,
    reason: Option<String>,
    start: Option<usize>,
    end: Option<usize>,
    was_start: Option<usize>,
    was_end: Option<usize>,
    exact: Option<&'a str>,
    found: Option<&'a str>,
    quote: Option<f64>,
    context: Option<f64>,
    score: Option<f64>,
    runner_up: Option<f64>,
    lead: Option<f64>,
    kept: Option<f64>,
    extent: Option<&'static str>,
    difference: Vec<Part<'a>>,
    places: Vec<Place>,
}

/// A piece of a difference as JSON.
#[derive(Serialize)]
struct Part<'a> {
    fate: &'static str,
    words: &'a str,
}

/// A place that comes into question, as JSON.
#[derive(Serialize)]
struct Place {
    start: usize,
    end: usize,
}

impl<'a> Listed<'a> {
    fn of(
        article: &'a Annotated,
        annotation: &'a Annotation,
        standing: Option<&'a Standing>,
        text: &'a str,
        units: &Units,
    ) -> Self {
        let place = |span: Span| {
            let (start, end) = units.code_points(text, span);
            Place { start: start.0, end: end.0 }
        };
        let evidence = standing.and_then(|standing| standing.evidence);
        let number =
            |of: fn(&Evidence) -> f64| evidence.as_ref().map(|it| (of(it) * 1000.0).round() / 1000.0);
        let span = standing.and_then(|standing| standing.anchor.span());
        let selector = annotation.selector.as_ref();
        let runner_up = evidence.and_then(|it| it.runner_up).map(|score| (score * 1000.0).round() / 1000.0);
        let score = number(|it| it.score);
        let pieces = standing.map_or(&[][..], |standing| &standing.difference);
        Self {
            id: annotation.id.to_string(),
            article: article.id.as_str(),
            title: &article.title,
            state: standing.map(|standing| standing.anchor.state()),
            reason: standing.map(Standing::reason),
            start: span.map(|span| place(span).start),
            end: span.map(|span| place(span).end),
            was_start: selector.map(|selector| selector.start.0),
            was_end: selector.map(|selector| selector.end.0),
            exact: selector.map(|selector| selector.exact.as_str()),
            found: span.map(|span| span.slice(text)),
            quote: number(|it| it.quote),
            context: number(|it| it.context),
            score,
            runner_up,
            lead: score.zip(runner_up).map(|(best, next)| ((best - next) * 1000.0).round() / 1000.0),
            kept: evidence.and_then(|it| it.kept).map(|kept| (kept * 1000.0).round() / 1000.0),
            extent: evidence.map(|it| match it.extent {
                Extent::Place => "place",
                Extent::Words => "words",
                Extent::Similar => "similar",
                Extent::Near => "near",
            }),
            difference: pieces
                .iter()
                .map(|piece| Part {
                    fate: match piece.fate {
                        Fate::Same => "same",
                        Fate::Gone => "gone",
                        Fate::New => "new",
                    },
                    words: &piece.words,
                })
                .collect(),
            places: match standing.map(|standing| &standing.anchor) {
                Some(Anchor::Ambiguous(spans)) => spans.iter().map(|span| place(*span)).collect(),
                _ => Vec::new(),
            },
        }
    }
}

//! Reads articles that were written and annotated for Byline, in place: `{P Ana Ruiz}` is a person, `L` a place, `O` an
//! organization; behind a closing quotation mark `{=Ana Ruiz}` says who speaks, `{=?}` that the article does not tell, and
//! `{~}` that the marks hold no speech.

use std::{error::Error, fs, path::Path};

use byline::{extract::Kind, text::Span};

use crate::corpus::{Judged, Known, Said};

/// Reads every article of a folder, in the order of their names.
pub fn articles(folder: &Path) -> Result<Vec<Judged>, Box<dyn Error>> {
    let files = fs::read_dir(folder).map_err(|err| format!("{}: {err}", folder.display()))?;
    let mut paths: Vec<_> = files.map(|file| Ok(file?.path())).collect::<Result<_, std::io::Error>>()?;
    paths.retain(|path| path.extension().is_some_and(|it| it == "txt"));
    paths.sort();
    let read = |path: &Path| -> Result<Judged, Box<dyn Error>> {
        read(&fs::read_to_string(path)?).map_err(|why| format!("{}: {why}", path.display()).into())
    };
    paths.iter().map(|path| read(path)).collect()
}

/// Takes the annotations out of an article.
fn read(marked: &str) -> Result<Judged, String> {
    let mut article = Judged { text: String::new(), entities: Vec::new(), quotations: Vec::new() };
    let mut open = Vec::new();
    let mut rest = marked;
    while let Some((before, after)) = rest.split_once('{') {
        article.add(before, &mut open);
        let (note, after) = after.split_once('}').ok_or("a brace is never closed")?;
        rest = after;
        if let Some(speaker) = note.strip_prefix('=').or(note.strip_prefix('~')) {
            let start = open.pop().ok_or_else(|| format!("{{{note}}} follows no quotation"))?;
            let end = article.text.trim_end_matches('”').len();
            let speaker = Some(speaker).filter(|it| !it.is_empty() && *it != "?").map(str::to_owned);
            article.quotations.push(Said { span: Span::new(start, end), term: note == "~", speaker });
            continue;
        }
        let (kind, name) = note.split_once(' ').ok_or_else(|| format!("{{{note}}} says nothing"))?;
        let kind = match kind {
            "P" => Kind::Person,
            "L" => Kind::Place,
            "O" => Kind::Organization,
            _ => return Err(format!("{{{note}}} is of no known kind")),
        };
        let span = Span::new(article.text.len(), article.text.len() + name.len());
        article.text.push_str(name);
        let known = |it: &&mut Known| it.kind == kind && it.surfaces.iter().any(|surface| surface == name);
        match article.entities.iter_mut().find(known) {
            Some(entity) => entity.spans.push(span),
            None => article.entities.push(Known { kind, surfaces: vec![name.to_owned()], spans: vec![span] }),
        }
    }
    article.add(rest, &mut open);
    article.quotations.sort_by_key(|said| said.span.start);
    Ok(article)
}

impl Judged {
    /// Adds text without annotations, and notes where quotations begin. A mark that is not closed ends with its paragraph.
    fn add(&mut self, text: &str, open: &mut Vec<usize>) {
        for (idx, c) in text.char_indices() {
            match c {
                '“' => open.push(self.text.len() + idx + c.len_utf8()),
                '\n' => open.clear(),
                _ => {}
            }
        }
        self.text.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn annotations_are_taken_out_and_kept() {
        let marked = "“We saw {P Ana Ruiz},”{=Jo Prado} said {P Jo Prado} of the “{O Port} {L Alto}”{~}.\n“No end\n“No.”{=?}";
        let article = read(marked).unwrap();
        assert_eq!(article.text, "“We saw Ana Ruiz,” said Jo Prado of the “Port Alto”.\n“No end\n“No.”");
        let names: Vec<_> =
            article.entities.iter().map(|it| (it.kind, it.spans[0].slice(&article.text))).collect();
        assert_eq!(
            names,
            [
                (Kind::Person, "Ana Ruiz"),
                (Kind::Person, "Jo Prado"),
                (Kind::Organization, "Port"),
                (Kind::Place, "Alto")
            ]
        );
        let said: Vec<_> = article
            .quotations
            .iter()
            .map(|it| (it.span.slice(&article.text), it.term, it.speaker.as_deref()))
            .collect();
        assert_eq!(
            said,
            [("We saw Ana Ruiz,", false, Some("Jo Prado")), ("Port Alto", true, None), ("No.", false, None)]
        );
    }

    #[test]
    fn what_is_no_annotation_is_said() {
        for (marked, wanted) in [
            ("{P Ana", "a brace is never closed"),
            ("{X Ana}", "{X Ana} is of no known kind"),
            ("{Ana}", "{Ana} says nothing"),
            ("{=Ana}", "{=Ana} follows no quotation"),
        ] {
            assert_eq!(read(marked).err().as_deref(), Some(wanted));
        }
    }
}

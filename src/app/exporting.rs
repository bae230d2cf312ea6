//! Writing what is noted on the article into a file: first the format is chosen, then the file is named.

use std::{
    io::{self, Write},
    sync::Arc,
};

use super::{
    Context, Effect, State,
    popup::{Popup, Prompt, Purpose},
    reading::Reading,
};
use crate::{
    annotation::set::Annotations,
    article::{Article, Fingerprint},
    export::{self, Exported, Format, Losses, template},
    extract::Extraction,
    text::Span,
};

/// What is written into a file.
#[derive(Clone, PartialEq, Debug)]
pub struct Exporting {
    /// The format.
    pub format: Format,
    /// The file, as the reader named it.
    pub path: String,
    /// What is written: the notes on the article, or those on the selected words.
    pub annotations: Annotations,
    id: Fingerprint,
    article: Arc<Article>,
    extraction: Option<Arc<Extraction>>,
}

/// Asks for the format.
pub(super) fn act(state: &mut State) {
    let Some(reading) = &mut state.reading else { return };
    let part = reading.selection();
    match chosen(reading, part) {
        Err(why) => state.say(why),
        Ok(_) => {
            reading.end_selection();
            let purpose = Purpose::Export { format: None, part };
            state.popup = Some(Popup::Prompt(Prompt::asking(purpose, "", Vec::new())));
        }
    }
}

/// Returns the formats whose names or descriptions have some words, those first whose names begin so. One that is two files
/// for each article is not among them.
pub(super) fn formats(typed: &str) -> Vec<Format> {
    let typed = typed.trim().to_lowercase();
    let fits =
        |format: &Format| format.name().contains(&typed) || format.about().to_lowercase().contains(&typed);
    let mut formats: Vec<Format> =
        Format::ALL.into_iter().filter(|format| *format != Format::Brat && fits(format)).collect();
    formats.sort_by_key(|format| !format.name().starts_with(&typed));
    formats
}

/// Takes the format that was chosen, and then the name of the file.
pub(super) fn answer(state: &mut State, prompt: &Prompt, ctx: &mut Context) {
    let Purpose::Export { format, part } = prompt.purpose else { return };
    let written = prompt.field.text().trim();
    let Some(reading) = &state.reading else { return };
    let annotations = match chosen(reading, part) {
        Ok(annotations) => annotations,
        Err(why) => return state.say(why),
    };
    let Some(format) = format else {
        let Some(format) = formats(written).get(prompt.selected).copied() else {
            return state.fail(format!("there is no format “{written}”"));
        };
        let name = format!("{}.{}", template::file_name(&exported(reading, &annotations)), format.ending());
        let purpose = Purpose::Export { format: Some(format), part };
        state.popup = Some(Popup::Prompt(Prompt::asking(purpose, &name, Vec::new())));
        return;
    };
    if written.is_empty() {
        return state.say("nothing was written");
    }
    let work = Exporting {
        format,
        path: written.to_owned(),
        annotations,
        id: reading.id.clone(),
        article: Arc::clone(&reading.article),
        extraction: reading.extraction.clone(),
    };
    state.say("writing …");
    ctx.effects.push(Effect::Export(Box::new(work)));
}

/// Returns the notes that are meant: those on the selected words, or all.
fn chosen(reading: &Reading, part: Option<Span>) -> Result<Annotations, &'static str> {
    let notes = reading.notes.as_ref().ok_or("the notes are not read yet")?;
    let Some(part) = part else {
        let all = notes.annotations.clone();
        return if all.is_empty() { Err("nothing is noted on this article yet") } else { Ok(all) };
    };
    let meant: Vec<_> = notes.annotations.overlapping(part).map(|annotation| annotation.id).collect();
    let own = notes.annotations.filtered(|annotation| meant.contains(&annotation.id));
    if own.is_empty() { Err("nothing is noted on the selected words") } else { Ok(own) }
}

/// Returns the article that is read as it is exported.
pub(super) fn exported<'a>(reading: &'a Reading, annotations: &'a Annotations) -> Exported<'a> {
    Exported {
        id: &reading.id,
        title: reading.article.title(),
        meta: &reading.article.meta,
        accessed: None,
        text: Some(&reading.article.text),
        extraction: reading.extraction.as_deref(),
        annotations,
    }
}

impl Exporting {
    /// Writes it, and takes note of what the format has no place for.
    ///
    /// # Errors
    /// What `out` says.
    pub fn write<W: Write>(&self, out: W, losses: &mut Losses<'_>) -> io::Result<W> {
        let article = Exported {
            id: &self.id,
            title: self.article.title(),
            meta: &self.article.meta,
            accessed: None,
            text: Some(&self.article.text),
            extraction: self.extraction.as_deref(),
            annotations: &self.annotations,
        };
        export::export(self.format, [article], out, losses)
    }
}

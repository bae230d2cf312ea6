//! Work that takes long and goes on beside the reading: asking feeds, fetching pages. It says how far it is, and can be given
//! up.

use crate::{
    app::{
        Context, Effect, State,
        action::Action,
        keymap::Mode,
        popup::{Popup, Prompt},
    },
    text::cell::fit,
};

/// Something that takes long.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Work {
    /// Feeds are asked for what is new.
    Refresh,
    /// A page is fetched.
    Page,
}

/// The most columns of an address that the status line shows.
const ADDRESS: usize = 48;

/// Work that goes on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Going {
    /// The work.
    pub work: Work,
    /// How far it is.
    pub said: String,
}

/// Begins work, unless the same goes on already.
fn begin(state: &mut State, work: Work, said: &str, effect: Effect, ctx: &mut Context) {
    if let Some(going) = state.work.iter().find(|going| going.work == work) {
        let said = format!("still at it: {}", going.said);
        state.say(said);
        return;
    }
    state.work.push(Going { work, said: said.to_owned() });
    ctx.effects.push(effect);
}

/// Asks the feeds for what is new.
pub(super) fn refresh(state: &mut State, ctx: &mut Context) {
    begin(state, Work::Refresh, "asking the feeds …", Effect::Refresh, ctx);
}

/// Asks for an address, and offers one.
pub(super) fn ask_address(state: &mut State, address: &str, list: Option<usize>) {
    state.popup = Some(Popup::Prompt(Prompt::address(address, list)));
}

/// Fetches a page by what was typed as its address, or says what is wrong with that.
pub(super) fn fetch(state: &mut State, typed: &str, ctx: &mut Context) -> Result<(), &'static str> {
    let address = read(typed)?;
    let said = format!("fetching {} …", fit(&address, ADDRESS));
    begin(state, Work::Page, &said, Effect::Fetch(address), ctx);
    Ok(())
}

/// Returns the address that was typed; where it names a server without saying how to ask it, the safe way is meant.
fn read(typed: &str) -> Result<String, &'static str> {
    let typed = typed.trim();
    if is_address(typed) {
        return Ok(typed.to_owned());
    }
    let is_word = !typed.is_empty() && !typed.contains(|c: char| c.is_whitespace() || c.is_control());
    let host = typed.split(['/', '?', '#']).next().unwrap_or("");
    if is_word
        && host.contains('.')
        && !host.starts_with('.')
        && !typed.contains("://")
        && !host.contains(':')
    {
        return Ok(format!("https://{typed}"));
    }
    Err("an address begins with http:// or https://")
}

/// Returns whether a text is an address that can be fetched, and nothing else.
pub(super) fn is_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(|c: char| c.is_whitespace() || c.is_control()))
}

/// Fetches the whole of an article.
pub(super) fn fetch_whole(state: &mut State, index: usize, ctx: &mut Context) {
    match state.articles.get(index).and_then(|entry| entry.key) {
        Some(key) => {
            begin(state, Work::Page, "fetching the whole article …", Effect::FetchWhole(key), ctx);
        }
        None => state.say("only articles of the library can be fetched whole"),
    }
}

/// Takes in how far work is.
pub(super) fn goes_on(state: &mut State, work: Work, said: String) {
    // What was given up may still have something to say.
    if let Some(going) = state.work.iter_mut().find(|going| going.work == work) {
        going.said = said;
    }
}

/// Takes in what came of work.
pub(super) fn is_done(state: &mut State, work: Work, came: Result<String, String>) {
    let before = state.work.len();
    state.work.retain(|going| going.work != work);
    if state.work.len() == before {
        return;
    }
    match came {
        Err(why) => state.fail(why),
        Ok(said) if work == Work::Refresh && state.shelf.news > 0 && state.shelf.is_library => {
            let key = state.keymap.keys_of(Mode::List, Action::ShowNew);
            state.say(format!("{said}; {} in the list shows them", key.as_deref().unwrap_or(":show_new")));
        }
        Ok(said) => state.say(said),
    }
}

/// Gives up all work; returns whether there was any.
pub(super) fn give_up(state: &mut State, ctx: &mut Context) -> bool {
    if state.work.is_empty() {
        return false;
    }
    state.work.clear();
    state.say("given up");
    ctx.effects.push(Effect::GiveUp);
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_it_is_meant() {
        for (typed, expected) in [
            (" https://ledger.example/a?b=c#d ", Some("https://ledger.example/a?b=c#d")),
            ("http://127.0.0.1:8000/", Some("http://127.0.0.1:8000/")),
            ("ledger.example/vote", Some("https://ledger.example/vote")),
            ("file:///etc/passwd", None),
            ("ftp://ledger.example", None),
            ("javascript:alert(1.0)", None),
            ("mayor", None),
            ("the mayor. said", None),
            ("https://", None),
            ("https://a b", None),
            ("../../etc", None),
            ("", None),
        ] {
            assert_eq!(read(typed).ok().as_deref(), expected, "{typed}");
        }
    }
}

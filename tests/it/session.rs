//! A session without a world: keys go in through the real keymap, and what the world would do is done at once.
//!
//! Texts are written with tags in them: `<cur/>` is the cursor, `<hl>…</hl>` a highlight (`<hl green>` in another
//! color), `<sel>…</sel>` the selection.

use std::sync::Arc;

use byline::{
    annotation::{Annotation, Change, Color, Edit, Timestamp, judgement::Judgements, notes::Notes},
    app::{Effect, Entry, Event, State, area::Size, handle, key::Key},
    article::{self, Article, Fingerprint, Format},
    config::{self, Config},
    extract,
    ui::{
        self,
        theme::{Colors, Theme},
    },
};
use ratatui::{Terminal, backend::TestBackend, buffer::Buffer, layout::Position};

/// A session in which an article is open.
#[derive(Clone)]
pub struct Session {
    pub state: State,
    /// What the world was asked to do, but for what is done at once here.
    pub effects: Vec<Effect>,
    /// Whether changes can be written.
    pub disk_is_full: bool,
    /// What the reader said of names and quotations, as the notes file keeps it.
    judgements: Judgements,
    now: i64,
}

impl Session {
    /// Opens an article written in Markdown on a screen of 120 x 40 with the default settings.
    pub fn open(markdown: &str) -> Self {
        Self::with(
            Config::default(),
            article::parse(markdown, Format::Markdown).0,
            Size { width: 120, height: 40 },
        )
    }

    /// Opens an article with the reader's own settings over the defaults.
    pub fn with_settings(settings: &str, markdown: &str) -> Self {
        let (config, warnings) = config::parse(settings);
        assert_eq!(warnings, []);
        Self::with(config, article::parse(markdown, Format::Markdown).0, Size { width: 120, height: 40 })
    }

    /// Opens an article on a screen.
    pub fn with(config: Config, article: Article, size: Size) -> Self {
        let (state, warnings) = State::new(config, 7);
        assert_eq!(warnings, []);
        let mut session = Self {
            state,
            effects: Vec::new(),
            disk_is_full: false,
            judgements: Judgements::default(),
            now: 1_790_000_000_000,
        };
        session.event(Event::Resize(size));
        let entry = |title: &str| Entry::new(title, "");
        session.event(Event::Listed(vec![entry("This article"), entry("Another article")]));
        session.event(Event::opened(0, Arc::new(article), Vec::new()));
        session
    }

    /// Lets something happen, and does what the state asks of the world.
    pub fn event(&mut self, event: Event) {
        self.now += 1000;
        for effect in handle(&mut self.state, event, Timestamp(self.now)) {
            self.carry_out(effect);
        }
    }

    fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::Extract(article) => {
                let text = Fingerprint::of(&article.text);
                self.event(Event::Extracted {
                    text,
                    extraction: Arc::new(extract::extract(&article)),
                    upto: None,
                });
            }
            Effect::Remember { article, .. } => {
                let text = Fingerprint::of(&article.text);
                let id = text.clone();
                let mut notes = Notes::default();
                notes.judgements = self.judgements.clone();
                self.event(Event::Remembered {
                    text,
                    id,
                    notes: Box::new(notes),
                    versions: 1,
                    position: None,
                    draft: None,
                });
            }
            Effect::Append { ref change, .. } => {
                let id = change.id;
                if let Edit::Judge(judgement) = &change.edit {
                    self.judgements.apply(judgement);
                }
                self.effects.push(effect);
                let full = || Event::NotSaved("the disk is full".to_owned());
                self.event(if self.disk_is_full { full() } else { Event::Saved(id) });
            }
            Effect::GoOn => self.event(Event::GoOn),
            effect => self.effects.push(effect),
        }
    }

    /// Presses keys, written as in settings with spaces between; a word that is no key is typed.
    pub fn press(&mut self, keys: &str) -> &mut Self {
        for written in keys.split_whitespace() {
            match Key::parse(written) {
                Some(key) => self.event(Event::Key(key)),
                None => {
                    for c in written.chars() {
                        self.event(Event::Key(Key::parse(&c.to_string()).expect("a letter is a key")));
                    }
                }
            }
        }
        self
    }

    /// Returns the changes that were to be written down.
    pub fn written(&self) -> Vec<Change> {
        let changes = self.effects.iter().filter_map(|effect| match effect {
            Effect::Append { change, .. } => Some(change.clone()),
            _ => None,
        });
        changes.collect()
    }

    /// Returns the annotations in reading order.
    pub fn annotations(&self) -> Vec<Annotation> {
        let notes = self.state.reading.as_ref().and_then(|reading| reading.notes.as_ref());
        notes.map_or(Vec::new(), |notes| notes.annotations.iter().cloned().collect())
    }

    /// Returns the article with its highlights, the selection or else the cursor, as tags.
    pub fn text(&self) -> String {
        let reading = self.state.reading.as_ref().expect("an article is open");
        let mut tags: Vec<(usize, u8, String)> = Vec::new();
        for annotation in self.annotations() {
            let Some(span) = annotation.anchor.span() else { continue };
            let name = match annotation.color {
                Color::Yellow => "<hl>".to_owned(),
                color => format!("<hl {}>", color.name()),
            };
            tags.push((span.start, 2, name));
            tags.push((span.end, 0, "</hl>".to_owned()));
        }
        match reading.selection() {
            Some(span) => {
                tags.extend([(span.start, 1, "<sel>".to_owned()), (span.end, 1, "</sel>".to_owned())]);
            }
            None => tags.push((reading.cursor, 1, "<cur/>".to_owned())),
        }
        tags.sort();
        let mut text = reading.article.text.clone();
        for (at, _, tag) in tags.iter().rev() {
            text.insert_str(*at, tag);
        }
        text
    }

    /// Draws a frame in the colors of the terminal theme, or without any.
    pub fn draw(&self, colors: Colors) -> (Buffer, Option<Position>) {
        let (theme, _) = Theme::new(&self.state.config, colors);
        let size = self.state.size;
        let mut terminal = Terminal::new(TestBackend::new(size.width, size.height)).expect("no I/O");
        let mut cursor = None;
        let frame = terminal
            .draw(|frame| cursor = ui::view(&self.state, &theme, frame.buffer_mut()))
            .expect("no I/O");
        (frame.buffer.clone(), cursor)
    }

    /// Returns what the screen shows, without styles.
    pub fn screen(&self) -> String {
        let (buf, _) = self.draw(Colors::All);
        let rows = buf.content.chunks(usize::from(buf.area.width).max(1));
        rows.map(|row| row.iter().map(|cell| cell.symbol()).collect::<String>().trim_end().to_owned() + "\n")
            .collect()
    }
}

/// Presses keys in an article with the cursor somewhere, and compares what comes of it.
#[track_caller]
pub fn check(before: &str, keys: &str, after: &str) {
    let cursor = before.find("<cur/>").expect("the cursor is somewhere");
    let mut session = Session::open(&before.replace("<cur/>", ""));
    session.state.reading.as_mut().expect("an article is open").go(cursor);
    session.press(keys);
    assert_eq!(session.text(), after, "after {keys}");
}

//! Sessions of the real program on a real terminal: what no test of the state alone can hold.

pub mod terminal;

use std::{
    fs,
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

use rustix::process::Signal;
use terminal::{Terminal, byline, command};

use crate::sandbox::{FERRY, Sandbox};

/// Opens the ferry's article and waits until notes can be made.
fn open(sandbox: &Sandbox) -> Terminal {
    sandbox.file("ferry.txt", FERRY);
    let mut desk = Terminal::start(sandbox, &["ferry.txt"]);
    desk.shows("The ferry stays in port").hides("reading your");
    desk
}

#[test]
fn the_desk_opens_on_a_sample_and_gives_the_terminal_back() {
    let sandbox = Sandbox::new();
    let mut desk = Terminal::start(&sandbox, &[]);
    desk.shows("Harbor bridge vote delayed").shows("Ppl").shows(":tour").is_taken();
    assert_eq!(desk.keys("q").ended(), 0);
    desk.is_given_back();
}

#[test]
fn notes_are_found_again_in_a_file_that_was_renamed_and_changed() {
    let sandbox = Sandbox::new();
    let mut desk = open(&sandbox);
    desk.keys(")H").shows("1 note saved");
    desk.keys("}a").shows("NOTE").keys("ask for the budget — Ωmega 🌉\r").shows("2 notes saved");
    assert_eq!(desk.keys("q").ended(), 0);
    desk.is_given_back();

    let found = |name: &str| {
        let mut desk = Terminal::start(&sandbox, &[name]);
        desk.shows("2 notes saved").shows("ask for the budget — Ωmega 🌉");
        assert_eq!(desk.keys("q").ended(), 0);
    };
    found("ferry.txt");
    fs::rename(sandbox.path("ferry.txt"), sandbox.path("moved.txt")).expect("it can be renamed");
    found("moved.txt");
    let (title, rest) = FERRY.split_once("\n\n").expect("it has a title");
    sandbox
        .file("moved.txt", format!("{title}\n\nThis paragraph was put in later, and says little.\n\n{rest}"));
    found("moved.txt");
}

#[test]
fn standard_input_is_an_article_and_keys_come_from_the_terminal() {
    let sandbox = Sandbox::new();
    sandbox.file("ferry.txt", FERRY);
    let line = format!("cat ferry.txt | {} -", env!("CARGO_BIN_EXE_byline"));
    let mut desk = Terminal::run(&command(&sandbox, "/bin/sh", &["-c", &line]), 100, 30);
    desk.shows("The ferry stays in port").hides("reading your").keys("H").shows("1 note saved");
    assert_eq!(desk.keys("q").ended(), 0);
    desk.is_given_back();
}

#[test]
fn a_signal_ends_it_and_the_note_being_written_is_offered_again() {
    for (signal, code) in [(Signal::TERM, 143), (Signal::HUP, 129)] {
        let sandbox = Sandbox::new();
        let mut desk = open(&sandbox);
        desk.keys("a").shows("NOTE").keys("half a thought").shows("half a thought");
        desk.signal(signal);
        assert_eq!(desk.ended(), code);
        desk.is_given_back();

        let mut desk = Terminal::start(&sandbox, &["ferry.txt"]);
        desk.shows("half a thought").keys(", whole now\r").shows("1 note saved");
        assert_eq!(desk.keys("q").ended(), 0);
        let mut desk = Terminal::start(&sandbox, &["ferry.txt"]);
        desk.shows("half a thought, whole now").shows("READ");
        assert_eq!(desk.keys("q").ended(), 0);
    }
}

#[test]
fn a_stop_gives_the_terminal_back_until_it_goes_on() {
    let sandbox = Sandbox::new();
    let mut desk = open(&sandbox);
    for stop in ["\u{1a}", ""] {
        match stop {
            "" => desk.signal(Signal::TSTP),
            key => _ = desk.keys(key),
        }
        desk.stopped();
        desk.is_given_back();
        assert!(!desk.text().contains("The ferry"), "{desk:?}");
        desk.signal(Signal::CONT);
        desk.shows("The ferry stays in port").shows("Marta Okoye").is_taken();
    }
    desk.keys("H").shows("1 note saved");
    assert_eq!(desk.keys("q").ended(), 0);
    desk.is_given_back();
}

#[test]
fn a_terminal_that_vanishes_ends_it_and_keeps_the_draft() {
    let sandbox = Sandbox::new();
    let mut desk = open(&sandbox);
    desk.keys("a").shows("NOTE").keys("half a thought").shows("half a thought");
    desk.vanish();
    assert_eq!(desk.ended(), 129);
    Terminal::start(&sandbox, &["ferry.txt"]).shows("half a thought");
}

#[test]
fn hostile_text_never_reaches_the_terminal_raw() {
    const EVIL: &str =
        "A \u{1b}]0;owned\u{7}\u{1b}[2J \u{9b}31m \u{202e}desrever\u{2066} \u{8}\u{7f} \u{90}q\u{9c}";
    let sandbox = Sandbox::new();
    let name = "a\u{1b}[2J\u{202e}.txt";
    sandbox.file(
        name,
        format!("{EVIL} title\n\nThe mayor {EVIL} said.\n\n“{EVIL} words,” said Ana {EVIL} Ruiz.\n"),
    );
    let mut plain = byline(&sandbox, &[name, name]);
    plain.env("NO_COLOR", "1");
    for (desk, colors) in [(byline(&sandbox, &[name, name]), true), (plain, false)] {
        let mut desk = Terminal::run(&desk, 100, 30);
        desk.shows("title").shows("mayor").hides("reading your");
        // A note of the same kind, the list of articles with the file's name, a message, a search.
        desk.keys(&format!("a\u{1b}[200~{EVIL} noted\u{1b}[201~")).shows("noted").keys("\r").hides("NOTE");
        desk.keys("L").shows("LIST").shows(".txt").keys("\u{1b}").hides("LIST");
        desk.keys("gn").keys("gq").keys("gp").keys("y").shows("copied");
        desk.keys(&format!("/\u{1b}[200~{EVIL}\u{1b}[201~")).keys("\r").hides("WRITE");
        assert_eq!(desk.keys("q").ended(), 0);
        assert_eq!(strange(&desk.raw, colors), Vec::<String>::new(), "colors: {colors}");
    }
}

/// Returns what a terminal was sent that is neither text nor a sequence that the desk has a reason to send.
fn strange(raw: &[u8], colors: bool) -> Vec<String> {
    let text = String::from_utf8(raw.to_vec()).expect("the terminal is sent UTF-8");
    let mut found = Vec::new();
    let mut rest = text.as_str();
    let is_bidi = |c: char| matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        if c != '\u{1b}' {
            if is_bidi(c) || c.is_control() && !matches!(c, '\r' | '\n') {
                found.push(format!("{c:?} before {:?}", rest.chars().take(9).collect::<String>()));
            }
            continue;
        }
        let end = match rest.as_bytes() {
            [b'[', ..] => rest.find(|c: char| ('@'..='~').contains(&c) && c != '[').map(|at| at + 1),
            // The clipboard is given letters of base64 and nothing else, the window a title.
            [b']', ..] => rest.find('\u{7}').map(|at| at + 1),
            _ => None,
        };
        let sequence = &rest[..end.unwrap_or(0)];
        rest = &rest[sequence.len()..];
        let parameters = sequence.get(1..sequence.len().max(2) - 1).unwrap_or("");
        let numbers = || parameters.split(';').map(|n| n.parse().unwrap_or(0));
        let is_color = |n: u16| matches!(n, 30..=38 | 40..=48 | 58 | 90..=107);
        let expected = match (sequence.chars().next(), sequence.chars().last()) {
            (Some('['), Some('H' | 'J' | 'C' | 'K' | 'S' | 'T' | 'r' | 's')) => {
                parameters.bytes().all(|b| b.is_ascii_digit() || b == b';')
            }
            (Some('['), Some('m')) => colors || !numbers().any(is_color),
            (Some('['), Some('h' | 'l')) => ["?1049", "?2004", "?2026", "?25", "?69"].contains(&parameters),
            // The only question: whether there are left and right margins.
            (Some('['), Some('p')) => parameters == "?69$",
            // The title of the window, which is put aside before and brought back at the end.
            (Some('['), Some('t')) => ["22;2", "23;2"].contains(&parameters),
            (Some(']'), _) if parameters.starts_with("2;") => {
                parameters.ends_with("Byline") && !parameters.contains(|c: char| c.is_control() || is_bidi(c))
            }
            (Some(']'), _) => sequence[1..].starts_with("52;c;") && !sequence.contains("owned"),
            _ => false,
        };
        if !expected {
            found.push(format!("escape before {:?}", rest.get(..9).unwrap_or(rest)));
        }
    }
    found
}

#[test]
fn the_window_has_the_title_of_the_article_until_the_end() {
    let sandbox = Sandbox::new();
    let mut desk = open(&sandbox);
    let sent = |desk: &Terminal, bytes: &str| desk.raw.windows(bytes.len()).any(|it| it == bytes.as_bytes());
    assert!(sent(&desk, "\u{1b}[22;2t\u{1b}]2;The ferry stays in port — Byline\u{7}"));
    assert_eq!(desk.keys("q").ended(), 0);
    desk.is_given_back();
    assert!(sent(&desk, "\u{1b}[23;2t"));
    sandbox.file("config.toml", "[screen]\ntitle = false\n");
    let mut desk = open(&sandbox);
    assert_eq!(desk.keys("q").ended(), 0);
    assert!(!sent(&desk, "\u{1b}]2;") && !sent(&desk, "\u{1b}[23;2t"));
}

#[test]
fn the_mouse_is_taken_where_it_is_wanted_and_given_back() {
    let sandbox = Sandbox::new();
    let mut desk = open(&sandbox);
    let sent = |desk: &Terminal, bytes: &str| desk.raw.windows(bytes.len()).any(|it| it == bytes.as_bytes());
    assert!(!sent(&desk, "\u{1b}[?1002h"));
    desk.keys(":set screen.mouse true\r").shows("stays so");
    desk.wait("the mouse is taken", |it| sent(it, "\u{1b}[?1002h\u{1b}[?1006h"));
    desk.keys("\u{1b}[<0;8;5M\u{1b}[<0;8;5m").keys("H").shows("1 note saved");
    assert_eq!(desk.keys("q").ended(), 0);
    desk.is_given_back();
    assert!(sent(&desk, "\u{1b}[?1006l\u{1b}[?1002l"));
    assert!(sandbox.out(&["notes", "--json"]).contains("The ferry to the island"));
}

#[test]
fn what_was_made_by_one_key_is_taken_back_by_one_key_after_a_restart() {
    let sandbox = Sandbox::new();
    let mut desk = open(&sandbox);
    desk.keys("/ferry\r").shows("of 3").keys("&").shows("highlighted 3 times");
    desk.keys("j").shows("3 notes saved");
    assert_eq!(desk.keys("q").ended(), 0);
    let mut desk = Terminal::start(&sandbox, &["ferry.txt"]);
    desk.shows("3 notes saved").keys("U").shows("3 changes that were made at once");
    assert_eq!(desk.keys("q").ended(), 0);
    assert_eq!(sandbox.out(&["notes", "--json"]), "");
}

#[test]
fn a_setting_is_kept_in_the_readers_file() {
    let sandbox = Sandbox::new();
    sandbox.file("config.toml", "# Mine.\n[notes]\ncolor = \"green\" # like grass\n");
    let mut desk = open(&sandbox);
    desk.keys(":set notes.color blue\r").shows("stays so").keys("H").shows("1 note saved");
    assert_eq!(desk.keys("q").ended(), 0);
    assert_eq!(sandbox.read("config.toml"), "# Mine.\n[notes]\ncolor = \"blue\" # like grass\n");
    assert!(sandbox.out(&["notes", "--json"]).contains("blue"));
}

#[test]
fn what_cannot_draw_is_refused_without_an_escape() {
    let sandbox = Sandbox::new();
    sandbox.file("ferry.txt", FERRY);
    for term in ["dumb", ""] {
        let mut desk = byline(&sandbox, &["ferry.txt"]);
        desk.env("TERM", term);
        let mut desk = Terminal::run(&desk, 80, 24);
        assert_eq!(desk.ended(), 2);
        let said = String::from_utf8_lossy(&desk.raw).into_owned();
        assert!(
            said.starts_with("byline: ") && said.lines().count() == 1 && !said.contains('\u{1b}'),
            "{said}"
        );
    }
    let pipe = sandbox.command(&["ferry.txt"]).env("TERM", "xterm").stdin(Stdio::null()).output();
    let pipe = pipe.expect("the program runs");
    assert_eq!((pipe.status.code(), pipe.stdout.len()), (Some(2), 0));
    assert_eq!(String::from_utf8_lossy(&pipe.stderr).lines().count(), 1);
}

#[test]
fn any_size_is_drawn_on() {
    let sandbox = Sandbox::new();
    sandbox.file("ferry.txt", FERRY);
    for (columns, rows) in [(1, 1), (0, 0), (3, 2), (200, 1), (1, 100), (65535, 65535)] {
        let mut desk = Terminal::run(&byline(&sandbox, &["ferry.txt"]), columns, rows);
        desk.wait("the screen is taken", |it| it.raw.windows(8).any(|bytes| bytes == b"\x1b[?2026l"));
        // No escape: whether it is a key of its own depends on what comes with it, and that on how busy the machine is.
        desk.keys("jjl\t\t??:wider\u{3}LL/ferry\u{3}Gggvjw");
        desk.resize(100, 30);
        desk.shows("The ferry stays in port").shows("Ppl");
        for step in 0..300_u16 {
            desk.resize(step * 7 % 131, step * 5 % 37);
        }
        desk.resize(100, 30);
        desk.shows("The ferry stays in port").shows("Ppl");
        assert_eq!(desk.keys("q").ended(), 0, "{columns} x {rows}");
        desk.is_given_back();
    }
}

#[test]
fn a_note_being_typed_survives_a_kill_and_so_does_that_of_another_window() {
    let sandbox = Sandbox::new();
    let [mut one, mut two] = [open(&sandbox), open(&sandbox)];
    one.keys("a").shows("NOTE").keys("half a thought").shows("half a thought");
    two.keys("a").shows("NOTE").keys("another one").shows("another one");
    let drafts = || {
        let files = fs::read_dir(sandbox.path("data/drafts")).into_iter().flatten().flatten();
        files.map(|file| fs::read_to_string(file.path()).unwrap_or_default()).collect::<String>()
    };
    // What is drawn is written down a moment later, without a word on the screen.
    let deadline = Instant::now() + Duration::from_secs(30);
    while !(drafts().contains("half a thought") && drafts().contains("another one")) {
        assert!(Instant::now() < deadline, "{}", drafts());
        thread::sleep(Duration::from_millis(5));
    }
    for desk in [one, two] {
        desk.signal(Signal::KILL);
    }
    let mut desk = Terminal::start(&sandbox, &["ferry.txt"]);
    desk.shows("NOTE").shows("note you were writing was kept").keys("\r");
    // The other comes when the first is done.
    desk.shows("half a thought").shows("another one").shows("NOTE").keys("\r").shows("2 notes saved");
    assert_eq!(desk.keys("q").ended(), 0);
    let notes = sandbox.out(&["notes"]);
    assert!(notes.contains("half a thought") && notes.contains("another one"), "{notes}");
    assert_eq!(drafts(), "");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_on_the_screen_until_there_is_room() {
    let sandbox = Sandbox::new();
    let mut desk = open(&sandbox);
    let notes = sandbox.path("data/notes.jsonl");
    std::os::unix::fs::symlink("/dev/full", &notes).expect("a link can be made");
    desk.keys("a").shows("NOTE").keys("ask her twice\r").shows("NOT SAVED");
    desk.keys("jjk\t\t").shows("NOT SAVED").keys("q").shows("not saved").keys("\u{1b}").shows("NOT SAVED");
    fs::remove_file(&notes).expect("the link can be removed");
    desk.hides("NOT SAVED").keys("j").shows("1 note saved");
    assert_eq!(desk.keys("q").ended(), 0);
    assert!(sandbox.out(&["notes"]).contains("ask her twice"));
}

#[test]
fn what_cannot_be_saved_is_rescued_into_another_folder() {
    let sandbox = Sandbox::new();
    let mut desk = open(&sandbox);
    // The data folder turns into a file while the desk is open.
    fs::rename(sandbox.path("data"), sandbox.path("aside")).expect("it can be renamed");
    sandbox.file("data", "in the way");
    desk.keys("a").shows("NOTE").keys("ask her twice\r").shows("NOT SAVED");
    desk.keys("q").shows("not saved").keys("\r");
    assert_eq!(desk.ended(), 1);
    desk.is_given_back();

    let said = desk.text().replace(['\n', '\r'], "");
    let wanted = sandbox.path("data").join("notes.jsonl").display().to_string();
    assert!(said.contains(&wanted), "{said}");
    let rescued = fs::read_dir(sandbox.path("")).expect("the folder is there").flatten();
    let rescued =
        rescued.map(|entry| entry.path()).find(|path| path.display().to_string().contains("byline-unsaved"));
    let rescued = rescued.expect("there is a folder of rescued notes").join("notes.jsonl");
    assert!(said.contains(&rescued.display().to_string()), "{said}");

    fs::remove_file(sandbox.path("data")).expect("it can be removed");
    fs::rename(sandbox.path("aside"), sandbox.path("data")).expect("it can be renamed");
    let lines = fs::read_to_string(&rescued).expect("the notes are there");
    let before = fs::read_to_string(&wanted).unwrap_or_default();
    fs::write(&wanted, before + &lines).expect("they can be appended");
    Terminal::start(&sandbox, &["ferry.txt"]).shows("1 note saved").shows("ask her twice");
}

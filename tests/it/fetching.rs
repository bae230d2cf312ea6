//! Pages and feeds from servers, good and bad ones. Nothing here leaves this machine.

use std::{
    io::Write,
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

use byline::fetch::{self, Fetched, Limits, Refused, Wish};

use crate::{
    pty::terminal::Terminal,
    sandbox::{FERRY, Sandbox},
    server::{Reply, Server, answer},
};

/// Fetches with limits that no test waits long for.
fn get(url: &str, is_public: bool) -> Result<Fetched, Refused> {
    let limits = Limits {
        connect: Duration::from_secs(2),
        answer: Duration::from_millis(400),
        whole: Duration::from_secs(3),
        bytes: 2 << 20,
        ratio: 100,
        rate: 1024,
        patience: Duration::from_millis(600),
    };
    fetch::get(url, &Wish { limits, is_public, ..Wish::default() })
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

#[test]
fn servers_that_behave_badly_are_refused_with_a_reason() {
    let server = Server::start();
    let here = server.address.clone();
    let ok = |headers: &str| format!("HTTP/1.1 200 OK\r\n{headers}\r\n").into_bytes();
    let pause = Duration::ZERO;
    let bomb = packed(&vec![0; 3 << 20]);
    server.page("/bomb", "Content-Encoding: gzip\r\n", &bomb);
    server.page("/large", "", vec![b'x'; (2 << 20) + 1]);
    server.set("/endless", Reply::Endless(ok(""), vec![b'x'; 4096], pause));
    server.set(
        "/drip",
        Reply::Endless(ok("Content-Length: 1000\r\n"), b"x".to_vec(), Duration::from_millis(100)),
    );
    server.set("/silent", Reply::Silence(Duration::from_secs(2)));
    server.set(
        "/headers",
        Reply::Endless(b"HTTP/1.1 200 OK\r\n".to_vec(), b"X-A: aaaaaaaaaaaaaaaaaaaaaaaa\r\n".to_vec(), pause),
    );
    server.set("/header", Reply::Endless(b"HTTP/1.1 200 OK\r\nX-A: ".to_vec(), vec![b'a'; 1024], pause));
    server.redirect("/to-file", "file:///etc/passwd");
    server.redirect("/to-data", "data:text/html,hello");
    server.redirect("/to-ftp", "ftp://127.0.0.1/x");
    server.redirect("/loop", "/loop");
    server.redirect("/to-nothing", "http://");
    server.set("/nowhere", Reply::Raw(answer("302 Found", "", "")));
    server.set("/garbage", Reply::Raw(b"\x00\xff\x13 not http at all\r\n\r\n".to_vec()));
    server.set("/cut", Reply::Raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nonly this".to_vec()));
    server.set("/closed", Reply::Raw(Vec::new()));
    server.page("/brotli", "Content-Encoding: br\r\n", "xxxx");
    server.page("/not-gzip", "Content-Encoding: gzip\r\n", "this is not packed at all");
    server.set("/busy", Reply::Raw(answer("429 Too Many Requests", "Retry-After: 120\r\n", "")));
    server.set("/gone", Reply::Raw(answer("410 Gone", "", "")));
    server.set("/broken", Reply::Raw(answer("500 Internal Server Error", "", "secret")));
    for (path, why) in [
        ("/bomb", "packed to burst"),
        ("/large", "larger than 2 MiB"),
        ("/endless", "larger than 2 MiB"),
        ("/drip", "too slowly"),
        ("/silent", "did not answer"),
        ("/headers", ""),
        ("/header", ""),
        ("/to-file", "only http and https"),
        ("/to-data", "only http and https"),
        ("/to-ftp", "only http and https"),
        ("/loop", "more than 5 times"),
        ("/to-nothing", "no address"),
        ("/nowhere", "not where to"),
        ("/garbage", ""),
        ("/cut", "stopped in the middle"),
        ("/closed", ""),
        ("/brotli", "packs it as br"),
        ("/not-gzip", "stopped in the middle"),
        ("/busy", "429"),
        ("/gone", "410"),
        ("/broken", "500"),
        ("/missing", "404"),
    ] {
        let refused = get(&format!("{here}{path}"), false).expect_err(path);
        assert!(refused.why.contains(why), "{path}: {refused}");
        assert_eq!(refused.is_gone, path == "/gone");
        assert_eq!(refused.wait, (path == "/busy").then_some(Duration::from_secs(120)));
    }
}

#[test]
fn addresses_that_are_none_are_refused() {
    for address in [
        "file:///etc/passwd",
        "ftp://a.example",
        "javascript:alert(1)",
        "http://",
        "a.example",
        "",
        "http:///x",
    ] {
        assert!(get(address, false).is_err(), "{address}");
    }
}

#[test]
fn what_is_public_never_leads_to_this_machine() {
    let server = Server::start();
    server.page("/secret", "", "internal");
    let refused = get(&server.url("/secret"), true).expect_err("it is private");
    assert!(refused.why.contains("private address"), "{refused}");
    assert!(server.asked.lock().unwrap().is_empty(), "nothing was even asked");
    assert!(
        get(&server.url("/secret"), false).is_ok_and(|fetched| fetched.is_private),
        "whoever types it means it"
    );
}

#[test]
fn good_servers_are_read_and_told_nothing() {
    let server = Server::start();
    server.page(
        "/page",
        "Set-Cookie: a=b\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nETag: \"one\"\r\n",
        packed(b"<p>Hello"),
    );
    server.redirect("/moved", "/page#part");
    let url = server.url("/moved").replace("http://", "http://me:secret@");
    let fetched = get(&url, false).expect("it is read");
    assert_eq!(fetched.bytes.as_deref(), Some(&b"<p>Hello"[..]));
    assert_eq!((fetched.media_type.as_deref(), fetched.has_moved), (Some("text/html"), false));
    let wish = Wish { etag: fetched.etag, ..Wish::default() };
    assert_eq!(fetch::get(&server.url("/page"), &wish).expect("it is read").bytes, None, "it is as it was");
    for head in server.asked.lock().unwrap().iter() {
        let head = head.to_lowercase();
        for told in ["cookie:", "referer:", "authorization:", "secret"] {
            assert!(!head.contains(told), "{told} in {head}");
        }
    }
}

#[test]
fn a_fetch_can_be_cancelled() {
    let server = Server::start();
    let ok = b"HTTP/1.1 200 OK\r\n\r\n".to_vec();
    server.set("/endless", Reply::Endless(ok, b"x".to_vec(), Duration::from_millis(5)));
    let cancelled = Arc::new(AtomicBool::new(true));
    let wish = Wish { cancelled, ..Wish::default() };
    assert!(
        fetch::get(&server.url("/endless"), &wish).expect_err("it is cancelled").why.contains("cancelled")
    );
}

const PAGE: &str = "<!doctype html><html><head><title>Ferry stays</title><link rel='alternate' type='application/rss+xml' \
href='/feed.xml'></head><body><article><h1>Ferry stays</h1><p>The ferry to the island will not sail before spring, the harbor \
office said on Monday.</p><p>“We have no engine to put into it,” said Marta Okoye, who runs the office.</p></article></body></html>";

fn feed(items: &[(&str, &str)]) -> String {
    let items = items.iter().map(|(id, text)| {
        format!(
            "<item><title>Item {id}</title><guid>{id}</guid><link>https://ledger.example/{id}</link>\
                 <pubDate>Wed, 24 Sep 2025 10:00:00 GMT</pubDate><description>{text}</description></item>"
        )
    });
    format!(
        "<rss version='2.0'><channel><title>The Port Ledger</title>{}</channel></rss>",
        items.collect::<String>()
    )
}

#[test]
fn a_page_is_added_by_its_address() {
    let server = Server::start();
    server.page("/ferry", "Content-Type: text/html\r\n", PAGE);
    let sandbox = Sandbox::new();
    let url = server.url("/ferry");
    assert!(sandbox.out(&["add", &url]).contains("new      Ferry stays"));
    let again = sandbox.json(&["add", "--json", &format!("{url}?utm_source=x")]);
    assert_eq!(again[0]["outcome"], "same");
    server.page("/ferry", "Content-Type: text/html\r\n", PAGE.replace("before spring", "before summer"));
    assert_eq!(sandbox.json(&["add", "--json", &url])[0]["outcome"], "version");
    assert_eq!(sandbox.json(&["ls", "--json", "is:changed"])[0]["versions"], 2);
    let shown = sandbox.out(&["show", "--changes", "Ferry stays"]);
    for part in [
        "words: 1 gone, 1 new",
        "\n(1 paragraph unchanged)",
        "not sail before [-spring,-] {+summer,+} the harbor",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
}

#[test]
fn feeds_bring_what_is_new() {
    let server = Server::start();
    server.page("/", "Content-Type: text/html\r\n", PAGE);
    server.page(
        "/feed.xml",
        "ETag: \"one\"\r\n",
        feed(&[("a", "The bridge is closed for good."), ("b", "The ferry sails again.")]),
    );
    let sandbox = Sandbox::new();
    assert!(sandbox.out(&["feed", "add", &server.url("/")]).starts_with("added  The Port Ledger  2 items"));
    assert!(sandbox.out(&["feed", "refresh"]).contains("2 new"));
    assert_eq!(sandbox.out(&["feed", "refresh"]), "", "none is due");
    assert!(
        sandbox.out(&["feed", "refresh", "--all"]).contains("0 new"),
        "the server says that nothing has changed"
    );
    server.page("/feed.xml", "", feed(&[("a", "The bridge is closed, for now."), ("c", "The bus is red.")]));
    let told = &sandbox.json(&["feed", "refresh", "--all", "--json"])[0];
    assert_eq!((&told["new"], &told["changed"]), (&1.into(), &1.into()), "a silent edit is noticed");
    assert_eq!(sandbox.json(&["ls", "--json", "feed:ledger is:unread"]).len(), 3);
    sandbox.out(&["mark", "--read", "feed:ledger"]);
    assert_eq!(sandbox.json(&["feed", "ls", "--json"])[0]["unread"], 0);
    let list = sandbox.out(&["feed", "export"]);
    let other = Sandbox::new();
    other.file("feeds.opml", &list);
    assert!(other.out(&["feed", "import", "feeds.opml"]).starts_with("1 added, 0 known"));
    assert_eq!(other.out(&["feed", "export"]), list);
    sandbox.out(&["feed", "rm", "ledger"]);
    assert_eq!(sandbox.json(&["ls", "--json"]).len(), 3, "articles stay");
}

#[test]
fn a_feed_that_fails_is_left_alone_longer_and_longer() {
    let server = Server::start();
    server.page("/feed.xml", "", feed(&[("a", "The bridge is closed.")]));
    let sandbox = Sandbox::new();
    sandbox.out(&["feed", "add", &server.url("/feed.xml")]);
    let mut last = String::new();
    for (reply, why) in [
        (answer("500 Internal Server Error", "", ""), "500"),
        (answer("200 OK", "", "<html>no feed</html>"), "no feed"),
        (answer("429 Too Many Requests", "Retry-After: 86400\r\n", ""), "429"),
    ] {
        server.set("/feed.xml", Reply::Raw(reply));
        let run = sandbox.run(&["feed", "refresh", "--all"]);
        assert!(run.code == 1 && run.out.contains(why), "{run:?}");
        let listed = &sandbox.json(&["feed", "ls", "--json"])[0];
        let due = listed["due"].as_str().unwrap_or("").to_owned();
        assert!(due > last, "{due} {last}");
        last = due;
    }
    assert_eq!(sandbox.out(&["feed", "refresh"]), "", "it is not due");
}

#[test]
fn a_local_file_opens_no_connection() {
    let server = Server::start();
    let page = PAGE.replace(
        "<article>",
        &format!("<article><img src='{0}/i.png'><link rel=stylesheet href='{0}/s.css'>", server.address),
    );
    let sandbox = Sandbox::new();
    sandbox.file("page.html", page);
    sandbox.file("ferry.txt", FERRY);
    sandbox.out(&["add", "page.html", "ferry.txt"]);
    assert!(server.asked.lock().unwrap().is_empty());
}

#[test]
fn feeds_are_asked_from_the_list() {
    let server = Server::start();
    server.page("/feed.xml", "", feed(&[("a", "The bridge is closed for good.")]));
    let sandbox = Sandbox::new();
    sandbox.out(&["feed", "add", &server.url("/feed.xml")]);
    let mut desk = Terminal::start(&sandbox, &[]);
    desk.shows("Nothing is here yet").keys("R").shows("1 of 1 feed, 1 new").shows("1 new: N");
    desk.keys("N").shows("Item a").hides("1 new: N");
    // Another server does not answer; the keys do meanwhile, and it is given up.
    let other = Server::start();
    other.page("/slow.xml", "", feed(&[("b", "The ferry sails again.")]));
    sandbox.out(&["feed", "add", &other.url("/slow.xml")]);
    other.set("/slow.xml", Reply::Silence(Duration::from_secs(20)));
    desk.keys("R")
        .shows("0 of 1 feed, 0 new")
        .keys("\r")
        .shows("The bridge is closed for good.")
        .hides("LIST");
    desk.keys("\u{1b}").shows("given up");
    assert_eq!(desk.keys("q").ended(), 0);
    assert_eq!(sandbox.json(&["feed", "ls", "--json"])[1]["failures"], 0, "giving up is no failure");
}

#[test]
fn a_feed_is_no_article() {
    let sandbox = Sandbox::new();
    sandbox.file("feed.xml", feed(&[("a", "The bridge is closed.")]));
    sandbox.file("feed.json", "{\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": []}");
    for name in ["feed.xml", "feed.json"] {
        let run = sandbox.run(&["add", name]);
        assert_eq!(run.code, 1);
        assert!(run.err.contains("it is a feed") && run.err.contains("byline feed add"), "{}", run.err);
    }
}

#[test]
fn the_whole_of_an_article_stays_whatever_the_feed_says_later() {
    let server = Server::start();
    let item = |text: &str| feed(&[("ferry", text)]).replace("https://ledger.example", &server.address);
    server.page("/feed.xml", "", item("The ferry to the island will not sail, and there is more to say."));
    server.page("/ferry", "Content-Type: text/html\r\n", PAGE);
    let sandbox = Sandbox::new();
    sandbox.out(&["feed", "add", &server.url("/feed.xml")]);
    sandbox.out(&["feed", "refresh"]);
    let mut desk = Terminal::start(&sandbox, &[]);
    desk.shows("Item ferry")
        .keys("\r")
        .shows("F fetches the rest")
        .hides("reading your")
        .keys("H")
        .shows("1 note saved");
    desk.keys("F").shows("words instead of").shows("We have no engine").shows("Not 1");
    assert_eq!(desk.keys("q").ended(), 0);
    server.page(
        "/feed.xml",
        "",
        item("The ferry to the island will sail tomorrow, and there is more to say."),
    );
    assert!(sandbox.out(&["feed", "refresh", "--all"]).contains("0 new"));
    let shown = sandbox.json(&["show", "--json", "Item ferry"]);
    assert!(shown[0]["text"].as_str().is_some_and(|text| text.contains("We have no engine")), "{shown:?}");
    assert_eq!(shown[0]["versions"], 1, "a part is no version");
}

#[test]
fn an_address_is_opened_at_the_desk() {
    let server = Server::start();
    server.page("/ferry", "Content-Type: text/html\r\n", PAGE);
    server.page("/feed.xml", "", feed(&[("a", "The bridge is closed."), ("b", "The bus is red.")]));
    let sandbox = Sandbox::new();
    sandbox.file("ferry.txt", FERRY);
    let mut desk = Terminal::start(&sandbox, &["ferry.txt"]);
    desk.shows("forty")
        .keys(&format!("O{}\r", server.url("/ferry")))
        .shows("added to the library")
        .shows("Ferry stays");
    desk.keys("L").shows("Ferry stays").shows("ferry.txt").keys("s").keys("\u{1b}").hides("LIST");
    desk.keys(&format!("O{}\r", server.url("/nothing"))).shows("404");
    desk.keys(&format!("O{}\r", server.url("/feed.xml"))).shows("subscribed to The Port Ledger: 2 new");
    assert_eq!(desk.keys("q").ended(), 0);
    assert_eq!(sandbox.json(&["ls", "--json", "is:starred"])[0]["title"], "Ferry stays");
    assert_eq!(sandbox.json(&["feed", "ls", "--json"])[0]["articles"], 2);
}

#[test]
fn a_page_that_was_changed_silently_shows_how() {
    let server = Server::start();
    server.page("/ferry", "Content-Type: text/html\r\n", PAGE);
    let sandbox = Sandbox::new();
    sandbox.out(&["add", &server.url("/ferry")]);
    server.page("/ferry", "Content-Type: text/html\r\n", PAGE.replace("before spring", "before summer"));
    let mut desk = Terminal::start(&sandbox, &[]);
    desk.shows("LIST").keys(&format!("O{}\r", server.url("/ferry"))).shows("was changed since it was added");
    desk.shows("changed: g d").keys("gd").shows("[-spring,-] {+summer,+}").keys("q").hides("[-spring,-]");
    desk.keys("L")
        .shows("changed │")
        .keys("gd")
        .shows("[-spring,-]")
        .keys("q")
        .shows("LIST")
        .keys("q")
        .hides("LIST");
    assert_eq!(desk.keys("q").ended(), 0);
}

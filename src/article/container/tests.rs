//! Books and messages that are made here.

use std::io::Write;

use zip::{ZipWriter, write::SimpleFileOptions};

use super::*;
use crate::article::BlockKind;

const CONTAINER: &str = "<container><rootfiles><rootfile full-path='OPS/book.opf'/></rootfiles></container>";

const PACKAGE: &str = "<?xml version='1.0'?><package xmlns:dc='http://purl.org/dc/elements/1.1/'><metadata>\
    <dc:title>Harbor &amp; hill</dc:title><dc:creator>Jo Writer</dc:creator><dc:creator>Bo Teller</dc:creator>\
    <dc:date>2024-05-02</dc:date><dc:language>en-GB</dc:language><dc:publisher>Quay Press</dc:publisher></metadata>\
    <manifest><item id='n' href='nav.xhtml' media-type='application/xhtml+xml' properties='nav'/>\
    <item id='b' href='text/two%20b.xhtml' media-type='application/xhtml+xml'/>\
    <item id='a' href='text/one.xhtml' media-type='application/xhtml+xml'/>\
    <item id='c' href='../../secret.xhtml' media-type='application/xhtml+xml'/>\
    <item id='p' href='cover.png' media-type='image/png'/></manifest>\
    <spine><itemref idref='n'/><itemref idref='a'/><itemref idref='b'/><itemref idref='b'/><itemref idref='p'/></spine></package>";

const ONE: &str = "<?xml version='1.0' encoding='utf-8'?><html xmlns='http://www.w3.org/1999/xhtml'><head><title>x</title></head>\
    <body><h1>The harbor</h1><p>The ferry stays <em>in port</em> this winter.</p></body></html>";
const TWO: &str = "<html><body><h1>The hill</h1><p>Nobody climbs the hill in the rain.</p></body></html>";

fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).expect("an entry begins");
        zip.write_all(bytes).expect("it is written");
    }
    zip.finish().expect("the archive ends").into_inner()
}

fn why(container: Container, bytes: &[u8]) -> String {
    read(container, bytes).expect_err("it is refused").0
}

#[test]
fn a_book_is_read_in_its_order_with_what_it_says_of_itself() {
    let bytes = archive(&[
        ("mimetype", b"application/epub+zip"),
        ("META-INF/container.xml", CONTAINER.as_bytes()),
        ("OPS/book.opf", PACKAGE.as_bytes()),
        ("OPS/nav.xhtml", b"<html><body><p>Contents</p></body></html>"),
        ("OPS/text/two b.xhtml", TWO.as_bytes()),
        ("OPS/text/one.xhtml", ONE.as_bytes()),
    ]);
    assert_eq!(Container::of("x", &bytes), Container::Epub);
    let (article, warnings) = read(Container::Epub, &bytes).expect("it is read");
    assert_eq!(warnings, []);
    assert_eq!(
        article.text,
        "Harbor & hill\n\nThe harbor\n\nThe ferry stays in port this winter.\n\nThe hill\n\nNobody climbs the hill in the rain."
    );
    let kinds: Vec<_> = article.blocks.iter().map(|block| block.kind).collect();
    assert_eq!(
        kinds,
        [
            BlockKind::Title,
            BlockKind::Heading(2),
            BlockKind::Paragraph,
            BlockKind::Heading(2),
            BlockKind::Paragraph
        ]
    );
    let meta = article.meta;
    assert_eq!(meta.byline.as_deref(), Some("Jo Writer, Bo Teller"));
    assert_eq!(meta.published.as_deref(), Some("2024-05-02"));
    assert_eq!((meta.site.as_deref(), meta.language.as_deref()), (Some("Quay Press"), Some("en")));
}

#[test]
fn a_book_that_cannot_be_read_says_why() {
    let check = |files: &[(&str, &[u8])], part: &str| {
        let why = why(Container::Epub, &archive(files));
        assert!(why.contains(part), "{why}");
    };
    let container = ("META-INF/container.xml", CONTAINER.as_bytes());
    let package = ("OPS/book.opf", PACKAGE.as_bytes());
    check(&[("a.txt", b"x")], "EPUB alone");
    check(&[("META-INF/container.xml", b"<container/>")], "where its contents are");
    check(&[container], "list of contents");
    check(&[container, package], "no words");
    let lock = b"<encryption><EncryptionMethod Algorithm='http://www.w3.org/2001/04/xmlenc#aes128-cbc'/></encryption>";
    check(&[container, package, ("META-INF/encryption.xml", lock)], "DRM");
    let large = vec![b' '; 21 << 20];
    check(&[container, package, ("OPS/text/one.xhtml", &large)], "more than is reasonable");
    assert!(why(Container::Epub, b"PK\x03\x04 and nothing").contains("damaged"));
}

#[test]
fn a_page_outside_of_the_book_is_only_missing() {
    let package = PACKAGE.replace("idref='a'", "idref='c'");
    let bytes = archive(&[
        ("META-INF/container.xml", CONTAINER.as_bytes()),
        ("OPS/book.opf", package.as_bytes()),
        ("OPS/text/two b.xhtml", TWO.as_bytes()),
    ]);
    let (article, warnings) = read(Container::Epub, &bytes).expect("it is read");
    assert!(article.text.contains("The hill"));
    assert_eq!(warnings, [Warning("1 of 2 pages are missing".to_owned())]);
}

const LETTER: &str = "From: =?utf-8?q?Jo_W=C3=B6rter?= <jo@port.example>\r\nTo: all@port.example\r\nSubject: The ferry\r\n stays in \
    port\r\nDate: Wed, 3 Sep 2025 10:15:00 +0200\r\nMessage-ID: <1@port.example>\r\nMIME-Version: 1.0\r\n\
    List-Id: \"The Port Letter\" <letter.port.example>\r\nArchived-At: <https://port.example/letters/1>\r\n";

#[test]
fn a_letter_in_html_is_read_with_its_header() {
    let source = format!(
        "{LETTER}Content-Type: multipart/alternative; boundary=cut\r\n\r\n--cut\r\nContent-Type: text/plain\r\n\r\nPlain.\r\n\
         --cut\r\nContent-Type: text/html; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
         <table><tr><td><p>The caf=E9 is <b>closed</b> until spring.</p><p>The ferry, too, will not sail again.</p></td></tr></table>\r\n--cut--\r\n"
    );
    assert_eq!(Container::of("letter", source.as_bytes()), Container::Mail);
    let (article, warnings) = read(Container::Mail, source.as_bytes()).expect("it is read");
    assert_eq!(warnings, []);
    assert_eq!(
        article.text,
        "The ferry stays in port\n\nThe café is closed until spring.\n\nThe ferry, too, will not sail again."
    );
    let meta = article.meta;
    assert_eq!(meta.title.as_deref(), Some("The ferry stays in port"));
    assert_eq!(meta.byline.as_deref(), Some("Jo Wörter"));
    assert_eq!(meta.published.as_deref(), Some("2025-09-03T10:15:00+02:00"));
    assert_eq!(meta.site.as_deref(), Some("The Port Letter"));
    assert_eq!(meta.url.as_deref(), Some("https://port.example/letters/1"));
}

#[test]
fn a_plain_letter_is_read_too() {
    let source = format!(
        "From someone Wed Sep  3 10:15:00 2025\r\n{LETTER}\r\nThe ferry stays in port until spring.\r\n\r\nJo\r\n"
    );
    assert_eq!(Container::of("inbox", source.as_bytes()), Container::Mail);
    let (article, _) = read(Container::Mail, source.as_bytes()).expect("it is read");
    assert!(article.text.contains("\n\nThe ferry stays in port until spring.\n\nJo"), "{}", article.text);
    assert!(why(Container::Mail, b"Subject: nothing\r\n\r\n").contains("no words"));
}

#[test]
fn text_is_no_mail() {
    for text in
        ["From: the port\nThe ferry stays.", "Title: a\n\nText", "", "Note: MIME-Version: 1.0 is old\n\nText"]
    {
        assert_eq!(Container::of("a.txt", text.as_bytes()), Container::Text, "{text}");
    }
    assert_eq!(Container::of("x", b"junk\n%PDF-1.4"), Container::Pdf);
}

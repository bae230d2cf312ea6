//! Books, documents and letters, each read in a process of its own, and what becomes of bad ones.

use std::io::Write;

use crate::sandbox::Sandbox;

/// Writes a PDF by hand: one page for each text, its lines below each other.
fn pdf(pages: &[&[&str]]) -> Vec<u8> {
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        String::new(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
        "<< /Title (The harbor report) /Author (Jo Writer) /CreationDate (D:20250903101500Z) >>".to_owned(),
    ];
    let mut kids = String::new();
    for lines in pages {
        let shown: String = lines.iter().map(|line| format!("({line}) Tj T* ")).collect();
        let content = format!("BT /F1 12 Tf 14 TL 72 720 Td {shown}ET");
        let page = objects.len() + 1;
        kids.push_str(&format!("{page} 0 R "));
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {} 0 R /Resources << /Font << /F1 3 0 R >> >> >>",
            page + 1
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()));
    }
    objects[1] = format!("<< /Type /Pages /Kids [{kids}] /Count {} >>", pages.len());
    let mut file = String::from("%PDF-1.4\n");
    let mut places = Vec::new();
    for (object, n) in objects.iter().zip(1..) {
        places.push(file.len());
        file.push_str(&format!("{n} 0 obj\n{object}\nendobj\n"));
    }
    let start = file.len();
    file.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
    for place in places {
        file.push_str(&format!("{place:010} 00000 n \n"));
    }
    let size = objects.len() + 1;
    file.push_str(&format!(
        "trailer\n<< /Size {size} /Root 1 0 R /Info 4 0 R >>\nstartxref\n{start}\n%%EOF\n"
    ));
    file.into_bytes()
}

fn book(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const CONTAINER: &[u8] = b"<container><rootfiles><rootfile full-path='book.opf'/></rootfiles></container>";
const PACKAGE: &[u8] = b"<package xmlns:dc='x'><metadata><dc:title>Harbor and hill</dc:title></metadata><manifest>\
    <item id='a' href='a.xhtml' media-type='application/xhtml+xml'/></manifest><spine><itemref idref='a'/></spine></package>";

#[test]
fn documents_books_and_letters_are_added() {
    let sandbox = Sandbox::new();
    let first: &[&str] = &["The ferry to the island stays in the har-", "bor until spring, the office said."];
    sandbox.file("report.pdf", pdf(&[first, &["Nobody knows when it will sail."]]));
    let page = b"<html><body><p>Nobody climbs the hill in the rain.</p></body></html>";
    sandbox.file(
        "book.epub",
        book(&[("META-INF/container.xml", CONTAINER), ("book.opf", PACKAGE), ("a.xhtml", page)]),
    );
    sandbox.file(
        "letter.eml",
        "From: Jo <jo@port.example>\nSubject: Rain\nMIME-Version: 1.0\n\nIt rains in the port.\n",
    );
    let added = sandbox.json(&["add", "--json", "report.pdf", "book.epub", "letter.eml"]);
    let titles: Vec<_> = added.iter().map(|line| line["title"].as_str().unwrap_or("")).collect();
    assert_eq!(titles, ["The harbor report", "Harbor and hill", "Rain"]);
    let folder = sandbox.json(&["add", "--json", "."]);
    assert_eq!(folder.iter().filter(|line| line["outcome"] == "same").count(), 3, "a folder holds them too");
    let report = sandbox.out(&["show", "--text", "harbor report"]);
    assert!(report.contains("stays in the harbor until spring, the office said."), "{report}");
    assert!(report.contains("Nobody knows when it will sail."), "{report}");
    let listed = sandbox.json(&["ls", "--json", "ferry"]);
    assert_eq!(listed[0]["byline"], "Jo Writer");
    assert_eq!(listed[0]["published"], "2025-09-03");
    assert!(sandbox.out(&["show", "--text", "Harbor and hill"]).contains("climbs the hill"));
}

#[test]
fn what_cannot_be_read_is_a_message_and_the_rest_is_added() {
    let sandbox = Sandbox::new();
    sandbox.file("broken.pdf", "%PDF-1.7\nnothing of what it should be");
    sandbox.file("empty.pdf", pdf(&[&[]]));
    sandbox.file("archive.zip", book(&[("../../moo", b"moo"), ("a.txt", b"text")]));
    let large = vec![b' '; 21 << 20];
    sandbox.file(
        "bomb.epub",
        book(&[("META-INF/container.xml", CONTAINER), ("book.opf", PACKAGE), ("a.xhtml", &large)]),
    );
    sandbox.file("good.txt", "The ferry stays in port.\n");
    let run = sandbox.run(&["add", "broken.pdf", "empty.pdf", "archive.zip", "bomb.epub", "good.txt"]);
    assert_eq!(run.code, 1);
    assert!(run.out.contains("The ferry stays in port"), "{}", run.out);
    for part in ["the PDF is damaged", "there is no text in the PDF", "EPUB alone", "more than is reasonable"]
    {
        assert!(run.err.contains(part), "{part}: {}", run.err);
    }
}

#[test]
fn the_process_that_reads_answers_and_touches_nothing() {
    let sandbox = Sandbox::new();
    let run = sandbox
        .pipe(&["--read-untrusted", "page"], "<html><body><h1>Port</h1><p>The ferry.</p></body></html>");
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert!(run.out.contains("The ferry."), "{}", run.out);
    assert!(!sandbox.path("data").exists());
}

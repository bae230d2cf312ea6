"""Gives hostile texts as titles, notes, tags and text to every format, and looks whether anything came alive.

usage: hostile.py BYLINE FOLDER

FOLDER holds files of any kind; those that are text are taken, each cut to a few thousand letters. `just interop-hostile` makes the
environment.
"""

import csv, io, json, pathlib, re, subprocess, sys, tempfile, zipfile

import bibtexparser.bparser
import orgparse
import yaml
from lxml import etree, html

csv.field_size_limit(1 << 30)
FORMULA = tuple("=+-@\t\r\n＝＋－＠")
KNOWN = {"title", "author", "site", "published", "language", "url", "tags", "people", "places", "organizations", "byline-id", "byline-hash"}
# What the report is made of. Anything else would be from outside.
ELEMENTS = {"html", "head", "meta", "title", "style", "body", "article", "h1", "h2", "p", "mark", "sup", "a", "ol", "li", "blockquote", "bdi"}
ATTRIBUTES = {"lang", "charset", "http-equiv", "content", "name", "class", "id", "href", "rel", "value"}

failures = 0


def check(name, bad):
    global failures
    bad = list(bad)
    failures += bool(bad)
    print(f"{'FAIL' if bad else 'ok  '} {name}{': ' + str(bad[:3])[:400] if bad else ''}")


def texts(folder):
    """The texts of a folder: files, the names of files, and the names in archives."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        yield path.name
        data = path.read_bytes()[:4000]
        if zipfile.is_zipfile(path):
            try:
                yield from zipfile.ZipFile(path).namelist()
            except Exception:
                pass
        elif b"\0" not in data[:100]:
            yield data.decode(errors="replace")


def notes(texts):
    """An annotation for each text in the format of W3C, in which nothing is left out: the text is note, tag and, in turn, title and words."""
    for n, text in enumerate(texts):
        yield {
            "@context": "http://www.w3.org/ns/anno.jsonld",
            "id": f"urn:uuid:00000000-0000-7000-8000-{n:012x}",
            "type": "Annotation",
            "motivation": "commenting",
            "created": "2026-09-24T10:00:00Z",
            "body": [
                {"type": "TextualBody", "purpose": "commenting", "value": text},
                {"type": "TextualBody", "purpose": "tagging", "value": text[:80]},
            ],
        }


def main():
    byline, folder = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
    found = list(dict.fromkeys(text for text in texts(folder) if text.strip()))
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        base = work / "base"
        base.mkdir()

        def run(*words):
            done = subprocess.run([byline, "--data-dir", work / "data", *words], cwd=base, capture_output=True)
            if done.returncode:
                sys.exit(f"{words}: {done.stderr.decode(errors='replace')[:2000]}")
            return done.stdout

        # A few hundred texts make an article: its title is one of them, its words are all.
        articles, size = [], 150
        for at in range(0, len(found), size):
            part = found[at:at + size]
            title = " ".join(part[0].split())[:200] or "x"
            name = f"a{at}.json"
            lines = []
            source = work / f"source{at}.html"
            # With too many control characters a file is no text; the notes have them all.
            plain = lambda text: re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", text)
            esc = lambda text: plain(text).replace("&", "&amp;").replace("<", "&lt;")
            body = "".join(f"<p>{esc(' '.join(text.split()))[:1500]}</p>" for text in part)
            source.write_text(
                f"<!doctype html><meta charset=utf-8><title>{esc(title)}</title><meta name=author content=\"{esc(part[-1])[:60].replace(chr(34), '&quot;')}\">"
                f"<link rel=canonical href='https://ledger.example/{at}'><article><h1>{esc(title)}</h1>{body}</article>", errors="replace")
            run("add", str(source))
            text = run("show", "--text", str(source)).decode()
            for n, note in enumerate(notes(part)):
                note["id"] = f"urn:uuid:00000000-0000-7000-8000-{at + n:012x}"
                words = " ".join(part[n].split())[:120].strip()
                selector = {"type": "TextQuoteSelector", "exact": words} if words and words in text else None
                note["target"] = {"source": f"https://ledger.example/{at}", **({"selector": selector} if selector else {})}
                lines.append(json.dumps(note))
            (work / name).write_text("\n".join(lines))
            run("import", str(work / name), "--format", "w3c", "--article", str(source))
            articles.append(source)
        listed = [json.loads(line) for line in run("notes", "--json").splitlines()]
        print(f"{len(found)} texts, {len(articles)} articles, {len(listed)} notes, {sum(bool(n['exact']) for n in listed)} with words")
        check("every text is a note", [] if len(listed) == len(found) else [len(listed)])
        export = lambda name: run("export", "--format", name)

        for name in ("csv", "readwise", "sheet"):
            table = list(csv.reader(io.StringIO(export(name).decode(), newline="")))
            check(f"{name}: no formula", [c for row in table for c in row if c.startswith(FORMULA)])
            check(f"{name}: every row is one", [row for row in table if len(row) != len(table[0])])

        tree = html.fromstring(export("html").decode())
        check("html: only our elements", {e.tag for e in tree.iter() if isinstance(e.tag, str)} - ELEMENTS)
        check("html: only our attributes", {a for e in tree.iter() for a in e.attrib} - ATTRIBUTES)
        links = [e.get("href") for e in tree.iter("a")]
        check("html: links go to the page or the web", [l for l in links if not l.startswith(("#", "https://", "http://"))])
        # Raw HTML in Markdown: what begins a tag must be escaped.
        for name in ("markdown", "obsidian"):
            live = re.findall(r"(?<!\\)<(?!https?://)[a-zA-Z/!?][^\n]{0,40}", export(name).decode())
            check(f"{name}: no HTML", live)

        run("export", "--format", "obsidian", "--output", "vault/")
        heads = []
        for path in (base / "vault").glob("*.md"):
            heads.append(yaml.safe_load(path.read_text().split("\n---\n")[0][4:]))
        check("obsidian: only our properties, flat", [h for h in heads if set(h) - KNOWN or any(isinstance(v, dict) for v in h.values())])
        check("obsidian: a region for each note and article", [] if sum(path.read_text().count("\n%% begin notes ") for path in (base / "vault").glob("*.md")) == len(listed) + len(articles) else ["other"])

        root = orgparse.loads(export("org").decode())
        check("org: a heading for each note and article", [] if sum(1 for _ in root[1:]) == len(listed) + len(articles) else [sum(1 for _ in root[1:])])
        for name in ("bibtex", "biblatex"):
            library = bibtexparser.bparser.BibTexParser(common_strings=True, ignore_nonstandard_types=False).parse(export(name).decode())
            fields = {"ENTRYTYPE", "ID", "title", "author", "url", "urldate", "date", "year", "month", "howpublished", "note", "journaltitle", "organization", "langid", "language"}
            check(f"{name}: an entry for each article, only our fields", [set(e) - fields for e in library.entries if set(e) - fields] + ([] if len(library.entries) == len(articles) else [len(library.entries)]))

        for name in ("jsonl", "w3c-lines", "doccano"):
            lines = export(name).decode().split("\n")
            check(f"{name}: every line is JSON", [line for line in lines if line and not isinstance(json.loads(line), dict)])
        for name in ("w3c", "w3c-page", "hypothesis", "csl"):
            json.loads(export(name))
        check("w3c, w3c-page, hypothesis, csl: JSON", [])
        for name in ("refi", "packet"):
            packed = zipfile.ZipFile(io.BytesIO(export(name)))
            bad = [n for n in packed.namelist() if n.startswith(("/", "\\")) or ".." in n or "\\" in n or not re.fullmatch(r"[\w./-]+", n)]
            check(f"{name}: no path leads out", bad)
            if name == "refi":
                project = etree.fromstring(packed.read("project.qde"), etree.XMLParser(huge_tree=True))
                codes = project.findall(".//{*}Codes/{*}Code")
                check("refi: a code for each color and tag", [] if len(codes) == 5 + len({t for n in listed for t in n["tags"]}) else [len(codes)])

        # One file for each article, in every format: names stay inside of the folder, and nothing is written over.
        mine = {}
        for name in ("markdown", "csv", "html", "jsonl", "brat", "refi", "packet", "sheet"):
            run("export", "--format", name, "--output", f"out-{name}/")
            files = [p for p in (base / f"out-{name}").iterdir()]
            check(f"{name}: a folder of plain files", [p.name for p in files if not p.is_file() or not re.fullmatch(r"[\w.-]+", p.name)])
            mine[files[0]] = b"mine"
        outside = {p.name for p in work.iterdir()} - {"base", "data"} - {p.name for p in work.glob("source*.html")} - {p.name for p in work.glob("a*.json")}
        check("nothing is written outside", outside)
        for path in mine:
            if path.name != ".byline-export.json":
                path.write_bytes(b"mine")
                done = subprocess.run([byline, "--data-dir", work / "data", "export", "--format", path.parent.name[4:], "--output", f"{path.parent.name}/"], cwd=base, capture_output=True)
                check(f"{path.parent.name[4:]}: what somebody changed stays", [] if path.read_bytes() == b"mine" and done.returncode == 1 else [path])
    print(f"{failures} failures")
    sys.exit(bool(failures))


main()

"""Reads exports with parsers that Byline had no part in, and compares spans and words with what it says itself.

usage: compare.py BYLINE [--w3c DIR] [--xsd FILE]

DIR is a checkout of w3c/web-annotation-tests, FILE the schema of REFI-QDA projects. `just interop` makes the environment.
"""

import argparse, csv, hashlib, io, json, pathlib, re, subprocess, sys, tempfile, zipfile

import bibtexparser.bparser
import orgparse
import yaml
from lxml import etree, html

ARTICLE = """Bridge vote delayed: =HYPERLINK("x") & <b>no</b>

By Jo Writer

\U0001F309 Mayor Ana Ruiz said on Tuesday: “We will rebuild the bridge by 2027.” The council in Porto Alto disagreed.

=1+1 is what the e\u0301lite call {arithmetic}, 100 % sure; “nothing * else” # counts. --- title: owned

It was late, said Tom\u00e1s Leite, and the ferry \U0001F468\u200D\U0001F469\u200D\U0001F467 stays in port, one more time, until the spring.
"""

QUOTES = [
    ("“We will rebuild the bridge by 2027.”", "Check against council minutes.", ["promise", "two words"], "red"),
    ("Ana Ruiz", "=cmd|' /C calc'!A0", ["=x", "a,b"], "green"),
    ("=1+1 is what the", "---\ntitle: owned\n---\n* heading\n:PROPERTIES:", [], "blue"),
    ("\U0001F468\u200D\U0001F469\u200D\U0001F467 stays", "<script>alert(1)</script>", ["p/q"], "yellow"),
    ("rebuild the bridge by 2027.” The council", "it overlaps\r\nwith another", [], "purple"),
    ("disagreed.\n\n=1+1 is", "over two paragraphs", ["long"], "yellow"),
]

failures = 0


def check(name, good, detail=""):
    global failures
    failures += not good
    print(f"{'ok  ' if good else 'FAIL'} {name}{'' if good else ': ' + str(detail)[:300]}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("byline")
    parser.add_argument("--w3c")
    parser.add_argument("--xsd")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        byline = [str(pathlib.Path(args.byline).resolve()), "--data-dir", str(folder / "data")]

        def run(*words):
            done = subprocess.run(byline + list(words), cwd=folder, capture_output=True)
            if done.returncode:
                sys.exit(f"{words}: {done.stderr.decode()}")
            return done.stdout

        (folder / "bridge.md").write_text("---\nurl: https://ledger.example/bridge\ndate: 2026-09-24\n---\n\n# " + ARTICLE)
        for exact, note, tags, color in QUOTES:
            labels = [word for tag in tags for word in (f"--tag={tag}",)]
            run("annotate", "bridge.md", f"--exact={exact}", f"--note={note}", "--color", color, *labels)
        text = run("show", "--text", "bridge.md").decode()[:-1]
        notes = [json.loads(line) for line in run("notes", "--json").splitlines()]
        for note in notes:
            assert text[note["start"]:note["end"]] == note["exact"]
        words = [(note["start"], note["end"], note["exact"]) for note in notes]
        export = lambda name: run("export", "--format", name)

        rows = list(csv.DictReader(io.StringIO(export("csv").decode(), newline="")))
        strip = lambda cell: cell[1:] if re.match(r"'+[=+\-@\t\r\n＝＋－＠]", cell) else cell
        check("csv: spans and words", [(int(r["start"]), int(r["end"]), strip(r["quote"])) for r in rows] == words, rows)
        check("csv: notes", [strip(r["note"]) for r in rows] == [n["note"] for n in notes], [r["note"] for r in rows])
        for name in ("csv", "readwise", "sheet"):
            cells = [cell for row in csv.reader(io.StringIO(export(name).decode(), newline="")) for cell in row]
            check(f"{name}: no formula", not [c for c in cells if c[:1] in tuple("=+-@\t\r\n＝＋－＠") and c], cells)
        rows = list(csv.DictReader(io.StringIO(export("readwise").decode(), newline="")))
        check("readwise: words", [strip(r["Highlight"]) for r in rows] == [n["exact"] for n in notes], rows)

        for name in ("bibtex", "biblatex"):
            library = bibtexparser.bparser.BibTexParser(common_strings=True, ignore_nonstandard_types=False).parse(export(name).decode())
            entry = library.entries[0] if library.entries else {}
            check(f"{name}: one entry with its address", len(library.entries) == 1 and entry.get("url") == "https://ledger.example/bridge", library.entries)
            check(f"{name}: author", entry.get("author") == "Writer, Jo", entry)

        root = orgparse.loads(export("org").decode())
        entries = root.children[0].children
        spans = [(n.get_property("org-remark-beg"), n.get_property("org-remark-end")) for n in entries]
        check("org: spans", [(int(a) - 1, int(b) - 1) for a, b in spans] == [w[:2] for w in words], spans)
        said = [n.get_property("org-remark-original-text") for n in entries]
        check("org: words", said == [" ".join(w[2].split()) for w in words], said)
        check("org: one heading a note, no tags", len(entries) == len(notes) and not any(n.tags for n in entries))

        obsidian = export("obsidian").decode()
        head = obsidian.split("\n---\n")[0][4:]
        properties = yaml.safe_load(head)
        known = {"title", "author", "site", "published", "language", "url", "tags", "people", "places", "organizations", "byline-id"}
        check("yaml: only our keys, flat", set(properties) <= known and not any(isinstance(v, dict) for v in properties.values()), properties)
        check("yaml: title", properties["title"] == notes[0]["title"], properties["title"])

        run("export", "--format", "brat", "--output", "brat/")
        ann = next((folder / "brat").glob("*.ann")).read_text()
        beside = next((folder / "brat").glob("*.txt")).read_bytes().decode()
        found, good = [], beside == text
        for line in ann.splitlines():
            name, _, rest = line.partition("\t")
            if name[0] == "T":
                what, said = rest.split("\t")
                kind, numbers = what.split(" ", 1)
                pieces = [tuple(map(int, piece.split())) for piece in numbers.split(";")]
                good &= " ".join(beside[a:b] for a, b in pieces) == said
                if kind == "Highlight":
                    found.append((pieces[0][0], pieces[-1][1]))
        check("brat: every span holds its words", good, ann)
        check("brat: spans", found == [w[:2] for w in words], found)

        line = json.loads(export("doccano"))
        labels = [(e["start_offset"], e["end_offset"]) for e in line["entities"]]
        check("doccano: spans", labels[: len(words)] == [w[:2] for w in words], labels)

        for item in json.loads(export("hypothesis"))["annotations"]:
            quote, place = item["target"][0]["selector"]
            units = text.encode("utf-16-le")
            said = units[2 * place["start"]:2 * place["end"]].decode("utf-16-le")
            check("hypothesis: UTF-16", said == quote["exact"], (said, quote))

        page = export("html")
        tree = html.fromstring(page.decode())
        check("html: no scripts, nothing loaded", not tree.xpath("//script|//img|//link|//iframe|//b|//@onerror|//@src"), page)
        for number in tree.xpath("//article/p/sup"):
            number.drop_tree()
        marked = "".join("".join(m.itertext()) for m in tree.xpath("//article/p/mark"))
        covered = "".join(c for i, c in enumerate(text) if any(a <= i < b for a, b, _ in words))
        check("html: exactly the highlighted words are marked", "".join(marked.split()) == "".join(covered.split()), marked)

        packed = zipfile.ZipFile(io.BytesIO(export("refi")))
        project = etree.fromstring(packed.read("project.qde"))
        ns = {"q": "urn:QDA-XML:project:1.0"}
        source = project.find(".//q:TextSource", ns)
        body = packed.read("sources/" + source.get("plainTextPath").removeprefix("internal://")).decode()
        spans = [(int(s.get("startPosition")), int(s.get("endPosition"))) for s in source.findall("q:PlainTextSelection", ns)]
        check("refi: spans and text", body == text and spans == [w[:2] for w in words], spans)
        if args.xsd:
            schema = etree.XMLSchema(etree.parse(args.xsd))
            check("refi: valid against the schema", schema.validate(project), schema.error_log)
        else:
            print("skip refi: no schema was given (--xsd)")

        packet = zipfile.ZipFile(io.BytesIO(export("packet")))
        sums = dict(reversed(line.split("  ", 1)) for line in packet.read("SHA256SUMS").decode().splitlines())
        good = all(hashlib.sha256(packet.read(name)).hexdigest() == digest for name, digest in sums.items())
        check("packet: checksums, and every file has one", good and set(sums) == set(packet.namelist()) - {"SHA256SUMS"}, sums)

        if args.w3c:
            w3c(pathlib.Path(args.w3c), json.loads(export("w3c")), json.loads(export("w3c-page")), export("w3c-lines"))
        else:
            print("skip w3c: no tests were given (--w3c)")
    print(f"{failures} failures")
    sys.exit(bool(failures))


def w3c(folder, collection, page, lines):
    """Runs the assertions of the official tests."""
    import jsonschema

    store = {}
    for path in folder.rglob("*.json"):
        try:
            value = json.loads(path.read_text())
        except ValueError:
            continue
        if isinstance(value, dict):
            for name in (path.name, value.get("id")):
                if isinstance(name, str):
                    store.setdefault(name, value)

    class Resolver(jsonschema.RefResolver):
        def resolve_from_url(self, url):
            name, _, fragment = url.partition("#")
            document = store.get(name.rsplit("/", 1)[-1]) or super().resolve_from_url(url)
            return self.resolve_fragment(document, fragment)

    def assertions(name):
        names = json.loads((folder / name).read_text())["assertions"]
        return [json.loads((folder / n).read_text()) for n in names if isinstance(n, str)]

    def passed(schema, value):
        validator = jsonschema.Draft4Validator(schema, resolver=Resolver("", schema))
        return validator.is_valid(value) == (schema.get("expectedResult", "valid") == "valid")

    for name, values in [
        ("annotations/annotationMusts.test", [json.loads(line) for line in lines.splitlines()]),
        ("collections/collectionMusts.test", [collection]),
        ("collections/pages/pageMusts.test", [page]),
    ]:
        schemas = assertions(name)
        worst = min(sum(passed(schema, value) for schema in schemas) for value in values)
        bad = [s.get("id") for s in schemas for v in values if not passed(s, v)]
        broken = [{k: v for k, v in values[0].items() if k not in ("id", "type")}]
        check(f"w3c: {name}: what is broken fails", any(not passed(schema, broken[0]) for schema in schemas))
        check(f"w3c: {name}: {worst}/{len(schemas)} for each of {len(values)}", worst == len(schemas), bad)


main()

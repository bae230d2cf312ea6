// Names and quotations as npm `compromise` finds them. Reads articles from standard input, {"text"} a line, and prints
// {"names": [[start, end, kind]], "quotes": [[start, end]], "seconds"} for each, in code points.
//
//     node compromise.mjs FOLDER    FOLDER has node_modules/compromise

import { createRequire } from "node:module";
import { resolve } from "node:path";
import { createInterface } from "node:readline";

const nlp = createRequire(resolve(process.argv[2], "here.js"))("compromise");

const spans = (view) => view.json({ offset: true }).map((found) => [found.offset.start, found.offset.start + found.offset.length]);

for await (const line of createInterface({ input: process.stdin })) {
    const { text } = JSON.parse(line);
    const start = process.hrtime.bigint();
    const doc = nlp(text);
    const kinds = { person: doc.people(), place: doc.places(), organization: doc.organizations() };
    const names = Object.entries(kinds).flatMap(([kind, view]) => spans(view).map((span) => [...span, kind]));
    const quotes = spans(doc.quotations());
    const seconds = Number(process.hrtime.bigint() - start) / 1e9;
    // Its offsets count UTF-16 units.
    const points = new Int32Array(text.length + 1);
    let count = 0;
    for (let at = 0; at < text.length; at++) {
        points[at] = count;
        const pair = text.charCodeAt(at) >= 0xdc00 && text.charCodeAt(at) < 0xe000;
        count += pair ? 0 : 1;
    }
    points[text.length] = count;
    const at = (unit) => points[Math.min(unit, text.length)];
    console.log(JSON.stringify({
        names: names.map(([a, b, kind]) => [at(a), at(b), kind]),
        quotes: quotes.map(([a, b]) => [at(a), at(b)]),
        seconds,
    }));
}

#!/usr/bin/env python3
"""Names as two taggers find them that learned from the same articles as ours: a plain CRF (`python-crfsuite`) and the
small convolutional network of spaCy (`tok2vec` and `ner`, no vectors). One thread, fixed seed.

    learned.py crfsuite|spacy TRAINING MODEL

TRAINING has {"text", "names": [[start, end, kind]]} a line, in code points. The model is learned if MODEL is not there
yet. Then articles come from standard input, {"text"} a line, and {"names", "quotes", "seconds"} goes out for each.
"""
import json, os, random, re, sys, time

TOKEN = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*\.?|\d+(?:[.,]\d+)*|\S")
STOP = re.compile(r"[.!?]$")


def cut(text):
    """Tokens with their spans, sentence by sentence."""
    for line in re.finditer(r"[^\n]+", text):
        sentence = []
        for m in TOKEN.finditer(text, line.start(), line.end()):
            s, e = m.span()
            # The dot is the word's own only in an abbreviation.
            if e - s > 1 and text[e - 1] == "." and not re.fullmatch(r"(?:[^\W\d_]\.)+|Mr\.|Mrs\.|Ms\.|Dr\.|Gen\.|Sen\.|Rep\.|Gov\.|St\.|Jr\.|Inc\.", m.group()):
                sentence += [(s, e - 1), (e - 1, e)]
            else:
                sentence.append((s, e))
            a, b = sentence[-1]
            if STOP.fullmatch(text[a:b]):
                yield sentence
                sentence = []
        if sentence:
            yield sentence


def shape(word):
    return re.sub(r"(.)\1{2,}", r"\1\1", re.sub(r"\d", "0", re.sub(r"[^\W\d_]", lambda m: "X" if m.group().isupper() else "x", word)))


def features(words):
    low, shapes = [w.lower() for w in words], [shape(w) for w in words]
    rows = []
    for i in range(len(words)):
        row = ["bias"]
        for d in (-2, -1, 0, 1, 2):
            j = i + d
            inside = 0 <= j < len(words)
            row += [f"w{d}={low[j] if inside else '_'}", f"s{d}={shapes[j] if inside else '_'}"]
        row += [f"p{n}={low[i][:n]}" for n in (1, 2, 3, 4)] + [f"e{n}={low[i][-n:]}" for n in (1, 2, 3, 4)]
        row.append(f"b-={low[i - 1] if i else '_'}|{low[i]}")
        row.append(f"b+={low[i]}|{low[i + 1] if i + 1 < len(words) else '_'}")
        rows.append(row)
    return rows


def labels(sentence, names):
    out = ["O"] * len(sentence)
    for s, e, kind in names:
        inside = [i for i, (a, b) in enumerate(sentence) if a < e and b > s]
        for n, i in enumerate(inside):
            out[i] = ("B-" if n == 0 else "I-") + kind
    return out


def crfsuite(training, model):
    import pycrfsuite
    if not os.path.exists(model):
        trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
        trainer.set_params({"c1": 0.05, "c2": 0.05, "max_iterations": 120, "feature.possible_transitions": True})
        for article in training:
            for sentence in cut(article["text"]):
                trainer.append(features([article["text"][a:b] for a, b in sentence]), labels(sentence, article["names"]))
        trainer.train(model + ".part")
        os.replace(model + ".part", model)
    tagger = pycrfsuite.Tagger()
    tagger.open(model)

    def tag(text):
        names = []
        for sentence in cut(text):
            open_ = None
            for (a, b), label in zip(sentence, tagger.tag(features([text[a:b] for a, b in sentence]))):
                if label.startswith("I-") and open_:
                    open_[1] = b
                    continue
                if open_:
                    names.append(open_)
                open_ = None if label == "O" else [a, b, label[2:]]
            if open_:
                names.append(open_)
        return names
    return tag


def spacy(training, model):
    import spacy
    from spacy.training import Example
    from spacy.util import fix_random_seed, minibatch, compounding
    if not os.path.exists(model):
        fix_random_seed(7)
        nlp = spacy.blank("en")
        ner = nlp.add_pipe("ner")
        for kind in ("person", "place", "organization"):
            ner.add_label(kind)
        examples = []
        for article in training:
            # Paragraphs, so that a batch is not one long article.
            for line in re.finditer(r"[^\n]+", article["text"]):
                doc = nlp.make_doc(line.group())
                spans = [doc.char_span(s - line.start(), e - line.start(), kind, alignment_mode="expand")
                         for s, e, kind in article["names"] if s >= line.start() and e <= line.end()]
                doc.set_ents(spacy.util.filter_spans([s for s in spans if s]))
                examples.append(Example(nlp.make_doc(line.group()), doc))
        optimizer = nlp.initialize(lambda: examples)
        rng = random.Random(7)
        for _ in range(12):
            rng.shuffle(examples)
            for batch in minibatch(examples, compounding(16, 64, 1.002)):
                nlp.update(batch, sgd=optimizer, drop=0.2)
        nlp.to_disk(model + ".part")
        os.replace(model + ".part", model)
    nlp = spacy.load(model)
    return lambda text: [(e.start_char, e.end_char, e.label_) for e in nlp(text).ents]


if __name__ == "__main__":
    which, training, model = sys.argv[1:4]
    with open(training, encoding="utf8") as lines:
        tag = {"crfsuite": crfsuite, "spacy": spacy}[which]([json.loads(line) for line in lines], model)
    for line in sys.stdin:
        text = json.loads(line)["text"]
        start = time.perf_counter()
        names = list(tag(text))
        print(json.dumps({"names": names, "quotes": [], "seconds": time.perf_counter() - start}), flush=True)

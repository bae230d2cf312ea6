//! All articles with notes, read one after another, so that no more than the notes of one are ever in memory. What stays
//! is where each line stands, and the lines that count for all: what articles are called, and what is said of names.

use std::{
    collections::{BTreeMap, HashMap},
    fs::File,
    path::{Path, PathBuf},
};

use super::{
    Contents, Log,
    contents::root,
    files::copies,
    fold::{Ground, What, fold_picked, parse},
    news::scans,
    scan::{Lines, Scan},
};
use crate::{
    annotation::Timestamp,
    article::Fingerprint,
    store::{Error, Result},
};

/// The notes file, to be read an article at a time.
#[derive(Debug)]
pub struct Each {
    path: PathBuf,
    /// What is known without the notes of any article: judgements, and the lines that are not understood.
    pub common: Contents,
    articles: BTreeMap<Fingerprint, Stock>,
    /// The notes file, where there is one, and copies of it.
    files: Vec<(Scan, File)>,
    is_there: bool,
}

/// The first change of an article that has none.
const NEVER: (Timestamp, u64) = (Timestamp(i64::MAX), u64::MAX);

/// What there is of an article.
#[derive(Debug)]
struct Stock {
    /// When it was first annotated.
    first: (Timestamp, u64),
    /// Its texts that were annotated.
    texts: Vec<Fingerprint>,
    /// The lines about it that were not passed over, of each file.
    lines: Vec<Lines>,
}

impl Log {
    /// Looks at every line, and makes ready to read the notes of each article. What is not plain at a look is only
    /// reported where it could be about any article; `byline doctor` looks at everything.
    pub fn each(&self) -> Result<Each> {
        let failed = |cause| Error::on("read the notes in", self.path(), cause);
        let copies = copies(self.path()).map_err(failed)?;
        let (files, is_there) = scans(self.path(), copies.iter())?;
        let common: Vec<Lines> = files.iter().map(|(scan, _)| scan.common()).collect();
        let mut articles = BTreeMap::new();
        let said = {
            let beside = common.get(usize::from(is_there)..).unwrap_or_default();
            let nothing = Lines::default();
            let own = common.first().filter(|_| is_there).unwrap_or(&nothing);
            fold_picked(own, beside, &mut Ground::default(), HashMap::new()).contents
        };
        let mut add = |text: &str, first: (Timestamp, u64), line: Option<(usize, usize, &[u8])>| {
            let Some((article, text)) =
                Fingerprint::parse(root(&said.roots, text)).zip(Fingerprint::parse(text))
            else {
                return;
            };
            let empty = || Stock { first, texts: Vec::new(), lines: vec![Lines::default(); files.len()] };
            let stock: &mut Stock = articles.entry(article).or_insert_with(empty);
            stock.first = stock.first.min(first);
            if !stock.texts.contains(&text) {
                stock.texts.push(text);
            }
            if let Some((idx, number, line)) = line
                && let Some(lines) = stock.lines.get_mut(idx)
            {
                lines.push(number, line);
            }
        };
        for (scan, _) in &files {
            for (text, first) in scan.texts() {
                add(text, first, None);
            }
        }
        for (idx, lines) in common.iter().enumerate() {
            for (number, line) in lines.iter() {
                let Ok(known) = parse(line) else { continue };
                // What only names an article is no reason to list it.
                let names = matches!(known.what, What::Doc(_));
                let time = if names { NEVER } else { known.time() };
                add(known.text(), time, Some((idx, number, line)));
            }
        }
        articles.retain(|_, stock| stock.first < NEVER);
        Ok(Each { path: self.path().to_path_buf(), common: said, articles, files, is_there })
    }
}

impl Each {
    /// Returns the path of the notes file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the articles with changes, each with when it was first annotated.
    pub fn articles(&self) -> impl Iterator<Item = (&Fingerprint, (Timestamp, u64))> {
        self.articles.iter().map(|(article, stock)| (article, stock.first))
    }

    /// Returns the texts of an article that were annotated.
    pub fn texts(&self, article: &Fingerprint) -> &[Fingerprint] {
        self.articles.get(article).map_or(&[], |stock| &stock.texts)
    }

    /// Reads what was done to some articles, which are taken for one.
    pub fn read(&mut self, articles: &[Fingerprint]) -> Result<Contents> {
        let stocks: Vec<&Stock> = articles.iter().filter_map(|article| self.articles.get(article)).collect();
        let mut roots = HashMap::new();
        for (article, stock) in
            articles.iter().filter_map(|article| Some((article, self.articles.get(article)?)))
        {
            let others = stock.texts.iter().filter(|text| *text != article);
            roots.extend(others.map(|text| (text.as_str().to_owned(), article.as_str().to_owned())));
        }
        let mut picked = Vec::with_capacity(self.files.len());
        for (idx, (scan, file)) in self.files.iter_mut().enumerate() {
            let texts = stocks.iter().flat_map(|stock| stock.texts.iter().map(Fingerprint::as_str));
            let mut own: Vec<(usize, &[u8])> =
                stocks.iter().filter_map(|stock| stock.lines.get(idx)).flat_map(Lines::iter).collect();
            own.sort_by_key(|(number, _)| *number);
            let mut lines = Lines::default();
            own.into_iter().for_each(|(number, line)| lines.push(number, line));
            let failed = |cause| Error::on("read the notes in", &self.path, cause);
            picked.push(scan.lines(file, texts, &lines).map_err(failed)?);
        }
        let copies = picked.split_off(usize::from(self.is_there));
        let file = picked.pop().unwrap_or_default();
        Ok(fold_picked(&file, &copies, &mut Ground::default(), roots).contents)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::{
        annotation::{Change, Edit, Id, judgement::Judgement},
        store::{Dirs, log::About},
    };

    /// A change at a second, of an annotation or of what is said of a name.
    fn change(n: u128) -> Change {
        let edit = match n % 4 {
            0 => Edit::Judge(Box::new(Judgement::Renamed { name: format!("Ana {n}"), to: None })),
            _ => Edit::SetNote(Id(1 + n % 5), format!("note “{n}”\n")),
        };
        Change { id: Id(100 + n), at: Timestamp(1000 * n as i64), edit, reverts: None, over: Vec::new() }
    }

    #[test]
    fn each_article_is_read_as_all_of_them_at_once() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let dirs = Dirs { data: folder.path().join("data"), config: folder.path().join("config.toml") };
        let name = |n: u128| Fingerprint::of(&n.to_string());
        let mut log = Log::new(&dirs);
        for n in 0..60 {
            // Article 3 is a later text of article 1.
            let (article, text) = (if n % 4 == 3 { 1 } else { n % 4 }, name(n % 4));
            let about =
                About { article: name(article), text, title: format!("T{article}"), url: None, source: None };
            log.append(&about, &[change(n)]).expect("it is saved");
        }
        let notes = fs::read_to_string(dirs.notes()).expect("they can be read");
        // A copy repeats lines and has others; escapes keep a line from being taken at a look; some lines are damaged.
        let odd =
            notes.lines().nth(9).expect("there are lines").replace("\"ann.note\"", "\"ann.n\\u006fte\"");
        let late = odd.replace(&change(5).id.to_string(), &Id(7777).to_string());
        let copy: String = notes.lines().skip(20).map(|line| format!("{line}\n")).collect();
        fs::write(dirs.data.join("notes.sync-conflict-1.jsonl"), copy + &late + "\n{\n")
            .expect("it is written");
        fs::write(dirs.notes(), format!("{odd}\ngarbage\n{notes}{odd}")).expect("it is written");

        let whole = Log::new(&dirs).read().expect("it can be read");
        let mut each = Log::new(&dirs).each().expect("it can be read");
        assert_eq!(each.common.judgements(), whole.judgements());
        assert_eq!((each.common.damaged.len(), whole.damaged.len()), (2, 2));
        let names: Vec<Fingerprint> = each.articles().map(|(article, _)| article.clone()).collect();
        let all: Vec<Fingerprint> = whole.articles().map(|(article, _)| article.clone()).collect();
        assert_eq!(names, all);
        assert_eq!(names.len(), 3);
        for article in &names {
            let read = each.read(std::slice::from_ref(article)).expect("it can be read");
            assert_eq!(read.changes(article), whole.changes(article));
            assert_eq!(read.article(article).map(|it| &it.title), whole.article(article).map(|it| &it.title));
        }
        // Articles that are one after all are read in the order in which things were done.
        let read = each.read(&names).expect("it can be read");
        assert_eq!(read.changes_of(&names), whole.changes_of(&names));
    }
}

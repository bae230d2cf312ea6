//! What a person looks for: words that must all occur, in any case and order.

/// A query.
pub(super) struct Query {
    words: Vec<String>,
}

impl Query {
    /// Takes the arguments; each may hold several words.
    pub fn new(args: &[String]) -> Self {
        let words = args.iter().flat_map(|arg| arg.split_whitespace()).map(str::to_lowercase);
        Self { words: words.collect() }
    }

    /// Returns whether every word occurs in one of the fields.
    pub fn fits<'a>(&self, fields: impl IntoIterator<Item = &'a str>) -> bool {
        if self.words.is_empty() {
            return true;
        }
        let fields: Vec<String> = fields.into_iter().map(str::to_lowercase).collect();
        self.words.iter().all(|word| fields.iter().any(|field| field.contains(word)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_must_occur_somewhere() {
        for (query, expected) in
            [(&[][..], true), (&["VOTE ana"], true), (&["vote", "bob"], false), (&["ÉTÉ"], true)]
        {
            let args: Vec<String> = query.iter().map(ToString::to_string).collect();
            assert_eq!(Query::new(&args).fits(["The vote", "Ana Ruiz", "été"]), expected, "{query:?}");
        }
    }
}

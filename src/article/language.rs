//! Guesses a text's language from its commonest words, where they leave no doubt.

/// Words that are frequent in one language and rare in the others.
const WORDS: &[(&str, &[&str])] = &[
    (
        "en",
        &[
            "the", "and", "of", "that", "was", "with", "for", "he", "she", "said", "is", "from", "has", "by",
            "are", "were", "his", "her", "they", "not", "will", "which", "had", "this", "who", "to",
        ],
    ),
    (
        "es",
        &[
            "el", "los", "las", "y", "del", "una", "con", "por", "se", "su", "más", "pero", "fue", "dijo",
            "al", "según", "también", "sus", "ayer", "hoy", "esta", "este", "ya", "entre", "desde", "años",
            "lunes", "martes", "jueves", "viernes",
        ],
    ),
    (
        "fr",
        &[
            "le", "les", "des", "et", "une", "dans", "qui", "pour", "est", "sur", "pas", "au", "du", "elle",
            "aux", "avec", "ce", "cette", "selon", "plus", "il", "sont", "été",
        ],
    ),
    (
        "de",
        &[
            "der", "die", "und", "das", "ist", "nicht", "mit", "ein", "eine", "den", "von", "auf", "sie",
            "im", "dem", "des", "sich", "auch", "wurde", "zu", "er", "sagte",
        ],
    ),
    (
        "pt",
        &[
            "o", "os", "da", "do", "uma", "não", "em", "dos", "das", "foi", "mais", "ao", "disse", "são",
            "um", "pela", "pelo", "na", "no", "também", "segundo", "e",
        ],
    ),
    (
        "it",
        &[
            "il", "di", "che", "gli", "della", "per", "non", "è", "una", "del", "sono", "con", "ha", "nel",
            "dei", "alla", "anche", "più", "si", "le", "dal",
        ],
    ),
];

/// Words of the text that are counted.
const SAMPLE: usize = 3000;

/// Returns the two-letter code of the language, or `None` where a short or mixed text leaves doubt.
pub(super) fn guess(text: &str) -> Option<&'static str> {
    let mut counts = [0_usize; WORDS.len()];
    for word in text
        .split(|char: char| !char.is_alphabetic())
        .filter(|word| !word.is_empty() && word.len() < 8)
        .take(SAMPLE)
    {
        let word = word.to_lowercase();
        for (count, (_, words)) in counts.iter_mut().zip(WORDS) {
            *count += usize::from(words.contains(&word.as_str()));
        }
    }
    let (best, winner) = counts.iter().enumerate().max_by_key(|(_, count)| **count)?;
    let second = counts.iter().enumerate().filter(|(idx, _)| *idx != best).map(|(_, count)| *count).max()?;
    (*winner >= 3 && *winner >= second * 3 / 2 && *winner > second + 1)
        .then(|| WORDS.get(best).map(|(code, _)| *code))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_words_tell_the_language() {
        let check = |text: &str, code: Option<&str>| assert_eq!(guess(text), code, "{text}");
        check(
            "The mayor said that the bridge of the port was closed, and that she and the council had to pay for it.",
            Some("en"),
        );
        check(
            "El puente del puerto fue cerrado por los obreros, y las familias se quejan con una carta, pero el alcalde no dijo más.",
            Some("es"),
        );
        check(
            "Die Brücke ist nicht sicher, und der Rat hat das Geld nicht, sagte sie auf der Sitzung mit den Leuten von der Werft.",
            Some("de"),
        );
        check("El puente se cerró el lunes, dijo el alcalde.", Some("es"));
        check("The bridge was closed, she said.", Some("en"));
        check("Bridge closed.", None);
        check("", None);
    }
}

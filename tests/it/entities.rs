//! Which names of an article are one: people, places and organizations by all the ways they are written.

use byline::{
    article::{Format, parse},
    extract::{Extraction, Kind, extract},
};

/// Reads an article of paragraphs.
pub fn read(text: &str) -> Extraction {
    extract(&parse(text, Format::Plain).0)
}

/// Holds that the article has exactly these entities of a kind; each is given with all its forms, the fullest first.
fn check(text: &str, kind: Kind, expected: &[&[&str]]) {
    let found = read(text);
    let mut seen: Vec<Vec<String>> = found
        .entities
        .iter()
        .filter(|entity| entity.kind == kind)
        .map(|entity| {
            let mut aliases = entity.aliases.clone();
            aliases.sort();
            [entity.name.clone()].into_iter().chain(aliases).collect()
        })
        .collect();
    let mut expected: Vec<Vec<String>> =
        expected.iter().map(|forms| forms.iter().map(|form| (*form).to_owned()).collect()).collect();
    seen.sort();
    expected.sort();
    assert_eq!(seen, expected, "{text}");
}

#[test]
fn a_family_is_several_people() {
    check(
        "Hillary Clinton spoke in Ohio on Monday. Bill Clinton stood beside her. Hillary Clinton thanked the crowd, and Clinton then left.",
        Kind::Person,
        &[&["Bill Clinton"], &["Hillary Clinton", "Clinton"]],
    );
    check(
        "Tomás Leite and his wife Inês Leite own the yard. Mr. Leite builds boats. Mrs. Leite sells them.",
        Kind::Person,
        &[&["Inês Leite", "Leite"], &["Tomás Leite", "Leite"]],
    );
}

#[test]
fn a_name_is_one_in_every_order_and_spelling() {
    check(
        "North Korean leader Kim Jong Un met the envoy. Kim Jong-un said little, and Kim left early.",
        Kind::Person,
        &[&["Kim Jong Un", "Kim", "Kim Jong-un"]],
    );
    check(
        "Chinese President Xi Jinping arrived on Monday. Xi met the king, and Mr. Xi’s wife visited a school.",
        Kind::Person,
        &[&["Xi Jinping", "Xi"]],
    );
    check(
        "Prime Minister Viktor Orbán spoke first. Orban said no. In Hungary he is called Orbán Viktor.",
        Kind::Person,
        &[&["Viktor Orbán", "Orban", "Orbán Viktor"]],
    );
    check(
        "President Mahmoud Abbas met the king. Mahmud Abbas said that he was tired. Abbas left.",
        Kind::Person,
        &[&["Mahmoud Abbas", "Abbas", "Mahmud Abbas"]],
    );
    check(
        "Senator Juan Ramón de la Fuente spoke. De la Fuente said the bill would pass.",
        Kind::Person,
        &[&["Juan Ramón de la Fuente", "De la Fuente"]],
    );
    check(
        "William Harlow Jr. was elected. Bill Harlow said he was glad, and Harlow’s wife agreed.",
        Kind::Person,
        &[&["William Harlow Jr.", "Bill Harlow", "Harlow"]],
    );
}

#[test]
fn an_acronym_in_parentheses_is_the_long_name() {
    check(
        "The Harbor Workers Union (HWU) called a strike on Monday. The HWU said it would last a week.",
        Kind::Organization,
        &[&["Harbor Workers Union", "HWU"]],
    );
    check(
        "Troops of the United Arab Emirates (UAE) left on Monday. The UAE said that they would return.",
        Kind::Place,
        &[&["United Arab Emirates", "UAE"]],
    );
}

#[test]
fn a_country_is_one_by_all_its_names() {
    check(
        "The United States sent help on Monday. The U.S. ambassador in Lima said that America would send more.",
        Kind::Place,
        &[&["United States", "America", "U.S."], &["Lima"]],
    );
}

//! Who speaks: turns of transcripts, block quotes, pronouns for people without a name, documents, several at once.

use byline::{
    article::{Format, parse},
    extract::{QuotationKind, extract},
};

/// Holds of each quotation how it begins and who says it: the name of an entity, or a description in parentheses.
fn check(source: &str, format: Format, expected: &[(&str, &str)]) {
    let (article, _) = parse(source, format);
    let found = extract(&article);
    let told: Vec<(&str, String)> = found
        .quotations
        .iter()
        .filter(|it| matches!(it.kind, QuotationKind::Direct | QuotationKind::Partial))
        .map(|quotation| {
            let by = quotation.speaker.map_or_else(String::new, |speaker| match speaker.entity {
                Some(entity) => found.entities[entity].name.clone(),
                None => format!("({})", speaker.span.slice(&article.text)),
            });
            (quotation.span.slice(&article.text), by)
        })
        .collect();
    let same = told.len() == expected.len()
        && told
            .iter()
            .zip(expected)
            .all(|((words, by), (begins, speaker))| words.starts_with(begins) && by == speaker);
    assert!(same, "found {told:?}\nwanted {expected:?}");
}

#[test]
fn turns_of_an_interview_are_speech_of_who_is_asked() {
    check(
        "Interview: the mayor on the flood\n\nMayor Ana Delgado spoke to The Port Ledger after the flood.\n\n\
         Q: Mayor Delgado, when did you hear of it?\n\nA: We got the call at six in the morning. I said that we would \
         come.\n\nDELGADO: My deputy was on the phone.\n\nHOST: And then?\n\nDELGADO: Then we went out. It was cold.\n",
        Format::Plain,
        &[
            ("Mayor Delgado, when", "(Q)"),
            ("We got the call", "Ana Delgado"),
            ("My deputy", "Ana Delgado"),
            ("And then?", "(HOST)"),
            ("Then we went out. It was cold.", "Ana Delgado"),
        ],
    );
}

#[test]
fn turns_are_read_line_by_line_below_a_headline_that_is_none() {
    check(
        "INTERVIEW: THE MAYOR ON THE FLOOD\n\nQ: Mayor Delgado, when did you hear of it?\nA: We got the call at six.\n\
         HOST: And then?\nDELGADO: Then I told her, “Send everything.”\nHOST: Some say that it came late.\n",
        Format::Plain,
        &[
            ("Mayor Delgado, when", "(Q)"),
            ("We got the call", "Delgado"),
            ("And then?", "(HOST)"),
            ("Then I told her", "Delgado"),
            ("Send everything.", "Delgado"),
            ("Some say", "(HOST)"),
        ],
    );
}

#[test]
fn a_notice_is_no_turn() {
    check(
        "The bridge stays closed.\n\nUPDATE: It was opened at noon.\n\nNOTE: The map was wrong.\n\nQ: is a letter.\n",
        Format::Plain,
        &[],
    );
}

#[test]
fn a_block_quote_behind_a_colon_is_speech() {
    check(
        "# Bridge closed\n\nThe bridge was closed on Monday. Mayor Ana Delgado wrote to the council:\n\n\
         > The money is there. The will is not.\n\nNobody answered.\n\n> A block quote that nobody announces.\n",
        Format::Markdown,
        &[("The money is there. The will is not.", "Ana Delgado")],
    );
}

#[test]
fn a_pronoun_stands_for_who_is_only_described() {
    check(
        "A spokeswoman for the harbor board released a statement on Friday. She said, \"We will pay for it.\"\n",
        Format::Plain,
        &[("We will pay", "(A spokeswoman for the harbor board)")],
    );
    check(
        "A spokesman for the union met Tomás Leite on Friday. The spokesman said, \"We will pay for it.\"\n",
        Format::Plain,
        &[("We will pay", "(A spokesman for the union)")],
    );
    check(
        "Several lawmakers sent a letter on Friday. They said \"the money is gone\" and left.\n",
        Format::Plain,
        &[("the money is gone", "(Several lawmakers)")],
    );
}

#[test]
fn who_is_spoken_of_as_he_again_and_again_stays_the_same() {
    check(
        "Tomás Leite spoke in Porto on Friday. He blamed Rui Prado for the delay. He said, \"It was a shame.\"\n",
        Format::Plain,
        &[("It was a shame.", "Tomás Leite")],
    );
}

#[test]
fn several_speak_together() {
    check(
        "On Tuesday, Britain, France and Germany said that the talks were \"at a dead end\" for now.\n",
        Format::Plain,
        &[("at a dead end", "(Britain, France and Germany)")],
    );
}

#[test]
fn the_agent_of_a_passive_speaks() {
    check(
        "The match, described as \"a very hard fight\" by coach Vicente Ibarra, began slowly.\n",
        Format::Plain,
        &[("a very hard fight", "Vicente Ibarra")],
    );
}

#[test]
fn who_said_stands_before_the_relative_clause() {
    check(
        "The plan was criticized by an official from her own party, who said: \"It has been tried before.\"\n",
        Format::Plain,
        &[("It has been tried", "(an official from her own party)")],
    );
}

#[test]
fn a_statement_is_of_who_issued_it() {
    check(
        "\"He was a friend to all of us,\" said a statement released from Frost's family.\n",
        Format::Plain,
        &[("He was a friend", "(Frost's family)")],
    );
}

#[test]
fn another_word_for_a_person_is_the_person() {
    check(
        "Ben Moss won the race again. Moss is from Leeds and trains alone. \"I will not stop,\" the teenager said.\n",
        Format::Plain,
        &[("I will not stop,", "Ben Moss")],
    );
}

#[test]
fn a_stated_goal_is_no_statement() {
    let text = "One of Ruiz's major stated goals for her office is to stop the floods.\n";
    let (article, _) = parse(text, Format::Plain);
    assert!(extract(&article).quotations.is_empty());
}

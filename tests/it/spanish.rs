//! News in Spanish: the language, the names, and who says what.

use byline::{
    article::{Format, parse},
    extract::{Extraction, Kind, QuotationKind, extract},
};

/// Holds what is found in a Spanish article: people, places and organizations by name, and each quotation with its speaker.
fn check(text: &str, names: [&[&str]; 3], quotations: &[(&str, &str, &str)]) {
    let (article, _) = parse(text, Format::Plain);
    assert_eq!(article.meta.language.as_deref(), Some("es"), "{text}");
    let found = extract(&article);
    for (kind, expected) in [Kind::Person, Kind::Place, Kind::Organization].into_iter().zip(names) {
        let of_kind = found.entities.iter().filter(|entity| entity.kind == kind);
        let mut seen: Vec<&str> = of_kind.map(|entity| entity.name.as_str()).collect();
        let mut expected = expected.to_vec();
        seen.sort_unstable();
        expected.sort_unstable();
        assert_eq!(seen, expected, "{kind:?} of {text}");
    }
    assert_eq!(said(&article.text, &found), quotations, "{text}");
}

/// Returns words, cue and speaker of each quotation: the name of an entity, or the words that describe it.
fn said<'a>(text: &'a str, found: &'a Extraction) -> Vec<(&'a str, &'a str, &'a str)> {
    let speech = found.quotations.iter().filter(|it| it.kind != QuotationKind::Term);
    let speaker = |it: &byline::extract::Quotation| match it.speaker {
        Some(speaker) => speaker
            .entity
            .and_then(|idx| found.entities.get(idx))
            .map_or(speaker.span.slice(text), |entity| entity.name.as_str()),
        None => "",
    };
    speech.map(|it| (it.span.slice(text), it.cue.map_or("", |cue| cue.slice(text)), speaker(it))).collect()
}

#[test]
fn a_wire_story_with_guillemets() {
    check(
        "El alcalde de Puerto Alto, Julián Ortega, anunció el lunes que el puente seguirá cerrado.\n\n\
         «No vamos a abrirlo hasta que sea seguro», dijo Ortega en una rueda de prensa. «Los vecinos lo entenderán», añadió.\n\n\
         La ministra de Transportes, Elena Ruiz, aseguró que el Gobierno pagará la obra. «El dinero está», afirmó ella.",
        [&["Elena Ruiz", "Julián Ortega"], &["Puerto Alto"], &[]],
        &[
            ("el puente seguirá cerrado", "anunció", "Julián Ortega"),
            ("No vamos a abrirlo hasta que sea seguro", "dijo", "Julián Ortega"),
            ("Los vecinos lo entenderán", "añadió", "Julián Ortega"),
            ("el Gobierno pagará la obra", "aseguró", "Elena Ruiz"),
            ("El dinero está", "afirmó", "Elena Ruiz"),
        ],
    );
}

#[test]
fn names_with_particles_and_countries_of_the_world() {
    check(
        "Estados Unidos y México firmaron un acuerdo el martes en Nueva York. El secretario de Relaciones Exteriores, \
         Juan Ramón de la Fuente, dijo que el acuerdo es un paso importante.\n\n\
         «Es bueno para los dos países», señaló De la Fuente. Según la presidenta Claudia Sheinbaum, el texto se publicará en enero.",
        [&["Claudia Sheinbaum", "Juan Ramón de la Fuente"], &["Estados Unidos", "México", "Nueva York"], &[]],
        &[
            ("el acuerdo es un paso importante", "dijo", "Juan Ramón de la Fuente"),
            ("Es bueno para los dos países", "señaló", "Juan Ramón de la Fuente"),
            ("el texto se publicará en enero", "Según", "Claudia Sheinbaum"),
        ],
    );
}

#[test]
fn a_dialogue_with_dashes() {
    check(
        "La pescadora Marta Iriarte volvió el jueves a la playa de Cádiz con sus dos hijos.\n\n\
         —No tenemos miedo —dijo Iriarte—. El mar es nuestra casa.\n\n\
         —Mañana salimos otra vez —añadió ella.",
        [&["Marta Iriarte"], &["Cádiz"], &[]],
        &[
            ("No tenemos miedo", "dijo", "Marta Iriarte"),
            ("El mar es nuestra casa.", "dijo", "Marta Iriarte"),
            ("Mañana salimos otra vez", "añadió", "Marta Iriarte"),
        ],
    );
}

#[test]
fn a_story_of_an_agency() {
    check(
        "El Gobierno de España aprobó el martes un plan para frenar los incendios en Galicia y Castilla y León.\n\n\
         El presidente del Gobierno, Andrés Belmonte, dijo que \"el fuego no espera\" y pidió ayuda a la Unión Europea.\n\n\
         \"Necesitamos aviones ya\", declaró Belmonte en una entrevista. El líder del Partido Popular, Íñigo Zubiri, criticó la medida.\n\n\
         \"Lo hemos perdido todo\", contó Rosa Escalante, vecina de Verín, de 62 años. \"Nadie nos avisó\", agregó.\n\n\
         La ministra de Defensa, Carmen Arriaga, viajará el jueves a Santiago de Compostela. En EE. UU., el portavoz de la Casa Blanca \
         aseguró que enviará tres aviones. La Organización Meteorológica Nacional (OMN) advirtió de más calor. \"Será el verano más \
         duro en diez años\", indicó la OMN en un comunicado.",
        [
            &["Andrés Belmonte", "Carmen Arriaga", "Rosa Escalante", "Íñigo Zubiri"],
            &["Castilla y León", "EE. UU.", "España", "Galicia", "Santiago de Compostela", "Verín"],
            &["Casa Blanca", "Organización Meteorológica Nacional", "Partido Popular", "Unión Europea"],
        ],
        &[
            ("el fuego no espera", "dijo", "Andrés Belmonte"),
            ("Necesitamos aviones ya", "declaró", "Andrés Belmonte"),
            ("Lo hemos perdido todo", "contó", "Rosa Escalante"),
            ("Nadie nos avisó", "agregó", "Rosa Escalante"),
            ("enviará tres aviones", "aseguró", "el portavoz"),
            ("Será el verano más duro en diez años", "indicó", "Organización Meteorológica Nacional"),
        ],
    );
}

#[test]
fn a_rescue_told_by_several() {
    check(
        "Once pescadores fueron rescatados el domingo por la Armada de Chile tras pasar tres días a la deriva.\n\n\
         El comandante Diego Valenzuela explicó que la búsqueda se complicó por el viento. \"Fue muy difícil\", reconoció \
         Valenzuela, quien agradeció la ayuda de Perú.\n\n\
         De acuerdo con el Ministerio de Defensa, los hombres están bien. La gobernadora María José Paredes los visitó en el \
         Hospital Carlos van Buren. \"Son unos héroes\", dijo ella a los periodistas. Su esposo, Mateo Paredes, también estuvo allí.",
        [
            &["Diego Valenzuela", "María José Paredes", "Mateo Paredes"],
            &["Perú"],
            &["Armada de Chile", "Hospital Carlos van Buren", "Ministerio de Defensa"],
        ],
        &[
            ("la búsqueda se complicó por el viento", "explicó", "Diego Valenzuela"),
            ("Fue muy difícil", "reconoció", "Diego Valenzuela"),
            ("los hombres están bien", "De acuerdo con", "Ministerio de Defensa"),
            ("Son unos héroes", "dijo", "María José Paredes"),
        ],
    );
}

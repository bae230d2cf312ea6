//! `byline-train`: learns the weights of the tagger from annotated articles, and measures it.
//!
//! The same corpora give the same bytes: there is one thread, and chance begins with a fixed seed.

mod calibration;
mod corpus;
mod eval;
mod gazetteer;
mod lists;
mod measure;
mod normal;
mod silver;
mod speech;
mod written;

use std::{error::Error, fs, path::PathBuf, time::Instant};

use byline::extract::train::{Settings, train};
use clap::{Parser, Subcommand};

/// Trains and measures the tagger.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Writes a model.
    Train {
        /// The folder of the corpora.
        #[arg(long)]
        corpora: PathBuf,
        /// The folder of what was written and annotated for Byline.
        #[arg(long, default_value = "assets/gold")]
        own: PathBuf,
        /// Where the model goes.
        #[arg(long)]
        out: PathBuf,
        /// Where chance begins.
        #[arg(long, default_value_t = 7)]
        seed: u32,
        /// How many views of each article are made.
        #[arg(long, default_value_t = 3)]
        views: u32,
        /// How often all views are gone through.
        #[arg(long, default_value_t = 6)]
        rounds: u32,
        /// In how many orders that is done.
        #[arg(long, default_value_t = 3)]
        orders: u32,
        /// The size of a step.
        #[arg(long, default_value_t = 0.05)]
        step: f32,
        /// How strongly weights are drawn to zero.
        #[arg(long, default_value_t = 0.0001)]
        decay: f32,
        /// How many of 256 names of the lists the first view hides.
        #[arg(long, default_value_t = 90)]
        hide_from: u8,
        /// How many of them the last view hides.
        #[arg(long, default_value_t = 220)]
        hide_to: u8,
        /// Measures what comes out as well.
        #[arg(long)]
        measure: bool,
        /// Learns from the Groningen Meaning Bank as well, where its annotation and a first model agree.
        #[arg(long)]
        silver: bool,
        /// Leaves out one of five parts of the articles, and measures on it.
        #[arg(long)]
        without: Option<usize>,
        /// Prints every fault on that part as well.
        #[arg(long)]
        explain: bool,
    },
    /// Prints the table of all measures, with peers where they are installed.
    Eval {
        /// The folder of the corpora.
        #[arg(long)]
        corpora: PathBuf,
        /// The folder where the peers are installed.
        #[arg(long)]
        peers: PathBuf,
        /// Prints the pairs of names that are taken for one wrongly, or are not.
        #[arg(long)]
        explain_aliases: bool,
        /// Prints the places that are put where they are not, or nowhere.
        #[arg(long)]
        explain_places: bool,
    },
    /// Makes the list of places on the map.
    Gazetteer {
        /// The folder with the open data.
        #[arg(long)]
        from: PathBuf,
        /// The folder of the word lists.
        #[arg(long)]
        lists: PathBuf,
        /// Where the list goes.
        #[arg(long)]
        out: PathBuf,
    },
    /// Prints what the first article of a process costs.
    #[command(hide = true)]
    Cold {
        /// The article.
        source: PathBuf,
    },
    /// Compiles the lists of places, organizations, family names and first names.
    Lists {
        /// The folder of the corpora.
        #[arg(long)]
        corpora: PathBuf,
        /// The folder of what was written and annotated for Byline.
        #[arg(long, default_value = "assets/gold")]
        own: PathBuf,
        /// The folder with `compromise`, `geonames` and `popular-names`.
        #[arg(long)]
        sources: PathBuf,
        /// The folder that the lists go to.
        #[arg(long)]
        out: PathBuf,
        /// Leaves out the names of one of five parts of the articles.
        #[arg(long)]
        without: Option<usize>,
    },
    /// Prints how good a model is.
    Measure {
        /// The folder of the corpora.
        #[arg(long)]
        corpora: PathBuf,
        /// The folder of what was written and annotated for Byline.
        #[arg(long, default_value = "assets/gold")]
        own: PathBuf,
        /// The model, if not the one that is compiled in.
        #[arg(long)]
        model: Option<PathBuf>,
        /// Measures on one of five parts of the articles, which the model was trained without.
        #[arg(long, requires = "model")]
        without: Option<usize>,
    },
    /// Prints how good quotations, their speakers, reported speech and confidence are.
    Speech {
        /// The folder of the corpora.
        #[arg(long)]
        corpora: PathBuf,
        /// Which part of the articles: "dev", or "train" to see what rules were made on.
        #[arg(long, default_value = "dev")]
        part: String,
        /// Prints every fault as well.
        #[arg(long)]
        explain: bool,
    },
}

fn main() -> Result<(), Box<dyn Error>> {
    match Arguments::parse().command {
        Command::Train {
            corpora,
            own,
            out,
            seed,
            views,
            rounds,
            orders,
            step,
            decay,
            hide_from,
            hide_to,
            measure: also,
            without,
            explain,
            silver,
        } => {
            let start = Instant::now();
            let mut examples = corpus::training(&corpora, &own, without)?;
            let hidden = (hide_from, hide_to);
            let settings = Settings { seed, views, rounds, orders, step, decay, hidden };
            let mut model = train(&examples, &settings, tell);
            if silver {
                examples.extend(silver::agreed(&corpora, &model)?);
                model = train(&examples, &settings, tell);
            }
            fs::write(&out, &model)?;
            tell(&format!("{} bytes in {:.0} s", model.len(), start.elapsed().as_secs_f32()));
            if let Some(part) = without {
                measure::print_part(&corpora, &own, part, &model, explain)?;
            }
            if also {
                measure::print(&corpora, Some(&model))?;
            }
        }
        Command::Eval { corpora, explain_aliases: true, .. } => eval::explain_aliases(&corpora)?,
        Command::Eval { corpora, explain_places: true, .. } => eval::explain_places(&corpora)?,
        Command::Eval { corpora, peers, .. } => eval::print(&corpora, &peers)?,
        Command::Gazetteer { from, lists, out } => gazetteer::make(&from, &lists, &out)?,
        Command::Cold { source } => eval::cold(&source)?,
        Command::Speech { corpora, part, explain } => speech::print(&corpora, &part, explain)?,
        Command::Lists { corpora, own, sources, out, without } => {
            lists::write(&corpora, &own, &sources, &out, without)?;
        }
        Command::Measure { corpora, own, model, without } => {
            let model = model.map(fs::read).transpose()?;
            match (without, &model) {
                (Some(part), Some(model)) => measure::print_part(&corpora, &own, part, model, false)?,
                _ => measure::print(&corpora, model.as_deref())?,
            }
        }
    }
    Ok(())
}

#[allow(clippy::print_stderr)]
fn tell(line: &str) {
    eprintln!("{line}");
}

//! Byline is a reading desk in the terminal: an article in one pane, and the people, places, organizations and
//! quotations found in it in another, with highlights and notes that are never lost.
//!
//! The modules, from the ground up; each uses only those named before it:
//!
//! | module | purpose |
//! | --- | --- |
//! | [`text`] | positions in a text; how text is measured, segmented, broken into rows and searched |
//! | [`article`] | turns the bytes of a source into an [`article::Article`] |
//! | [`extract`] | finds mentions, joins them into entities, attributes quotations |
//! | [`annotation`] | highlights and notes, and how they are found again in a text |
//! | [`config`] | settings as data |
//! | [`query`] | the query language: what finds articles and notes |
//! | [`export`] | writes notes in the formats of others |
//! | [`import`] | reads notes from the formats of others |
//! | [`app`] | the state of a session and the one function that changes it |
//! | [`fetch`] | fetches pages and feeds, with care |
//! | [`ui`] | draws the state |
//! | [`store`] | the notes file, the library, drafts and files: whatever touches the disk |
//! | [`terminal`] | the real world: keys and signals in, effects out |
//! | [`cli`] | arguments and subcommands |

pub mod annotation;
pub mod app;
pub mod article;
pub mod cli;
pub mod config;
pub mod export;
pub mod extract;
pub mod fetch;
pub mod import;
pub mod query;
pub mod store;
pub mod terminal;
pub mod text;
pub mod ui;

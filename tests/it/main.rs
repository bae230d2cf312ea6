//! One binary of integration tests: the features in the reader's words.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that finds nothing fails, as it should")]

mod anchors;
mod articles;
mod cli;
mod docs;
mod export;
mod extraction;
mod highlighting;
mod laws;
mod notes;
mod people;
mod reading;
mod sandbox;
mod session;
mod settings;
mod tidy;

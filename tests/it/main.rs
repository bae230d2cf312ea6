//! One binary of integration tests: the features in the reader's words.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that finds nothing fails, as it should")]

mod actions;
mod anchors;
mod articles;
mod cli;
mod correcting;
mod crashes;
mod docs;
mod doctor;
mod endurance;
mod entities;
mod exchange;
mod export;
mod exporting;
mod extraction;
mod fetching;
mod finding;
mod formats;
mod hands;
mod highlighting;
mod history;
mod laws;
mod library;
mod list;
mod map;
mod merging;
mod mouse;
mod notes;
mod people;
mod placing;
mod pty;
mod reading;
mod redrawing;
mod sandbox;
mod screens;
mod server;
mod session;
mod settings;
mod sources;
mod spanish;
mod speakers;
mod tidy;

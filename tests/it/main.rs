//! One binary of integration tests: the features in the reader's words.

mod articles;
mod cli;
mod export;
mod notes;
mod sandbox;

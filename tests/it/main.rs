//! One binary of integration tests: the features in the reader's words.

mod extraction;

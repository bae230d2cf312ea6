use crate::article::{Meta, builder::Part, plain};
pub(super) fn read(source: &str) -> (Meta, Vec<Part>) {
    (Meta::default(), plain::read(source))
}

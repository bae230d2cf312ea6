use crate::article::{Meta, Warning, builder::Part, plain};
pub(super) fn read(source: &str, _: &mut Vec<Warning>) -> (Meta, Vec<Part>) {
    (Meta::default(), plain::read(source))
}

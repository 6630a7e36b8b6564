//! Arguments and settings, then the screen or a command; nothing else.

fn main() {}

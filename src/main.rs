//! Arguments and settings, then the screen or a command; nothing else.

use std::process::ExitCode;

fn main() -> ExitCode {
    chartroom::cli::run()
}

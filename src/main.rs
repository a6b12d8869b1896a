//! Allpa: desktop GIS for planning a region.
//!
//! Without a subcommand the window opens; with one the program answers and exits.

mod cli;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    let arguments = cli::Arguments::parse();
    cli::run(arguments)
}

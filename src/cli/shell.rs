//! What a packager needs: completions for shells, pages of the manual.

use std::io::Write as _;

use allpa_files::export::WriteError;
use allpa_text::UserMessage;
use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use super::common::Session;

/// Completions of a shell.
#[derive(Debug, Args)]
pub struct Completions {
    /// Consola: bash, zsh, fish, elvish o powershell
    shell: Shell,
}

impl Completions {
    pub fn run(self, session: &Session) -> Result<(), UserMessage> {
        let mut text = Vec::new();
        let mut command = super::Arguments::command();
        clap_complete::generate(self.shell, &mut command, "allpa", &mut text);
        print(session, &text)
    }
}

/// Prints the page of the manual; with `--out FOLDER`, writes that of every subcommand too.
pub fn manual(session: &Session) -> Result<(), UserMessage> {
    let command = super::Arguments::command();
    let Some(folder) = session.out() else {
        let mut page = Vec::new();
        let made = clap_mangen::Man::new(command).render(&mut page);
        made.map_err(|error| failed(session, error))?;
        return print(session, &page);
    };
    let written =
        std::fs::create_dir_all(folder).and_then(|()| clap_mangen::generate_to(command, folder));
    written.map_err(|error| failed(session, error))
}

fn print(session: &Session, text: &[u8]) -> Result<(), UserMessage> {
    std::io::stdout().write_all(text).map_err(|error| failed(session, error))
}

fn failed(session: &Session, error: std::io::Error) -> UserMessage {
    session.texts().write_error("", &WriteError::Io(error))
}

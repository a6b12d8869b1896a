//! Documents on paper: headings, text, maps and tables that flow over pages, with the same foot on
//! every one.

mod flow;
mod foot;
mod table;

use allpa_map::Fonts;
use allpa_map::Picture;
use allpa_map::style::MapTheme;

use crate::sheet::MapSheet;
use crate::{Orientation, Page, Paper};

pub use table::{TableColumn, TableRow, Tabular};

/// What a document says, from top to bottom. All words are already in the user's language.
pub struct Document<'a> {
    /// Its letters.
    pub fonts: &'a Fonts,
    /// Colours of lines and letters.
    pub theme: MapTheme,
    /// Size of the paper.
    pub paper: Paper,
    /// Which side of it is up.
    pub orientation: Orientation,
    /// What it is called; it stands at the head of every page but the first.
    pub title: String,
    /// Language of its words: `es` or `en`.
    pub language: String,
    /// Its parts.
    pub blocks: Vec<Block<'a>>,
    /// Where everything comes from, at the foot of every page.
    pub stamp: Vec<String>,
    /// Said in place of the lines of the stamp that find no room.
    pub more: String,
    /// How a page is numbered: its number and how many there are.
    pub numbering: &'a dyn Fn(usize, usize) -> String,
    /// Large pale words across every page.
    pub watermark: Option<String>,
}

/// One part of a document.
pub enum Block<'a> {
    /// The heading of all.
    Title(String),
    /// The heading of a part, which the list of contents names.
    Heading(String),
    /// A paragraph.
    Text(String),
    /// A paragraph in small letters.
    Quiet(String),
    /// What must not be overlooked.
    Notice(String),
    /// Names and what they stand for.
    Pairs(Vec<[String; 2]>),
    /// A map across the page; its height as a share of its width.
    Map(Box<MapSheet<'a>>, f32),
    /// A picture across the page, at most so high as this share of its width.
    Picture(Picture, f32),
    /// Figures.
    Table(Tabular),
    /// Lines to be signed, each with the words below it.
    Signatures(Vec<Vec<String>>),
}

impl Document<'_> {
    /// Lays the document out.
    pub fn pages(&self) -> Vec<Page> {
        flow::pages(self)
    }
}

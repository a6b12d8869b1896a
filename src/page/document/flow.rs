//! Parts of a document from the top of a page down, and over to the next.

use allpa_map::drawing::{Area, Mark, Words, corners};
use allpa_map::style::{Color, Fill, Stroke, Weight};
use allpa_map::{Picture, Text};

use super::foot::Foot;
use super::{Block, Document};
use crate::sheet::{figure, frame};
use crate::{Bookmark, Page, mm};

/// Free paper at the sides and at the top, in millimetres.
const SIDE_MM: f32 = 18.0;
const TOP_MM: f32 = 16.0;
/// Letters, in points.
const TITLE: f32 = 16.0;
const HEADING: f32 = 10.5;
const TEXT: f32 = 8.5;
const QUIET: f32 = 7.0;
const HEAD: f32 = 7.0;
/// From one line to the next, in sizes of the letters.
const LEADING: f32 = 1.42;
/// Share of the width that the names of pairs take.
const NAMES: f32 = 0.27;
/// Room above a line to be signed.
const SIGNING: f32 = 46.0;
/// Room between lines to be signed.
const SIGNING_GAP: f32 = 18.0;
/// Room around the words of a notice.
const NOTICE_PAD: f32 = 5.0;
/// Lines to be signed beside each other.
const SIGNATURES: usize = 3;

/// Letters of a warning.
pub(super) const WARNING: Color = Color::hex(0x008A_5A00);
const WARNING_GROUND: Color = Color::hex(0x00FF_F4D6);

/// The pages being filled.
pub(super) struct Flow<'a> {
    pub document: &'a Document<'a>,
    pub pages: Vec<Page>,
    pub left: f32,
    pub right: f32,
    /// Where the next thing goes.
    pub y: f32,
    /// Nothing but the foot goes below.
    pub bottom: f32,
    top: f32,
}

/// Lays a document out.
pub(super) fn pages(document: &Document) -> Vec<Page> {
    let [width, height] = document.paper.size_mm(document.orientation).map(mm);
    let [left, right] = [mm(SIDE_MM), width - mm(SIDE_MM)];
    let foot = Foot::of(document, right - left);
    let bottom = height - foot.height();
    let top = mm(TOP_MM);
    let mut flow = Flow { document, pages: Vec::new(), left, right, y: top, bottom, top };
    flow.turn();
    for (number, block) in document.blocks.iter().enumerate() {
        flow.block(block, &document.blocks[number + 1..]);
    }
    let mut pages = flow.pages;
    let count = pages.len();
    for (number, page) in pages.iter_mut().enumerate() {
        foot.write(page, [left, right], number + 1, count);
    }
    pages
}

impl Flow<'_> {
    /// Begins a page.
    pub fn turn(&mut self) {
        let document = self.document;
        let size = document.paper.size_mm(document.orientation).map(mm);
        let sheet = corners([0.0, 0.0, size[0], size[1]]);
        let marks = vec![Mark::Land { rings: vec![sheet], fill: Fill::solid(Color::WHITE) }];
        let (title, language) = (document.title.clone(), document.language.clone());
        let (bookmarks, links) = (Vec::new(), Vec::new());
        self.pages.push(Page { size, marks, title, language, bookmarks, links, maps: Vec::new() });
        self.y = self.top;
        if self.pages.len() > 1 {
            let line = self.document.fonts.lines(
                &document.title,
                Weight::Regular,
                HEAD,
                self.right - self.left,
            );
            if let Some(line) = line.into_iter().next() {
                self.write(line, [self.left, self.top - HEAD], self.document.theme.quiet);
            }
            self.rule(self.top - HEAD * 0.4);
            self.y = self.top + HEAD;
        }
    }

    /// Turns the page unless so much room is left.
    pub fn need(&mut self, height: f32) {
        if self.y + height > self.bottom && self.y > self.top + HEAD {
            self.turn();
        }
    }

    pub fn put(&mut self, mark: Mark) {
        if let Some(page) = self.pages.last_mut() {
            page.marks.push(mark);
        }
    }

    pub fn write(&mut self, text: Text, at: [f32; 2], color: Color) {
        self.put(Mark::Words(Words { text, at, color, halo: None, turn: 0.0 }));
    }

    fn rule(&mut self, y: f32) {
        let lines = vec![vec![[self.left, y], [self.right, y]]];
        self.put(Mark::Lines { lines, stroke: Stroke::new(self.document.theme.line, 0.5) });
    }

    pub fn width(&self) -> f32 {
        self.right - self.left
    }

    /// Lays a block down; `after` come below it.
    fn block(&mut self, block: &Block, after: &[Block]) {
        let ink = self.document.theme.ink;
        match block {
            Block::Title(words) => {
                self.bookmark(words);
                self.lines(words, Weight::SemiBold, TITLE, ink);
                self.y += TITLE * 0.3;
            }
            Block::Heading(words) => {
                self.y += HEADING * 0.9;
                self.need(self.headed(words, after));
                self.bookmark(words);
                self.lines(words, Weight::SemiBold, HEADING, ink);
                self.y += HEADING * 0.3;
            }
            Block::Text(words) => {
                self.lines(words, Weight::Regular, TEXT, ink);
                self.y += TEXT * 0.35;
            }
            Block::Quiet(words) => {
                self.lines(words, Weight::Regular, QUIET, self.document.theme.quiet);
                self.y += QUIET * 0.3;
            }
            Block::Notice(words) => self.notice(words),
            Block::Pairs(pairs) => self.pairs(pairs),
            Block::Map(sheet, share) => {
                let height = self.map_height(*share);
                self.need(height + TEXT);
                let area = [self.left, self.y, self.right, self.y + height];
                for mark in figure(sheet, area) {
                    self.put(mark);
                }
                self.y += height + TEXT;
            }
            Block::Picture(picture, share) => self.picture(picture, *share),
            Block::Table(table) => table.write(self),
            Block::Signatures(people) => self.signatures(people),
        }
    }

    /// Room for a heading with the first of what it heads: it does not stand alone at the foot of a
    /// page.
    fn headed(&self, words: &str, after: &[Block]) -> f32 {
        let lines = wrapped(self.document, words, Weight::SemiBold, HEADING, self.width());
        let own = lines.len() as f32 * HEADING * LEADING + HEADING * 0.3;
        own + match after {
            [] => 0.0,
            [Block::Heading(words), after @ ..] => HEADING * 0.9 + self.headed(words, after),
            [first, ..] => self.least(first),
        }
    }

    /// Height of the least of a block that may stand alone at the foot of a page.
    fn least(&self, block: &Block) -> f32 {
        match block {
            Block::Title(_) => TITLE * LEADING,
            Block::Heading(_) | Block::Text(_) | Block::Quiet(_) | Block::Pairs(_) => {
                TEXT * LEADING * 2.0
            }
            Block::Notice(words) => self.notice_lines(words).1 + TEXT,
            Block::Map(_, share) => self.map_height(*share) + TEXT,
            Block::Picture(picture, share) => self.picture_size(picture, *share)[1] + TEXT,
            Block::Table(table) => table.least(self),
            Block::Signatures(people) => {
                let row = &people[..people.len().min(SIGNATURES)];
                self.signed(row).1
            }
        }
    }

    fn map_height(&self, share: f32) -> f32 {
        (self.width() * share).min(self.bottom - self.top - HEAD * 2.0)
    }

    /// Width and height of a picture; none where it has no pixels.
    fn picture_size(&self, picture: &Picture, share: f32) -> [f32; 2] {
        if picture.width == 0 || picture.height == 0 {
            return [0.0; 2];
        }
        let ratio = picture.height as f32 / picture.width as f32;
        let height = (self.width() * ratio).min(self.width() * share);
        [height / ratio, height]
    }

    fn bookmark(&mut self, title: &str) {
        let top = self.y;
        if let Some(page) = self.pages.last_mut() {
            page.bookmarks.push(Bookmark { title: title.to_owned(), top });
        }
    }

    fn lines(&mut self, words: &str, weight: Weight, size: f32, color: Color) {
        for line in wrapped(self.document, words, weight, size, self.width()) {
            self.need(size * LEADING);
            self.write(line, [self.left, self.y + size], color);
            self.y += size * LEADING;
        }
    }

    /// The lines of a notice and the height of its ground.
    fn notice_lines(&self, words: &str) -> (Vec<Text>, f32) {
        let inside = self.width() - NOTICE_PAD * 3.0;
        let lines = wrapped(self.document, words, Weight::SemiBold, TEXT, inside);
        let height = lines.len() as f32 * TEXT * LEADING + NOTICE_PAD * 1.4;
        (lines, height)
    }

    /// Words on a warm ground with an edge at the left.
    fn notice(&mut self, words: &str) {
        let pad = NOTICE_PAD;
        let (lines, height) = self.notice_lines(words);
        self.need(height + TEXT);
        let area = [self.left, self.y, self.right, self.y + height];
        let ground = Fill::solid(WARNING_GROUND);
        self.put(Mark::Land { rings: vec![corners(area)], fill: ground });
        let edge: Area = [self.left, self.y, self.left + 2.0, self.y + height];
        self.put(Mark::Land { rings: vec![corners(edge)], fill: Fill::solid(WARNING) });
        let mut baseline = self.y + pad * 0.7 + TEXT;
        for line in lines {
            self.write(line, [self.left + pad * 1.6, baseline], WARNING);
            baseline += TEXT * LEADING;
        }
        self.y += height + TEXT * 0.6;
    }

    fn pairs(&mut self, pairs: &[[String; 2]]) {
        let names = self.width() * NAMES;
        for [name, value] in pairs {
            let name = wrapped(self.document, name, Weight::Regular, TEXT, names - 6.0);
            let value = wrapped(self.document, value, Weight::Regular, TEXT, self.width() - names);
            let rows = name.len().max(value.len());
            let (mut name, mut value) = (name.into_iter(), value.into_iter());
            for _ in 0..rows {
                self.need(TEXT * LEADING);
                let baseline = self.y + TEXT;
                if let Some(line) = name.next() {
                    self.write(line, [self.left, baseline], self.document.theme.quiet);
                }
                if let Some(line) = value.next() {
                    self.write(line, [self.left + names, baseline], self.document.theme.ink);
                }
                self.y += TEXT * LEADING;
            }
        }
        self.y += TEXT * 0.4;
    }

    fn picture(&mut self, picture: &Picture, share: f32) {
        let [width, height] = self.picture_size(picture, share);
        if height == 0.0 {
            return;
        }
        self.need(height + TEXT);
        let area = [self.left, self.y, self.left + width, self.y + height];
        self.put(Mark::Picture { picture: picture.clone(), area });
        self.put(frame(area, self.document.theme.line, 0.6));
        self.y += height + TEXT;
    }

    /// Width of a line to be signed.
    fn signing_width(&self) -> f32 {
        (self.width() - SIGNING_GAP * (SIGNATURES as f32 - 1.0)) / SIGNATURES as f32
    }

    /// What stands under the lines of a row, and the height of the row.
    fn signed(&self, row: &[Vec<String>]) -> (Vec<Vec<Text>>, f32) {
        let width = self.signing_width();
        let under = |lines: &Vec<String>| {
            let lines = lines
                .iter()
                .flat_map(|words| wrapped(self.document, words, Weight::Regular, QUIET, width));
            lines.collect::<Vec<Text>>()
        };
        let under: Vec<Vec<Text>> = row.iter().map(under).collect();
        let most = under.iter().map(Vec::len).max().unwrap_or_default() as f32;
        (under, SIGNING + most * QUIET * LEADING + QUIET)
    }

    fn signatures(&mut self, people: &[Vec<String>]) {
        let (gap, width) = (SIGNING_GAP, self.signing_width());
        for row in people.chunks(SIGNATURES) {
            let (under, height) = self.signed(row);
            self.need(height);
            let line = self.y + SIGNING;
            for (number, lines) in under.into_iter().enumerate() {
                let left = self.left + (width + gap) * number as f32;
                let stroke = Stroke::new(self.document.theme.ink, 0.6);
                self.put(Mark::Lines {
                    lines: vec![vec![[left, line], [left + width, line]]],
                    stroke,
                });
                for (row, text) in lines.into_iter().enumerate() {
                    let x = left + (width - text.width).max(0.0) / 2.0;
                    let baseline = line + QUIET * (1.3 + LEADING * row as f32);
                    self.write(text, [x, baseline], self.document.theme.ink);
                }
            }
            self.y += height;
        }
    }
}

/// Words in lines at most `width` wide. A word that is wider is broken: nothing runs out of its
/// place.
pub(super) fn wrapped(
    document: &Document,
    words: &str,
    weight: Weight,
    size: f32,
    width: f32,
) -> Vec<Text> {
    let fonts = document.fonts;
    let mut lines = Vec::new();
    for line in words.lines().flat_map(|line| broken(document, line, weight, size, width)) {
        if line.width <= width {
            lines.push(line);
            continue;
        }
        let mut open = String::new();
        for letter in line.words.chars() {
            let longer = format!("{open}{letter}");
            if !open.is_empty() && fonts.text(&longer, weight, size, 0.0).width > width {
                lines.push(fonts.text(&open, weight, size, 0.0));
                open = letter.to_string();
            } else {
                open = longer;
            }
        }
        lines.push(fonts.text(&open, weight, size, 0.0));
    }
    lines
}

/// A line broken at its spaces. The thin spaces that group digits are none: a figure is one word.
fn broken(document: &Document, words: &str, weight: Weight, size: f32, width: f32) -> Vec<Text> {
    let mut lines: Vec<Text> = Vec::new();
    for word in words.split([' ', '\t']).filter(|word| !word.is_empty()) {
        let longer = match lines.last() {
            Some(last) => format!("{} {word}", last.words),
            None => word.to_owned(),
        };
        let longer = document.fonts.text(&longer, weight, size, 0.0);
        match lines.last_mut() {
            Some(last) if longer.width <= width => *last = longer,
            _ => lines.push(document.fonts.text(word, weight, size, 0.0)),
        }
    }
    lines
}

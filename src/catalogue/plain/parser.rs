//! From text to entries.

use std::borrow::Cow;

use super::{Entry, Table, Value};

/// Arrays and tables within each other that are followed.
const DEEPEST: usize = 16;

/// Digits of the longest number that is read.
const LONGEST_NUMBER: usize = 15;

/// A document; none: it is unusual, or no document.
pub(super) fn parse(text: &str) -> Option<Table<'_>> {
    // Carriage returns and other controls have rules of their own.
    if text.bytes().any(|byte| byte < b' ' && byte != b'\n' && byte != b'\t' || byte == 0x7f) {
        return None;
    }
    let mut parser = Parser { text, at: 0 };
    let mut root = Table::default();
    let mut path: Vec<Cow<'_, str>> = Vec::new();
    parser.entries(&mut root)?;
    while parser.peek().is_some() {
        path.clear();
        let several = parser.header(&mut path)?;
        let table = root.begin(&path, several)?;
        parser.entries(table)?;
    }
    Some(root)
}

/// Where a text is read. No value is returned where anything unusual stands.
struct Parser<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Parser<'t> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t')) {
            self.at += 1;
        }
    }

    /// Blanks, ends of lines and remarks.
    fn gap(&mut self) {
        loop {
            self.blanks();
            match self.peek() {
                Some(b'\n') => self.at += 1,
                Some(b'#') => self.remark(),
                _ => return,
            }
        }
    }

    fn remark(&mut self) {
        let rest = &self.text.as_bytes()[self.at..];
        self.at += rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
    }

    /// The end of a line, or of the text.
    fn end_of_line(&mut self) -> Option<()> {
        self.blanks();
        if self.peek() == Some(b'#') {
            self.remark();
        }
        match self.peek() {
            None => Some(()),
            Some(_) => self.take(b'\n'),
        }
    }

    /// The entries up to the next header.
    fn entries(&mut self, table: &mut Table<'t>) -> Option<()> {
        loop {
            self.gap();
            if matches!(self.peek(), None | Some(b'[')) {
                return Some(());
            }
            let (key, value) = self.entry(0)?;
            table.add(key, value)?;
            self.end_of_line()?;
        }
    }

    /// A header; whether its brackets are doubled.
    fn header(&mut self, path: &mut Vec<Cow<'t, str>>) -> Option<bool> {
        self.take(b'[')?;
        let several = self.take(b'[').is_some();
        loop {
            self.blanks();
            path.push(self.key()?);
            self.blanks();
            if self.take(b'.').is_none() {
                break;
            }
        }
        self.take(b']')?;
        if several {
            self.take(b']')?;
        }
        self.end_of_line()?;
        Some(several)
    }

    fn entry(&mut self, depth: usize) -> Option<Entry<'t>> {
        let key = self.key()?;
        self.blanks();
        self.take(b'=')?;
        self.blanks();
        Some((key, self.value(depth)?))
    }

    fn key(&mut self) -> Option<Cow<'t, str>> {
        match self.peek()? {
            b'"' => self.basic(),
            b'\'' => self.literal(),
            _ => {
                let word = self.run(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
                (!word.is_empty()).then_some(Cow::Borrowed(word))
            }
        }
    }

    /// The bytes of ASCII from here on that are of a kind.
    fn run(&mut self, is_of: impl Fn(u8) -> bool) -> &'t str {
        let rest = &self.text[self.at..];
        let length = rest.bytes().take_while(|byte| is_of(*byte)).count();
        self.at += length;
        &rest[..length]
    }

    fn value(&mut self, depth: usize) -> Option<Value<'t>> {
        match self.peek()? {
            b'"' => self.basic().map(Value::Text),
            b'\'' => self.literal().map(Value::Text),
            b'[' => self.list(depth),
            b'{' => self.closed(depth),
            _ => word(self.run(|byte| byte.is_ascii_graphic() && !b",]}#".contains(&byte))),
        }
    }

    fn list(&mut self, depth: usize) -> Option<Value<'t>> {
        self.take(b'[').filter(|()| depth < DEEPEST)?;
        let mut all = Vec::new();
        loop {
            self.gap();
            if self.take(b']').is_some() {
                return Some(Value::List(all));
            }
            all.push(self.value(depth + 1)?);
            self.gap();
            if self.peek()? != b']' {
                self.take(b',')?;
            }
        }
    }

    fn closed(&mut self, depth: usize) -> Option<Value<'t>> {
        self.take(b'{').filter(|()| depth < DEEPEST)?;
        let mut table = Table::default();
        loop {
            self.blanks();
            let (key, value) = self.entry(depth + 1)?;
            table.add(key, value)?;
            self.blanks();
            if self.take(b'}').is_some() {
                return Some(Value::Closed(table));
            }
            self.take(b',')?;
        }
    }

    /// A text in single quotes.
    fn literal(&mut self) -> Option<Cow<'t, str>> {
        self.take(b'\'')?;
        let rest = &self.text[self.at..];
        let length = rest.bytes().position(|byte| byte == b'\'' || byte == b'\n')?;
        self.at += length;
        self.take(b'\'')?;
        // Three quotes begin a text over several lines.
        (length > 0 || self.peek() != Some(b'\'')).then(|| Cow::Borrowed(&rest[..length]))
    }

    /// A text in double quotes.
    fn basic(&mut self) -> Option<Cow<'t, str>> {
        self.take(b'"')?;
        let mut text: Cow<'t, str> = Cow::Borrowed("");
        loop {
            let rest = &self.text[self.at..];
            let length = rest.bytes().position(|byte| matches!(byte, b'"' | b'\\' | b'\n'))?;
            self.at += length;
            if text.is_empty() {
                text = Cow::Borrowed(&rest[..length]);
            } else {
                text.to_mut().push_str(&rest[..length]);
            }
            if self.take(b'"').is_some() {
                let closed = !text.is_empty() || self.peek() != Some(b'"');
                return closed.then_some(text);
            }
            self.take(b'\\')?;
            let sign = self.peek().filter(|sign| b"\"\\".contains(sign))?;
            self.at += 1;
            text.to_mut().push(char::from(sign));
        }
    }
}

/// A truth value or a number in its plainest form.
fn word(text: &str) -> Option<Value<'_>> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (base, exponent) = digits.split_once('e').unwrap_or((digits, "0"));
    let (whole, fraction) = base.split_once('.').unwrap_or((base, "0"));
    let exponent = exponent.strip_prefix('-').unwrap_or(exponent);
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    match text {
        "true" => Some(Value::Truth(true)),
        "false" => Some(Value::Truth(false)),
        _ if digits.len() > LONGEST_NUMBER => None,
        _ if ![whole, fraction, exponent].into_iter().all(is_digits) => None,
        _ if whole.len() > 1 && whole.starts_with('0') => None,
        _ if whole.len() < digits.len() => text.parse().ok().map(Value::Number),
        _ => text.parse().ok().map(Value::Whole),
    }
}

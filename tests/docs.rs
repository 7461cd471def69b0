//! Tests of the documentation: every console block is run and its output compared, and every link must lead to a file.
//!
//! A block with prompts is a session. Below each `$ command` is the expected output of the program, both streams, as on
//! a terminal. A line `...` stands for any lines, `[..]` for any text within a line. The expected exit status is 0,
//! unless `$ echo $?` comes next. A block without prompts is a list of commands: they are run, but their output is not
//! compared. `# …` after a command is a comment.
//!
//! The commands of a page run one after another in a temporary folder with a copy of `sample-data`. The pages of
//! `docs/` start where the blocks of `docs/README.md` end. `UPDATE=1 cargo test docs` writes the program's output into
//! the blocks that differ.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use snapbox::Assert;
use tempfile::TempDir;

use crate::program::{contents, root};

/// A command of a block, with the lines below it.
struct Step<'p> {
    /// The line as it is in the page.
    line: &'p str,
    /// The expected output; `None` if it is not compared.
    output: Option<Vec<&'p str>>,
}

impl Step<'_> {
    /// The command without prompt and comment, split into words. Quotes keep a word together.
    fn words(&self) -> Vec<String> {
        let line = self.line.strip_prefix("$ ").unwrap_or(self.line);
        let command = line.split(" # ").next().unwrap();
        let mut words = Vec::new();
        for (index, piece) in command.split('"').enumerate() {
            if index % 2 == 1 {
                words.push(piece.to_owned());
            } else {
                words.extend(piece.split_whitespace().map(str::to_owned));
            }
        }
        words
    }
}

/// A part of a page; together the parts give the page.
enum Part<'p> {
    Line(&'p str),
    Session(Vec<Step<'p>>),
}

/// The commands of a block.
fn session<'p>(lines: &[&'p str], page: &str) -> Vec<Step<'p>> {
    if !lines.iter().any(|line| line.starts_with("$ ")) {
        return lines.iter().map(|line| Step { line, output: None }).collect();
    }
    let mut steps: Vec<Step<'p>> = Vec::new();
    for line in lines {
        if line.starts_with("$ ") {
            steps.push(Step { line, output: Some(Vec::new()) });
        } else {
            let step =
                steps.last_mut().unwrap_or_else(|| panic!("{page}: output before a command"));
            step.output.get_or_insert_default().push(line);
        }
    }
    steps
}

fn parts<'p>(text: &'p str, page: &str) -> Vec<Part<'p>> {
    let mut found = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        found.push(Part::Line(line));
        if line == "```console" {
            let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            found.push(Part::Session(session(&block, page)));
            found.push(Part::Line("```"));
        }
    }
    found
}

/// A folder in which the commands of a page run.
struct Place {
    folder: TempDir,
    /// The exit status of the last command.
    status: i32,
}

impl Place {
    /// A folder with a copy of another one.
    fn with(name: &str, from: &Path) -> Self {
        let folder = TempDir::new().unwrap();
        for (path, bytes) in contents(from) {
            let to = folder.path().join(name).join(path);
            std::fs::create_dir_all(to.parent().unwrap()).unwrap();
            std::fs::write(to, bytes).unwrap();
        }
        Self { folder, status: 0 }
    }

    fn run(&mut self, words: &[String]) -> String {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match words[..] {
            ["flowdown", ref rest @ ..] | ["cargo", "run", "--", ref rest @ ..] => {
                self.flowdown(rest)
            }
            ["echo", "$?"] => format!("{}\n", self.status),
            ["head", count, file] => {
                let text = std::fs::read_to_string(self.folder.path().join(file)).unwrap();
                let count: usize = count.trim_start_matches('-').parse().unwrap();
                text.lines().take(count).map(|line| format!("{line}\n")).collect()
            }
            // `cargo test` is what runs now, and an installation would write outside the folder.
            ["cargo", "test" | "install", ..] => String::new(),
            _ => panic!("{words:?}: the documentation uses a command that its test does not know"),
        }
    }

    /// Runs the program; both streams are returned in the order in which they were written.
    fn flowdown(&mut self, arguments: &[&str]) -> String {
        let (mut printed, stream) = std::io::pipe().unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_flowdown"))
            .args(arguments)
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .stdout(stream.try_clone().unwrap())
            .stderr(stream)
            .spawn()
            .unwrap();
        let mut text = String::new();
        printed.read_to_string(&mut text).unwrap();
        self.status = child.wait().unwrap().code().unwrap();
        text
    }

    /// Runs a step; on a difference returns a message and the output that the block should have.
    fn step(&mut self, step: &Step<'_>) -> Result<(), (String, String)> {
        let printed = self.run(&step.words());
        let Some(output) = &step.output else {
            let wrong = format!("status {}:\n{printed}", self.status);
            return if [0, 1, 3].contains(&self.status) { Ok(()) } else { Err((wrong, printed)) };
        };
        let expected: String = output.iter().map(|line| format!("{line}\n")).collect();
        let assert = Assert::new().normalize_paths(true);
        let same =
            assert.try_eq(Some(&step.line), printed.as_str().into(), expected.as_str().into());
        same.map_err(|difference| {
            // Text that `...` and `[..]` still match stays omitted.
            let (shown, _) = assert.normalize(printed.as_str().into(), expected.into());
            (difference.to_string(), shown.render().unwrap_or(printed))
        })
    }
}

/// Runs the commands of a block; returns the block as it should be, and the problems.
fn checked(steps: &[Step<'_>], place: &mut Place) -> (String, Vec<String>) {
    let (mut block, mut found) = (String::new(), Vec::new());
    for (at, step) in steps.iter().enumerate() {
        let line = step.line;
        let same = place.step(step);
        let asks = |line: &str| line == "$ echo $?";
        let told = asks(line) || steps.get(at + 1).is_some_and(|next| asks(next.line));
        if step.output.is_some() && place.status != 0 && !told {
            found.push(format!("{line} ends with status {}", place.status));
        }
        block.push_str(&format!("{line}\n"));
        match (same, &step.output) {
            (Ok(()), output) => {
                block.extend(output.iter().flatten().map(|line| format!("{line}\n")));
            }
            (Err((difference, shown)), output) => {
                found.push(format!("{line}\n{difference}"));
                block.push_str(output.as_ref().map_or("", |_| &shown));
            }
        }
    }
    (block, found)
}

/// Runs the blocks of a page; returns the problems. With `UPDATE=1` the page is rewritten instead.
fn wrong(page: &str, place: &mut Place) -> Vec<String> {
    let path = root().join(page);
    let text = std::fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
    let (mut current, mut found) = (String::new(), Vec::new());
    for part in parts(&text, page) {
        match part {
            Part::Line(line) => current.push_str(&format!("{line}\n")),
            Part::Session(steps) => {
                let (block, problems) = checked(&steps, place);
                current.push_str(&block);
                found.extend(problems.into_iter().map(|problem| format!("{page}: {problem}")));
            }
        }
    }
    if std::env::var_os("UPDATE").is_some() && current != text {
        std::fs::write(&path, current).unwrap();
        return Vec::new();
    }
    found
}

/// The folder after the blocks of `docs/README.md`, with the problems in that page.
static BEGINNING: LazyLock<(Place, Vec<String>)> = LazyLock::new(|| {
    let mut place = Place::with("sample-data", &root().join("sample-data"));
    let wrong = wrong("docs/README.md", &mut place);
    (place, wrong)
});

/// The pages below `docs/`, without its index.
fn pages() -> Vec<String> {
    let names = contents(&root().join("docs")).into_iter().map(|(name, _)| name);
    let pages = names.filter(|name| name.ends_with(".md") && name != "README.md");
    pages.map(|name| format!("docs/{name}")).collect()
}

#[test]
fn the_readme_says_what_the_program_prints() {
    let mut place = Place::with("sample-data", &root().join("sample-data"));
    let wrong = wrong("README.md", &mut place);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_pages_say_what_the_program_prints() {
    let (beginning, found) = &*BEGINNING;
    let mut found = found.clone();
    for page in pages() {
        let mut place = Place::with("", beginning.folder.path());
        found.extend(wrong(&page, &mut place));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// A block with another output is detected; text that may vary is not a difference.
#[test]
fn a_difference_would_be_seen() {
    let mut place = Place::with("sample-data", &root().join("sample-data/expected"));
    let mut differs = |block: &str| {
        let lines: Vec<&str> = block.lines().collect();
        let steps = session(&lines, "a page");
        steps.iter().any(|step| place.step(step).is_err())
    };
    assert!(!differs("$ flowdown --version\nflowdown [..]"));
    assert!(!differs("$ flowdown --help\nReads returned [..]\n...\nExit status: 0 done[..]\n..."));
    assert!(differs("$ flowdown --version\nflowdown"));
    assert!(differs("$ flowdown --version\nflowdown [..]\nand more"));
    assert!(differs("flowdown assess nowhere"));
    assert!(!differs("$ flowdown assess nowhere\n...\n$ echo $?\n2"));
}

/// A link of a page: its text, its target file, and the heading there (may be blank).
struct Link {
    text: String,
    file: PathBuf,
    heading: String,
}

/// The links of a page to files of the repository.
fn links(page: &str) -> Vec<Link> {
    let text = std::fs::read_to_string(root().join(page)).unwrap();
    let folder = root().join(page).parent().unwrap().to_owned();
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
    let targets = targets.map(|(target, _)| target).filter(|target| !target.contains("://"));
    targets
        .map(|target| {
            let (file, heading) = target.split_once('#').unwrap_or((target, ""));
            let file = if file.is_empty() { root().join(page) } else { folder.join(file) };
            Link { text: target.to_owned(), file, heading: heading.to_owned() }
        })
        .collect()
}

/// The anchors of the headings of a page: lower case, without punctuation, `-` for blanks.
fn headings(page: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(page).unwrap();
    let heads = text.lines().filter(|line| line.starts_with('#'));
    let name = |line: &str| {
        let text = line.trim_start_matches('#').trim().to_lowercase().replace(' ', "-");
        text.chars().filter(|one| one.is_alphanumeric() || "-_".contains(*one)).collect()
    };
    heads.map(name).collect()
}

#[test]
fn every_link_leads_to_a_file_and_its_heading() {
    let others =
        ["README.md", "docs/README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "SECURITY.md"];
    let others = others.into_iter().map(str::to_owned);
    let mut seen = 0;
    for page in others.chain(pages()) {
        for Link { text, file, heading } in links(&page) {
            assert!(file.exists(), "{page}: {text} is not there");
            let found = heading.is_empty() || headings(&file).contains(&heading);
            assert!(found, "{page}: {text}: no such heading");
            seen += 1;
        }
    }
    assert!(seen > 50, "{seen}");
}

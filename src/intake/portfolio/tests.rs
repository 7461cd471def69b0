use std::fs;

use super::*;

/// A folder that holds files, each with a text.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    for (name, text) in files {
        let path = home.path().join(name);
        let made = fs::create_dir_all(path.parent().unwrap_or(home.path()));
        made.and_then(|()| fs::write(&path, text))
            .unwrap_or_else(|error| panic!("{name}: {error}"));
    }
    home
}

/// The problems of a folder, without its own name.
fn problems(files: &[(&str, &str)]) -> String {
    let home = folder(files);
    match discover(home.path()) {
        Ok(_) => String::new(),
        Err(problems) => problems.to_string().replace(&home.path().display().to_string(), "FOLDER"),
    }
}

#[test]
fn files_come_in_the_byte_order_of_their_paths() {
    let home = folder(&[
        ("register.xlsx", ""),
        ("responses/b/1.csv", ""),
        ("responses/B.csv", ""),
        ("responses/b.csv", ""),
        ("responses/~$b.csv", ""),
        ("responses/ä.csv", ""),
    ]);
    let found = discover(home.path()).unwrap_or_else(|problems| panic!("{problems}"));
    let paths: Vec<&str> = found.responses.iter().map(|file| file.path.as_ref()).collect();
    assert_eq!(
        paths,
        [
            "responses/B.csv",
            "responses/b.csv",
            "responses/b/1.csv",
            "responses/~$b.csv",
            "responses/ä.csv"
        ]
    );
    assert_eq!(found.responses[2].below(), "b/1.csv");
    assert_eq!(found.settings, Settings::default());
}

#[test]
fn one_register_is_needed() {
    assert_eq!(
        problems(&[("x.xlsx", "")]),
        "FOLDER: the folder holds no register (help: `flowdown init FOLDER` writes a template; with --from FILE it takes a list of suppliers over)"
    );
    assert_eq!(
        problems(&[("register.xlsx", ""), ("register.ODS", ""), ("register/suppliers.csv", "")]),
        "FOLDER: there are several registers: register.ODS, register.xlsx, register/ (help: keep one and move the others away)"
    );
    assert_eq!(
        problems(&[("register/readme.md", "")]),
        "register/: the folder holds no .csv file (help: `flowdown init FOLDER` writes a template; with --from FILE it takes a list of suppliers over)"
    );
    let home = folder(&[("register/b.csv", ""), ("register/a.CSV", ""), ("register/note.txt", "")]);
    let mut found = discover(home.path()).unwrap_or_else(|problems| panic!("{problems}"));
    let names: Vec<String> =
        found.registers.remove(0).files.into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["register/a.CSV", "register/b.csv"]);
    assert!(discover(std::path::Path::new("/no/such/folder")).is_err());
}

#[test]
fn settings_are_read_or_refused_with_their_line() {
    let with = |text: &str| {
        let home = folder(&[("register.xlsx", ""), ("flowdown.toml", text)]);
        discover(home.path())
            .map(|found| (found.settings.name, found.settings.as_of.map(|day| day.to_string())))
    };
    let read = with("name = \"Q4\"\nas_of = 2026-10-31\nout = \"runs\"\n");
    assert_eq!(read, Ok((Some("Q4".to_owned()), Some("2026-10-31".to_owned()))));
    assert_eq!(
        with("as_of = \"2026-10-31\"").map(|(_, day)| day),
        Ok(Some("2026-10-31".to_owned()))
    );
    let lines = |text: &str| {
        with(text)
            .map_err(|problems| problems.0.iter().map(|problem| problem.at.to_string()).collect())
    };
    assert_eq!(lines("name = \"a\"\nas_of = \"soon\""), Err(vec!["flowdown.toml:2".to_owned()]));
    assert_eq!(lines("\n\nnmae = \"a\""), Err(vec!["flowdown.toml:3".to_owned()]));
    assert_eq!(lines("name = "), Err(vec!["flowdown.toml:1".to_owned()]));
}

#[cfg(unix)]
#[test]
fn links_out_of_the_portfolio_and_odd_names_are_listed() {
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::symlink;

    let outside = folder(&[("secret.csv", "a")]);
    let home = folder(&[("register.xlsx", ""), ("responses/a.csv", "ID")]);
    let responses = home.path().join("responses");
    let odd = responses.join(std::ffi::OsStr::from_bytes(b"\xff.csv"));
    let made = symlink(outside.path().join("secret.csv"), responses.join("out.csv"))
        .and_then(|()| symlink(outside.path(), responses.join("folder")))
        .and_then(|()| symlink(responses.join("a.csv"), responses.join("in.csv")))
        .and_then(|()| fs::write(odd, "x"));
    made.unwrap_or_else(|error| panic!("{error}"));
    let found = discover(home.path()).unwrap_or_else(|problems| panic!("{problems}"));
    let listed: Vec<(&str, bool)> =
        found.responses.iter().map(|file| (file.below(), file.unusable.is_none())).collect();
    assert_eq!(
        listed,
        [
            ("a.csv", true),
            ("folder", false),
            ("in.csv", true),
            ("out.csv", false),
            ("\u{fffd}.csv", false)
        ]
    );
}

#[test]
fn a_file_beyond_the_limits_is_only_digested() {
    let home = folder(&[("register.xlsx", ""), ("responses/a.csv", "abc")]);
    let found = discover(home.path()).unwrap_or_else(|problems| panic!("{problems}"));
    let limits = crate::intake::workbook::Limits { max_file_bytes: 2, ..Default::default() };
    let unread = found.responses[0].load(&limits).err();
    let known = unread.map(|unread| (unread.bytes, unread.sha256));
    let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(known, Some((3, digest.to_owned())));
}

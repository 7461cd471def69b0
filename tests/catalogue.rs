#[test]
fn loads() {
    match flowdown::catalogue::Catalogue::embedded() {
        Ok(_) => {}
        Err(p) => { for one in &p.0 { eprintln!("{}", flowdown::diagnostic::problem(one, false)); } panic!("{} problems", p.0.len()) }
    }
    if std::env::var_os("UPDATE").is_some() {
        for (name, text) in flowdown::catalogue::schema::all() { std::fs::write(name, text).unwrap(); }
    }
}

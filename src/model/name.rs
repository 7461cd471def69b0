//! Names of suppliers and people, folded for comparison.

use unicode_normalization::UnicodeNormalization as _;

/// A name in lower case, without punctuation and repeated blanks: `ALDER TOOLS LTD.` is `alder tools ltd`.
pub fn fold_name(name: &str) -> String {
    let plain: String = name.nfkc().flat_map(char::to_lowercase).collect();
    let keep = |c: char| c.is_alphanumeric() || c.is_whitespace();
    let spaced: String = plain.chars().map(|c| if keep(c) { c } else { ' ' }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::fold_name;

    #[test]
    fn case_points_and_blanks_make_no_other_name() {
        assert_eq!(fold_name("ALDER TOOLS LTD."), fold_name(" Alder  Tools Ltd"));
        assert_eq!(fold_name("Ann-Ode"), "ann ode");
        assert_eq!(fold_name("--"), "");
        assert_ne!(fold_name("Alder Tool"), fold_name("Alder Tools"));
    }
}

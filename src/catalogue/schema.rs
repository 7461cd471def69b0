//! JSON Schemas of the data files: they give editors completion and early errors.

use schemars::JsonSchema;

use super::adapter::AdapterFile;
use super::calibration::Calibration;
use super::control::ControlsFile;
use super::crosswalk::CrosswalkFile;
use super::effort::Effort;
use super::fingerprint::FingerprintsFile;
use super::mapping::Mapping;
use super::obligations::Obligations;
use super::official::Official;
use super::policy::{
    CertificatesFile, DomainsFile, Evidence, GatesFile, LikelihoodFile, PolicyFile, SignersFile,
    TiersFile, TransfersFile, Waivers,
};
use super::questionnaire::QuestionnaireFile;
use super::sentences::RulesFile;
use super::vocabulary::VocabularyFile;

/// Every schema with its path.
pub fn all() -> Vec<(&'static str, String)> {
    vec![
        ("questionnaires/adapters/adapter.schema.json", text::<AdapterFile>()),
        ("questionnaires/crosswalks/crosswalk.schema.json", text::<CrosswalkFile>()),
        ("questionnaires/fingerprints/fingerprint.schema.json", text::<FingerprintsFile>()),
        ("questionnaires/mapping.schema.json", text::<Mapping>()),
        ("questionnaires/official/official.schema.json", text::<Official>()),
        ("questionnaires/questionnaire.schema.json", text::<QuestionnaireFile>()),
        ("questionnaires/vocabulary.schema.json", text::<VocabularyFile>()),
        ("scoring/calibration.schema.json", text::<Calibration>()),
        ("scoring/certificates.schema.json", text::<CertificatesFile>()),
        ("scoring/controls.schema.json", text::<ControlsFile>()),
        ("scoring/domains.schema.json", text::<DomainsFile>()),
        ("scoring/effort.schema.json", text::<Effort>()),
        ("scoring/evidence.schema.json", text::<Evidence>()),
        ("scoring/gates.schema.json", text::<GatesFile>()),
        ("scoring/likelihood.schema.json", text::<LikelihoodFile>()),
        ("scoring/obligations.schema.json", text::<Obligations>()),
        ("scoring/policy.schema.json", text::<PolicyFile>()),
        ("scoring/rules.schema.json", text::<RulesFile>()),
        ("scoring/signers.schema.json", text::<SignersFile>()),
        ("scoring/tiers.schema.json", text::<TiersFile>()),
        ("scoring/transfers.schema.json", text::<TransfersFile>()),
        ("scoring/waivers.schema.json", text::<Waivers>()),
    ]
}

fn text<T: JsonSchema>() -> String {
    let schema = schemars::schema_for!(T);
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

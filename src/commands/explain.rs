//! `flowdown explain`: prints the lines behind a figure.

use super::outcome::{CommandError, ExitStatus};
use super::setting::Setting;
use super::terminal::Terminal;
use crate::assessment::Inputs;
use crate::cache::Cache;
use crate::cli::{ExplainArgs, Global};
use crate::diagnostic::{Lines, did_you_mean};
use crate::pipeline;
use crate::report::explain::{self, Explanations};

pub(super) fn run(
    global: &Global,
    args: &ExplainArgs,
    terminal: &Terminal,
) -> Result<ExitStatus, CommandError> {
    let setting = Setting::open(global, &args.portfolio, terminal)?;
    let mut portfolio = pipeline::read(&setting.files, &setting.catalogue, &Cache::off(), &|| ())?;
    let mut files = std::mem::take(&mut portfolio.files);
    let memory = super::earlier::memory(&setting, &portfolio.register, terminal)?;
    let (register, responses) = (&portfolio.register, &portfolio.responses);
    let inputs = Inputs::new(&setting.catalogue, register, responses, setting.as_of);
    let assessment = pipeline::judge(inputs.remembering(memory), &mut files);
    let wanted = |engagement: &crate::model::Engagement| {
        args.engagement.as_ref().is_none_or(|id| engagement.id.as_str() == id)
            && args.supplier.as_ref().is_none_or(|id| engagement.supplier.as_str() == id)
    };
    let mut explained: Vec<_> = assessment
        .engagements
        .iter()
        .filter(|result| wanted(result.engagement))
        .map(|result| explain::explain(&assessment.context, result))
        .collect();
    if explained.is_empty() {
        let help = match (&args.engagement, &args.supplier) {
            (Some(id), None) => {
                did_you_mean(id, portfolio.register.engagements.iter().map(|one| one.id.as_str()))
            }
            (None, Some(id)) => {
                did_you_mean(id, portfolio.register.suppliers.iter().map(|one| one.id.as_str()))
            }
            _ => "leave one of the two options out".to_owned(),
        };
        return Err(CommandError::failed("no such engagement in the register", help));
    }
    if args.json {
        let only = if explained.len() == 1 { explained.pop() } else { None };
        let several = || Explanations::Several(explained);
        terminal.json(&only.map_or_else(several, |one| Explanations::One(Box::new(one))))?;
    } else {
        let mut text = Lines::new();
        for (index, one) in explained.iter().enumerate() {
            if index > 0 {
                text.blank();
            }
            text.append(&explain::text(one));
        }
        terminal.result(&text)?;
    }
    Ok(ExitStatus::Done)
}

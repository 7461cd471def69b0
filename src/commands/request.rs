//! `flowdown request`: writes the questionnaire for each supplier, cut to what it receives.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::files::write_files;
use super::outcome::{CommandError, ExitStatus};
use super::setting::Setting;
use super::terminal::Terminal;
use super::wanted::wanted;
use crate::assessment::Context;
use crate::assessment::chain::{Graph, Received, positions};
use crate::assessment::settled::{Settled, settled};
use crate::assessment::stage::is_over;
use crate::cache::Cache;
use crate::catalogue::Questionnaire;
use crate::cli::{Global, RequestArgs};
use crate::diagnostic::{Lines, did_you_mean};
use crate::model::{Date, Kinds, Register, Response, Subcontract, Supplier, SupplierId, Tier};
use crate::outgoing::form::{FormOrder, LastAnswers, form};
use crate::pipeline;
use crate::run_folder::file_name::file_names;

/// What a supplier must be asked: the highest tier that reaches it, and the engagements through which it does.
struct SupplierNeed {
    tier: Tier,
    /// The tier and the kinds that each engagement passes to it.
    received: Vec<(Tier, Kinds)>,
    engagements: Vec<String>,
}

pub(super) fn run(
    global: &Global,
    args: &RequestArgs,
    terminal: &Terminal,
) -> Result<ExitStatus, CommandError> {
    let setting = Setting::open(global, &args.portfolio, terminal)?;
    let read = pipeline::read(&setting.files, &setting.catalogue, &Cache::off(), &|| {})?;
    let register = &read.register;
    let context = Context::new(&setting.catalogue, register, &read.responses, setting.as_of);
    let needs = needs(register, setting.as_of);
    for id in &args.supplier {
        if !register.suppliers.iter().any(|supplier| supplier.id.as_str() == id) {
            let known = register.suppliers.iter().map(|supplier| supplier.id.as_str());
            let message = format!("the register has no supplier `{id}`");
            return Err(CommandError::failed(message, did_you_mean(id, known)));
        }
    }
    let wanted = wanted(&args.supplier, args.due.then_some(args.within), &context);
    let questionnaire = setting.catalogue.native().ok_or_else(|| {
        CommandError::failed("no questionnaire of our own is loaded", "add one to --questionnaires")
    })?;
    let order = RequestOrder { args, setting: &setting, context: &context, questionnaire };
    let made = order.forms(register, &needs, wanted.as_ref())?;
    write_files(&made.forms, args.force, "replace forms with --force, or choose --to")?;
    made.report(args, terminal)?;
    Ok(ExitStatus::Done)
}

/// The inputs and options of the forms.
struct RequestOrder<'o> {
    args: &'o RequestArgs,
    setting: &'o Setting,
    context: &'o Context<'o>,
    questionnaire: &'o Questionnaire,
}

/// The forms that were made, and the suppliers that get none.
#[derive(Default)]
struct Forms<'r> {
    /// The path and the bytes of each form.
    forms: Vec<(PathBuf, Vec<u8>)>,
    /// The number of forms with the supplier's last answers.
    prefilled: usize,
    /// The suppliers that receive nothing above public.
    unasked: Vec<&'r str>,
    /// The suppliers whose accepted answers settle every question.
    complete: Vec<&'r str>,
}

impl RequestOrder<'_> {
    fn forms<'r>(
        &self,
        register: &'r Register,
        needs: &BTreeMap<SupplierId, SupplierNeed>,
        wanted: Option<&BTreeSet<&str>>,
    ) -> Result<Forms<'r>, CommandError> {
        let names = form_names(register, &self.questionnaire.id);
        let mut made = Forms::default();
        let is_wanted = |id: &str| wanted.is_none_or(|wanted| wanted.contains(id));
        for supplier in register.suppliers.iter().filter(|one| is_wanted(one.id.as_str())) {
            let need = needs.get(&supplier.id).filter(|need| need.tier > Tier::Public);
            match need {
                None => made.unasked.push(supplier.id.as_str()),
                Some(need) => self.add(&mut made, supplier, need, &names)?,
            }
        }
        Ok(made)
    }

    /// Makes the form of a supplier, unless its accepted answers settle every question.
    fn add<'r>(
        &self,
        made: &mut Forms<'r>,
        supplier: &'r Supplier,
        need: &SupplierNeed,
        names: &BTreeMap<&str, String>,
    ) -> Result<(), CommandError> {
        let (id, catalogue, as_of) =
            (supplier.id.as_str(), &self.setting.catalogue, self.setting.as_of);
        let known = (!self.args.whole).then(|| self.context.profile(&supplier.id));
        let left = settled(catalogue, self.questionnaire, known, &need.received);
        if left.open.is_empty() {
            made.complete.push(id);
            return Ok(());
        }
        let last = || last_answers(self.context, &supplier.id, self.questionnaire, need.tier);
        let last = self.args.due.then(last).flatten();
        made.prefilled += usize::from(last.is_some());
        let order = FormOrder {
            supplier_id: id,
            supplier_name: &supplier.name,
            engagement_ids: &need.engagements,
            tier: need.tier,
            as_of,
            only: Some(&left.open),
            settled: &words(&left),
            before: last.as_ref(),
        };
        let bytes = form(catalogue, self.questionnaire, &order)
            .map_err(|error| CommandError::failed(format!("{id}: {error}"), ""))?;
        made.forms.push((self.args.to.join(&names[id]), bytes));
        Ok(())
    }
}

impl Forms<'_> {
    /// Prints how many forms were written, and which suppliers get none.
    fn report(&self, args: &RequestArgs, terminal: &Terminal) -> Result<(), CommandError> {
        let text = format!("wrote {} forms into {}", self.forms.len(), args.to.display());
        terminal.result(&Lines::from_iter([text]))?;
        if self.prefilled > 0 {
            terminal.note(&format!(
                "{} of them hold the supplier's last answers; keep the files these were taken from in responses/",
                self.prefilled
            ));
        }
        if !self.unasked.is_empty() {
            let list = self.unasked.join(", ");
            terminal
                .note(&format!("nothing is asked of {list}: nothing above public reaches them"));
        }
        if !self.complete.is_empty() {
            let list = self.complete.join(", ");
            terminal.note(&format!(
                "nothing is left to ask of {list}: accepted answers settle it; ask all the same with --whole"
            ));
        }
        Ok(())
    }
}

/// The answers of a supplier on its newest response to our own form.
fn last_answers(
    context: &Context<'_>,
    supplier: &SupplierId,
    questionnaire: &Questionnaire,
    tier: Tier,
) -> Option<LastAnswers> {
    let asked = |one: &&&Response| {
        let of = context.catalogue.questionnaires.get(usize::from(one.questionnaire));
        of.is_some_and(|of| of.native && of.id == questionnaire.id)
    };
    let counting = context.profile(supplier).statements.responses.iter();
    let counting: Vec<&Response> = counting.filter(asked).copied().collect();
    LastAnswers::new(questionnaire, &counting, tier, context.as_of)
}

/// How many questions each form settled, in words.
fn words(left: &Settled) -> String {
    let forms = left.by_form.iter().map(|(form, count)| match count {
        1 => format!("1 question by {form}"),
        _ => format!("{count} questions by {form}"),
    });
    forms.collect::<Vec<_>>().join("; ")
}

/// What reaches each supplier over all engagements that are not over, as the prime or further down.
fn needs(register: &Register, as_of: Date) -> BTreeMap<SupplierId, SupplierNeed> {
    let mut needs: BTreeMap<SupplierId, SupplierNeed> = BTreeMap::new();
    let mut by_engagement: BTreeMap<&str, Vec<&Subcontract>> = BTreeMap::new();
    for row in &register.subcontracts {
        by_engagement.entry(row.engagement.as_str()).or_default().push(row);
    }
    for engagement in register.engagements.iter().filter(|one| !is_over(one, as_of)) {
        let rows = by_engagement.remove(engagement.id.as_str()).unwrap_or_default();
        let graph = Graph::new(&engagement.supplier, &rows);
        let reached = positions(&graph, Received::new(engagement, engagement.tier));
        for (id, position) in graph.nodes.iter().zip(reached) {
            let fresh =
                SupplierNeed { tier: Tier::Public, received: Vec::new(), engagements: Vec::new() };
            let need = needs.entry((*id).clone()).or_insert(fresh);
            need.tier = need.tier.max(position.tier);
            need.received.push((position.tier, position.kinds));
            need.engagements.push(engagement.id.to_string());
        }
    }
    needs
}

/// The file name of each supplier's form. It begins with the supplier's id if that may be part of a file name, as the
/// reader expects. Names are made from all suppliers of the register, so that the name of a form does not depend on who
/// else is asked.
fn form_names<'r>(register: &'r Register, questionnaire: &str) -> BTreeMap<&'r str, String> {
    let ids: Vec<&str> = register.suppliers.iter().map(|supplier| supplier.id.as_str()).collect();
    let names = file_names(&ids).into_iter().map(|name| format!("{name}_{questionnaire}.xlsx"));
    ids.iter().copied().zip(names).collect()
}

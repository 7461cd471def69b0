//! The time for assessing 20,000 engagements with chains of five parties, without reading files.
//!
//! `cargo bench --bench chains` assesses them with 2,000 suppliers that serve many engagements each, and with 20,000.
//! `FLOWDOWN_BENCH_ENGAGEMENTS=1000` sets another size. The first pass takes fresh memory from the system, as a run
//! does. Between the other passes the allocator returns it and takes it again, unless `MIMALLOC_PURGE_DELAY=-1` is set.

#![expect(clippy::unwrap_used, reason = "a benchmark that can't go on should stop")]
#![expect(clippy::print_stderr, reason = "the first time is measured apart")]

use std::hint::black_box;
use std::time::Instant;

use criterion::{Criterion, criterion_group, criterion_main};
use flowdown::assessment::remedy::remedy;
use flowdown::assessment::{Inputs, assess};
use flowdown::catalogue::questionnaire::Direction;
use flowdown::catalogue::{Catalogue, Question, QuestionKind};
use flowdown::model::{
    CellRef, Certificate, CertificateStatus, Country, Covers, Date, DealId, Engagement,
    EngagementId, GivenAnswer, InformationKind, Place, Polarity, QuestionIndex, Reading, Register,
    Response, Spot, Subcontract, Supplier, SupplierId, Tier,
};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const AS_OF: Date = Date::constant(2026, 10, 31);
const COUNTRIES: [&str; 8] = ["DE", "FR", "PL", "US", "IN", "JP", "BR", "VN"];

/// A SplitMix64 generator.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % limit
    }

    fn pick<'l, T>(&mut self, list: &'l [T]) -> &'l T {
        &list[usize::try_from(self.below(list.len() as u64)).unwrap()]
    }
}

fn place() -> Place {
    Place::file("register.xlsx")
}

fn supplier_id(number: u64) -> SupplierId {
    SupplierId::new(format!("S-{number:05}"))
}

fn country(code: &str) -> Country {
    Country::from_code(code).unwrap()
}

/// A word, number or date that counts as yes, or one that does not.
fn reading(question: &Question, good: bool, dice: &mut Dice) -> Reading {
    if !good && dice.below(5) == 0 {
        return Reading::Blank;
    }
    let upwards = question.thresholds.as_ref().map(|one| one.direction == Direction::AtLeast);
    match question.kind {
        QuestionKind::Choice if good == (question.good == Polarity::Yes) => Reading::Yes,
        QuestionKind::Choice if !good && dice.below(2) == 0 => Reading::Partial,
        QuestionKind::Choice | QuestionKind::Text => Reading::No,
        QuestionKind::Number if good == upwards.unwrap_or(true) => Reading::Number(10_000.0),
        QuestionKind::Number => Reading::Number(0.0),
        QuestionKind::Date => Reading::Date(Date::constant(if good { 2026 } else { 2022 }, 9, 1)),
    }
}

/// A complete form: 96, 80 or 45 of a hundred answers are good, most of those with a named document.
fn response(number: u64, catalogue: &Catalogue, dice: &mut Dice) -> Response {
    let quality = *dice.pick(&[96, 96, 96, 80, 80, 45]);
    let rows = (0..).zip(&catalogue.questionnaires[0].questions).map(|(index, question)| {
        let good = dice.below(100) < quality;
        GivenAnswer {
            question: QuestionIndex::from(index as usize),
            reading: reading(question, good, dice),
            spot: Spot { sheet: 0, cell: CellRef::new(index + 1, 3) },
            comment: None,
            has_reason: false,
            evidence: None,
            evidence_spot: None,
            has_evidence: good && dice.below(10) < 7,
        }
    });
    Response {
        file: format!("responses/S-{number:05}.xlsx").into(),
        sheets: std::sync::Arc::from([std::sync::Arc::from("Questionnaire")]),
        supplier: supplier_id(number),
        questionnaire: 0,
        completed_on: Some(Date::constant(2026, 9, 1)),
        answers: rows.collect(),
        engagements: Vec::new(),
        ids: Vec::new(),
        notes: flowdown::model::FormNotes::default(),
    }
}

fn supplier(number: u64, dice: &mut Dice) -> Supplier {
    let home: &str = COUNTRIES[usize::try_from(dice.below(8)).unwrap()];
    Supplier {
        id: supplier_id(number),
        name: format!("Supplier {number}"),
        country: Some(country(home)),
        parent: None,
        contact: None,
        email: None,
        language: None,
        aliases: Vec::new(),
        place: place(),
    }
}

fn certificate(number: u64, dice: &mut Dice) -> Certificate {
    Certificate {
        supplier: supplier_id(number),
        scheme: (*dice.pick(&["ISO27001", "ISO27001", "TISAX-AL2", "SOC2-T2", "CE+"])).to_owned(),
        edition: Some("2022".to_owned()),
        number: None,
        scope: None,
        covers: Covers::All,
        sites: None,
        site_countries: Vec::new(),
        body: None,
        accreditation: Some("DAkkS".to_owned()),
        issued: Some(Date::constant(2025, 12, 1)),
        expires: Some(Date::constant(2028, 11, 30)),
        surveillance: None,
        status: CertificateStatus::Active,
        excluded: Vec::new(),
        place: place(),
    }
}

fn engagement(number: u64, prime: u64, dice: &mut Dice) -> Engagement {
    use InformationKind::{PersonalData, SourceCode, TechnicalData, TradeSecret};
    use Tier::{Confidential, Critical, Internal, Restricted};
    let tiers =
        [Internal, Internal, Confidential, Confidential, Confidential, Restricted, Critical];
    Engagement {
        id: EngagementId::new(format!("E-{number:05}")),
        supplier: supplier_id(prime),
        deal: DealId::new(format!("D-{:05}", number / 8)),
        purpose: None,
        tier: *dice.pick(&tiers),
        kinds: vec![*dice.pick(&[TechnicalData, TradeSecret, SourceCode, PersonalData])],
        origin: Some(country("DE")),
        processing: Vec::new(),
        access: Vec::new(),
        mechanisms: vec!["scc".to_owned()],
        licence: None,
        start: Date::constant(2026, 1, 1),
        end: None,
        volume: 1.0,
        value_at_risk: Some(100_000.0),
        currency: Some("EUR".to_owned()),
        notice_agreed: Some(12.0),
        notice_owed: None,
        reserve: None,
        owner: None,
        place: place(),
    }
}

/// A diamond and one more subcontractor below the prime: five parties, two levels.
fn chain(number: u64, parties: [u64; 5], dice: &mut Dice) -> [Subcontract; 5] {
    [(0, 1), (0, 2), (1, 3), (2, 3), (0, 4)].map(|(from, to): (usize, usize)| Subcontract {
        engagement: EngagementId::new(format!("E-{number:05}")),
        from: supplier_id(parties[from]),
        to: supplier_id(parties[to]),
        tier: *dice.pick(&[None, None, Some(Tier::Internal)]),
        kinds: Vec::new(),
        share: *dice.pick(&[1.0, 0.5, 0.2]),
        notice_agreed: *dice.pick(&[Some(4.0), Some(8.0), Some(12.0), None]),
        flowed_down: dice.below(3) > 0,
        consent: Some("yes".to_owned()).filter(|_| dice.below(3) > 0),
        processing: Vec::new(),
        access: Vec::new(),
        mechanisms: vec!["scc".to_owned()],
        licence: None,
        place: place(),
    })
}

fn portfolio(engagements: u64, suppliers: u64, catalogue: &Catalogue) -> (Register, Vec<Response>) {
    let mut dice = Dice(suppliers);
    let mut register = Register::default();
    let mut responses = Vec::new();
    for number in 0..suppliers {
        register.suppliers.push(supplier(number, &mut dice));
        if dice.below(100) < 65 {
            register.certificates.push(certificate(number, &mut dice));
        }
        if dice.below(20) > 0 {
            responses.push(response(number, catalogue, &mut dice));
        }
    }
    for number in 0..engagements {
        let prime = number % suppliers;
        let parties = [0, 1, 7, 31, 97].map(|step| (prime + step) % suppliers);
        register.engagements.push(engagement(number, prime, &mut dice));
        register.subcontracts.extend(chain(number, parties, &mut dice));
    }
    (register, responses)
}

fn benches(criterion: &mut Criterion) {
    let wanted = std::env::var("FLOWDOWN_BENCH_ENGAGEMENTS").ok();
    let engagements: u64 = wanted.and_then(|text| text.parse().ok()).unwrap_or(20_000);
    let catalogue = Catalogue::embedded().unwrap();
    let mut group = criterion.benchmark_group(format!("{engagements} engagements of 5 parties"));
    group.sample_size(10);
    for suppliers in [engagements.div_ceil(10).max(100), engagements.max(100)] {
        let (register, responses) = portfolio(engagements, suppliers, &catalogue);
        let start = Instant::now();
        let check = assess(Inputs::new(&catalogue, &register, &responses, AS_OF));
        eprintln!("over {suppliers} suppliers, the first time: {:.2?}", start.elapsed());
        assert!(check.engagements.iter().all(|one| one.chain.len() == 5), "five parties each");
        drop(check);
        group.bench_function(format!("assess over {suppliers} suppliers"), |bench| {
            // Dropping the result is not part of assessing: a run writes it and then ends.
            bench.iter_with_large_drop(|| {
                black_box(assess(Inputs::new(&catalogue, &register, &responses, AS_OF)))
            });
        });
    }
    group.finish();
}

/// Eleven rows below a prime, each to a party from an earlier one.
fn tree(number: u64, suppliers: u64, dice: &mut Dice) -> Vec<Subcontract> {
    let party = |step: u64| (number + step * step * 7) % suppliers;
    let mut rows = Vec::new();
    for step in 1..12 {
        let [mut row, ..] = chain(number, [0, 1, 2, 3, 4], dice);
        row.from = supplier_id(party(dice.below(step)));
        row.to = supplier_id(party(step));
        rows.push(row);
    }
    rows
}

/// The path to approval of engagements with twelve parties, one by one: the median and the longest time, as a guarantee
/// concerns the longest.
fn ways(criterion: &mut Criterion) {
    let catalogue = Catalogue::embedded().unwrap();
    let (mut register, responses) = portfolio(200, 997, &catalogue);
    let mut dice = Dice(12);
    register.subcontracts = (0..200).flat_map(|number| tree(number, 997, &mut dice)).collect();
    let found = assess(Inputs::new(&catalogue, &register, &responses, AS_OF));
    let mut times: Vec<_> = Vec::new();
    let mut proven = 0;
    for result in found.engagements.iter().filter(|one| !one.decision.allows()) {
        let start = Instant::now();
        let remedy = remedy(&found.context, result);
        times.push((start.elapsed(), result));
        proven += usize::from(remedy.proven);
    }
    times.sort_by_key(|(time, _)| *time);
    let (median, (longest, slowest)) = (times[times.len() / 2].0, times[times.len() - 1]);
    let parties = slowest.chain.len();
    eprintln!(
        "path to approval of {} engagements, {proven} proven: median {median:.2?}, longest {longest:.2?} ({parties} parties)",
        times.len()
    );
    let mut group = criterion.benchmark_group("path to approval of 12 parties");
    group.sample_size(10);
    group.bench_function("the slowest of 200", |bench| {
        bench.iter(|| black_box(remedy(&found.context, slowest)));
    });
    group.finish();
}

criterion_group!(all, benches, ways);
criterion_main!(all);

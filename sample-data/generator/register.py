"""Who the suppliers are, what they receive, and what we hold about them."""

from datetime import date, datetime

D = date

SUPPLIERS = [
    # id, name, country, parent, contact, aliases
    ("S-001", "Brightwater Castings Ltd", "GB", None, "security@brightwater-castings.example", None),
    ("S-002", "Ostertal Feinguss GmbH", "Germany", None, "isms@ostertal-feinguss.example", "OTF"),
    ("S-003", "Atelier Corvaisel SARL", "FR", None, "ssi@corvaisel.example", None),
    ("S-004", "Talleres Miraverde S.L.", "ES", None, None, None),
    ("S-005", "Odlewnia Brzezinka Dolna Sp. z o.o.", "Poland", None, None, None),
    ("S-006", "Kisarabe Seimitsu K.K.", "JP", None, "joho@kisarabe.example", "KSK; Kisarabe"),
    ("S-007", "Larkfield Flight Software Inc.", "US", None, "trust@larkfield-fs.example", None),
    ("S-008", "Northgate Loop Hosting LLC", "US", None, "privacy@northgate-loop.example", None),
    ("S-009", "Quillstream Data Services Ltd", "IE", "S-008", None, None),
    ("S-010", "Tessellane Backup B.V.", "NL", None, None, None),
    ("S-011", "Sundarvan Helpdesk Pvt Ltd", "India", None, None, None),
    ("S-012", "Vitrella Optics Oy", "FI", None, "tietoturva@vitrella.example", None),
    ("S-013", "Ferronord Smide AB", "SE", None, None, None),
    ("S-014", "Lanheyuan Circuit Boards Co., Ltd.", "China", None, None, None),
    ("S-015", "Meridane Payroll Partners Pte Ltd", "SG", None, "dpo@meridane.example", None),
    ("S-016", "Cobalt Lantern Analytics GmbH", "AT", None, None, None),
    ("S-017", "Balti Lohe Tõlked OÜ", "EE", None, None, "BL-17"),
    ("S-018", "Pinewharf Print and Packaging Inc.", "CA", None, None, None),
    ("S-019", "Serrazul Ensaios Ltda", "BR", None, None, None),
    ("S-020", "Glenmorran Calibration Ltd", "United Kingdom", None, None, None),
    ("S-021", "Hanbitgol Moulding Co.", "KR", None, None, None),
    ("S-022", "Havenkant Gereedschap B.V.", "NL", None, None, None),
    ("S-023", "Castellaro Stampi S.r.l.", "IT", None, None, None),
    ("S-024", "Nordlyd Coatings AS", "NO", None, None, None),
    ("S-025", "Oakhollow Motion Ltd", "GB", "S-001", None, None),
    ("S-026", "Dunmorra Sealing Systems DAC", "IE", None, None, None),
    ("S-027", "Skerrivane Cloud Rooms Ltd", "GB", None, "assurance@skerrivane.example", None),
    ("S-028", "Hazelmarch Learning Software LLC", "US", None, "trust@hazelmarch-learning.example", None),
    ("S-029", "Tarrowbend Machine Works Inc.", "US", None, None, None),
]

ENGAGEMENTS = [
    # id, supplier, deal, purpose, tier, kinds, origin, processing, access, mechanism, licence,
    # start, end, volume, value, currency, agreed, owed, reserve, owner
    ("E-101", "S-001", "D-ORION", "Castings for the compressor housing", "restricted", "technical-data; trade-secret", "DE", "GB", None, None, None, D(2025, 2, 1), D(2028, 1, 31), 1, 4200000, "EUR", 12, 72, 24, "R. Adeyemi"),
    ("E-102", "S-002", "D-ORION", "Investment casting of blades, with three subcontractors", "confidential", "technical-data", "DE", None, None, None, None, D(2025, 6, 1), None, 2, 1800000, "EUR", 12, 96, 24, "R. Adeyemi"),
    ("E-103", "S-006", "D-CYGNUS", "Optical encoder prototypes", "critical", "prototype; export-controlled", "DE", "JP", "JP", None, "AG-2026-01187", D(2026, 3, 1), D(2027, 9, 30), 1, 9500000, "EUR", 4, 24, 8, "M. Lindqvist"),
    ("E-104", "S-007", "D-LYRA", "Flight-control software modules", "restricted", "source-code; trade-secret", "DE", "US", "US", None, None, D(2025, 11, 1), D(2027, 10, 31), 3, 6000000, "EUR", 12, 48, 24, "T. Okafor"),
    ("E-105", "S-008", "D-VEGA", "Hosting of the customer portal", "confidential", "personal-data; customer-data", "DE", "US; IE", "US", "DPF", None, D(2024, 4, 1), None, 5, 2500000, "EUR", 24, 72, 12, "T. Okafor"),
    ("E-106", "S-012", "D-CYGNUS", "Lenses to our drawings", "confidential", "technical-data", "DE", "FI", None, None, None, D(2025, 1, 15), D(2027, 1, 14), 1, 700000, "EUR", 24, None, None, "M. Lindqvist"),
    ("E-107", "S-013", "D-ORION", "Forged shafts", "restricted", "technical-data; trade-secret", "DE", "SE", None, None, None, D(2026, 1, 1), None, 1, 1500000, "EUR", 72, 48, 24, "R. Adeyemi"),
    ("E-108", "S-015", "D-DRACO", "Payroll of the Suzhou office", "confidential", "personal-data", "CN", "SG", "SG; MY", "cn-standard-contract", None, D(2026, 5, 1), None, 1, 300000, "CNY", 24, 72, 24, "L. Chen"),
    ("E-109", "S-014", "D-DRACO", "Circuit boards to our layouts", "confidential", "technical-data; export-controlled", "DE", "China", None, None, None, D(2026, 2, 1), None, 2, 900000, "EUR", 24, 72, 24, "L. Chen"),
    ("E-110", "S-018", "D-PYXIS", "Boxes with our published artwork", "public", None, "CA", None, None, None, None, D(2024, 1, 1), None, None, None, None, None, None, None, "P. Marchetti"),
    ("E-111", "S-017", "D-PYXIS", "Translation of manuals", "internal", "technical-data", "DE", "EE", None, None, None, D(2025, 9, 1), None, 1, None, None, 48, None, None, "P. Marchetti"),
    ("E-112", "S-016", "D-VEGA", "Usage analytics of the customer portal", "confidential", "customer-data; personal-data", "DE", "Austria", None, None, None, D(2025, 3, 1), None, 2, 800000, "EUR", 24, 72, 24, "T. Okafor"),
    ("E-113", "S-019", "D-CYGNUS", "Environmental tests", "internal", "technical-data", "DE", "BR", None, None, None, D(2025, 5, 1), None, 1, 250000, "EUR", 48, None, None, "M. Lindqvist"),
    ("E-114", "S-020", "D-ORION", "Calibration of gauges", "internal", "technical-data", "GB", None, None, None, None, D(2025, 10, 1), None, 0.5, 80000, "GBP", 48, None, None, "R. Adeyemi"),
    ("E-115", "S-021", "D-LYRA", "Housings for control units", "confidential", "technical-data", "DE", "KR", None, None, None, D(2026, 6, 1), None, 1, 1100000, "EUR", 24, None, None, "T. Okafor"),
    ("E-116", "S-022", "D-PYXIS", "Jigs and tools", "internal", "technical-data", "DE", "NL", None, None, None, D(2026, 4, 1), None, 1, 60000, "EUR", 48, None, None, "P. Marchetti"),
    ("E-117", "S-023", "D-ORION", "Moulds, coated by a partner", "confidential", "technical-data; trade-secret", "DE", "IT", None, None, None, D(2025, 7, 1), None, 1, 950000, "EUR", 24, 96, 24, "R. Adeyemi"),
    ("E-118", "S-025", "D-CYGNUS", "Motion stage, design study", "restricted", "technical-data; prototype", "GB", None, None, None, None, D(2026, 9, 1), None, 1, 2000000, "GBP", 24, None, None, "M. Lindqvist"),
    ("E-119", "S-026", "D-ORION", "Seals, with test data", "confidential", "technical-data", "DE", "IE", None, None, None, D(2025, 1, 1), None, 1, 400000, "EUR", 24, 72, 24, "R. Adeyemi"),
    ("E-120", "S-006", "D-PYXIS", "Spare encoders from the catalogue", "internal", "technical-data", "DE", "JP", None, None, None, D(2025, 1, 1), None, 1, None, None, 24, None, None, "P. Marchetti"),
    ("E-121", "S-003", "D-LYRA", "Wiring harness study", "restricted", "technical-data", "FR", "FR", None, None, None, D(2026, 7, 1), None, 1, 350000, "EUR", 24, 72, 24, "T. Okafor"),
    ("E-122", "S-024", "D-VEGA", "Coating of portal kiosks", "internal", "technical-data", "NO", None, None, None, None, D(2026, 8, 1), None, 1, 45000, "EUR", 48, None, None, "T. Okafor"),
    ("E-123", "S-027", "D-AQUILA", "Archive of course books", "internal", "technical-data", "DE", "GB", None, None, None, D(2026, 11, 16), None, 1, 120000, "EUR", 48, None, None, "S. Varga"),
    ("E-124", "S-028", "D-AQUILA", "Courses and exams for customers' staff", "confidential", "customer-data; personal-data", "DE", "US", None, "SCC", None, D(2026, 10, 1), None, 1, 500000, "EUR", 24, 72, 24, "S. Varga"),
    ("E-125", "S-029", "D-AQUILA", "Brackets for training rigs", "internal", "technical-data", "US", None, None, None, None, D(2026, 9, 1), None, 1, 90000, "USD", 48, None, None, "S. Varga"),
    # Over: with a record of destruction, and without one.
    ("E-126", "S-012", "D-CYGNUS", "Trial lot of lens holders", "confidential", "technical-data", "DE", "FI", None, None, None, D(2026, 8, 3), D(2026, 9, 4), 1, 60000, "EUR", 24, None, None, "M. Lindqvist"),
    ("E-127", "S-023", "D-PYXIS", "Mould inserts, a trial", "confidential", "technical-data", "DE", "IT", None, None, None, D(2026, 8, 3), D(2026, 8, 14), 1, 25000, "EUR", 24, None, None, "P. Marchetti"),
]

PHASES = [
    ("E-103", "Request for quotation", "internal", D(2026, 3, 1), "Interface drawing only", "Sales, 2 named engineers"),
    ("E-103", "Design review", "restricted", D(2026, 7, 1), "Optical layout", "6 named engineers"),
    ("E-103", "Series prototypes", "critical", D(2026, 12, 1), "Full model and firmware keys", "4 named engineers"),
    # The study may begin; the series has to wait.
    ("E-121", "Feasibility study", "internal", D(2026, 7, 1), "Routing sketch without signal names", "Sales, 1 named engineer"),
    ("E-121", "Series design", "restricted", D(2027, 2, 1), "Full wiring diagram", "3 named engineers"),
    ("E-107", "Quotation", "internal", D(2026, 1, 1), "Envelope drawing", "Sales"),
    ("E-107", "Tooling", "confidential", D(2026, 6, 1), "Shaft drawing without heat treatment", "Tool shop"),
    ("E-107", "Series", "restricted", D(2027, 1, 1), "Drawing with heat treatment", "Forge, quality"),
]

SUBCONTRACTS = [
    # engagement, from, to, tier, share, agreed, flowed, consent, processing, access, mechanism, licence
    # A diamond: the foundry's two machine shops share one pattern maker.
    ("E-102", "S-002", "S-003", None, 0.6, 12, "yes", D(2025, 6, 10), None, None, None, None),
    ("E-102", "S-002", "S-004", None, 0.4, 12, "yes", "FD-2025-014", None, None, None, None),
    ("E-102", "S-003", "S-005", "internal", 0.5, 12, "yes", "yes", None, None, None, None),
    ("E-102", "S-004", "S-005", None, 0.5, 12, "yes", "yes", None, None, None, None),
    # Four levels: host, group company, backup, helpdesk.
    ("E-105", "S-008", "S-009", None, 1, 12, "yes", "yes", "IE", None, "SCC", None),
    ("E-105", "S-009", "S-010", None, 1, 12, "yes", "yes", "NL", None, None, None),
    ("E-105", "S-010", "S-011", None, 0.2, 24, "no", None, "NL", "IN", None, None),
    # A cycle: the mould maker gives to the coater, who gives back for repair.
    ("E-117", "S-023", "S-024", None, 0.5, 12, "yes", "yes", None, None, None, None),
    ("E-117", "S-024", "S-023", None, 0.1, 12, "yes", "yes", None, None, None, None),
    # An edge that raises the tier, and a party that nobody registered.
    ("E-111", "S-017", "S-099", "confidential", 0.3, 48, "yes", "yes", "LV", None, None, None),
]

CERTIFICATES = [
    # supplier, scheme, edition, number, scope, covers, sites, body, accreditation, issued, expires,
    # last surveillance, status, excluded
    ("S-001", "ISO27001", "2022", "BW-27001-4471", "Design and casting of metal parts", "all", "Sheffield, GB", "Pennine Assurance", "UKAS", D(2025, 3, 12), D(2028, 3, 11), D(2026, 3, 2), None, None),
    ("S-002", "DIN EN ISO/IEC 27001:2024", None, "OT-2291", "Feinguss und Werkzeugbau", "E-102", "DE", "Rheinzert", "DAkkS", D(2024, 12, 1), D(2027, 11, 30), D(2025, 11, 20), "active", "8.28; 8.30"),
    ("S-006", "TISAX AL3", None, "KSK-AL3-0087", "Prototype protection, information security", "all", "JP", "Auditwerk", None, D(2025, 6, 20), D(2028, 6, 19), None, None, None),
    ("S-007", "SOC 2 Type II", None, "LFS-2026", "Software development services", "E-104", None, "Harbor CPA Group", "AICPA", D(2026, 3, 31), D(2027, 3, 30), None, None, None),
    ("S-008", "SOC2-T2", None, "NGL-26-1", "Hosting platform", "all", None, "Harbor CPA Group", "AICPA", D(2026, 2, 15), D(2027, 2, 14), None, None, None),
    ("S-012", "ISO 27001", "2022", "VO-118", "Optics manufacturing", "all", "Tampere (Finland)", "Suomiserti", "FINAS", D(2023, 12, 16), D(2026, 12, 15), D(2025, 12, 1), None, None),
    ("S-013", "ISO27001", "2022", "FN-77", "Smide och bearbetning", "all", "SE", "Nordkontroll", "SWEDAC", D(2023, 6, 1), D(2026, 5, 31), D(2025, 5, 20), None, None),
    ("S-014", "ISO27001", "2022", "LHY-0912", "PCB manufacturing", "E-109", "Suzhou, China", "Jiangnan Certification", "CNAS", D(2025, 9, 1), D(2028, 8, 31), D(2026, 8, 20), None, None),
    ("S-016", "ISO27001", "2022", "CLA-301", "Analytics services", "all", "AT", "Donauzert", "Akkreditierung Austria", D(2024, 10, 1), D(2027, 9, 30), D(2025, 10, 2), "suspended", None),
    ("S-017", "ISO27001", "2022", "BLT-9", "Translation services", "all", "EE", "QuickCert Online", None, D(2026, 1, 10), D(2029, 1, 9), None, None, None),
    ("S-019", "ISO27001", "2022", "SZ-550", "Ensaios ambientais", "all", "BR", "Certibras", "Cgcre", D(2024, 5, 1), D(2027, 4, 30), D(2025, 4, 28), None, None),
    ("S-020", "Common Criteria", None, "GC-CC-12", "Data logger firmware", "all", None, None, None, None, None, None, None, None),
    ("S-020", "ISO27001", "2022", "GC-27", "Calibration laboratory", "all", None, "Pennine Assurance", "UKAS", None, None, None, None, None),
    ("S-023", "ISO27001", "2013", "CS-1204", "Progettazione e costruzione stampi", "all", "IT", "Certitalica", "ACCREDIA", D(2024, 4, 2), D(2027, 4, 1), D(2026, 3, 30), None, None),
    ("S-024", "ISO27001", "2022", "NC-3", "Surface treatment", "all", "NO", "Fjordsert", "NA", D(2026, 12, 1), D(2029, 11, 30), None, None, None),
    ("S-026", "Our own seal of trust", None, None, "Everything", "all", None, "Self", None, D(2026, 1, 1), D(2027, 1, 1), None, None, None),
    ("S-027", "ISO27001", "2022", "SCR-2207", "Archive and hosting services", "all", "Leeds, GB", "Pennine Assurance", "UKAS", D(2025, 11, 3), D(2028, 11, 2), D(2026, 10, 12), None, None),
    ("S-028", "SOC 2 Type II", None, "HLS-26", "Hazelmarch Classroom", "all", None, "Harbor CPA Group", "AICPA", D(2026, 6, 30), D(2027, 6, 29), None, None, None),
]

EVIDENCE = [
    ("S-001", "ACC-03", "own-test", "Sign-in without second factor refused, test protocol 88", D(2026, 4, 14), "K. Brandt"),
    ("S-001", "BCP-01", "independent", "Backup audit by Pennine Assurance", D(2025, 12, 3), "K. Brandt"),
    ("S-006", "AST-09", "own-test", "Visit to the prototype room", D(2025, 8, 2), "K. Brandt"),
    ("S-007", "OPS-04", "independent", "Penetration test report, redacted", D(2026, 5, 30), "K. Brandt"),
    ("S-012", "INC-01", "document", "Incident plan rev. 7", D(2026, 2, 11), "A. Novak"),
    ("S-012", "RET-01", "document", "Destruction protocol VI-118 of E-126", D(2026, 9, 24), "A. Novak"),
    ("S-013", "GOV-01", "independent", "Audit summary, older than three years", D(2022, 10, 1), "A. Novak"),
    ("S-016", "CRY-01", "document", "TLS scan", None, "A. Novak"),
]

WAIVERS = [
    # id, supplier, engagement, rule or control, reason, requested by, approved by, approved on, expires
    ("W-01", "S-016", "E-112", "ACC-03", "Second factor for all staff is installed by January; access is limited to two test accounts until then.", "T. Okafor", "H. Stein", D(2026, 8, 20), D(2027, 1, 31)),
    ("W-02", "S-013", None, "CRY-03", "Encryption of the file server was to come with the new system.", "R. Adeyemi", "H. Stein", D(2025, 9, 1), D(2026, 8, 31)),
    ("W-03", "S-026", "E-119", "incident-late", "We were told by phone.", "R. Adeyemi", "R. Adeyemi", D(2026, 7, 1), D(2027, 6, 30)),
]

INCIDENTS = [
    ("I-2025-07", "S-008", datetime(2025, 11, 3, 9, 30), datetime(2025, 11, 3, 21, 0), "medium", "Phishing of a support account, closed the same day"),
    ("I-2026-02", "S-026", datetime(2026, 2, 12, 8, 0), datetime(2026, 2, 15, 16, 0), "high", "Ransomware on two office computers; told by phone after three days"),
    ("I-2026-05", "S-002", datetime(2026, 5, 19, 14, 0), datetime(2026, 5, 19, 20, 30), "low", "Laptop lost in a train, disk encrypted"),
    ("I-2026-06", "S-013", datetime(2026, 6, 8, 7, 15), datetime(2026, 6, 10, 9, 0), "medium", "Malware on the computer of a forge, cleaned the same day"),
    ("I-2026-08", "S-017", datetime(2026, 8, 18, 10, 0), datetime(2026, 8, 19, 16, 30), "medium", "Draft of a manual sent to a freelancer without an agreement"),
    ("I-2026-09", "S-001", datetime(2026, 9, 28, 13, 20), datetime(2026, 9, 28, 18, 5), "low", "Drawing sent to a wrong address, deleted there unread"),
]

RESPONSES = [
    # file, supplier, questionnaire, completed on
    ("Antwort Ostertal.xlsx", "S-002", "flowdown", None),
    ("S-010/tessellane.xlsb", "S-010", "flowdown", D(2026, 9, 8)),
    ("Rückmeldungen/kisarabe_質問票.xlsx", "S-006", "flowdown", None),
    ("CAIQv4.0.3 Skerrivane FINAL.xlsx", "S-027", "caiq-4", D(2026, 9, 18)),
]

SHEETS = {
    "Suppliers": SUPPLIERS, "Engagements": ENGAGEMENTS, "Phases": PHASES, "Subcontracts": SUBCONTRACTS, "Certificates": CERTIFICATES,
    "Evidence": EVIDENCE, "Waivers": WAIVERS, "Incidents": INCIDENTS, "Responses": RESPONSES,
}

# What stands only in registers of the two quarters before.
FORMER_SUPPLIERS = [
    ("S-030", "Tolvane Rapid Models Ltd", "IE", None, None, None),
    ("S-031", "Kuurasaari Pinnoite Oy", "FI", None, None, None),
]
FORMER_ENGAGEMENTS = [
    ("E-099", "S-030", "D-PYXIS", "Show models of old products", "internal", "technical-data", "DE", "IE", None, None, None, D(2024, 9, 1), D(2026, 8, 31), 1, 40000, "EUR", 48, None, None, "P. Marchetti"),
]
FORMER_SUBCONTRACTS = [
    # The lens maker had its coatings done by a neighbour, which never answered.
    ("E-106", "S-012", "S-031", None, 0.3, 24, "yes", "yes", "FI", None, None, None),
]

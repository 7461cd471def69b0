//! The changes that are possible on the path to approval, and their effort.

use serde::{Deserialize, Serialize};

use super::kind::ChangeKind;
use crate::catalogue::Catalogue;
use crate::catalogue::effort::Points;
use crate::model::{
    Answer, CertificateIndex, ControlIndex, EvidenceLevel, InformationKind, ResponseIndex,
    RowIndex, SupplierId, Tier,
};

/// One change. Rows are indexes into the engagement's Subcontracts rows; a row of `None` is the engagement itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Action {
    /// A row of the register that is not reached or leads back is removed.
    TakeOutRow {
        /// The row.
        row: RowIndex,
    },
    /// A row states the tier that is really passed on.
    StateTier {
        /// The row.
        row: RowIndex,
        /// The tier that its giver receives.
        to: Tier,
    },
    /// A row states the kinds that are really passed on.
    StateKinds {
        /// The row.
        row: RowIndex,
        /// The kinds that its giver receives; empty for all of them.
        to: Vec<InformationKind>,
    },
    /// Information no longer passes to a subcontractor over some rows.
    Shorten {
        /// The subcontractor.
        supplier: SupplierId,
        /// The rows.
        rows: Vec<RowIndex>,
    },
    /// A subcontractor is left out, and with it all parties that only it passes information on to.
    LeaveOut {
        /// The subcontractor.
        supplier: SupplierId,
    },
    /// An unknown party is entered in the register.
    Register {
        /// The party.
        supplier: SupplierId,
    },
    /// A supplier sends its first response.
    Obtain {
        /// The supplier.
        supplier: SupplierId,
    },
    /// An old response is confirmed or sent again.
    Refresh {
        /// The supplier.
        supplier: SupplierId,
        /// The index of the response among those that count.
        response: ResponseIndex,
    },
    /// A supplier gets a certificate.
    Supply {
        /// The supplier.
        supplier: SupplierId,
        /// The key of its scheme.
        scheme: String,
    },
    /// A certificate is renewed and covers the engagement.
    Renew {
        /// The supplier.
        supplier: SupplierId,
        /// The index of the certificate among the supplier's.
        certificate: CertificateIndex,
    },
    /// An answer is raised to yes.
    Answer {
        /// The supplier.
        supplier: SupplierId,
        /// The control.
        control: ControlIndex,
        /// The present answer.
        from: Answer,
        /// The tier at which the answer is read.
        tier: Tier,
    },
    /// Evidence is supplied for a yes.
    Evidence {
        /// The supplier.
        supplier: SupplierId,
        /// The control.
        control: ControlIndex,
        /// The level without the new evidence.
        from: EvidenceLevel,
        /// The level with it.
        to: EvidenceLevel,
    },
    /// The obligations are flowed down in writing.
    FlowDown {
        /// The row.
        row: RowIndex,
    },
    /// We consent in writing to passing the information on.
    Consent {
        /// The row.
        row: RowIndex,
    },
    /// A transfer mechanism is signed.
    Mechanism {
        /// The row.
        row: Option<RowIndex>,
        /// The policy's word for the mechanism.
        word: String,
    },
    /// An export licence is obtained.
    Licence {
        /// The row.
        row: Option<RowIndex>,
    },
    /// Notice hours are agreed.
    Hours {
        /// The row.
        row: Option<RowIndex>,
        /// The hours that are agreed now.
        from: Option<f64>,
        /// The hours that must be agreed.
        to: f64,
    },
}

impl Action {
    /// The kind of change.
    pub const fn kind(&self) -> ChangeKind {
        match self {
            Self::TakeOutRow { .. } => ChangeKind::TakeOutRow,
            Self::StateTier { .. } => ChangeKind::StateTier,
            Self::StateKinds { .. } => ChangeKind::StateKinds,
            Self::Shorten { .. } => ChangeKind::Shorten,
            Self::LeaveOut { .. } => ChangeKind::LeaveOut,
            Self::Register { .. } => ChangeKind::Register,
            Self::Obtain { .. } => ChangeKind::ObtainResponse,
            Self::Refresh { .. } => ChangeKind::RefreshResponse,
            Self::Supply { .. } => ChangeKind::SupplyCertificate,
            Self::Renew { .. } => ChangeKind::RenewCertificate,
            Self::Answer { .. } => ChangeKind::Answer,
            Self::Evidence { .. } => ChangeKind::Evidence,
            Self::FlowDown { .. } => ChangeKind::FlowDown,
            Self::Consent { .. } => ChangeKind::Consent,
            Self::Mechanism { .. } => ChangeKind::Mechanism,
            Self::Licence { .. } => ChangeKind::Licence,
            Self::Hours { .. } => ChangeKind::NoticeHours,
        }
    }

    /// Whether it changes a row of the chain and is nothing that a supplier does.
    pub const fn is_of_a_row(&self) -> bool {
        matches!(
            self,
            Self::TakeOutRow { .. }
                | Self::StateTier { .. }
                | Self::StateKinds { .. }
                | Self::FlowDown { .. }
                | Self::Consent { .. }
                | Self::Mechanism { .. }
                | Self::Licence { .. }
                | Self::Hours { .. }
        )
    }

    /// Its effort points.
    pub fn points(&self, catalogue: &Catalogue) -> Points {
        let effort = &catalogue.effort;
        let control = |index: ControlIndex| &catalogue.controls.list()[index];
        match self {
            Self::TakeOutRow { .. } => effort.chain.take_out_row,
            Self::StateTier { .. } => effort.chain.state_tier,
            Self::StateKinds { .. } => effort.chain.state_kinds,
            Self::Shorten { .. } => effort.chain.shorten,
            Self::LeaveOut { .. } => effort.chain.leave_out,
            Self::Register { .. } => effort.chain.register,
            Self::Obtain { .. } => effort.responses.obtain,
            Self::Refresh { .. } => effort.responses.refresh,
            Self::Supply { scheme, .. } => effort.certificate(scheme),
            Self::Renew { .. } => effort.certificates.renew,
            Self::Answer { control: index, from, .. } => {
                effort.answer(control(*index).id.as_str(), control(*index).weight, *from)
            }
            Self::Evidence { control: index, to, .. } => {
                effort.evidence(control(*index).id.as_str(), *to)
            }
            Self::FlowDown { .. } => effort.papers.flow_down,
            Self::Consent { .. } => effort.papers.consent,
            Self::Mechanism { word, .. } => effort.mechanism(word),
            Self::Licence { .. } => effort.papers.licence,
            Self::Hours { .. } => effort.notice.agree,
        }
    }
}

/// The effort points of several changes together.
pub(super) fn total(actions: &[Action], catalogue: &Catalogue) -> Points {
    actions.iter().map(|action| action.points(catalogue)).sum()
}

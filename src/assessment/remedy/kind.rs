//! The kinds of change.

crate::model::words! {
    /// What a change is about.
    pub enum ChangeKind {
        /// A row of the register that leads nowhere or back is taken out.
        TakeOutRow,
        /// A row states the tier that is really passed on.
        StateTier,
        /// A row states the kinds that are really passed on.
        StateKinds,
        /// Information no longer reaches a subcontractor over some rows.
        Shorten,
        /// A subcontractor is left out.
        LeaveOut,
        /// An unknown party is entered in the register.
        Register,
        /// A supplier sends its first response.
        ObtainResponse,
        /// An old response is confirmed or sent again.
        RefreshResponse,
        /// A supplier gets a certificate.
        SupplyCertificate,
        /// A certificate is renewed and covers the engagement.
        RenewCertificate,
        /// An answer is raised to yes.
        Answer,
        /// Evidence is supplied for a yes.
        Evidence,
        /// Obligations are flowed down in writing.
        FlowDown,
        /// We consent to passing on in writing.
        Consent,
        /// A transfer mechanism is signed.
        Mechanism,
        /// An export licence is obtained.
        Licence,
        /// Notice hours are agreed.
        NoticeHours,
    }
}

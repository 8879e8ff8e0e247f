//! The verdicts on a client: name, severity, and the line of advice.

/// How bad it is, worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Money, accounts or recipients are at stake.
    Critical,
    /// The policy is broken where it matters.
    Error,
    /// It could be better.
    Warning,
    /// Worth knowing.
    Notice,
    /// As it should be.
    Good,
}

impl Severity {
    /// The name used in every output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Notice => "notice",
            Self::Good => "good",
        }
    }
}

/// A verdict: its name, severity and advice stand in [`TABLE`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is told by its row of the table")]
pub enum Verdict {
    ClientErrorRetried,
    CreateRepeatedUnprotected,
    DailyLimitRetried,
    DuplicateConfirmed,
    ExhaustedNotEscalated,
    FirstWaitShort,
    FollowsPolicy,
    GaveUpEarly,
    KeyChanged,
    KeyNotHonoured,
    KeyReused,
    NoBackoffGrowth,
    NoJitter,
    RateLimitNoBackoff,
    RetriedInIncident,
    RetryAfterIgnored,
    RetryStorm,
    SdkGoResend,
    SdkJavaRetry,
    SdkNodeAutoRetry,
    SdkPythonConnectionRetry,
    TooManyRetries,
    UnauthorizedHammered,
    UnauthorizedRetried,
    WaitedTooLong,
}

/// A row of the table.
type Row = (Verdict, &'static str, Severity, &'static str);

/// All verdicts by name, which is their order too.
pub const TABLE: [Row; 25] = [
    (
        Verdict::ClientErrorRetried,
        "client_error_retried",
        Severity::Error,
        "Do not retry 4xx: read `code` and `message`, fix the request",
    ),
    (
        Verdict::CreateRepeatedUnprotected,
        "create_repeated_unprotected",
        Severity::Error,
        "Look whether it exists (list by recipient and time) before sending again; send a key where the endpoint has one",
    ),
    (
        Verdict::DailyLimitRetried,
        "daily_limit_retried",
        Severity::Error,
        "This limit is per recipient or day: stop, or use another channel",
    ),
    (
        Verdict::DuplicateConfirmed,
        "duplicate_confirmed",
        Severity::Critical,
        "It happened twice. Tell or refund the recipients; look the request up before repeating",
    ),
    (
        Verdict::ExhaustedNotEscalated,
        "exhausted_not_escalated",
        Severity::Error,
        "Tell somebody: log at critical with the request's id, dead-letter critical sends",
    ),
    (
        Verdict::FirstWaitShort,
        "first_wait_short",
        Severity::Warning,
        "Start at 1 s",
    ),
    (
        Verdict::FollowsPolicy,
        "follows_policy",
        Severity::Good,
        "Nothing to do: this follows the reference policy",
    ),
    (
        Verdict::GaveUpEarly,
        "gave_up_early",
        Severity::Warning,
        "Retry with backoff: 1, 2, 4, 8, 16 s",
    ),
    (
        Verdict::KeyChanged,
        "key_changed",
        Severity::Error,
        "Make one key per logical request, before the first attempt, and keep it",
    ),
    (
        Verdict::KeyNotHonoured,
        "key_not_honoured",
        Severity::Warning,
        "The key protects nothing here: look before repeating",
    ),
    (
        Verdict::KeyReused,
        "key_reused",
        Severity::Error,
        "One key per request: with a reused one the second request may be dropped",
    ),
    (
        Verdict::NoBackoffGrowth,
        "no_backoff_growth",
        Severity::Warning,
        "Double the wait each time",
    ),
    (
        Verdict::NoJitter,
        "no_jitter",
        Severity::Warning,
        "Add jitter, or all clients come back together",
    ),
    (
        Verdict::RateLimitNoBackoff,
        "rate_limit_no_backoff",
        Severity::Warning,
        "Back off from 1 s with jitter; slow the sender down",
    ),
    (
        Verdict::RetriedInIncident,
        "retried_in_incident",
        Severity::Warning,
        "Hold the queue until the incident is over",
    ),
    (
        Verdict::RetryAfterIgnored,
        "retry_after_ignored",
        Severity::Error,
        "Wait for `Retry-After`; sooner is refused again",
    ),
    (
        Verdict::RetryStorm,
        "retry_storm",
        Severity::Critical,
        "Cap the retries; put a circuit breaker before the client",
    ),
    (
        Verdict::SdkGoResend,
        "sdk_go_resend",
        Severity::Warning,
        "The SDK sent it again by itself (undecodable error body): update it; check for duplicates",
    ),
    (
        Verdict::SdkJavaRetry,
        "sdk_java_retry",
        Severity::Notice,
        "The SDK's own loop: no backoff, repeats creates. Wrap it in a policy",
    ),
    (
        Verdict::SdkNodeAutoRetry,
        "sdk_node_auto_retry",
        Severity::Notice,
        "`autoRetry` does not read `Retry-After`: raise the delay or queue",
    ),
    (
        Verdict::SdkPythonConnectionRetry,
        "sdk_python_connection_retry",
        Severity::Notice,
        "Harmless (never left the machine); set a backoff factor",
    ),
    (
        Verdict::TooManyRetries,
        "too_many_retries",
        Severity::Warning,
        "At most 5",
    ),
    (
        Verdict::UnauthorizedHammered,
        "unauthorized_hammered",
        Severity::Critical,
        "Stop the caller: repeated 401s can lock the account. Check SID and token in the Console before starting again",
    ),
    (
        Verdict::UnauthorizedRetried,
        "unauthorized_retried",
        Severity::Critical,
        "Credentials do not heal by waiting: fail at once, alert, fix them",
    ),
    (
        Verdict::WaitedTooLong,
        "waited_too_long",
        Severity::Warning,
        "At most 60 s, then escalate",
    ),
];

impl Verdict {
    const fn row(self) -> &'static Row {
        // The order of the table is that of the list, as a test checks.
        &TABLE[self as usize]
    }

    /// The name used in every output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.row().1
    }

    /// How bad it is.
    #[must_use]
    pub const fn severity(self) -> Severity {
        self.row().2
    }

    /// What to do about it.
    #[must_use]
    pub const fn advice(self) -> &'static str {
        self.row().3
    }

    /// True for those on many requests at once.
    #[must_use]
    pub const fn is_wide(self) -> bool {
        matches!(self, Self::NoJitter | Self::UnauthorizedHammered)
    }

    /// True for the retry loops of the official SDKs, known by their timing.
    #[must_use]
    pub const fn is_sdk(self) -> bool {
        matches!(
            self,
            Self::SdkGoResend
                | Self::SdkJavaRetry
                | Self::SdkNodeAutoRetry
                | Self::SdkPythonConnectionRetry
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_names_and_of_the_list() {
        for (place, (verdict, name, ..)) in TABLE.iter().enumerate() {
            assert_eq!(*verdict as usize, place, "{name}");
            assert!(place == 0 || TABLE[place - 1].1 < *name, "{name}");
        }
    }
}

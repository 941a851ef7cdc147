using Xunit;

namespace Gnomon.Tests.Conventions;

public sealed class RuleProofTests
{
    private static readonly IReadOnlyDictionary<string, string[]>[] All =
        [RuleProofs.Promises, RuleProofs.Jobs, RuleProofs.Process];

    [Fact]
    public void Every_proof_of_a_rule_is_a_case_or_a_test() => Report.Empty(
        from rules in All
        from rule in rules
        from proof in rule.Value
        where !NamedProofs.Cases.Contains(proof) && !NamedProofs.Tests.Contains(proof)
        select $"{rule.Key}: there is no {proof}");

    [Fact]
    public void Every_rule_about_stored_jobs_is_proved_on_every_engine() => Report.Empty(
        from rule in RuleProofs.Jobs.Concat(RuleProofs.Promises)
        where !rule.Value.Any(NamedProofs.Cases.Contains) && !RuleProofs.Elsewhere.ContainsKey(rule.Key)
        select $"{rule.Key}: no case of the conformance suite");

    [Fact]
    public void Every_exception_is_a_rule_that_has_no_case() => Report.Empty(
        from exception in RuleProofs.Elsewhere
        let proofs = RuleProofs.Jobs.Concat(RuleProofs.Promises)
            .Where(rule => rule.Key == exception.Key).SelectMany(rule => rule.Value).ToList()
        where proofs.Count == 0 || proofs.Exists(NamedProofs.Cases.Contains)
        select $"{exception.Key}: not needed");
}

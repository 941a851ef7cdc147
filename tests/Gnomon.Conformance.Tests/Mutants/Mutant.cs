namespace Gnomon.Conformance.Tests.Mutants;

/// <summary>An engine with one deliberate fault.</summary>
/// <param name="Name">The fault, as a sentence with underscores about the engine.</param>
/// <param name="CaughtBy">The case of the suite that must fail on it.</param>
/// <param name="Spoil">Puts the fault in front of a good engine.</param>
internal sealed record Mutant(string Name, string CaughtBy, Func<Subject, Mutation> Spoil)
{
    /// <summary>Whether random operations must find it too.</summary>
    public bool FoundByModel { get; init; }

    public override string ToString() => Name;
}

using System.Reflection;
using Gnomon.Testing.Conformance;
using Xunit.v3;

namespace Gnomon.Tests.Conventions;

/// <summary>What has a name and proves something: cases of the conformance suite, and tests of this project.</summary>
internal static class NamedProofs
{
    public static IReadOnlySet<string> Cases { get; } = ConformanceSuite.Cases.Select(c => c.Name).ToHashSet();

    public static IReadOnlySet<string> Tests { get; } = typeof(NamedProofs).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
        .Where(method => method.GetCustomAttributes().Any(a => a is IFactAttribute))
        .Select(method => method.Name)
        .ToHashSet();
}

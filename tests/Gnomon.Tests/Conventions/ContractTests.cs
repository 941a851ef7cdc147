using System.Reflection;
using System.Runtime.CompilerServices;
using Gnomon.Store;
using Xunit;

namespace Gnomon.Tests.Conventions;

public sealed class ContractTests
{
    private const int MaxStoreMethods = 12;

    /// <summary>Types named Options that are no records, each with its reason.</summary>
    private static readonly Dictionary<string, string> OtherOptions = new()
    {
        ["Gnomon.Client.EnqueueOptions"] = "a fluent builder that callers fill in a lambda: o => o.In(...).Retry(...)",
    };

    [Fact]
    public void The_store_contract_has_at_most_twelve_methods() =>
        Assert.InRange(typeof(IJobStore).GetMethods().Length, 1, MaxStoreMethods);

    [Fact]
    public void The_store_contracts_use_no_third_party_type()
    {
        var contracts = typeof(IJobStore).Assembly.GetExportedTypes()
            .Where(type => type is { IsInterface: true, Namespace: "Gnomon.Store" }).ToList();
        Assert.Contains(typeof(IWakeSignal), contracts);
        Report.Empty(
            from contract in contracts
            from method in contract.GetMethods()
            from type in method.GetParameters().Select(p => p.ParameterType).Append(method.ReturnType)
                .SelectMany(Parts)
            where !IsOurs(type) && !IsPlatform(type)
            select $"{contract.Name}.{method.Name}: {type}");
    }

    [Fact]
    public void Options_are_sealed_records_that_do_not_change()
    {
        var options = PublicApi.Assemblies.SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.Name.EndsWith("Options", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(options);
        Report.Empty(
            from type in options
            where !OtherOptions.ContainsKey(type.FullName!)
            from breach in Breaches(type)
            select $"{type.FullName}: {breach}");
        Report.Empty(OtherOptions.Keys.Except(options.Select(type => type.FullName!)));
    }

    private static IEnumerable<string> Breaches(Type type)
    {
        if (!type.IsSealed) yield return "not sealed";
        if (type.GetMethod("<Clone>$") is null) yield return "not a record";
        foreach (var property in type.GetProperties())
            if (property.SetMethod is { } set
                && !set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)))
                yield return $"{property.Name} can be set after construction";
    }

    private static IEnumerable<Type> Parts(Type type)
    {
        if (type.HasElementType) return Parts(type.GetElementType()!);
        return type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type) : [type];
    }

    private static bool IsOurs(Type type) => type.Assembly == typeof(IJobStore).Assembly;

    private static bool IsPlatform(Type type) =>
        type.Assembly.GetName().Name!.StartsWith("System.", StringComparison.Ordinal);
}

using System.Reflection;
using Gnomon.Http;
using Gnomon.Redis;
using Gnomon.Store;
using Gnomon.Testing;
using Gnomon.Wire;

namespace Gnomon.Tests.Conventions;

/// <summary>Writes what an assembly offers to its users as text, one declaration a line, in a stable order.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance
        | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>The assemblies that ship as libraries.</summary>
    public static readonly IReadOnlyList<Assembly> Assemblies =
    [
        typeof(IJobStore).Assembly, typeof(GnomonEndpoints).Assembly, typeof(FakeTime).Assembly,
        typeof(WireOptions).Assembly, typeof(RedisStoreOptions).Assembly,
    ];

    public static string Describe(Assembly assembly)
    {
        var types = assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal);
        return string.Join("\n", types.Select(Describe)) + "\n";
    }

    private static string Describe(Type type)
    {
        var members = type.IsEnum
            ? Enum.GetNames(type).Select(name => $"  {name} = {Enum.Parse(type, name):D}")
            : type.GetMembers(Declared).Select(Describe).OfType<string>().Order(StringComparer.Ordinal)
                .Select(text => $"  {text}");
        return $"{Kind(type)} {type.Namespace}.{Name(type)}{Parents(type)}\n{string.Concat(members.Select(m => m + "\n"))}";
    }

    private static string Kind(Type type)
    {
        if (type.IsEnum) return "enum";
        if (type.IsInterface) return "interface";
        if (type.IsValueType) return "struct";
        if (typeof(Delegate).IsAssignableFrom(type)) return "delegate";
        var how = type is { IsAbstract: true, IsSealed: true } ? "static "
            : type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "";
        return how + (type.GetMethod("<Clone>$") is null ? "class" : "record");
    }

    private static string Parents(Type type)
    {
        if (type.IsEnum || typeof(Delegate).IsAssignableFrom(type)) return "";
        var parents = type.GetInterfaces().Where(parent => parent.IsVisible).Select(Name).Order(StringComparer.Ordinal);
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType))
            parents = parents.Prepend(Name(parent)).Order(StringComparer.Ordinal);
        var all = string.Join(", ", parents);
        return all.Length == 0 ? "" : $" : {all}";
    }

    private static string? Describe(MemberInfo member) => member switch
    {
        FieldInfo field when Seen(field) => $"{Static(field.IsStatic)}{Name(field.FieldType)} {field.Name}{Value(field)}",
        PropertyInfo property => Describe(property),
        EventInfo { AddMethod: { } add } happening when Seen(add) =>
            $"event {Name(happening.EventHandlerType!)} {happening.Name}",
        ConstructorInfo made when Seen(made) => $"new({Parameters(made)})",
        MethodInfo { IsSpecialName: false } method when Seen(method) && !method.Name.Contains('<') =>
            $"{Static(method.IsStatic)}{Name(method.ReturnType)} {method.Name}{Arguments(method)}({Parameters(method)})",
        _ => null,
    };

    private static string? Describe(PropertyInfo property)
    {
        var get = property.GetMethod is { } getter && Seen(getter) ? " get;" : "";
        var set = property.SetMethod is { } setter && Seen(setter) ? " set;" : "";
        if (get.Length + set.Length == 0) return null;
        var isStatic = (property.GetMethod ?? property.SetMethod)!.IsStatic;
        return $"{Static(isStatic)}{Name(property.PropertyType)} {property.Name} {{{get}{set} }}";
    }

    private static bool Seen(FieldInfo field) => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly;

    private static bool Seen(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Static(bool isStatic) => isStatic ? "static " : "";

    private static string Value(FieldInfo field) => field.IsLiteral ? $" = {field.GetRawConstantValue()}" : "";

    private static string Arguments(MethodInfo method) =>
        method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(
        parameter => $"{Name(parameter.ParameterType)} {parameter.Name}{(parameter.HasDefaultValue ? " = …" : "")}"));

    private static string Name(Type type)
    {
        if (type.IsByRef) return $"ref {Name(type.GetElementType()!)}";
        if (type.IsArray) return $"{Name(type.GetElementType()!)}[]";
        if (Nullable.GetUnderlyingType(type) is { } inner) return $"{Name(inner)}?";
        var name = type.Name.Split('`')[0];
        if (type is { IsNested: true, IsGenericParameter: false }) name = $"{type.DeclaringType!.Name}.{name}";
        return type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : name;
    }
}

namespace Gnomon.Jobs;

/// <summary>Declares the handler that a type of arguments is for. The name is stored with each job, never the type's,
/// so that types can be renamed and moved.</summary>
/// <param name="name">The handler's name: letters, digits and <c>. _ - :</c>.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class JobNameAttribute(string name) : Attribute
{
    /// <summary>The handler's name.</summary>
    public string Name { get; } = name;

    /// <summary>The name that a type of arguments declares.</summary>
    /// <exception cref="InvalidOperationException">It declares none.</exception>
    internal static string Of(Type args) =>
        args.GetCustomAttributes(typeof(JobNameAttribute), inherit: false) is [JobNameAttribute declared]
            ? declared.Name
            : throw new InvalidOperationException(
                $"{args.Name} does not say which handler it is for. Put [JobName(\"...\")] on it, or name the handler.");
}

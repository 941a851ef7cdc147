using System.Text.Json;
using System.Text.Json.Nodes;
using Gnomon.Jobs;

namespace Gnomon.Workers;

/// <summary>The versions of a handler's arguments: which one the handler takes, and how to make it from older ones.
/// </summary>
public sealed class ArgsVersions
{
    private readonly Dictionary<int, Func<JsonNode?, JsonNode?>> _steps = [];

    internal ArgsVersions(int current)
    {
        if (current < 1)
            throw new ArgumentOutOfRangeException(
                nameof(current), current, "The version of arguments is 1 or more; 0 is that of jobs that name none.");
        Current = current;
    }

    internal int Current { get; }

    /// <summary>Says how to make the arguments of the next version from those of an older one.</summary>
    /// <param name="version">The older version: 0, that of jobs that name none, up to the one before the handler's.
    /// </param>
    /// <param name="upgrade">Gets the arguments as JSON of that version and gives back those of the next. It may change
    /// what it gets.</param>
    /// <exception cref="ArgumentOutOfRangeException">The version is not an older one.</exception>
    public ArgsVersions From(int version, Func<JsonNode?, JsonNode?> upgrade)
    {
        ArgumentNullException.ThrowIfNull(upgrade);
        if (version < 0 || version >= Current)
            throw new ArgumentOutOfRangeException(
                nameof(version), version, $"Arguments can be upgraded from 0 to {Current - 1} to version {Current}.");
        _steps[version] = upgrade;
        return this;
    }

    /// <summary>Why the arguments of a version cannot be read, or null. Jobs that name no version are taken as they
    /// are, unless <see cref="From"/> says otherwise.</summary>
    internal string? WhyUnreadable(string handler, int version)
    {
        if (version > Current) return Newer(handler, version, Current);
        if (version == 0 && !_steps.ContainsKey(0)) return null;
        for (var step = version; step < Current; step++)
            if (!_steps.ContainsKey(step))
                return $"its arguments have version {version}; handler '{handler}' takes version {Current} and does not "
                    + $"know how to go on from {step}";
        return null;
    }

    /// <summary>The versions that can be read, lowest first.</summary>
    internal IReadOnlyList<int> Readable() =>
        [.. Enumerable.Range(0, Current + 1).Where(version => WhyUnreadable("", version) is null)];

    /// <summary>The job with arguments of the present version.</summary>
    /// <exception cref="CannotRunHereException">They cannot be read.</exception>
    /// <exception cref="JobFailedException">An upgrade failed.</exception>
    internal JobSpec Upgrade(JobSpec spec)
    {
        if (WhyUnreadable(spec.Handler, spec.ArgsVersion) is { } reason) throw new CannotRunHereException(reason);
        if (spec.ArgsVersion == Current || spec.ArgsVersion == 0 && !_steps.ContainsKey(0)) return spec;
        var version = spec.ArgsVersion;
        try
        {
            var args = spec.Args.IsEmpty ? null : JsonNode.Parse(spec.Args.Span);
            for (; version < Current; version++) args = _steps[version](args);
            return spec with { Args = Write(args), ArgsVersion = Current };
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            throw new JobFailedException(
                $"upgrading the arguments of handler '{spec.Handler}' from version {version} failed: {error.Message}",
                error);
        }
    }

    internal static string Newer(string handler, int version, int known) =>
        $"its arguments have version {version}, and handler '{handler}' of this node knows them up to version {known}";

    private static ReadOnlyMemory<byte> Write(JsonNode? node)
    {
        if (node is null) return "null"u8.ToArray();
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream)) node.WriteTo(writer);
        return stream.ToArray();
    }
}

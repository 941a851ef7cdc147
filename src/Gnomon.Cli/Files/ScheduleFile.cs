using Gnomon.Api;

namespace Gnomon.Cli.Files;

/// <summary>A file of schedules: declared sets, and schedules that stand alone.</summary>
internal sealed class ScheduleFile
{
    private readonly DocumentFile _file;

    private ScheduleFile(DocumentFile file, SchedulesFileDocument document)
    {
        _file = file;
        if (document.Set is null)
        {
            Refuse("version", document.Version is not null);
            Refuse("adopt", document.Adopt is not null);
            Refuse("resetPauses", document.ResetPauses is not null);
            Sets = [.. (document.Sets ?? []).Select((set, i) => ($"sets[{i}]", Checked($"sets[{i}]", set)))];
            Alone = document.Schedules ?? [];
            return;
        }

        if (document.Sets is not null) throw file.Fault("sets", "sets must not stand beside set; give one or the other");
        var own = new ScheduleSetDocument
        {
            Set = document.Set,
            Version = document.Version,
            Adopt = document.Adopt,
            ResetPauses = document.ResetPauses,
            Schedules = document.Schedules,
        };
        Sets = [("", Checked("", own))];
        Alone = [];
    }

    /// <summary>The sets, each with its place in the document.</summary>
    public IReadOnlyList<(string Path, ScheduleSetDocument Set)> Sets { get; }

    /// <summary>The schedules that stand alone.</summary>
    public IReadOnlyList<ScheduleDocument> Alone { get; }

    /// <summary>Reads the content of a file.</summary>
    /// <param name="name">The file's name, or what errors are to call it.</param>
    /// <param name="utf8">The content, JSON or YAML.</param>
    /// <exception cref="CommandFailedException">It is no such file; names the place at fault.</exception>
    public static ScheduleFile Parse(string name, ReadOnlyMemory<byte> utf8)
    {
        var file = DocumentFile.Parse(name, utf8);
        return new ScheduleFile(file, file.Read(GnomonJson.Default.SchedulesFileDocument));
    }

    /// <summary>Refuses schedules that stand alone: they have no version, so nobody could tell which are newer.</summary>
    /// <exception cref="CommandFailedException">There are some; says what to write.</exception>
    public ScheduleFile WithoutAlone()
    {
        if (Alone.Count > 0)
            throw _file.Fault(
                "schedules", "the schedules are in no set; write 'set: NAME' and 'version: 1' above them, and raise the "
                + "version with every change");
        if (Sets.Count == 0)
            throw _file.Fault(null, "there is no set; write 'set: NAME', 'version: 1' and 'schedules:'");
        return this;
    }

    /// <summary>Puts the sets, or tries them.</summary>
    /// <exception cref="CommandFailedException">A schedule or a set cannot be right, or is refused; names its place in
    /// the file.</exception>
    public async Task<IReadOnlyList<SetChangeDocument>> PutSetsAsync(
        IGnomonApi api, bool dryRun, CancellationToken cancellation)
    {
        var changes = new List<SetChangeDocument>();
        foreach (var (path, set) in Sets)
        {
            try
            {
                changes.Add(await api.PutScheduleSetAsync(set.Set!, set, dryRun, cancellation).ConfigureAwait(false));
            }
            catch (ApiException error) when (error.Status is 400 or 409)
            {
                throw Explain(path, error);
            }
        }

        return changes;
    }

    /// <summary>What to throw about a member that the API refuses.</summary>
    /// <param name="path">Where the document that it was given stands in the file's.</param>
    /// <param name="error">The refusal.</param>
    public CommandFailedException Explain(string path, ApiException error)
    {
        var member = error.Field ?? "";
        var whole = path.Length == 0 || member.Length == 0 ? path + member : $"{path}.{member}";
        return _file.Fault(whole, error.Detail.TrimEnd('.'), error);
    }

    private ScheduleSetDocument Checked(string path, ScheduleSetDocument? set)
    {
        if (set is null) throw _file.Fault(path, "expected a set, not nothing");
        if (set.Set is null) throw _file.Fault(path, "set is missing: the name of the set");
        if (set.Version is null)
            throw _file.Fault(
                path.Length == 0 ? "set" : $"{path}.set",
                $"version is missing; write 'version: 1' below 'set: {set.Set}', and raise it with every change: of two "
                + "files the one with the higher version counts");
        if (set.Schedules is null)
            throw _file.Fault(path, "schedules is missing: the list of the schedules of the set, [] for none");
        return set;
    }

    private void Refuse(string member, bool given)
    {
        if (given) throw _file.Fault(member, $"{member} belongs to a set; write 'set: NAME' beside it");
    }
}

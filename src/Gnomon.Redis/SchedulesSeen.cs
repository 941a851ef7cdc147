using Gnomon.Codecs;
using Gnomon.Redis.Messages;
using Gnomon.Store;
using Gnomon.Triggers;

namespace Gnomon.Redis;

/// <summary>What read_schedules.lua saw of the schedules and the set that a change concerns, all at one moment.</summary>
internal sealed class SchedulesSeen : ISchedulesSeen
{
    private readonly Dictionary<string, (string Token, StoredSchedule Stored, bool IsDeclaredPaused)> _schedules =
        new(StringComparer.Ordinal);

    private readonly List<(string Id, string? Token)> _tokens = [];
    private readonly SeenScheduleSet? _set;

    public SchedulesSeen(ReadOnlyMemory<byte> answer, IReadOnlyList<string> ids, ScheduleDefinitions definitions)
    {
        var reader = new MessageReader(answer);
        reader.Array();
        Now = RedisTime.Instant(reader.Number());
        reader.Array();
        foreach (var id in ids)
        {
            string? token = null;
            if (!reader.TryNothing())
            {
                reader.Array();
                token = reader.Text();
                var stored = ScheduleMessage.Read(ref reader, definitions, out var isDeclaredPaused);
                _schedules.Add(id, (token, stored, isDeclaredPaused));
            }

            _tokens.Add((id, token));
        }

        StoredScheduleSet? set = null;
        var content = "";
        if (!reader.TryNothing())
        {
            set = ScheduleSetMessage.Read(ref reader, out content, out var stamp);
            SetStamp = stamp;
        }

        var members = new string[reader.Array()];
        var asked = ids.ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < members.Length; i++)
        {
            reader.Array();
            members[i] = reader.Text();
            var token = reader.OptionalText();
            if (!asked.Contains(members[i])) _tokens.Add((members[i], token));
        }

        if (set is not null) _set = new SeenScheduleSet(set, content, members);
        SetCount = (int)reader.Number();
    }

    public DateTimeOffset Now { get; }

    public int SetCount { get; }

    /// <summary>Tells the set from what it was and will be; null when there is none.</summary>
    public long? SetStamp { get; }

    /// <summary>What each schedule has to be still when the change is carried out; null where there was none.</summary>
    public IReadOnlyList<(string Id, string? Token)> Tokens => _tokens;

    public SeenSchedule? Find(string id) => _schedules.TryGetValue(id, out var found)
        ? new SeenSchedule(found.Stored.Schedule, found.Stored.Revision, found.Stored.Set, found.IsDeclaredPaused)
        : null;

    /// <summary>A schedule as it is stored.</summary>
    public StoredSchedule Stored(string id) => _schedules[id].Stored;

    public SeenScheduleSet? FindSet(string name) => _set?.Stored.Name == name ? _set : null;

    public bool AreSame(Schedule one, Schedule other) => ScheduleCodec.SameDefinition(one, other);
}

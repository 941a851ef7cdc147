using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Redis.Messages;

/// <summary>Settlements of one call; see settle.lua. First attempts of plain jobs that succeeded and have nothing to report but a
/// result go by the claims that handed them out, the others one by one behind them.</summary>
internal sealed class SettleMessage
{
    private readonly IReadOnlyList<Settlement> _settlements;
    private readonly ClaimedPlaces _places;
    private readonly Dictionary<byte[], List<(int Index, long Number)>> _claims = [];
    private readonly List<int> _others = [];

    public SettleMessage(IReadOnlyList<Settlement> settlements, ClaimedPlaces places)
    {
        (_settlements, _places) = (settlements, places);
        // Of several settlements of one job the first counts: these keep their order.
        HashSet<JobId>? others = null;
        foreach (var settlement in settlements)
            if (!IsPlain(settlement)) (others ??= []).Add(settlement.Token.Job);
        for (var i = 0; i < settlements.Count; i++)
        {
            var id = settlements[i].Token.Job;
            if (others?.Contains(id) is true || places.Find(id) is not { } place) _others.Add(i);
            else ItemsOf(place.Claim).Add((i, place.Number));
        }
    }

    /// <exception cref="InvalidJobException">A result is too large.</exception>
    public static void Check(IReadOnlyList<Settlement> settlements)
    {
        foreach (var settlement in settlements)
            if (settlement.Result.Length > JobLimits.MaxResultBytes)
                throw new InvalidJobException(
                    "result",
                    $"takes {settlement.Result.Length:N0} bytes; at most {JobLimits.MaxResultBytes:N0} are allowed");
    }

    public void Write(MessageWriter writer)
    {
        writer.Array(2);
        writer.Array(_claims.Count);
        foreach (var (claim, items) in _claims) WriteClaim(writer, claim, items);
        writer.Array(_others.Count);
        foreach (var index in _others) WriteOther(writer, _settlements[index]);
    }

    /// <param name="answer">What the script answered.</param>
    public SettleOutcome[] Read(ReadOnlyMemory<byte> answer)
    {
        var reader = new MessageReader(answer);
        var outcomes = new SettleOutcome[_settlements.Count];
        if (reader.TryTrue())
        {
            Array.Fill(outcomes, new SettleOutcome(true, JobState.Succeeded));
            return outcomes;
        }

        reader.Array();
        foreach (var items in _claims.Values)
            foreach (var (index, _) in items) outcomes[index] = ReadOutcome(ref reader);
        foreach (var index in _others) outcomes[index] = ReadOutcome(ref reader);
        return outcomes;
    }

    /// <summary>Whether a job succeeded in its first attempt and there is nothing to keep of it but its result.</summary>
    private static bool IsPlain(Settlement settlement) =>
        settlement.Kind == SettlementKind.Succeeded && settlement.Token.Attempt == 1 && settlement.Error is null
        && settlement.Progress is null && settlement.ProgressText is null && settlement.LogLines.Count == 0;

    private List<(int Index, long Number)> ItemsOf(byte[] claim)
    {
        if (!_claims.TryGetValue(claim, out var items)) _claims.Add(claim, items = []);
        return items;
    }

    private void WriteClaim(MessageWriter writer, byte[] claim, List<(int Index, long Number)> items)
    {
        var ids = new byte[16 * items.Count];
        var hasResults = false;
        for (var i = 0; i < items.Count; i++)
        {
            var settlement = _settlements[items[i].Index];
            settlement.Token.Job.Value.TryWriteBytes(ids.AsSpan(16 * i), bigEndian: true, out _);
            hasResults |= !settlement.Result.IsEmpty;
        }

        writer.Array(hasResults ? 4 : 3);
        writer.Bytes(claim);
        writer.Bytes(ids);
        writer.Array(items.Count);
        foreach (var (_, number) in items) writer.Number(number);
        if (!hasResults) return;
        writer.Array(items.Count);
        foreach (var (index, _) in items)
            if (_settlements[index].Result is { IsEmpty: false } result) writer.Bytes(result.Span);
            else writer.Bool(false);
    }

    private void WriteOther(MessageWriter writer, Settlement settlement)
    {
        writer.Array(8);
        AttemptMessage.WriteToken(writer, settlement.Token, _places);
        writer.Number((int)settlement.Kind);
        writer.Number(RedisTime.Micros(settlement.Wait));
        writer.Text(AttemptMessage.Cut(settlement.Error, JobLimits.MaxErrorLength));
        if (settlement.Result.IsEmpty) writer.Nil();
        else writer.Bytes(settlement.Result.Span);
        AttemptMessage.WriteReport(writer, settlement.Progress, settlement.ProgressText, settlement.LogLines);
    }

    private static SettleOutcome ReadOutcome(ref MessageReader reader)
    {
        if (reader.TryNothing()) return SettleOutcome.Stale;
        if (reader.IsNumber) return new SettleOutcome(true, (JobState)reader.Number());
        reader.Array();
        return new SettleOutcome(true, (JobState)reader.Number())
        {
            Freed = reader.Bool(), Effects = EffectsMessage.Read(ref reader),
        };
    }
}

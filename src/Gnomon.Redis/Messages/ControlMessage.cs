using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Redis.Messages;

/// <summary>A request to change jobs.</summary>
internal sealed class ControlMessage
{
    private readonly ControlRequest _request;
    private readonly long? _from, _end;

    /// <exception cref="InvalidJobException">The request breaks a bound.</exception>
    public ControlMessage(ControlRequest request)
    {
        ControlRules.Check(request);
        _request = request;
        if (request.Cursor is { } cursor) (_from, _end) = ControlRules.ParseCursor(cursor);
    }

    public void Write(MessageWriter writer)
    {
        writer.Array(10);
        writer.Number((int)_request.Action);
        if (_request.Filter is { } filter)
        {
            writer.Nil();
            FilterMessage.Write(writer, filter);
        }
        else
        {
            writer.Array(_request.Jobs.Count);
            foreach (var job in _request.Jobs) writer.Guid(job.Value);
            writer.Nil();
        }

        writer.Number(_request.Max);
        writer.Text(
            _request.Reason is { Length: > JobLimits.MaxErrorLength } reason
                ? reason[..JobLimits.MaxErrorLength]
                : _request.Reason);
        writer.Number(_request.Priority);
        writer.Text(_request.Node);
        writer.Text(_request.PinnedTo);
        writer.Number(_from);
        writer.Number(_end);
    }

    public static ControlAnswer Read(ReadOnlyMemory<byte> answer)
    {
        var reader = new MessageReader(answer);
        reader.Array();
        var results = new ControlResult[reader.Array()];
        for (var i = 0; i < results.Length; i++)
        {
            reader.Array();
            var id = new JobId(reader.Guid());
            var (outcome, state) = ((ControlOutcome)reader.Number(), (JobState)reader.Number());
            results[i] = new ControlResult(id, outcome, state)
            {
                Freed = reader.Bool(), Effects = EffectsMessage.Read(ref reader),
            };
        }

        if (reader.TryNothing()) return new ControlAnswer(results, null);
        var (at, end) = (reader.Number(), reader.Number());
        return new ControlAnswer(results, ControlRules.Cursor(at, end));
    }
}

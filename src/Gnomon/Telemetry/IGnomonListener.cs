namespace Gnomon.Telemetry;

/// <summary>Is told what happens in this process, one event after another and beside the work: a slow listener delays no
/// job. The events of an attempt come in their order; that a job was enqueued may be told after it has begun, for a
/// worker may be quicker than the answer to the producer.</summary>
public interface IGnomonListener
{
    /// <summary>Takes notice of an event. An exception is logged and the next event follows.</summary>
    /// <param name="happened">What happened. Attempts are told of once the store has their outcome.</param>
    /// <param name="cancellation">Fires when the process stops and does not wait any longer.</param>
    ValueTask OnEventAsync(GnomonEvent happened, CancellationToken cancellation);
}

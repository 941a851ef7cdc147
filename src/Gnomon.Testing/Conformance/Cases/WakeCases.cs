using System.Threading.Channels;
using Gnomon.Jobs;
using Gnomon.Store;
using static Gnomon.Testing.Conformance.Cases.CaseList;

namespace Gnomon.Testing.Conformance.Cases;

/// <summary>How hints travel. The contract allows their loss; an engine on a healthy machine delivers them.</summary>
internal static class WakeCases
{
    /// <summary>Ends a case whose hint never comes; nothing is measured.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static IEnumerable<ConformanceCase> All =>
    [
        Case("wake", Hint_reaches_every_listener_whole),
        Case("wake", Every_topic_is_carried),
        Case("wake", Ended_listener_hears_nothing),
        Case("wake", Signal_without_listeners_is_no_error),
    ];

    private static async Task Hint_reaches_every_listener_whole(StoreHarness h)
    {
        var first = Channel.CreateUnbounded<WakeHint>();
        var second = Channel.CreateUnbounded<WakeHint>();
        using var one = h.Wake.Listen(hint => first.Writer.TryWrite(hint));
        using var two = h.Wake.Listen(hint => second.Writer.TryWrite(hint));
        var sent = new WakeHint(WakeTopic.Cancel, h.Now.AddSeconds(5), [JobId.New(h.Time), JobId.New(h.Time)])
        {
            Wait = TimeSpan.FromSeconds(7),
        };
        await h.Wake.SignalAsync(sent, h.Cancellation);
        foreach (var channel in new[] { first, second })
        {
            var hint = await ReadAsync(h, channel);
            Expect.Equal((sent.Topic, sent.NotBefore), (hint.Topic, hint.NotBefore), "the topic and moment");
            Expect.Equal(sent.Wait, hint.Wait, "the wait");
            Expect.Sequence(sent.Jobs, hint.Jobs, "the jobs of the hint");
        }
    }

    private static async Task Every_topic_is_carried(StoreHarness h)
    {
        var heard = Channel.CreateUnbounded<WakeHint>();
        using var listener = h.Wake.Listen(hint => heard.Writer.TryWrite(hint));
        foreach (var topic in Enum.GetValues<WakeTopic>())
        {
            await h.Wake.SignalAsync(new WakeHint(topic, null, []), h.Cancellation);
            Expect.Equal(topic, (await ReadAsync(h, heard)).Topic, "the topic");
        }
    }

    private static async Task Ended_listener_hears_nothing(StoreHarness h)
    {
        var ended = 0;
        var heard = Channel.CreateUnbounded<WakeHint>();
        h.Wake.Listen(_ => Interlocked.Increment(ref ended)).Dispose();
        using var other = h.Wake.Listen(hint => heard.Writer.TryWrite(hint));
        await h.Wake.SignalAsync(new WakeHint(WakeTopic.Jobs, null, []), h.Cancellation);
        await ReadAsync(h, heard);
        Expect.Equal(0, Volatile.Read(ref ended), "the number of hints that an ended listener heard");
    }

    private static async Task Signal_without_listeners_is_no_error(StoreHarness h)
    {
        await h.Wake.SignalAsync(new WakeHint(WakeTopic.Jobs, null, []), h.Cancellation);
        await h.AddAsync();
    }

    private static async Task<WakeHint> ReadAsync(StoreHarness h, Channel<WakeHint> channel)
    {
        try
        {
            return await channel.Reader.ReadAsync(h.Cancellation).AsTask().WaitAsync(Patience, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            throw new ExpectationException("Expected the listener to hear the hint, but it never came.");
        }
    }
}

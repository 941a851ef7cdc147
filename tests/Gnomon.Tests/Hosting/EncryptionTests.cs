using System.Text;
using System.Text.Json;
using Gnomon.Hosting;
using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Telemetry;
using Gnomon.Tests.Local;
using Gnomon.Workers;
using Xunit;

namespace Gnomon.Tests.Hosting;

public sealed class EncryptionTests
{
    private static readonly EncryptionKey Old = Key("old", 1);
    private static readonly EncryptionKey New = Key("new", 2);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Arguments_are_an_envelope_at_rest_and_plain_in_the_handler()
    {
        await using var host = await StartAsync(Options(New, Old), g => g.AddHandler("echo", (Card card, JobContext job) =>
            $"{card.Number} {Encoding.UTF8.GetString(job.Spec.Args.Span)}"));
        var job = await host.RunAsync("echo", new Card("4000-1234"));
        var stored = Encoding.UTF8.GetString(job.Spec.Args.Span);
        Assert.DoesNotContain("4000-1234", stored, StringComparison.Ordinal);
        using var envelope = JsonDocument.Parse(stored);
        Assert.Equal(
            ("AES-GCM", "new"),
            (envelope.RootElement.GetProperty("encrypted").GetString(), envelope.RootElement.GetProperty("key").GetString()));
        Assert.Equal(
            "4000-1234 {\"number\":\"4000-1234\"}", await host.Jobs.GetResultAsync<string>(job.Id, Cancellation));
    }

    [Fact]
    public async Task The_same_arguments_are_never_the_same_envelope()
    {
        await using var host = await StartAsync(Options(New), g => g.AddHandler("echo", (Card card, JobContext _) => 1));
        var one = await host.RunAsync("echo", new Card("1"));
        var two = await host.RunAsync("echo", new Card("1"));
        Assert.NotEqual(one.Spec.Args.ToArray(), two.Spec.Args.ToArray());
    }

    [Fact]
    public async Task Results_are_encrypted_when_asked_for_and_read_back_by_whoever_has_the_key()
    {
        await using var host = await StartAsync(
            Options(New) with { Results = true }, g => g.AddHandler("echo", (Card card, JobContext _) => card.Number));
        var job = await host.RunAsync("echo", new Card("4000-1234"));
        Assert.True(PayloadCipher.IsSealed(job.Result));
        Assert.DoesNotContain("4000", Encoding.UTF8.GetString(job.Result.Span), StringComparison.Ordinal);
        Assert.Equal("4000-1234", await host.Jobs.GetResultAsync<string>(job.Id, Cancellation));
    }

    [Fact]
    public async Task A_job_outlives_the_change_of_keys()
    {
        using var folder = new TemporaryFolder();
        JobId id;
        await using (var before = await StartAsync(Options(Old), g => g.UseStore("local:" + folder["store"]), worker: false))
            id = await before.Jobs.EnqueueAsync("echo", new Card("7"), cancellation: Cancellation);
        await using var after = await StartAsync(Options(New, Old), g => g.UseStore("local:" + folder["store"])
            .AddHandler("echo", (Card card, JobContext _) => card.Number));
        Assert.Equal(JobState.Succeeded, (await after.EndedAsync(id)).State);
        Assert.Equal("7", await after.Jobs.GetResultAsync<string>(id, Cancellation));
    }

    [Theory]
    [InlineData("none", "its arguments are encrypted, and this process has no keys")]
    [InlineData("new", "its arguments are encrypted with key 'old', which this process does not have")]
    [InlineData("old", "its arguments are encrypted with another key 'old' than this process has, or for another handler, "
        + "or changed since")]
    public async Task A_job_whose_key_is_missing_or_wrong_is_parked_and_not_lost(string has, string reason)
    {
        var sealedArgs = new PayloadCipher(Options(Old)).Seal("{\"number\":\"7\"}"u8.ToArray(), "args echo");
        var parked = new TaskCompletionSource<GnomonEvent>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await TestHost.StartAsync(g =>
        {
            if (has != "none") g.Encrypt(Options(Key(has, 3)));
            g.AddListener(happened =>
            {
                if (happened.Kind == GnomonEventKind.JobSnoozed) parked.TrySetResult(happened);
            }).AddHandler("echo", (Card card, JobContext _) => card.Number).AddWorker();
        });
        var draft = new JobDraft(
            JobId.New(TimeProvider.System), new JobSpec { Handler = "echo", Args = sealedArgs });
        await host.Jobs.EnqueueAsync([draft], Cancellation);
        Assert.Equal("parked: " + reason, (await parked.Task.WaitAsync(Cancellation)).Error);
        var job = (await host.Jobs.GetAsync(draft.Id, Cancellation))!;
        Assert.Equal((false, AttemptOutcome.Parked), (job.State.IsTerminal(), job.Attempts[0].Outcome));
    }

    [Fact]
    public void Arguments_of_one_handler_cannot_be_passed_off_as_those_of_another()
    {
        var cipher = new PayloadCipher(Options(New));
        var envelope = cipher.Seal("1"u8.ToArray(), "args pay");
        Assert.Equal("1"u8.ToArray(), cipher.Open(envelope, "args pay").ToArray());
        Assert.Throws<CannotRunHereException>(() => cipher.Open(envelope, "args refund"));
    }

    [Theory]
    [InlineData("{\"encrypted\":\"AES-GCM\",\"key\":\"new\",\"data\":\"AAAA\"}")]
    [InlineData("{\"encrypted\":\"AES-GCM\",\"key\":\"new\",\"data\":\"*\"}")]
    [InlineData("{\"encrypted\":\"AES-GCM\",\"key\":\"new\"}")]
    [InlineData("{\"encrypted\":\"AES-GCM\",")]
    public void A_damaged_envelope_is_told_as_such(string envelope)
    {
        var error = Assert.Throws<CannotRunHereException>(
            () => new PayloadCipher(Options(New)).Open(Encoding.UTF8.GetBytes(envelope), "args echo"));
        Assert.Equal("encrypted, and the envelope is damaged", error.Message);
    }

    [Fact]
    public void Keys_show_their_name_and_not_their_secret_and_wrong_ones_are_refused()
    {
        Assert.Equal("new", New.ToString());
        Assert.DoesNotContain("Secret", Options(New).ToString(), StringComparison.Ordinal);
        var shortKey = Assert.Throws<ArgumentException>(() => new EncryptionKey("k", new byte[5]));
        Assert.StartsWith(
            "The secret of key 'k' has 5 bytes; allowed are 16, 24 and 32.", shortKey.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Options().Validate());
        Assert.Throws<ArgumentException>(() => Options(New, Key("new", 5)).Validate());
    }

    private static EncryptionOptions Options(params EncryptionKey[] keys) => new() { Keys = keys };

    private static EncryptionKey Key(string id, byte fill) => new(id, Enumerable.Repeat(fill, 32).ToArray());

    private static Task<TestHost> StartAsync(
        EncryptionOptions options, Func<GnomonBuilder, GnomonBuilder> configure, bool worker = true) =>
        TestHost.StartAsync(g =>
        {
            configure(g).Encrypt(options);
            if (worker) g.AddWorker();
        });

    private sealed record Card(string Number);
}

using Gnomon.Local.Commands;
using Gnomon.Local.Journal;
using Gnomon.Store;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gnomon.Local;

/// <summary>The embedded store: one state machine in memory, with a journal on disk unless told otherwise.</summary>
public sealed partial class LocalStore : IJobStore, IJobQuery, IAsyncDisposable
{
    private readonly LocalStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly JournalFiles _files;
    private StoreOwner? _owner;
    private DirectoryLock? _lock;
    private bool _closed;

    /// <summary>Prepares a store; <see cref="InitializeAsync"/> opens it.</summary>
    /// <param name="options">Where and how it stores.</param>
    /// <param name="time">The clocks: what is due follows the wall clock, leases the monotonic one.</param>
    /// <param name="logger">Told of trouble with the disk; null for nobody.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public LocalStore(LocalStoreOptions options, TimeProvider time, ILogger<LocalStore>? logger = null)
        : this(options, time, logger, new JournalFiles())
    {
    }

    internal LocalStore(LocalStoreOptions options, TimeProvider time, ILogger<LocalStore>? logger, JournalFiles files)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        options.Validate();
        _options = options.Directory is { } directory
            ? options with { Directory = Path.GetFullPath(directory) }
            : options;
        (_time, _files) = (time, files);
        _logger = logger ?? NullLogger<LocalStore>.Instance;
        Parts = new StoreParts(this, this, new LocalWake(), new LocalCluster(time));
    }

    /// <summary>The store's contracts.</summary>
    public StoreParts Parts { get; }

    private StoreOwner Owner => _owner ?? throw (_closed
        ? new StoreException(StoreProblem.Closed, "The store is closed.")
        : new StoreException(StoreProblem.Closed, "The store is not open: call InitializeAsync first."));

    /// <inheritdoc/>
    public async Task<StoreDescription> InitializeAsync(CancellationToken cancellation)
    {
        if (_owner is not null || _closed) throw new InvalidOperationException("A store is opened once.");
        if (_options.Directory is null)
        {
            _owner = new StoreOwner(NewState(replaying: false), null, _options, 0, _time, _logger);
            return new StoreDescription(
                "local", "A change is acknowledged when it is in memory.",
                "The end of the process loses everything.");
        }

        // Reading a large journal takes seconds of processor time.
        await Task.Run(Open, cancellation).ConfigureAwait(false);
        return _options.Durability == LocalDurability.Fsync
            ? new StoreDescription(
                "local", $"A change is acknowledged when it is synced to the disk of {_options.Directory}.",
                "A crash of the process or of the machine loses nothing that was acknowledged.")
            : new StoreDescription(
                "local", $"A change is acknowledged when the operating system has it, for {_options.Directory}.",
                "A crash of the process loses nothing; a crash of the machine loses about the last second.");
    }

    /// <summary>Reads a journal without opening or changing the store, even one that is in use.</summary>
    /// <exception cref="StoreException">It is damaged, of a newer version, or not there.</exception>
    public static StoreVerification Verify(string directory)
    {
        if (!Directory.Exists(directory) || JournalFiles.Segments(directory).Count == 0)
            throw new StoreException(StoreProblem.Inaccessible, $"There is no store in {directory}.");
        var state = new LocalState(TimeSpan.FromDays(1), 100) { Replaying = true };
        var reader = new JournalReader(directory, salvage: false);
        reader.ReadInto(state);
        return new StoreVerification(
            reader.Report.Files, reader.Report.Bytes, reader.Report.Frames, reader.Report.TornBytes,
            reader.Report.Records.ToDictionary(entry => entry.Key.ToString(), entry => entry.Value),
            JobStates.ToDictionary(state.Counts), state.ScheduleCount);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<EnqueueResult>> EnqueueAsync(
        IReadOnlyList<Jobs.JobDraft> drafts, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(drafts);
        return await Owner.AskAsync(new EnqueueCommand(drafts), cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<ClaimAnswer> ClaimAsync(ClaimRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var handout = await Owner.AskAsync(new ClaimCommand(request), cancellation).ConfigureAwait(false);
        return handout.Decode();
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<RenewOutcome>> RenewAsync(
        IReadOnlyList<LeaseRenewal> renewals, CancellationToken cancellation) =>
        await Owner.AskAsync(new RenewCommand(renewals), cancellation).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<SettleOutcome>> SettleAsync(
        IReadOnlyList<Settlement> settlements, CancellationToken cancellation) =>
        await Owner.AskAsync(new SettleCommand(settlements), cancellation).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<ControlAnswer> ControlAsync(ControlRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        return await Owner.AskAsync(new ControlCommand(request), cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask SetQueueAsync(QueueChange change, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(change);
        Jobs.JobRules.CheckName("queue", change.Queue);
        if (change.Limits is not null) LimitRules.Check(change.Limits);
        await Owner.AskAsync(new SetQueueCommand(change), cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<ScheduleChangeAnswer> PutSchedulesAsync(
        ScheduleChanges changes, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(changes);
        return await Owner.AskAsync(new PutSchedulesCommand(changes), cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<FireAnswer>> FireAsync(
        IReadOnlyList<FireRequest> requests, CancellationToken cancellation) =>
        await Owner.AskAsync(new FireCommand(requests), cancellation).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<SweepAnswer> SweepAsync(int max, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        return await Owner.AskAsync(new SweepCommand(max), cancellation).ConfigureAwait(false);
    }

    /// <summary>Finishes what was asked, writes it, and gives the folder up.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_closed) return;
        _closed = true;
        if (_owner is { } owner) await Task.Run(owner.Dispose).ConfigureAwait(false);
        _lock?.Dispose();
    }

    private LocalState NewState(bool replaying) => new(_options.Retention, _options.TicksKept) { Replaying = replaying };

    private void Open()
    {
        _lock = DirectoryLock.Take(_options.Directory!, _options.ServerUrl);
        try
        {
            var state = NewState(replaying: true);
            var reader = new JournalReader(_options.Directory!, _options.Salvage);
            var end = reader.ReadInto(state);
            if (reader.Report.TornBytes > 0) TornTail(_logger, _options.Directory!, reader.Report.TornBytes);
            foreach (var part in reader.Report.LeftOut) LeftOut(_logger, part);
            state.BuildIndexes();
            state.RateNow(Moment.Now(_time));
            if (end.Segment == 0) end = end with { Store = Guid.NewGuid() };
            var journal = new JournalWriter(_files, _options, end);
            _owner = new StoreOwner(state, journal, _options, reader.Report.Bytes, _time, _logger);
        }
        catch (Exception error)
        {
            _lock.Dispose();
            _lock = null;
            if (error is IOException or UnauthorizedAccessException)
                throw new StoreException(
                    StoreProblem.Inaccessible,
                    $"The store in {_options.Directory} cannot be opened: {error.Message}", error);
            throw;
        }
    }
}

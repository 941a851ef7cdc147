using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Gnomon.Client;
using Gnomon.Executables;
using Gnomon.Jobs;
using Gnomon.Local;
using Gnomon.Store;
using Gnomon.Triggers;
using Gnomon.WebCalls;
using Gnomon.Workers;

namespace Gnomon.Hosting;

/// <summary>Says what a process does with Gnomon: where jobs are stored, which handlers and schedules it has, and
/// whether it runs jobs.</summary>
public sealed partial class GnomonBuilder
{
    internal const string DefaultStore = "local:gnomon-data";

    internal GnomonBuilder()
    {
    }

    internal string StoreUrl { get; private set; } = DefaultStore;

    /// <summary>Makes the store of another engine; null for the local store of <see cref="StoreUrl"/>.</summary>
    internal Func<EngineSurroundings, EngineStore>? MakeStore { get; private set; }

    internal Func<LocalStoreOptions, LocalStoreOptions> ConfigureLocal { get; private set; } = options => options;

    internal Func<StoreParts, StoreParts> Wrap { get; private set; } = parts => parts;

    internal JsonSerializerOptions Json { get; private set; } = JobSerializer.DefaultOptions();

    internal List<HandlerDeclaration> Handlers { get; } = [];

    internal List<ScheduleDeclaration> Schedules { get; } = [];

    internal List<(string Directory, ExecutableOptions Options)> TaskFolders { get; } = [];

    internal WebCallOptions? WebCalls { get; private set; }

    internal List<NamedCalendar> Calendars { get; } = [];

    internal List<WorkerOptions> Workers { get; } = [];

    /// <summary>Chooses the store: <c>local:DIR</c> for a folder of this machine, <c>local:</c> for memory only.
    /// Without a call it is <c>local:gnomon-data</c>.</summary>
    /// <param name="url">The store's URL.</param>
    /// <param name="configure">Changes the options of the local store.</param>
    public GnomonBuilder UseStore(string url, Func<LocalStoreOptions, LocalStoreOptions>? configure = null)
    {
        Hosting.StoreUrl.Check(url);
        (StoreUrl, MakeStore) = (url, null);
        if (configure is not null) ConfigureLocal = configure;
        return this;
    }

    /// <summary>Chooses the store of an engine. Engines call it: each has a method of its own for its users, such as
    /// <c>UseRedis(url)</c> of Gnomon.Redis.</summary>
    /// <param name="make">Makes the store, without opening it. Called once for each host; the host opens it when it
    /// starts, and disposes it when it ends.</param>
    public GnomonBuilder UseStore(Func<EngineSurroundings, EngineStore> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        MakeStore = make;
        return this;
    }

    /// <summary>Puts something in front of the store: every call that this process makes goes through it. For tests that
    /// make a store fail or wait, with the decorators of Gnomon.Testing.</summary>
    /// <param name="wrap">Is given what is there, and answers what stands in front of it. Called once, before the store
    /// is opened; of several, the last added is asked first.</param>
    public GnomonBuilder WrapStore(Func<StoreParts, StoreParts> wrap)
    {
        ArgumentNullException.ThrowIfNull(wrap);
        var before = Wrap;
        Wrap = parts => wrap(before(parts));
        return this;
    }

    /// <summary>Sets how arguments and results are written as JSON. A trimmed or ahead-of-time program has to, with a
    /// source-generated resolver.</summary>
    public GnomonBuilder UseJson(JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Json = options;
        return this;
    }

    /// <summary>Adds a handler class. Its arguments' type declares the name.</summary>
    public GnomonBuilder AddHandler<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler, TArgs>()
        where THandler : class, IJobHandler<TArgs> =>
        Add(HandlerDeclaration.OfClass<THandler, TArgs>(JobNameAttribute.Of(typeof(TArgs))));

    /// <summary>Adds a handler class that returns a result. Its arguments' type declares the name.</summary>
    public GnomonBuilder AddHandler<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler, TArgs, TResult>()
        where THandler : class, IResultHandler<TArgs, TResult> =>
        Add(HandlerDeclaration.OfClass<THandler, TArgs, TResult>(JobNameAttribute.Of(typeof(TArgs))));

    /// <summary>Adds a handler class, finding its arguments' type by reflection.</summary>
    /// <exception cref="ArgumentException">The class is not a handler of exactly one kind of job.</exception>
    [RequiresDynamicCode("Name the arguments' type too: AddHandler<THandler, TArgs>().")]
    [RequiresUnreferencedCode("Name the arguments' type too: AddHandler<THandler, TArgs>().")]
    public GnomonBuilder AddHandler<
        [DynamicallyAccessedMembers(
            DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.Interfaces)] THandler>()
        where THandler : class =>
        Add(HandlerDeclaration.OfClass(typeof(THandler)));

    /// <summary>Adds a function as a handler; what it returns is the job's result.</summary>
    public GnomonBuilder AddHandler<TArgs, TResult>(string name, Func<TArgs, JobContext, TResult> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Add(HandlerDeclaration.OfFunction<TArgs, TResult>(
            name, (args, job) => Task.FromResult(handler(args, job))));
    }

    /// <summary>Adds an asynchronous function as a handler; what it returns is the job's result.</summary>
    public GnomonBuilder AddHandler<TArgs, TResult>(string name, Func<TArgs, JobContext, Task<TResult>> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Add(HandlerDeclaration.OfFunction(name, handler));
    }

    /// <summary>Adds an asynchronous function without a result as a handler.</summary>
    public GnomonBuilder AddHandler<TArgs>(string name, Func<TArgs, JobContext, Task> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Add(HandlerDeclaration.OfFunction(name, handler));
    }

    /// <summary>Adds a handler that reads and writes JSON itself: no step between it and the store.</summary>
    public GnomonBuilder AddHandler(string name, JobDelegate handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Add(new HandlerDeclaration(name, _ => handler));
    }

    /// <summary>Makes every executable file of a folder a handler of its name.</summary>
    public GnomonBuilder AddTasks(string directory, ExecutableOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        TaskFolders.Add((directory, options ?? new ExecutableOptions()));
        return this;
    }

    /// <summary>Adds the handler <c>http</c>, whose jobs call URLs of the hosts that the options list.</summary>
    /// <exception cref="ArgumentException">An option is out of range, or an entry does not name hosts.</exception>
    /// <exception cref="InvalidOperationException">It was added already.</exception>
    public GnomonBuilder AddWebCalls(WebCallOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (WebCalls is not null)
            throw new InvalidOperationException("AddWebCalls was called twice; list all hosts in one call.");
        WebCalls = options;
        return this;
    }

    /// <summary>Declares a schedule whose ticks run the handler that the arguments' type declares. It is stored when
    /// the process starts, and left alone when it is there already and the same.</summary>
    public GnomonBuilder AddSchedule<TArgs>(
        string id, Trigger trigger, TArgs args, Action<EnqueueOptions>? configure = null,
        Func<Schedule, Schedule>? change = null)
        where TArgs : notnull =>
        AddSchedule(id, trigger, JobNameAttribute.Of(typeof(TArgs)), args, configure, change);

    /// <summary>Declares a schedule whose ticks run a handler by its name.</summary>
    public GnomonBuilder AddSchedule<TArgs>(
        string id, Trigger trigger, string handler, TArgs args, Action<EnqueueOptions>? configure = null,
        Func<Schedule, Schedule>? change = null)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        Schedules.Add(ScheduleDeclaration.Of(id, trigger, handler, args, configure, change));
        return this;
    }

    /// <summary>Declares a schedule each of whose ticks makes a workflow: a periodic chain, group, chord, or any other. A
    /// tick's run lives until its workflow has ended, and fails when it fails.</summary>
    /// <param name="id">The schedule's name.</param>
    /// <param name="trigger">Its time rule.</param>
    /// <param name="workflow">What each tick makes; it has no id of its own.</param>
    /// <param name="change">Says more about the schedule.</param>
    public GnomonBuilder AddSchedule(
        string id, Trigger trigger, WorkflowBuilder workflow, Func<Schedule, Schedule>? change = null)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        ArgumentNullException.ThrowIfNull(workflow);
        Schedules.Add(ScheduleDeclaration.Of(id, trigger, workflow, change));
        return this;
    }

    /// <summary>Makes the days of a calendar known by its name: requests may leave its dates out, and stored schedules
    /// with other dates of it get these when the process starts.</summary>
    /// <exception cref="ArgumentException">It has no name or no date, or another one has its name.</exception>
    public GnomonBuilder AddCalendar(NamedCalendar calendar)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        _ = new KnownCalendars([.. Calendars, calendar]);
        Calendars.Add(calendar);
        return this;
    }

    /// <summary>Makes the process run jobs.</summary>
    public GnomonBuilder AddWorker(Func<WorkerOptions, WorkerOptions>? configure = null)
    {
        var options = configure?.Invoke(new WorkerOptions()) ?? new WorkerOptions();
        options.Validate();
        Workers.Add(options);
        return this;
    }

    private GnomonBuilder Add(HandlerDeclaration handler)
    {
        Handlers.Add(handler);
        return this;
    }
}

using System.Diagnostics.CodeAnalysis;
using Gnomon.Client;
using Gnomon.Jobs;
using Gnomon.Telemetry;
using Gnomon.Workers;
using Microsoft.Extensions.DependencyInjection;

namespace Gnomon.Hosting;

public sealed partial class GnomonBuilder
{
    internal List<Func<IServiceProvider, IEnqueueMiddleware>> EnqueueMiddleware { get; } = [];

    internal List<Func<JobContext, JobDelegate, ValueTask<ReadOnlyMemory<byte>>>> JobMiddleware { get; } = [];

    internal List<Func<IServiceProvider, IGnomonListener>> Listeners { get; } = [];

    internal Dictionary<string, ArgsVersions> ArgsVersions { get; } = new(StringComparer.Ordinal);

    internal EncryptionOptions? Encryption { get; private set; }

    internal bool CarriesCulture { get; private set; }

    internal HealthOptions Health { get; private set; } = new();

    /// <summary>Adds a class that sees every job that this process enqueues, those of ticks that it fires too. It comes
    /// from the services, or is made
    /// with them, for each call. The first one added sees a job first.</summary>
    public GnomonBuilder AddEnqueueMiddleware<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TMiddleware>()
        where TMiddleware : class, IEnqueueMiddleware
    {
        EnqueueMiddleware.Add(ActivatorUtilities.GetServiceOrCreateInstance<TMiddleware>);
        return this;
    }

    /// <summary>Adds a function that sees every job that this process enqueues, those of ticks that it fires too, and
    /// gives back what to store; it throws <see cref="InvalidJobException"/> to refuse the job.</summary>
    public GnomonBuilder AddEnqueueMiddleware(Func<JobDraft, JobDraft> prepare)
    {
        ArgumentNullException.ThrowIfNull(prepare);
        var step = new EnqueueFunction(prepare);
        EnqueueMiddleware.Add(_ => step);
        return this;
    }

    /// <summary>Adds a class around every handler of this process, executables too. It comes from the attempt's
    /// services, or is made with them. The first one added stands outermost.</summary>
    public GnomonBuilder AddMiddleware<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TMiddleware>()
        where TMiddleware : class, IJobMiddleware =>
        AddMiddleware((job, next) =>
            ActivatorUtilities.GetServiceOrCreateInstance<TMiddleware>(
                    job.Services ?? throw new InvalidOperationException("A middleware class needs a service container."))
                .RunAsync(job, next));

    /// <summary>Adds a function around every handler of this process; see <see cref="IJobMiddleware.RunAsync"/>.
    /// </summary>
    public GnomonBuilder AddMiddleware(Func<JobContext, JobDelegate, ValueTask<ReadOnlyMemory<byte>>> middleware)
    {
        ArgumentNullException.ThrowIfNull(middleware);
        JobMiddleware.Add(middleware);
        return this;
    }

    /// <summary>Adds a function that is called before every handler. What it throws is the attempt's failure, and the
    /// handler is not called.</summary>
    public GnomonBuilder BeforeJob(Func<JobContext, ValueTask> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return AddMiddleware(async (job, next) =>
        {
            await handler(job).ConfigureAwait(false);
            return await next(job).ConfigureAwait(false);
        });
    }

    /// <summary>Adds a function that is called after every handler, whether it returned or threw.</summary>
    /// <param name="handler">Gets the attempt, and what its handler threw or null. What it throws itself is the
    /// attempt's failure.</param>
    public GnomonBuilder AfterJob(Func<JobContext, Exception?, ValueTask> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return AddMiddleware(async (job, next) =>
        {
            ReadOnlyMemory<byte> result;
            try
            {
                result = await next(job).ConfigureAwait(false);
            }
            catch (Exception error)
            {
                await handler(job, error).ConfigureAwait(false);
                throw;
            }

            await handler(job, null).ConfigureAwait(false);
            return result;
        });
    }

    /// <summary>Adds a function that decides what an error of a handler means.</summary>
    /// <param name="handler">Gets the attempt and what its handler threw; gives back what counts in its place, such as a
    /// <see cref="JobFailedException"/> or a <see cref="SnoozeException"/>, or the same. Cancelled, timed-out and
    /// closing attempts end as such whatever it gives back.</param>
    public GnomonBuilder OnJobError(Func<JobContext, Exception, Exception> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return AddMiddleware(async (job, next) =>
        {
            try
            {
                return await next(job).ConfigureAwait(false);
            }
            catch (Exception error)
            {
                var instead = handler(job, error);
                if (instead is null || instead == error) throw;
                throw instead;
            }
        });
    }

    /// <summary>Adds a handler class that runs many jobs at once. Its arguments' type declares the name.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public GnomonBuilder AddBatchHandler<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler, TArgs, TResult>(
        BatchOptions? options = null)
        where THandler : class, IBatchHandler<TArgs, TResult> =>
        Add(HandlerDeclaration.OfBatch<THandler, TArgs, TResult>(
            JobNameAttribute.Of(typeof(TArgs)), options ?? new BatchOptions()));

    /// <summary>Adds a class that is told what happens in this process. It comes from the services, or is made with
    /// them, once, when the host starts.</summary>
    public GnomonBuilder AddListener<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TListener>()
        where TListener : class, IGnomonListener
    {
        Listeners.Add(ActivatorUtilities.GetServiceOrCreateInstance<TListener>);
        return this;
    }

    /// <summary>Adds a function that is told what happens in this process.</summary>
    public GnomonBuilder AddListener(Action<GnomonEvent> listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        var function = new ListenerFunction(listener);
        Listeners.Add(_ => function);
        return this;
    }

    /// <summary>Says in which version a handler's arguments are, for the handler that the arguments' type declares.
    /// Jobs that this process enqueues from code carry it; those that have an older one are upgraded before the
    /// handler gets them, and those that have a newer one are parked until a node can read them.</summary>
    /// <param name="version">1 or more.</param>
    /// <param name="configure">Says how older versions are read.</param>
    public GnomonBuilder ArgsVersion<TArgs>(int version, Action<ArgsVersions>? configure = null)
        where TArgs : notnull =>
        ArgsVersion(JobNameAttribute.Of(typeof(TArgs)), version, configure);

    /// <summary>Says in which version a handler's arguments are, by the handler's name.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The version is less than 1.</exception>
    public GnomonBuilder ArgsVersion(string handler, int version, Action<ArgsVersions>? configure = null)
    {
        JobRules.CheckHandlerName("handler", handler);
        var versions = new ArgsVersions(version);
        configure?.Invoke(versions);
        ArgsVersions[handler] = versions;
        return this;
    }

    /// <summary>Encrypts the arguments of every job that this process enqueues and of every schedule that it puts, from
    /// code or over HTTP, and decrypts them for its handlers; with <see cref="EncryptionOptions.Results"/> the results too. A process that lacks a key
    /// parks the jobs that need it.</summary>
    /// <exception cref="ArgumentException">There is no key, or two have one name.</exception>
    public GnomonBuilder Encrypt(EncryptionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        Encryption = options;
        return this;
    }

    /// <summary>Sets what <see cref="LivenessCheck"/> and <see cref="BacklogCheck"/> take for sound. Both are among the
    /// services; the server's <c>/healthz</c> and <c>/readyz</c> ask them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public GnomonBuilder ConfigureHealth(Func<HealthOptions, HealthOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        Health = configure(Health);
        Health.Validate();
        return this;
    }

    /// <summary>Makes jobs, except those of ticks, carry the culture that they are enqueued in, for handlers that write
    /// texts for people. A
    /// worker without the culture runs them in its own.</summary>
    public GnomonBuilder CarryCulture()
    {
        CarriesCulture = true;
        return this;
    }
}

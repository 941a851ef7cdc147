using System.Diagnostics.CodeAnalysis;
using Gnomon.Client;
using Gnomon.Jobs;
using Gnomon.Workers;
using Microsoft.Extensions.DependencyInjection;

namespace Gnomon.Hosting;

/// <summary>A handler that a program declares.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Build">Makes it, once it is known how arguments and results are written.</param>
internal sealed record HandlerDeclaration(string Name, Func<JobSerializer, JobDelegate> Build)
{
    public static HandlerDeclaration OfFunction<TArgs, TResult>(
        string name, Func<TArgs, JobContext, Task<TResult>> run) =>
        new(name, serializer => async job =>
        {
            var result = await run(ReadArgs<TArgs>(serializer, job), job).ConfigureAwait(false);
            return serializer.Write(result);
        });

    public static HandlerDeclaration OfFunction<TArgs>(string name, Func<TArgs, JobContext, Task> run) =>
        new(name, serializer => async job =>
        {
            await run(ReadArgs<TArgs>(serializer, job), job).ConfigureAwait(false);
            return ReadOnlyMemory<byte>.Empty;
        });

    public static HandlerDeclaration OfClass<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler, TArgs>(string name)
        where THandler : class, IJobHandler<TArgs> =>
        OfFunction<TArgs>(name, async (args, job) =>
        {
            var handler = ActivatorUtilities.GetServiceOrCreateInstance<THandler>(Services(job));
            await handler.RunAsync(args, job, job.Cancellation).ConfigureAwait(false);
        });

    public static HandlerDeclaration OfClass<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler, TArgs, TResult>(
        string name)
        where THandler : class, IResultHandler<TArgs, TResult> =>
        OfFunction<TArgs, TResult>(name, async (args, job) =>
        {
            var handler = ActivatorUtilities.GetServiceOrCreateInstance<THandler>(Services(job));
            return await handler.RunAsync(args, job, job.Cancellation).ConfigureAwait(false);
        });

    public static HandlerDeclaration OfBatch<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler, TArgs, TResult>(
        string name, BatchOptions options)
        where THandler : class, IBatchHandler<TArgs, TResult>
    {
        options.Validate();
        return new(name, serializer =>
        {
            var gatherer = new BatchGatherer<TArgs, TResult>(
                options, ActivatorUtilities.GetServiceOrCreateInstance<THandler>);
            return async job => serializer.Write(
                await gatherer.RunAsync(ReadArgs<TArgs>(serializer, job), job).ConfigureAwait(false));
        });
    }

    /// <summary>Finds the kind of job that a class handles, by reflection.</summary>
    /// <exception cref="ArgumentException">The class is not a handler of exactly one kind of job.</exception>
    [RequiresDynamicCode("Makes a generic method for the arguments' type.")]
    [RequiresUnreferencedCode("Makes a generic method for the arguments' type.")]
    public static HandlerDeclaration OfClass(
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.Interfaces)] Type handler)
    {
        var kinds = handler.GetInterfaces().Where(IsHandler).ToList();
        if (kinds.Count != 1)
            throw new ArgumentException(
                $"{handler.Name} implements {kinds.Count} of IJobHandler<TArgs> and IResultHandler<TArgs, TResult>; a "
                + "handler implements exactly one.");
        var types = kinds[0].GetGenericArguments();
        var make = typeof(HandlerDeclaration).GetMethods().Single(method =>
            method.Name == nameof(OfClass) && method.GetGenericArguments().Length == types.Length + 1);
        return (HandlerDeclaration)make.MakeGenericMethod([handler, .. types])
            .Invoke(null, [JobNameAttribute.Of(types[0])])!;
    }

    private static bool IsHandler(Type type) => type.IsGenericType
        && (type.GetGenericTypeDefinition() == typeof(IJobHandler<>)
            || type.GetGenericTypeDefinition() == typeof(IResultHandler<,>));

    private static IServiceProvider Services(JobContext job) =>
        job.Services ?? throw new InvalidOperationException("A handler class needs a service container.");

    private static TArgs ReadArgs<TArgs>(JobSerializer serializer, JobContext job)
    {
        try
        {
            var args = serializer.Read<TArgs>(job.Spec.Args);
            if (args is not null && !job.Spec.Args.IsEmpty || TakesNothing(typeof(TArgs))) return args!;
            throw new JobFailedException($"handler '{job.Spec.Handler}' takes arguments, and the job has none")
            {
                Permanent = true,
            };
        }
        catch (System.Text.Json.JsonException error)
        {
            // Trying again cannot make the arguments fit.
            throw new JobFailedException(
                $"the arguments do not fit handler '{job.Spec.Handler}': {error.Message}", error) { Permanent = true };
        }
    }

    /// <summary>Whether a handler of this type of arguments can do without them.</summary>
    private static bool TakesNothing(Type args) =>
        args == typeof(object) || Nullable.GetUnderlyingType(args) is not null
        || args == typeof(System.Text.Json.JsonElement);
}

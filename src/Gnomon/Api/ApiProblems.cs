using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Api;

/// <summary>The refusals that more than one operation gives.</summary>
internal static class ApiProblems
{
    public static ApiException Invalid(string field, string problem, Exception? inner = null) =>
        new(400, "Invalid request", field.Length == 0 ? problem : $"{field}: {problem}", inner) { Field = field };

    public static ApiException NotFound(string what) => new(404, "Not found", what);

    public static ApiException Conflict(string detail) => new(409, "Not allowed now", detail);

    public static ApiException Duplicate(string field, string holder, string detail) =>
        new(409, "Key is taken", detail) { Field = field, Job = holder };

    public static ApiException TooLarge(string detail) => new(413, "Too large", detail);

    /// <summary>Turns what the core throws into a refusal.</summary>
    public static ApiException From(InvalidJobException error) => Invalid(error.Field, error.Problem, error);

    /// <inheritdoc cref="From(InvalidJobException)"/>
    public static ApiException From(StoreException error) => error.Problem == StoreProblem.Full
        ? new ApiException(507, "The store is full", error.Message, error)
        : new ApiException(503, "The store cannot serve", error.Message, error);
}

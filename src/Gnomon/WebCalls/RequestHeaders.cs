using System.Buffers;
using System.Text.Json;
using Gnomon.Triggers;

namespace Gnomon.WebCalls;

/// <summary>Reads the headers that a job sets, and refuses those that are not its to set.</summary>
internal static class RequestHeaders
{
    public const string JobId = "Gnomon-Job-Id";
    public const string Attempt = "Gnomon-Attempt";
    public const string IdempotencyKey = "Idempotency-Key";

    private static readonly HashSet<string> OfTheConnection = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Content-Length", "Expect", "Host", "HTTP2-Settings", "Keep-Alive", "Proxy-Authenticate",
        "Proxy-Authorization", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
    };

    private static readonly HashSet<string> Ours = new(StringComparer.OrdinalIgnoreCase)
    {
        JobId, Attempt, IdempotencyKey,
    };

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Reads an object of names and values.</summary>
    /// <param name="headers">The member <c>headers</c>.</param>
    /// <param name="problem">What is wrong, without any value: it may be a secret. Null when all is well.</param>
    public static IReadOnlyList<KeyValuePair<string, string>> Read(JsonElement headers, out string? problem)
    {
        var read = new List<KeyValuePair<string, string>>();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var length = 0;
        foreach (var header in headers.EnumerateObject())
        {
            problem = NameProblem(header.Name) ?? (seen.Add(header.Name) ? null : "is given twice");
            var value = problem is null ? ReadValue(header.Value, out problem) : null;
            if (problem is not null)
            {
                problem = $"headers: '{Excerpt.Of(header.Name)}' {problem}";
                return [];
            }

            length += header.Name.Length + value!.Length;
            read.Add(KeyValuePair.Create(header.Name, value));
        }

        problem = read.Count > WebCallLimits.MaxRequestHeaders
            ? $"headers has {read.Count} members; at most {WebCallLimits.MaxRequestHeaders} are allowed"
            : length > WebCallLimits.MaxRequestHeaderLength
                ? $"headers take {length:N0} characters; at most {WebCallLimits.MaxRequestHeaderLength:N0} are allowed"
                : null;
        return read;
    }

    private static string? NameProblem(string name)
    {
        if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(NameCharacters))
            return "is not a name; allowed are letters, digits and !#$%&'*+-.^_`|~";
        if (OfTheConnection.Contains(name)) return "belongs to the connection and cannot be set";
        return Ours.Contains(name) ? "is set by Gnomon and cannot be changed" : null;
    }

    private static string? ReadValue(JsonElement element, out string? problem)
    {
        problem = "has a value that is not text in quotes";
        if (element.ValueKind != JsonValueKind.String) return null;
        problem = "has a value with other characters than printable ASCII, which is all that is allowed";
        try
        {
            var value = element.GetString()!;
            if (value.AsSpan().ContainsAnyExceptInRange(' ', '~')) return null;
            problem = null;
            return value;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, as an escape.
            return null;
        }
    }
}

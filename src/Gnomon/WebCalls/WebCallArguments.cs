using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Gnomon.Triggers;
using Gnomon.Workers;

namespace Gnomon.WebCalls;

/// <summary>Reads a job's arguments as a call.</summary>
internal sealed class WebCallArguments
{
    private const string Members = "url, method, headers, body, success, timeout";

    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.Ordinal);
    private readonly WebCallOptions _options;

    private WebCallArguments(JsonElement document, WebCallOptions options)
    {
        _options = options;
        if (document.ValueKind != JsonValueKind.Object)
            throw Refused(
                $"the arguments are {JsonKindText.Of(document.ValueKind)}; the handler 'http' takes an object such as "
                + "{\"url\":\"https://example.com/\"}");
        foreach (var member in document.EnumerateObject())
        {
            if (member.Name is not ("url" or "method" or "headers" or "body" or "success" or "timeout"))
                throw Refused($"'{Excerpt.Of(member.Name)}' is not known; allowed are {Members}");
            if (!_members.TryAdd(member.Name, member.Value)) throw Refused($"{member.Name} is given twice");
        }
    }

    /// <summary>Reads the document, or an array whose one element is the document as text, which is how a command line
    /// passes it.</summary>
    /// <exception cref="JobFailedException">They are something else; no further attempt can help.</exception>
    public static WebCall Read(ReadOnlyMemory<byte> args, WebCallOptions options)
    {
        try
        {
            if (args.IsEmpty) throw Refused($"there are no arguments; allowed is an object with the members {Members}");
            using var document = JsonDocument.Parse(args);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Array || root.GetArrayLength() != 1
                || root[0].ValueKind != JsonValueKind.String)
                return new WebCallArguments(root, options).ToCall();
            using var inner = JsonDocument.Parse(root[0].GetString()!);
            return new WebCallArguments(inner.RootElement, options).ToCall();
        }
        catch (JsonException error)
        {
            throw Refused($"the arguments are not JSON: {error.Message}");
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair: no byte sequence stands for it.
            throw Refused("the arguments hold an escape such as \\ud800 that is half of a character");
        }
    }

    private WebCall ToCall()
    {
        var (body, type) = ReadBody();
        return new WebCall(
            ReadUrl(), ReadMethod(body is not null), ReadHeaders(), body, type, ReadSuccess(), ReadTimeout());
    }

    private Uri ReadUrl()
    {
        var text = Text("url", "an absolute URL of https or http")
            ?? throw Refused("url is missing; allowed is an absolute URL of https or http");
        if (text.Length > WebCallLimits.MaxUrlLength)
            throw Refused(
                $"url has {text.Length:N0} characters; at most {WebCallLimits.MaxUrlLength:N0} are allowed");
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url)
            || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp) || url.Host.Length == 0)
            throw Refused("url cannot be read; allowed is an absolute URL of https or http");
        if (url.UserInfo.Length > 0)
            throw Refused("url holds a user; put it into the header Authorization");
        return url;
    }

    private string ReadMethod(bool hasBody)
    {
        var allowed = string.Join(", ", Methods);
        if (Text("method", $"one of {allowed}") is not { } text) return hasBody ? "POST" : "GET";
        var method = text.ToUpperInvariant();
        return Methods.Contains(method)
            ? method
            : throw Refused($"method is '{Excerpt.Of(text)}'; allowed are {allowed}");
    }

    private IReadOnlyList<KeyValuePair<string, string>> ReadHeaders()
    {
        if (Member("headers") is not { } element) return [];
        if (element.ValueKind != JsonValueKind.Object)
            throw Refused($"headers is {JsonKindText.Of(element.ValueKind)}; allowed is an object of names and texts");
        var headers = RequestHeaders.Read(element, out var problem);
        return problem is null ? headers : throw Refused(problem);
    }

    private (ReadOnlyMemory<byte>? Body, string Type) ReadBody()
    {
        const string Json = "application/json";
        if (Member("body") is not { } element) return (null, Json);
        var (bytes, type) = element.ValueKind == JsonValueKind.String
            ? (Encoding.UTF8.GetBytes(element.GetString()!), "text/plain; charset=utf-8")
            : (JsonMarshal.GetRawUtf8Value(element).ToArray(), Json);
        if (bytes.Length > _options.MaxRequestBytes)
            throw Refused($"body takes {bytes.Length:N0} bytes; at most {_options.MaxRequestBytes:N0} are allowed here");
        return (bytes, type);
    }

    private StatusRanges ReadSuccess()
    {
        if (Member("success") is not { } element) return StatusRanges.Default;
        return StatusRanges.Read(element) ?? throw Refused(
            $"success cannot be read; allowed are 1 to {WebCallLimits.MaxSuccessEntries} {StatusRanges.Allowed}");
    }

    private TimeSpan ReadTimeout()
    {
        var allowed = $"a duration in quotes from 1ms to {DurationText.Format(WebCallLimits.MaxTimeout)}, such as 30s";
        if (Text("timeout", allowed) is not { } text) return _options.Timeout;
        return DurationText.TryParse(text, out var limit)
            && limit >= TimeSpan.FromMilliseconds(1) && limit <= WebCallLimits.MaxTimeout
            ? limit
            : throw Refused($"timeout is '{Excerpt.Of(text)}'; allowed is {allowed}");
    }

    private string? Text(string name, string allowed)
    {
        if (Member(name) is not { } element) return null;
        return element.ValueKind == JsonValueKind.String
            ? element.GetString()
            : throw Refused($"{name} is {JsonKindText.Of(element.ValueKind)}; allowed is {allowed}");
    }

    private JsonElement? Member(string name) =>
        _members.TryGetValue(name, out var element) && element.ValueKind != JsonValueKind.Null ? element : null;

    private static JobFailedException Refused(string message) => new(message) { Permanent = true };
}

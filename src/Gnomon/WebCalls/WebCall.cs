namespace Gnomon.WebCalls;

/// <summary>One call, as a job asks for it.</summary>
/// <param name="Url">An absolute URL of http or https, without user and password.</param>
/// <param name="Method">In upper case.</param>
/// <param name="Headers">What the job sets; checked.</param>
/// <param name="Body">What is sent; null for no body.</param>
/// <param name="BodyType">The content type of a body whose headers name none.</param>
/// <param name="Success">The status codes that mean success.</param>
/// <param name="Timeout">The time limit until the last byte of the answer.</param>
internal sealed record WebCall(
    Uri Url, string Method, IReadOnlyList<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte>? Body,
    string BodyType, StatusRanges Success, TimeSpan Timeout);

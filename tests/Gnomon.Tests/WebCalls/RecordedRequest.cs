namespace Gnomon.Tests.WebCalls;

/// <summary>A request as it came over the wire.</summary>
/// <param name="Line">Its first line, such as <c>GET /a?b HTTP/1.1</c>.</param>
/// <param name="Headers">Its headers; names compare without regard to case.</param>
/// <param name="Body">Its body as text.</param>
internal sealed record RecordedRequest(string Line, IReadOnlyDictionary<string, string> Headers, string Body);

namespace Gnomon.Wire.Resp;

/// <summary>What a server said of itself in the hand-shake.</summary>
/// <param name="Version">Its version, <c>7.0.15</c>; empty when the server is older than 6.</param>
/// <param name="Protocol">3, or 2 for a server older than 6, which cannot push.</param>
/// <param name="Mode"><c>standalone</c>, <c>sentinel</c> or <c>cluster</c>; empty when not told.</param>
/// <param name="Role"><c>master</c> or <c>replica</c>; empty when not told.</param>
public sealed record RespServerInfo(string Version, int Protocol, string Mode, string Role);

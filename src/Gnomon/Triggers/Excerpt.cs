namespace Gnomon.Triggers;

/// <summary>What error messages show of a text that may be long.</summary>
internal static class Excerpt
{
    private const int MaxLength = 64;

    public static string Of(string? text, int most = MaxLength) =>
        text is null || text.Length <= most ? text ?? "" : text[..most] + "…";
}

namespace Gnomon.Api;

/// <summary>Waiting jobs of one kind that no live node can run.</summary>
/// <param name="Queue">Their queue.</param>
/// <param name="Handler">Their handler.</param>
/// <param name="ArgsVersion">The version of their arguments; 0 when they name none.</param>
/// <param name="Waiting">How many are ready or scheduled.</param>
/// <param name="Reason"><c>noHandler</c>, <c>noQueue</c> or <c>noVersion</c>.</param>
/// <param name="Text">The same for people.</param>
public sealed record UnservedDocument(
    string Queue, string Handler, int ArgsVersion, long Waiting, string Reason, string Text);

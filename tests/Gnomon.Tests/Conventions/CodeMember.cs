namespace Gnomon.Tests.Conventions;

/// <summary>One member of a type in a source file.</summary>
/// <param name="Line">Where it begins, from 1.</param>
/// <param name="Lines">How many lines it takes, attributes included.</param>
/// <param name="IsData">A field with an initial value: a table, not code.</param>
internal sealed record CodeMember(int Line, int Lines, bool IsData);

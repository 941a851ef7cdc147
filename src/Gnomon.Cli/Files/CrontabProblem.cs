namespace Gnomon.Cli.Files;

/// <summary>Something about a line of a crontab.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Text">What it is.</param>
internal sealed record CrontabProblem(int Line, string Text);

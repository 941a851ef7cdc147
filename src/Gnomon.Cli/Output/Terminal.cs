using Spectre.Console;
using Spectre.Console.Rendering;

namespace Gnomon.Cli.Output;

/// <summary>Where the program writes: answers to standard output, all else to standard error.</summary>
internal sealed class Terminal
{
    private readonly TextWriter _output;
    private readonly TextWriter _error;
    private readonly IAnsiConsole? _screen;

    /// <param name="output">Standard output.</param>
    /// <param name="error">Standard error.</param>
    /// <param name="screen">The screen that standard output is; null when it goes to a file or another program.</param>
    public Terminal(TextWriter output, TextWriter error, IAnsiConsole? screen = null) =>
        (_output, _error, _screen) = (output, error, screen);

    /// <summary>The screen, or null when standard output is none: then no colour, no frame, nothing cut.</summary>
    public IAnsiConsole? Screen => _screen;

    public static Terminal OfProcess() =>
        new(Console.Out, Console.Error, Console.IsOutputRedirected ? null : AnsiConsole.Console);

    /// <summary>Writes one line of an answer as it is.</summary>
    public void Write(string line) => _output.WriteLine(line);

    /// <summary>Writes text that came from a job: on a screen without what could steer it.</summary>
    public void WriteForeign(string text) => _output.WriteLine(_screen is null ? text : PlainText.Harmless(text));

    /// <summary>Writes one line about trouble.</summary>
    public void Complain(string message) => _error.WriteLine($"gnomon: {PlainText.OneLine(message)}");

    /// <summary>Shows where in a text the trouble is: the text, and carets under a part of it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="column">Where the part begins; the first character is 1.</param>
    /// <param name="length">How long it is.</param>
    public void Point(string text, int column, int length)
    {
        _error.WriteLine("  " + PlainText.OneCharacterEach(text));
        var shown = Math.Clamp(length, 1, Math.Max(1, text.Length - column + 1));
        _error.WriteLine(new string(' ', column + 1) + new string('^', shown));
    }

    /// <summary>Writes one line beside the answer.</summary>
    public void Note(string message) => _error.WriteLine(PlainText.OneLine(message));

    /// <summary>Writes a table.</summary>
    public void Show(Grid grid)
    {
        if (_screen is not null) _screen.Write(GridDrawing.Draw(grid));
        else foreach (var line in GridText.Lines(grid)) _output.WriteLine(line);
    }
}

using Gnomon.Store;

namespace Gnomon.Cli.Output;

/// <summary>What <c>store check</c> found, as it is printed.</summary>
internal sealed record StoreCheckDocument(string Store, string Engine, string Acknowledged, string LossWindow)
{
    public static StoreCheckDocument Of(string store, StoreDescription description) =>
        new(store, description.Engine, description.Acknowledged, description.LossWindow);

    public static void Show(Terminal terminal, StoreCheckDocument document) => terminal.Show(Grid.Of(
    [
        ("store", document.Store),
        ("engine", document.Engine),
        ("acknowledged", document.Acknowledged),
        ("loss window", document.LossWindow),
    ]));
}

namespace Gnomon.Store;

/// <summary>What an engine says of itself when it starts.</summary>
/// <param name="Engine">Its short name, such as <c>local</c>.</param>
/// <param name="Acknowledged">One sentence: what "stored" means with its settings.</param>
/// <param name="LossWindow">One sentence: what a crash of the process or of the machine can lose.</param>
public sealed record StoreDescription(string Engine, string Acknowledged, string LossWindow);

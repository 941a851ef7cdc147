using System.Text.Json.Serialization;
using Gnomon.Cli.Output;

namespace Gnomon.Cli;

/// <summary>The JSON of what only the program prints.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(NextDocument))]
[JsonSerializable(typeof(RemovedDocument))]
[JsonSerializable(typeof(VerificationDocument))]
[JsonSerializable(typeof(StoreCheckDocument))]
[JsonSerializable(typeof(SchedulesAppliedDocument))]
internal sealed partial class CliJson : JsonSerializerContext;

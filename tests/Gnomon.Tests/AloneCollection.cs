using Xunit;

namespace Gnomon.Tests;

/// <summary>Tests that change something for the whole process: no other test runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}

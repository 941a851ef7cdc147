namespace Gnomon.Wire;

/// <summary>What became of handing a command to a link.</summary>
internal enum WireSubmit
{
    /// <summary>The link has it.</summary>
    Done,

    /// <summary>There is no room for it now.</summary>
    Full,

    /// <summary>The link has ended.</summary>
    Closed,
}

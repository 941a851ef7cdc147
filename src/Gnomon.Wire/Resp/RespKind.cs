namespace Gnomon.Wire.Resp;

/// <summary>What an element of a reply is.</summary>
public enum RespKind
{
    /// <summary>A line of text, such as <c>OK</c>.</summary>
    SimpleString,

    /// <summary>Any bytes.</summary>
    BlobString,

    /// <summary>Any bytes with a format of three letters before them, which the reader passes over.</summary>
    VerbatimString,

    /// <summary>A whole number of 64 bits.</summary>
    Number,

    /// <summary>A floating-point number.</summary>
    Double,

    /// <summary>A whole number of any size.</summary>
    BigNumber,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>Nothing; in the older protocol the null string and the null array too.</summary>
    Null,

    /// <summary>An error.</summary>
    Error,

    /// <summary>Elements in order.</summary>
    Array,

    /// <summary>Elements without order.</summary>
    Set,

    /// <summary>Pairs of key and value.</summary>
    Map,

    /// <summary>A message that nobody asked for.</summary>
    Push,
}

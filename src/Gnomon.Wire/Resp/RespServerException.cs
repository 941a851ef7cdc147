namespace Gnomon.Wire.Resp;

/// <summary>The server answered with an error. The command has its answer: the connection is in order.</summary>
public sealed class RespServerException(RespServerError error) : Exception(error.Text)
{
    /// <summary>The error.</summary>
    public RespServerError Error { get; } = error;

    /// <summary>The error's first word, for example <c>NOSCRIPT</c>.</summary>
    public string Code => Error.Code;
}

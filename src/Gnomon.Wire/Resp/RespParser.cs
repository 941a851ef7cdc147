namespace Gnomon.Wire.Resp;

/// <summary>Makes a result from a reply. It runs on the thread that reads the connection, so it must return quickly and
/// not wait; the bytes it sees are gone when it returns. What it throws becomes the command's failure, and the connection
/// goes on.</summary>
/// <param name="reader">Stands before the reply, which is not an error.</param>
/// <param name="state">What the caller gave.</param>
public delegate TResult RespParser<in TState, out TResult>(ref RespReader reader, TState state);

namespace Gnomon.Wire.Resp;

/// <summary>Takes what the server tells without being asked and what is no published message, for example
/// <c>invalidate</c>. It runs on the thread that reads the connection, so it must return quickly and not wait.</summary>
/// <param name="reader">Stands before the push.</param>
public delegate void RespPushHandler(ref RespReader reader);

using System.Buffers;

namespace Gnomon.Wire.Resp;

/// <summary>Takes a published message. It runs on the thread that reads the connection, so it must return quickly and not
/// wait; the payload is gone when it returns.</summary>
/// <param name="payload">The message.</param>
public delegate void RespMessageHandler(in ReadOnlySequence<byte> payload);

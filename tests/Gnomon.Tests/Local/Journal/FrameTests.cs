using Gnomon.Local.Journal;
using Xunit;

namespace Gnomon.Tests.Local.Journal;

public class FrameTests
{
    [Fact]
    public void Frame_comes_back_and_no_flipped_bit_or_other_file_goes_unseen()
    {
        for (var seed = 1; seed <= 60; seed++)
        {
            var random = new Random(seed);
            var payload = random.Next(1, 80);
            var frame = new byte[Frame.SizeOf(payload)];
            random.NextBytes(frame);
            var (sequence, durable, chain) = (random.NextInt64(), random.NextInt64(), (uint)random.Next());
            var seal = Frame.Seal(frame, payload, segment: seed, sequence, durable, chain);
            Assert.Equal(new FrameHeader(payload, chain, sequence, durable, seal), Frame.Read(frame, seed));
            Assert.Null(Frame.Read(frame, seed + 1));
            for (var length = 0; length < frame.Length; length++)
                Assert.Null(Frame.Read(frame.AsSpan(0, length), seed));
            for (var bit = 0; bit < frame.Length * 8; bit++)
            {
                frame[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.True(Frame.Read(frame, seed) is null, $"seed {seed}, bit {bit}");
                frame[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }
    }

    [Fact]
    public void Random_bytes_are_never_a_frame_nor_a_header()
    {
        var random = new Random(7);
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            Assert.Null(Frame.Read(bytes, 1));
            Assert.Null(SegmentHeader.Decode(bytes, out _));
        }
    }

    [Fact]
    public void Header_of_a_file_comes_back_and_no_flipped_bit_goes_unseen()
    {
        for (var seed = 1; seed <= 60; seed++)
        {
            var random = new Random(seed);
            var store = new byte[16];
            random.NextBytes(store);
            var header = new SegmentHeader(
                random.NextInt64(), random.NextInt64(), (uint)random.Next(), new Guid(store), seed % 2 == 0);
            var bytes = header.Encode();
            Assert.Equal(header, SegmentHeader.Decode(bytes, out var version));
            Assert.Equal(SegmentHeader.Version, version);
            for (var bit = 0; bit < bytes.Length * 8; bit++)
            {
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.True(SegmentHeader.Decode(bytes, out _) is null, $"seed {seed}, bit {bit}");
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }
    }
}

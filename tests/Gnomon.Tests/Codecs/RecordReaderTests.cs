using Gnomon.Codecs;
using Gnomon.Local.Journal;
using Xunit;

namespace Gnomon.Tests.Codecs;

public class RecordReaderTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(16_383)]
    [InlineData(16_384)]
    [InlineData(int.MaxValue)]
    [InlineData(long.MaxValue)]
    public void Number_comes_back(long number)
    {
        var writer = new RecordWriter(1);
        writer.Number(number);
        var reader = new RecordReader(writer.Written);
        Assert.Equal(number, reader.Number());
        Assert.True(reader.AtEnd);
    }

    [Fact]
    public void Random_bytes_give_values_or_are_refused_as_invalid_and_never_read_past_the_end()
    {
        for (var seed = 1; seed <= 50_000; seed++)
        {
            var random = new Random(seed);
            var bytes = new byte[random.Next(40)];
            random.NextBytes(bytes);
            var reader = new RecordReader(bytes);
            try
            {
                while (!reader.AtEnd) ReadOne(random.Next(9), ref reader);
            }
            catch (Exception error) when (error is InvalidDataException or OverflowException)
            {
                // Refused, as it should be; anything else fails the test.
            }

            Assert.InRange(reader.Position, 0, bytes.Length);
        }
    }

    private static void ReadOne(int choice, ref RecordReader reader)
    {
        switch (choice)
        {
            case 0: reader.Byte(); break;
            case 1: reader.Int64(); break;
            case 2: reader.Double(); break;
            case 3: reader.Number(); break;
            case 4: reader.Int32(); break;
            case 5: reader.Guid(); break;
            case 6: reader.Bytes(); break;
            case 7: reader.Text(); break;
            default: reader.OptionalText(); break;
        }
    }
}

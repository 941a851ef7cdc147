using System.Runtime.CompilerServices;
using Gnomon.Executables;
using Gnomon.Workers;
using Xunit;

namespace Gnomon.Tests.Executables;

public sealed class SampleTasksTests
{
    private readonly TaskFolder _samples = new(
        Path.Combine(SourceFolder(), "../../../samples/tasks"), null, TimeProvider.System, new ListLogger<TaskFolder>());

    [Fact]
    public void All_samples_are_offered() =>
        Assert.Equal(["add", "add-py", "flaky", "hello", "sleepy"], _samples.Names);

    [Theory]
    [InlineData("add", "[\"12\",\"45\"]", "\"57\"")]
    [InlineData("add", "[12,-45,0]", "\"-33\"")]
    [InlineData("add", "[]", "\"0\"")]
    [InlineData("hello", "[\"you\"]", "\"hello you\"")]
    [InlineData("sleepy", "[0]", "\"slept 0 s\"")]
    public async Task Samples_do_what_they_say(string name, string args, string result) =>
        Assert.Equal(result, await RunAsync(name, args));

    [Theory]
    [InlineData("add", "[\"1\",\"x\"]", "exit code 2: add: 'x' is not an integer")]
    [InlineData("sleepy", "[\"-1\"]", "exit code 2: sleepy: '-1' is not a number of seconds")]
    public async Task Samples_refuse_wrong_input(string name, string args, string message)
    {
        var failure = await Assert.ThrowsAsync<JobFailedException>(() => RunAsync(name, args));
        Assert.StartsWith(message, failure.Message);
    }

    [Fact]
    public async Task Flaky_fails_twice_and_succeeds_on_the_third_attempt()
    {
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            var failure = await Assert.ThrowsAsync<JobFailedException>(() => RunAsync("flaky", "", attempt));
            Assert.Equal($"exit code 1: flaky: attempt {attempt} fails on purpose", failure.Message);
        }

        Assert.Equal("\"succeeded on attempt 3\"", await RunAsync("flaky", "", 3));
    }

    [Fact]
    public async Task Add_in_Python_adds_or_says_that_Python_is_missing()
    {
        try
        {
            Assert.Equal("\"57\"", await RunAsync("add-py", "[12,45]"));
        }
        catch (JobFailedException failure)
        {
            Assert.Contains("python3", failure.Message);
        }
    }

    private async Task<string> RunAsync(string name, string args, int attempt = 1)
    {
        Assert.True(_samples.TryGet(name, out var handler));
        var job = ScratchTasks.Job(name, args, TestContext.Current.CancellationToken, attempt);
        return System.Text.Encoding.UTF8.GetString((await handler(job)).Span);
    }

    private static string SourceFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}

using System.Text;
using System.Text.Json;
using Gnomon.Executables;
using Gnomon.Jobs;
using Gnomon.Workers;
using Xunit;

namespace Gnomon.Tests.Executables;

public sealed class ExecutableRunnerTests : IDisposable
{
    private readonly ScratchTasks _tasks = new();

    public void Dispose() => _tasks.Dispose();

    [Theory]
    [InlineData("echo 57", "57")]
    [InlineData("printf '57'", "57")]
    [InlineData("printf 'a\\n\\n'", "a\n")]
    [InlineData("printf 'a\\r\\n'", "a")]
    [InlineData("printf '\\n'", "")]
    [InlineData(":", "")]
    [InlineData("printf 'a\\377b'", "a\uFFFDb")]
    [InlineData("printf '\\344\\275\\240\"\\\\'", "你\"\\")]
    public async Task Standard_output_without_its_last_line_end_is_the_result(string body, string expected)
    {
        _tasks.Script("print", body);
        Assert.Equal(expected, JsonSerializer.Deserialize<string>(await _tasks.RunAsync("print")));
    }

    [Fact]
    public async Task Arguments_reach_the_program_unchanged()
    {
        string[] arguments =
            ["", "two words", "it's \"quoted\"", "line\nbreak", "$(id) `id` $HOME", "*", "--flag=;|&<>", "\\", "ü你🎉", "-n"];
        _tasks.Script("show", """for argument in "$@"; do printf '<%s>' "$argument"; done""");
        var result = await _tasks.RunAsync("show", JsonSerializer.Serialize(arguments));
        Assert.Equal(string.Concat(arguments.Select(a => $"<{a}>")), JsonSerializer.Deserialize<string>(result));
    }

    [Fact]
    public async Task Numbers_and_booleans_are_passed_as_their_json_text()
    {
        _tasks.Script("show", """printf '%s,' "$@" """);
        Assert.Equal("\"1.50,-2,1e3,true,false,\"", await _tasks.RunAsync("show", "[1.50, -2, 1e3, true, false]"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    public async Task Missing_arguments_are_none(string args)
    {
        _tasks.Script("count", "echo $#");
        Assert.Equal("\"0\"", await _tasks.RunAsync("count", args));
    }

    [Theory]
    [InlineData("{\"a\":1}", "the arguments are an object")]
    [InlineData("\"text\"", "the arguments are a string")]
    [InlineData("[\"a\",null]", "argument 2 is null")]
    [InlineData("[{}]", "argument 1 is an object")]
    [InlineData("[[1]]", "argument 1 is an array")]
    [InlineData("[\"a\\u0000b\"]", "argument 1 holds a NUL")]
    [InlineData("[\"\\ud800\"]", "argument 1 is not valid Unicode")]
    [InlineData("[1", "the arguments are not JSON")]
    public async Task Arguments_that_no_program_can_take_fail_the_job_for_good(string args, string message)
    {
        _tasks.Script("never", "echo ran");
        var failure = await _tasks.FailAsync("never", args);
        Assert.True(failure.Permanent);
        Assert.StartsWith(message, failure.Message);
    }

    [Theory]
    [InlineData("echo first >&2; echo last >&2; exit 3", "exit code 3: first\nlast")]
    [InlineData("exit 1", "exit code 1")]
    [InlineData("echo no >&2; exit 255", "exit code 255: no")]
    [InlineData("kill -9 $$", "exit code 137, killed by signal 9 (SIGKILL)")]
    [InlineData("echo x >&2; kill -TERM $$", "exit code 143, killed by signal 15 (SIGTERM): x")]
    public async Task Another_exit_code_than_zero_fails_with_the_text_of_standard_error(string body, string message)
    {
        _tasks.Script("fail", body);
        var failure = await _tasks.FailAsync("fail");
        Assert.Equal(message, failure.Message);
        Assert.False(failure.Permanent);
    }

    [Fact]
    public async Task Of_long_error_text_the_last_part_is_kept()
    {
        _tasks.Script("fail", "i=0; while [ $i -lt 3000 ]; do i=$((i+1)); echo \"line $i of the errors\"; done >&2; exit 1");
        var failure = await _tasks.FailAsync("fail");
        Assert.InRange(failure.Message.Length, JobLimits.MaxErrorLength / 2, JobLimits.MaxErrorLength);
        Assert.StartsWith("exit code 1: … line ", failure.Message);
        Assert.EndsWith("line 3000 of the errors", failure.Message);
    }

    [Fact]
    public async Task Standard_error_becomes_log_lines_and_does_not_fail_a_job()
    {
        _tasks.Script("talk", "echo one >&2; printf two >&2; echo result");
        var job = ScratchTasks.Job("talk", "", TestContext.Current.CancellationToken);
        Assert.Equal("\"result\"", await _tasks.RunAsync(job));
        Assert.Equal(["one", "two"], job.TakeReports().Lines);
    }

    [Fact]
    public async Task Standard_error_fails_a_job_where_that_is_the_rule()
    {
        _tasks.Script("talk", "echo oh >&2");
        var failure = await _tasks.FailAsync("talk", options: new ExecutableOptions { FailOnStandardError = true });
        Assert.Equal("exit code 0, but standard error was written to: oh", failure.Message);
    }

    [Fact]
    public async Task More_output_than_allowed_fails_but_does_not_block_the_program()
    {
        // Far more than a pipe holds: the script reaches its last line only if its output is read to the end.
        _tasks.Script("flood", $"head -c 1000000 /dev/zero; : > {_tasks.Root}/reached");
        var failure = await _tasks.FailAsync("flood", options: new ExecutableOptions { MaxOutputBytes = 1000 });
        Assert.Equal("standard output has 1,000,000 bytes; at most 1,000 are allowed", failure.Message);
        Assert.True(File.Exists(Path.Combine(_tasks.Root, "reached")));
    }

    [Fact]
    public async Task Output_of_exactly_the_allowed_size_is_the_result()
    {
        _tasks.Script("fill", "printf '%01000d' 7");
        var result = await _tasks.RunAsync("fill", options: new ExecutableOptions { MaxOutputBytes = 1000 });
        Assert.Equal("\"" + new string('0', 999) + "7\"", result);
    }

    [Fact]
    public async Task Output_that_is_too_large_as_json_fails()
    {
        _tasks.Script("zeros", "head -c 1000000 /dev/zero");
        var failure = await _tasks.FailAsync("zeros");
        Assert.Equal("standard output takes 6,000,002 bytes as JSON; at most 1,048,576 are allowed", failure.Message);
    }

    [Fact]
    public async Task The_environment_holds_nothing_but_what_is_listed()
    {
        Environment.SetEnvironmentVariable("GNOMON_TEST_SECRET", "secret");
        Environment.SetEnvironmentVariable("LISTED_FOR_TEST", "listed value");
        _tasks.Script("show", "exec env");
        var options = new ExecutableOptions
        {
            PassEnvironment = ["LISTED_FOR_TEST", "ABSENT_IN_TEST"],
            ServerUrl = new Uri("http://127.0.0.1:9595"),
            Scope = "this store",
        };
        var job = ScratchTasks.Job("show", "", TestContext.Current.CancellationToken, attempt: 4);
        var lines = JsonSerializer.Deserialize<string>(await _tasks.RunAsync(job, options))!.Split('\n');

        Assert.Contains($"GNOMON_JOB_ID={job.Id}", lines);
        Assert.Contains("GNOMON_ATTEMPT=4", lines);
        Assert.Contains("GNOMON_SERVER=http://127.0.0.1:9595", lines);
        Assert.Contains("GNOMON_SCOPE=this store", lines);
        Assert.Contains("LISTED_FOR_TEST=listed value", lines);
        Assert.Contains($"PATH={Environment.GetEnvironmentVariable("PATH")}", lines);
        string[] allowed =
        [
            "PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "GNOMON_JOB_ID", "GNOMON_ATTEMPT", "GNOMON_SERVER",
            "GNOMON_SCOPE", "LISTED_FOR_TEST", "PWD", "OLDPWD", "SHLVL", "_", // The last four are the shell's own.
        ];
        Assert.Empty(lines.Select(line => line.Split('=')[0]).Except(allowed));
    }

    [Fact]
    public async Task Input_is_empty_and_the_working_directory_is_the_tasks_folder()
    {
        _tasks.Script("look", "cat; pwd -P");
        Assert.Equal($"\"{_tasks.Folder}\"", await _tasks.RunAsync("look"));
    }

    [Fact]
    public async Task A_missing_interpreter_is_named()
    {
        ScratchTasks.Write(Path.Combine(_tasks.Folder, "odd"), "#! /no/such/interpreter -x\necho\n");
        var failure = await _tasks.FailAsync("odd");
        Assert.Equal(
            "cannot start odd: its first line names the interpreter /no/such/interpreter, which is not on this machine",
            failure.Message);
        Assert.False(failure.Permanent);
    }

    [Fact]
    public async Task Windows_line_ends_in_a_script_are_recognised()
    {
        ScratchTasks.Write(Path.Combine(_tasks.Folder, "dos"), "#!/bin/sh\r\necho\r\n");
        var failure = await _tasks.FailAsync("dos");
        Assert.Contains("/bin/sh followed by a carriage return", failure.Message);
    }

    [Fact]
    public async Task A_file_that_is_no_program_fails_with_advice()
    {
        ScratchTasks.Write(Path.Combine(_tasks.Folder, "text"), "just text\n");
        var failure = await _tasks.FailAsync("text");
        Assert.StartsWith("cannot start text: it is neither a program for this machine nor a script", failure.Message);
    }

    [Fact]
    public async Task A_file_that_vanishes_after_the_look_up_fails_the_attempt()
    {
        var file = _tasks.Script("gone", "echo");
        Assert.True(_tasks.Open().TryGet("gone", out var handler));
        File.Delete(file);
        var job = ScratchTasks.Job("gone", "", TestContext.Current.CancellationToken);
        var failure = await Assert.ThrowsAsync<JobFailedException>(async () => await handler(job));
        Assert.Equal("cannot start gone: the file is gone", failure.Message);
    }

    [Fact]
    public async Task A_single_argument_beyond_the_systems_bound_fails_for_good()
    {
        _tasks.Script("echo", "echo $#");
        var failure = await _tasks.FailAsync("echo", $"[\"{new string('x', 200_000)}\"]");
        Assert.True(failure.Permanent);
        Assert.Contains("longer than this system allows", failure.Message);
    }

    [Fact]
    public async Task A_line_is_reported_before_the_program_ends()
    {
        using var pipe = new System.IO.Pipes.AnonymousPipeServerStream(System.IO.Pipes.PipeDirection.Out);
        using var input = new System.IO.Pipes.AnonymousPipeClientStream(
            System.IO.Pipes.PipeDirection.In, pipe.ClientSafePipeHandle);
        var line = new TaskCompletionSource<string>();
        var reading = new ErrorCapture(text => line.TrySetResult(text), 100)
            .DrainAsync(input, TestContext.Current.CancellationToken);
        await pipe.WriteAsync(Encoding.UTF8.GetBytes("half"), TestContext.Current.CancellationToken);
        await pipe.WriteAsync(Encoding.UTF8.GetBytes("way\nmore"), TestContext.Current.CancellationToken);
        Assert.Equal("halfway", await line.Task);
        pipe.Dispose();
        await reading;
    }
}

using Gnomon.Executables;
using Xunit;

namespace Gnomon.Tests.Executables;

public sealed class TaskFolderTests : IDisposable
{
    private readonly ScratchTasks _tasks = new();

    public void Dispose() => _tasks.Dispose();

    [Fact]
    public void Only_executable_files_directly_in_the_folder_are_handlers()
    {
        _tasks.Script("yes", "echo");
        _tasks.Script(".hidden", "echo");
        _tasks.Script("not a name", "echo");
        File.WriteAllText(Path.Combine(_tasks.Folder, "no-execute-bit"), "#!/bin/sh\n");
        Directory.CreateDirectory(Path.Combine(_tasks.Folder, "sub"));
        ScratchTasks.Write(Path.Combine(_tasks.Folder, "sub", "inner"), "#!/bin/sh\n");

        var folder = _tasks.Open();
        Assert.Equal(["yes"], folder.Names);
        Assert.True(folder.TryGet("yes", out _));
        Assert.False(folder.TryGet("no-execute-bit", out _));
        Assert.False(folder.TryGet("sub", out _));
        Assert.Single(_tasks.Log.Lines, line => line.Contains("'not a name'") || line.Contains("not a name"));
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    [InlineData("sub/inner")]
    [InlineData("./inside")]
    [InlineData("sub\\inner")]
    [InlineData(".hidden")]
    [InlineData("a..b")]
    public void Names_that_could_be_paths_are_refused(string name)
    {
        _tasks.Script("inside", "echo");
        _tasks.Script(".hidden", "echo");
        _tasks.Script("a..b", "echo");
        _tasks.Script("sub\\inner", "echo");
        Directory.CreateDirectory(Path.Combine(_tasks.Folder, "sub"));
        ScratchTasks.Write(Path.Combine(_tasks.Folder, "sub", "inner"), "#!/bin/sh\n");
        ScratchTasks.Write(Path.Combine(_tasks.Root, "outside"), "#!/bin/sh\n");
        Assert.False(_tasks.Open().TryGet(name, out _));
    }

    [Fact]
    public void An_absolute_path_is_refused()
    {
        var file = _tasks.Script("inside", "echo");
        Assert.False(_tasks.Open().TryGet(file, out _));
    }

    [Fact]
    public void A_link_that_leads_out_is_refused_and_logged_once()
    {
        var outside = ScratchTasks.Write(Path.Combine(_tasks.Root, "outside"), "#!/bin/sh\necho out\n");
        File.CreateSymbolicLink(Path.Combine(_tasks.Folder, "escape"), outside);
        File.CreateSymbolicLink(Path.Combine(_tasks.Folder, "chain"), "escape");
        var folder = _tasks.Open();
        for (var i = 0; i < 3; i++) Assert.False(folder.TryGet("escape", out _));
        Assert.False(folder.TryGet("chain", out _));
        Assert.Empty(folder.Names);
        var line = Assert.Single(_tasks.Log.Lines, text => text.Contains(" escape "));
        Assert.Contains(outside, line);
    }

    [Fact]
    public void A_link_through_a_linked_folder_that_leads_out_is_refused()
    {
        var away = Directory.CreateDirectory(Path.Combine(_tasks.Root, "away")).FullName;
        ScratchTasks.Write(Path.Combine(away, "tool"), "#!/bin/sh\n");
        Directory.CreateSymbolicLink(Path.Combine(_tasks.Folder, "sub"), away);
        File.CreateSymbolicLink(Path.Combine(_tasks.Folder, "tool"), "sub/tool");
        Assert.False(_tasks.Open().TryGet("tool", out _));
    }

    [Fact]
    public void A_folder_whose_name_begins_like_ours_is_outside()
    {
        var twin = Directory.CreateDirectory(_tasks.Folder + "-twin").FullName;
        var tool = ScratchTasks.Write(Path.Combine(twin, "tool"), "#!/bin/sh\n");
        File.CreateSymbolicLink(Path.Combine(_tasks.Folder, "tool"), tool);
        Assert.False(_tasks.Open().TryGet("tool", out _));
    }

    [Fact]
    public async Task A_link_inside_the_folder_runs()
    {
        _tasks.Script("real", "echo ${0##*/}");
        File.CreateSymbolicLink(Path.Combine(_tasks.Folder, "alias"), "real");
        Assert.Equal("\"alias\"", await _tasks.RunAsync("alias"));
    }

    [Fact]
    public async Task The_folder_itself_may_be_a_link()
    {
        _tasks.Script("real", "echo ran");
        var link = Path.Combine(_tasks.Root, "link");
        Directory.CreateSymbolicLink(link, _tasks.Folder);
        var folder = new TaskFolder(link, null, TimeProvider.System, _tasks.Log);
        Assert.True(folder.TryGet("real", out var handler));
        var job = ScratchTasks.Job("real", "", TestContext.Current.CancellationToken);
        Assert.Equal("\"ran\""u8.ToArray(), (await handler(job)).ToArray());
    }

    [Fact]
    public void Files_that_come_and_go_are_seen_without_a_restart()
    {
        var time = new HandClock();
        var folder = _tasks.Open(time: time);
        Assert.Empty(folder.Names);
        Assert.False(folder.TryGet("late", out _));

        var file = _tasks.Script("late", "echo");
        Assert.True(folder.TryGet("late", out _));
        Assert.Empty(folder.Names);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["late"], folder.Names);

        File.Delete(file);
        Assert.False(folder.TryGet("late", out _));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(folder.Names);
    }

    [Fact]
    public void A_folder_that_goes_away_offers_nothing_and_comes_back()
    {
        var time = new HandClock();
        _tasks.Script("task", "echo");
        var folder = _tasks.Open(time: time);
        Assert.Equal(["task"], folder.Names);
        Directory.Move(_tasks.Folder, _tasks.Folder + "-away");
        for (var i = 0; i < 3; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            Assert.Empty(folder.Names);
        }

        Assert.Single(_tasks.Log.Lines, line => line.Contains("can no longer be read"));
        Directory.Move(_tasks.Folder + "-away", _tasks.Folder);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["task"], folder.Names);
    }

    [Fact]
    public void A_missing_folder_is_refused_with_its_path()
    {
        var missing = Path.Combine(_tasks.Root, "missing");
        var error = Assert.Throws<TaskFolderException>(
            () => new TaskFolder(missing, null, TimeProvider.System, _tasks.Log));
        Assert.Equal($"The tasks folder {missing} does not exist.", error.Message);
        Assert.Equal(missing, error.Path);
    }

    [Fact]
    public void A_file_in_place_of_the_folder_is_refused()
    {
        var file = _tasks.Script("task", "echo");
        var error = Assert.Throws<TaskFolderException>(
            () => new TaskFolder(file, null, TimeProvider.System, _tasks.Log));
        Assert.Contains("is a file", error.Message);
    }
}

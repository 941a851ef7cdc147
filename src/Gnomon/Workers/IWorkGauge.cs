namespace Gnomon.Workers;

/// <summary>A clock that keeps account of who is at work and who waits for it, so that whoever moves it knows when all
/// that is to do at its present moment is done. Clocks of tests are such; real clocks are not.</summary>
/// <remarks>Whoever wakes somebody else counts that one in before it counts itself out, so that the account never shows
/// rest in between.</remarks>
internal interface IWorkGauge
{
    /// <summary>A loop or a slot begins to work, or is woken.</summary>
    void Begin();

    /// <summary>It waits until somebody wakes it, or has ended.</summary>
    void End();

    /// <summary>User code begins, in the execution context of the caller: at work, except while a timer is set that it
    /// made.</summary>
    /// <returns>Ends the account of it.</returns>
    IDisposable BeginHandler();

    /// <summary>The user code of this execution context waits for others that are counted themselves.</summary>
    /// <returns>Ends the wait. Whoever wakes it disposes of it first.</returns>
    IDisposable HoldHandler();
}

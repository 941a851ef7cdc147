namespace Gnomon.Conformance.Tests.Mutants;

/// <summary>Does something else with a call than to forward it.</summary>
/// <param name="request">What was asked.</param>
/// <param name="next">Asks the good engine.</param>
internal delegate ValueTask<TAnswer> Step<TRequest, TAnswer>(
    TRequest request, Func<TRequest, ValueTask<TAnswer>> next);

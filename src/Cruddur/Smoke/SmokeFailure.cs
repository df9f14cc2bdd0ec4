namespace Cruddur.Smoke;

/// <summary>A step of the walk that was answered otherwise than it must be.</summary>
/// <param name="step">Such as <c>post a crud</c>.</param>
/// <param name="what">What was expected and what came, without a full stop.</param>
/// <param name="reached">False when no answer came at all.</param>
internal sealed class SmokeFailure(string step, string what, bool reached = true) : Exception($"{step}: {what}.")
{
    public string Step { get; } = step;

    public bool Reached { get; } = reached;
}

namespace Cruddur.Platform.Identity;

/// <summary>
/// The signed-in person. <c>Viewer viewer</c> in a route's signature means that sign-in is required (else 401, or the
/// sign-in page); <c>Viewer? viewer</c> welcomes guests.
/// </summary>
/// <param name="SessionUuid">The session that the request came with.</param>
public sealed partial record Viewer(Guid Uuid, string Handle, string DisplayName, Guid SessionUuid);

namespace Cruddur.Platform;

/// <summary>Makes the id of a new row: a UUIDv7, so that ids follow time. Tests pass their own.</summary>
public delegate Guid NewId(DateTimeOffset now);

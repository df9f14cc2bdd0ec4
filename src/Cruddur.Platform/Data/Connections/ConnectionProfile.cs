namespace Cruddur.Platform.Data.Connections;

/// <summary>What stands between this process and PostgreSQL, or what the connection is for; it decides the driver's settings.</summary>
public enum ConnectionProfile
{
    /// <summary>A long-running process that talks to the server itself.</summary>
    Direct,

    /// <summary>PgBouncer or Supavisor in transaction mode.</summary>
    PgBouncer,

    /// <summary>Neon's pooled endpoint, which suspends after 300 s of silence.</summary>
    NeonPooler,

    /// <summary>Amazon RDS Proxy, which ignores cancel requests and pins on a reset.</summary>
    RdsProxy,

    /// <summary>AWS Lambda, where a process serves one request at a time.</summary>
    Lambda,

    /// <summary>DDL and other operator work: one unpooled connection, no command timeout.</summary>
    Migration,
}

namespace Cruddur.Platform.Web;

/// <summary>Where people reach this server (<c>Site:Url</c>): what absolute links begin with, never what a request says its host is.</summary>
/// <param name="Address">Its root.</param>
public sealed record Site(Uri Address)
{
    /// <summary>The absolute address of a path of this server.</summary>
    public string Link(string path) => new Uri(Address, path).AbsoluteUri;
}

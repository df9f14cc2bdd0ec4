using System.Collections;
using System.Globalization;
using System.Resources;

namespace Cruddur.Platform.Languages;

/// <summary>What texts a resource file has.</summary>
internal static class ResourceNames
{
    /// <summary>The names in the file of the default language.</summary>
    public static IEnumerable<string> Of(ResourceManager texts) =>
        texts.GetResourceSet(CultureInfo.InvariantCulture, createIfNotExists: true, tryParents: false)!.Cast<DictionaryEntry>().Select(entry => (string)entry.Key);
}

using System.Globalization;
using Cruddur.Cli;
using Cruddur.Platform.Languages;

// Operators and logs are spoken to in one language, wherever the machine stands.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.DefaultThreadCurrentUICulture = SiteLanguage.Default.Culture;
CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = SiteLanguage.Default.Culture;

return await CommandLine.RunAsync(args, CliHost.OfProcess(), Console.Out, Console.Error, CancellationToken.None);

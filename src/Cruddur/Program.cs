using Cruddur.Cli;

return await CommandLine.RunAsync(args, CliHost.OfProcess(), Console.Out, Console.Error, CancellationToken.None);

namespace Cruddur.Platform.Mail;

/// <param name="Recipient">One address.</param>
/// <param name="Subject">One line.</param>
/// <param name="Text">The whole of it for who reads plain text.</param>
/// <param name="Html">The same as a page.</param>
public sealed record Mail(string Recipient, string Subject, string Text, string Html);

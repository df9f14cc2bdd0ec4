using Cruddur.Platform.Identity;
using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Platform.Mail;

/// <summary>The page /dev/outbox; on a database of one's own without a mail server, and nowhere else.</summary>
internal static class Outbox
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/dev/outbox",
        async (Viewer? viewer, Mails mails, MailSettings settings, PageContext context, TimeProvider clock, CancellationToken ct) =>
        {
            if (!settings.IsOutboxShown) throw RequestError.Nothing();
            context.For(viewer, Texts.Outbox).With("join.css");
            return Pages.Show<OutboxPage>(new() { [nameof(OutboxPage.Mails)] = await mails.NewestAsync(ct), [nameof(OutboxPage.Now)] = clock.GetUtcNow() });
        });
}

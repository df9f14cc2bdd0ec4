using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Http;

namespace Cruddur.Social.Activities;

/// <summary>What the form of a <see cref="MarkButton"/> has done.</summary>
/// <param name="Noun">What was made or taken back.</param>
/// <param name="Icon">How it is drawn.</param>
/// <param name="Uuid">The crud.</param>
/// <param name="Count">How many there are; 0 where nobody is told.</param>
/// <param name="On">Whether the viewer's is there now.</param>
internal sealed record Mark(string Noun, string Icon, Guid Uuid, int Count, bool On)
{
    /// <summary>The button anew for Turbo, else the page that it was on.</summary>
    public IResult Answer(PageContext context, string permalink) => context.WantsStream
        ? Pages.Stream<MarkStream>(new()
        {
            [nameof(MarkStream.Noun)] = Noun,
            [nameof(MarkStream.Icon)] = Icon,
            [nameof(MarkStream.Uuid)] = Uuid,
            [nameof(MarkStream.Count)] = Count,
            [nameof(MarkStream.On)] = On,
            [nameof(MarkStream.Permalink)] = permalink,
        })
        : Pages.SeeOther(context.CameFrom(permalink));
}

using Refrain.Aws.SigV4;

namespace Refrain.Server.Http;

/// <summary>Who may come in.</summary>
/// <param name="Account">The account that everybody who comes in belongs to.</param>
/// <param name="Credentials">The one key pair.</param>
/// <param name="AllowAny">Nobody is asked for a signature.</param>
internal sealed record DoorKeys(string Account, AwsCredentials Credentials, bool AllowAny);
